"""Rolling back: nothing of a person's is lost unasked, and zero is what was before."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from pgmomentum import ledger, migrations
from pgmomentum.database import Connection, PgmomentumError
from tests.migration.catalog import Workshop, catalog, connect, install
from tests.migration.races import PATIENCE, dbname, wait_for_waiting
from tests.support import make_user
from tools.servers import Server

pytestmark = pytest.mark.servers(18)

BEFORE_SCORES = "0004.events"


def whole_tables(connection: Connection) -> set[str]:
    """Names of the tables of momentum and auth, partitions left out."""
    rows = connection.execute(
        """
        SELECT c.oid::pg_catalog.regclass::text
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE
            c.relkind IN ('r', 'p')
            AND NOT c.relispartition
            AND n.nspname IN ('momentum', 'auth')
        """
    )
    return {row[0] for row in rows}


def tables(connection: Connection) -> dict[str, list[str]]:
    """Every table with its rows, as text."""
    found = {}
    for name in whole_tables(connection):
        rows = connection.execute(
            f"SELECT (pg_catalog.to_jsonb(t) - 'created_at' - 'updated_at')::text"
            f" FROM {name} AS t ORDER BY 1".encode()
        )
        found[name] = [row[0] for row in rows]
    return found


def add_rows(connection: Connection) -> None:
    """A user who did something, wrote something and was scored."""
    user = make_user(connection)
    connection.execute("SELECT momentum.record_event(%s, 'chat_message')", (user,))
    connection.execute(
        "INSERT INTO momentum.motivation_journal (user_id, entry) VALUES (%s, 'hello')", (user,)
    )
    connection.execute("SELECT momentum.calculate_score(%s)", (user,))


def test_back_and_forward_loses_no_row(workshop: Workshop) -> None:
    connection = workshop.connection
    user = make_user(connection)
    connection.execute(
        "INSERT INTO momentum.motivation_journal (user_id, entry) VALUES (%s, 'hello')", (user,)
    )
    before = tables(connection)
    rolled_back = migrations.rollback(connection, to=BEFORE_SCORES)
    assert rolled_back[-1] == "0005.scores"
    assert tables(connection).keys() < before.keys()
    assert migrations.migrate(connection).applied == rolled_back[::-1]
    assert tables(connection) == before


def test_a_step_that_would_lose_rows_is_refused_and_names_the_table(
    workshop: Workshop, server: Server, database: str
) -> None:
    add_rows(workshop.connection)
    before, catalog_before = tables(workshop.connection), catalog(server, database)
    with pytest.raises(PgmomentumError, match=r"1 of momentum\.daily_engagement_scores") as error:
        migrations.rollback(workshop.connection, to=BEFORE_SCORES)
    assert "--drop-data" in (error.value.hint or "")
    assert tables(workshop.connection) == before
    assert catalog(server, database) == catalog_before
    back = migrations.rollback(workshop.connection, to=BEFORE_SCORES, drop_data=True)
    assert back[-1] == "0005.scores"


@pytest.mark.parametrize("to", ["0003.score_versions", "0003"])
def test_back_to_a_migration_keeps_that_one(workshop: Workshop, to: str) -> None:
    back = migrations.rollback(workshop.connection, to=to)
    assert back[-2:] == ["0005.scores", "0004.events"]
    assert list(ledger.applied(workshop.connection))[-1] == "0003.score_versions"
    assert migrations.rollback(workshop.connection, to=to) == []


def test_an_unknown_target_is_refused(workshop: Workshop) -> None:
    with pytest.raises(PgmomentumError, match="0042 is not an applied migration"):
        migrations.rollback(workshop.connection, to="0042")


def test_an_untouched_install_rolls_back_without_drop_data(database: str) -> None:
    """The rows that the installation made are no one's data."""
    with connect(database) as connection:
        before = list(ledger.applied(connection))
        assert migrations.rollback(connection, to="zero") == before[::-1]


@pytest.mark.parametrize(
    ("change", "table"),
    [
        (
            "UPDATE momentum.settings SET value = '0.5' WHERE name = 'failed_share_limit'",
            "momentum.settings",
        ),
        (
            "UPDATE momentum.settings SET value = '12' WHERE name = 'event_retention_months'",
            "momentum.settings",
        ),
        ("UPDATE momentum.event_weights SET weight = 9", "momentum.event_weights"),
        (
            """SELECT momentum.load_score_version('mine', '{"max_weight_per_day": 5}')""",
            "momentum.score_versions",
        ),
        ("INSERT INTO momentum.momentum_pillars (id, name) VALUES ('a', 'A')", "momentum_pillars"),
        ("INSERT INTO auth.users DEFAULT VALUES", "auth.users"),
    ],
)
def test_what_a_person_changed_is_not_dropped_unasked(
    workshop: Workshop, change: str, table: str
) -> None:
    workshop.connection.execute(change.encode())
    with pytest.raises(PgmomentumError, match=table):
        migrations.rollback(workshop.connection, to="zero")


def test_rolled_back_to_zero_the_database_is_as_it_was(server: Server, empty_database: str) -> None:
    with connect(empty_database) as connection:
        connection.execute("CREATE SCHEMA app; CREATE TABLE app.own AS SELECT 1 AS one")
        before = catalog(server, empty_database)
        install(empty_database)
        add_rows(connection)
        migrations.rollback(connection, to="zero", drop_data=True)
        assert catalog(server, empty_database) == before
        assert migrations.rollback(connection) == []
    install(empty_database)


def test_each_rollback_declares_the_tables_that_it_drops(workshop: Workshop) -> None:
    """Else their rows would be lost without a word. The clock's pin is for tests only."""
    for migration in reversed(list(ledger.applied(workshop.connection))):
        file = workshop.resources.migrations / f"{migration}.rollback.sql"
        declared = {
            table
            for match in migrations._DROPS.finditer(file.read_text())
            for table in match["tables"].split()
        }
        before = whole_tables(workshop.connection)
        migrations.rollback(workshop.connection, drop_data=True)
        after = whole_tables(workshop.connection)
        dropped = before - after - {"momentum.clock_pin"}
        assert dropped == declared - after, migration


def test_an_object_of_someone_else_stops_a_rollback_and_is_named(workshop: Workshop) -> None:
    workshop.connection.execute(
        "CREATE VIEW public.report AS SELECT * FROM momentum.daily_momentum_scores"
    )
    before = ledger.applied(workshop.connection)
    with pytest.raises(psycopg.errors.DependentObjectsStillExist) as error:
        migrations.rollback(workshop.connection, to=BEFORE_SCORES, drop_data=True)
    assert "view public.report" in (error.value.diag.message_detail or "")
    assert ledger.applied(workshop.connection) == before


def test_rows_written_during_the_check_are_not_lost(
    workshop: Workshop, server: Server, database: str
) -> None:
    """The tables are locked before they are counted: a writer either counts or waits."""
    user = make_user(workshop.connection)
    workshop.connection.execute("SET application_name = 'pgmomentum'")
    with psycopg.connect(database) as writer, ThreadPoolExecutor(1) as pool:
        writer.execute("SELECT momentum.calculate_score(%s)", (user,))
        back = pool.submit(migrations.rollback, workshop.connection, to=BEFORE_SCORES)
        wait_for_waiting(server, 1, dbname(database))
        writer.commit()
        with pytest.raises(PgmomentumError, match=r"1 of momentum\.daily_engagement_scores"):
            back.result(timeout=PATIENCE)


def test_compatibility_views_go_with_the_code(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT momentum.install_compat_views()")
        migrations.rollback(connection, to="zero")
        left = connection.execute(
            "SELECT count(*) FROM pg_catalog.pg_views WHERE schemaname = 'public'"
        ).fetchone()
    assert left == (0,)

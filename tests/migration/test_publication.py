"""What clients follow is in the publication supabase_realtime, if there is one, and only added."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from psycopg.conninfo import make_conninfo
from psycopg.errors import Diagnostic

from pgmomentum import migrations, script
from pgmomentum.database import Connection
from pgmomentum.migrations import Migrated
from pgmomentum.resources import find
from tests.migration.catalog import connect
from tools.servers import Server, throw_away

pytestmark = pytest.mark.servers(15)

FOLLOWED = [
    "badge_awards",
    "coach_interventions",
    "daily_engagement_scores",
    "momentum_notifications",
    "scenario_notifications",
]
PUBLISHED = """
SELECT t.tablename FROM pg_catalog.pg_publication_tables AS t
WHERE t.pubname = 'supabase_realtime' AND t.schemaname = 'momentum' ORDER BY 1
"""
ENTRIES = "SELECT prrelid::regclass::text, pg_get_expr(prqual, prrelid) FROM pg_publication_rel"
ADDED = ", ".join(
    f"momentum.{name}"
    for name in (
        "daily_engagement_scores",
        "coach_interventions",
        "momentum_notifications",
        "scenario_notifications",
        "badge_awards",
    )
)


def by_migrate(connection: Connection) -> None:
    migrations.migrate(connection)


def by_script(connection: Connection) -> None:
    connection.execute("".join(script.install_script(find())).encode())


def published(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(PUBLISHED.encode())]


@pytest.fixture
def installed(database: str) -> Iterator[Connection]:
    """A migrated database."""
    with connect(database) as connection:
        yield connection


def test_old_rows_are_sent_whole(installed: Connection) -> None:
    whole = installed.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'momentum'::regnamespace"
        " AND relreplident = 'f' ORDER BY 1"
    ).fetchall()
    assert [name for (name,) in whole] == FOLLOWED


def test_without_the_publication_there_is_none(installed: Connection) -> None:
    assert published(installed) == []
    assert installed.execute("SELECT FROM pg_publication").fetchall() == []


@pytest.mark.parametrize("install", [by_migrate, by_script])
def test_a_publication_that_is_there_gets_them(
    empty_database: str, install: Callable[[Connection], None]
) -> None:
    with connect(empty_database) as connection:
        connection.execute("CREATE PUBLICATION supabase_realtime")
        connection.execute("CREATE PUBLICATION another")
        install(connection)
        assert published(connection) == FOLLOWED
        entries = connection.execute(ENTRIES.encode()).fetchall()
        assert len(entries) == len(FOLLOWED)
        assert migrations.migrate(connection) == Migrated()
        assert connection.execute(ENTRIES.encode()).fetchall() == entries
        migrations.rollback(connection, to="0011")
        assert published(connection) == [
            "badge_awards",
            "daily_engagement_scores",
            "scenario_notifications",
        ]
        migrations.migrate(connection)
        assert published(connection) == FOLLOWED
        migrations.rollback(connection, to="zero", drop_data=True)
        assert connection.execute(ENTRIES.encode()).fetchall() == []


def test_one_that_comes_later_gets_them_from_the_next_migrate(installed: Connection) -> None:
    installed.execute("CREATE PUBLICATION supabase_realtime")
    assert migrations.migrate(installed) == Migrated()
    assert published(installed) == FOLLOWED


def test_what_is_in_it_stays_as_it_is(installed: Connection) -> None:
    installed.execute("CREATE TABLE public.chat (id integer PRIMARY KEY)")
    installed.execute(
        "CREATE PUBLICATION supabase_realtime"
        " FOR TABLE public.chat, momentum.badge_awards WHERE (announced), momentum.activities"
    )
    before = set(installed.execute(ENTRIES.encode()))
    migrations.migrate(installed)
    assert published(installed) == sorted([*FOLLOWED, "activities"])
    after = set(installed.execute(ENTRIES.encode()))
    assert before < after
    assert ("momentum.badge_awards", "announced") in after


@pytest.mark.parametrize("target", ["ALL TABLES", "TABLES IN SCHEMA momentum"])
def test_one_that_has_them_anyway_is_left_alone(installed: Connection, target: str) -> None:
    installed.execute(f"CREATE PUBLICATION supabase_realtime FOR {target}".encode())
    migrations.migrate(installed)
    assert set(FOLLOWED) < set(published(installed))
    assert installed.execute(ENTRIES.encode()).fetchall() == []


@pytest.fixture
def own(server: Server) -> Iterator[tuple[str, str]]:
    """A server of its own, for its roles: a database as superuser, and as the installer."""
    with throw_away(server.version) as own:
        with own.admin() as admin:
            admin.execute("CREATE ROLE installer LOGIN CREATEROLE")
            admin.execute("CREATE DATABASE app OWNER installer")
        yield own.dsn("app"), make_conninfo(own.dsn("app"), user="installer")


@pytest.mark.parametrize("install", [by_migrate, by_script])
def test_who_may_not_change_it_is_told_what_to_run(
    own: tuple[str, str], install: Callable[[Connection], None]
) -> None:
    with connect(own[0]) as admin, connect(own[1]) as connection:
        warnings: list[tuple[str | None, str | None]] = []

        def keep(notice: Diagnostic) -> None:
            warnings.append((notice.message_primary, notice.message_hint))

        connection.add_notice_handler(keep)
        admin.execute("CREATE PUBLICATION supabase_realtime")
        install(connection)
        for _ in range(2):
            assert published(admin) == []
            ((warning, hint),) = warnings
            assert "supabase_realtime lacks tables" in str(warning)
            statement = f"ALTER PUBLICATION supabase_realtime ADD TABLE {ADDED};"
            assert hint == f"As a superuser, run: {statement}"
            warnings.clear()
            migrations.migrate(connection)
        warnings.clear()
        admin.execute(statement.encode())
        assert published(admin) == FOLLOWED
        migrations.migrate(connection)
        assert warnings == []


def test_who_owns_it_adds_them_without_being_a_superuser(own: tuple[str, str]) -> None:
    with connect(own[0]) as admin, connect(own[1]) as connection:
        admin.execute("CREATE PUBLICATION supabase_realtime")
        admin.execute("ALTER PUBLICATION supabase_realtime OWNER TO installer")
        migrations.migrate(connection)
        assert published(connection) == FOLLOWED
        assert connection.execute("SELECT current_user").fetchone() == ("installer",)

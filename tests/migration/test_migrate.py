"""Installing and upgrading: one transaction, whatever happens."""

import psycopg
import pytest

from pgmomentum import ledger, migrations
from pgmomentum.database import PgmomentumError
from tests.migration.catalog import Workshop, catalog, connect, copy_sources, install
from tools.servers import Server


@pytest.mark.servers(15)
def test_a_step_by_step_upgrade_ends_in_the_catalog_of_a_fresh_install(
    server: Server, empty_database: str, workshop: Workshop
) -> None:
    """Whatever order people upgraded in: here, after each migration alone."""
    newest = sorted(workshop.resources.migrations.glob("*.sql"), reverse=True)
    applied = list(ledger.applied(workshop.connection))
    for migration in reversed(applied):
        migrations.rollback(workshop.connection, workshop.resources, drop_data=True)
        assert (
            migrations.pending(workshop.connection, workshop.resources.migrations)[0] == migration
        )
    assert len(newest) == 2 * len(applied)
    assert workshop.migrate().applied == applied
    install(empty_database)
    assert catalog(server, workshop.connection.info.dsn) == catalog(server, empty_database)


def test_a_failing_migration_is_named_and_changes_nothing(
    server: Server, empty_database: str, workshop: Workshop
) -> None:
    before = catalog(server, empty_database)
    broken = "CREATE TABLE momentum.half (a integer);\nSELECT 1 / 0;\n"
    (workshop.resources.migrations / "9999.broken.sql").write_text(broken)
    with connect(empty_database) as connection:
        with pytest.raises(psycopg.errors.DivisionByZero) as error:
            migrations.migrate(connection, workshop.resources)
        assert error.value.__notes__ == ["migration 9999.broken"]
        assert not ledger.exists(connection)
    assert catalog(server, empty_database) == before


def test_a_migration_outside_a_transaction_is_refused(workshop: Workshop) -> None:
    bare = workshop.resources.migrations / "9999.bare.sql"
    bare.write_text("-- transactional: false\nCREATE TABLE public.half (a integer);\n")
    with pytest.raises(PgmomentumError, match="outside a transaction"):
        workshop.migrate()
    assert workshop.value("SELECT to_regclass('public.half')") is None


def test_an_unqualified_name_in_a_migration_is_an_error(workshop: Workshop) -> None:
    """Else it would land in whatever schema comes first for whoever installs."""
    stray = workshop.resources.migrations / "9999.stray.sql"
    stray.write_text("CREATE TABLE stray (a integer);\n")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"pg_catalog\.stray"):
        workshop.migrate()


def test_a_database_of_a_newer_version_is_left_alone(workshop: Workshop) -> None:
    for file in workshop.resources.migrations.glob("0007.*"):
        file.unlink()
    for attempt in (migrations.migrate, migrations.rollback):
        with pytest.raises(PgmomentumError, match=r"lacks: 0007\.") as error:
            attempt(workshop.connection, workshop.resources)
        assert "newer" in (error.value.hint or "")


def test_the_settings_of_a_session_do_not_matter(
    server: Server, empty_database: str, database: str
) -> None:
    with connect(empty_database) as connection:
        connection.execute(
            """
            SET default_transaction_isolation = 'serializable';
            SET default_transaction_read_only = on;
            SET search_path = nowhere;
            SET standard_conforming_strings = off;
            SET statement_timeout = '1s';
            SET lock_timeout = '5s';
            """
        )
        migrations.migrate(connection)
        row = connection.execute("SHOW search_path").fetchone()
    assert row == ("nowhere",)
    assert catalog(server, empty_database) == catalog(server, database)


def test_yoyo_itself_can_read_the_ledger(workshop: Workshop, database: str) -> None:
    """The tables are yoyo's own, so that its tools work on them."""
    from yoyo import internalmigrations
    from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
    from yoyo.connections import parse_uri

    info = workshop.connection.info
    uri = f"postgresql+psycopg://{info.user}@/{info.dbname}?host={info.host}&port={info.port}"
    backend = PostgresqlPsycopgBackend(
        parse_uri(f"{uri}&schema=momentum_ledger"), "_yoyo_migration"
    )
    with backend:
        assert not internalmigrations.needs_upgrading(backend)
        todo = backend.to_apply(migrations.read(workshop.resources.migrations))
        assert list(todo) == []


def test_sources_are_found_under_an_odd_path(
    empty_database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    odd = copy_sources(tmp_path_factory.mktemp("odd [a-z] *"))
    with connect(empty_database) as connection:
        assert migrations.migrate(connection, odd).applied

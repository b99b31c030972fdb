"""The install script: plain psql, the same catalog, and nothing left for migrate."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from pgmomentum import ledger, migrations, partitions, script, status
from pgmomentum.migrations import Migrated
from pgmomentum.resources import find
from tests.migration.catalog import catalog, connect
from tests.migration.recipes import recipes
from tests.migration.recipes import run as run_recipe
from tools.servers import Server

pytestmark = pytest.mark.servers(15)

TEXT = "".join(script.install_script(find()))


def with_psql(server: Server, dsn: str, directory: Path) -> None:
    """As a person without Python does it."""
    file = directory / "pgmomentum.sql"
    file.write_text(TEXT)
    subprocess.run(
        [server.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file],
        env=server.environment(str(conninfo_to_dict(dsn)["dbname"])),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def as_documented(server: Server, dsn: str, directory: Path) -> None:
    """As docs/operations.md says."""
    (recipe,) = [each for each in recipes("Install", "sh") if "pgmomentum sql" in each]
    done = run_recipe(recipe, server, dsn, directory)
    assert done.returncode == 0, done.stderr


def as_one_query(server: Server, dsn: str, directory: Path) -> None:
    """As the SQL editor of a hosted database does it."""
    with connect(dsn) as connection:
        connection.execute(TEXT.encode())


@pytest.mark.parametrize("run", [with_psql, as_documented, as_one_query])
def test_after_the_script_there_is_nothing_to_do(
    server: Server,
    empty_database: str,
    database: str,
    tmp_path: Path,
    run: Callable[[Server, str, Path], None],
) -> None:
    run(server, empty_database, tmp_path)
    by_script = catalog(server, empty_database)
    with connect(database) as migrated:
        partitions.maintain(migrated)
    assert by_script == catalog(server, database)
    with connect(empty_database) as connection, connect(database) as migrated:
        assert status.read(connection, find()).up_to_date
        assert migrations.migrate(connection) == Migrated()
        assert list(ledger.applied(connection)) == list(ledger.applied(migrated))
        for table in ("settings", "score_versions", "event_weights"):
            query = (
                f"SELECT to_jsonb(t) - 'created_at' - 'updated_at' FROM momentum.{table} AS t"
                " ORDER BY 1"
            )
            seeded = connection.execute(query.encode()).fetchall()
            assert seeded == migrated.execute(query.encode()).fetchall() != []
    assert catalog(server, empty_database) == by_script


def test_the_script_can_be_rolled_back(server: Server, empty_database: str) -> None:
    before = catalog(server, empty_database)
    with connect(empty_database) as connection:
        connection.execute(TEXT.encode())
        migrations.rollback(connection, to="zero")
    assert catalog(server, empty_database) == before


def test_the_script_refuses_an_installed_database(server: Server, database: str) -> None:
    before = catalog(server, database)
    with connect(database) as connection:
        with pytest.raises(
            psycopg.errors.RaiseException, match=r"already installed.*up to migration 00"
        ) as error:
            connection.execute(TEXT.encode())
        connection.execute("ROLLBACK")
    assert "pgmomentum migrate" in (error.value.diag.message_hint or "")
    assert catalog(server, database) == before


def test_the_script_is_plain_sql(tmp_path: Path) -> None:
    assert not [line for line in TEXT.splitlines() if line.startswith("\\")]
    assert "@include" not in TEXT

"""The commands that install, as a person or a script calls them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pgmomentum import cli, script
from pgmomentum.database import Database, PgmomentumError, resolve
from pgmomentum.resources import find
from tests.migration.catalog import connect
from tests.support import make_user, pin_clock
from tools.servers import Server

pytestmark = pytest.mark.servers(15)

#: A migration of a later version.
NEWER = """
INSERT INTO momentum_ledger._yoyo_migration (migration_hash, migration_id, applied_at_utc)
VALUES ('later', '9999.later', '2026-05-12 09:00:00')
"""


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli.main, arguments, env=environment, prog_name="pgmomentum")


def test_migrate_says_what_it_did_and_then_that_nothing_is_left(empty_database: str) -> None:
    first = run("migrate", "--database-url", empty_database)
    assert first.exit_code == 0, first.output
    assert "Applied 0001.roles_and_auth\n" in first.output
    assert re.search(r"^Loaded \d+ files$", first.output, re.MULTILINE)
    made = re.findall(r"^Created momentum_events_\d{4}_\d\d$", first.output, re.MULTILINE)
    assert len(made) == 4, "this month and three ahead"
    assert run("migrate", "--database-url", empty_database).output == "Up to date: nothing to do\n"


def test_status_says_where_it_has_looked(database: str, empty_database: str) -> None:
    for dsn in (database, empty_database):
        parts = conninfo_to_dict(dsn)
        told = json.loads(run("status", "--json", "--database-url", dsn).output)
        keys = ("database", "host", "port", "role", "is_standby")
        where = [parts["dbname"], parts["host"], int(str(parts["port"])), parts["user"], False]
        assert [told[key] for key in keys] == where
        page = run("status", "--database-url", dsn).output.splitlines()
        assert page[1] == "Database {} at {} port {}, as {}".format(*where)
    assert page[2:] == ["Nothing is installed in this database: pgmomentum migrate installs"]


def test_a_database_that_is_newer(database: str) -> None:
    with connect(database) as connection:
        connection.execute(NEWER)
    told = json.loads(run("status", "--json", "--database-url", database).output)
    assert (told["unknown"], told["up_to_date"]) == (["9999.later"], False)
    page = run("status", "--database-url", database).output
    assert "Of a newer version: 9999.later\n" in page
    assert page.endswith("The database is newer than this package: install the version it is of\n")


def test_a_connection_string_that_cannot_be_read() -> None:
    done = run("status", "--database-url", "postgresq://somebody:hunter2@localhost/app")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: the connection string cannot be read\nHint: It is a URL")
    assert "hunter2" not in done.output


def test_where_nothing_can_be_written(database: str) -> None:
    standby = make_conninfo(database, options="-c default_transaction_read_only=on")
    done = run("score", "--database-url", standby)
    assert done.exit_code == 1
    assert "[25006]\nHint: The server is a standby" in done.stderr


def test_a_right_that_is_missing(database: str) -> None:
    with connect(database) as connection:
        connection.execute("CREATE ROLE nobody_of_ours LOGIN")
        try:
            stranger = make_conninfo(database, user="nobody_of_ours")
            for command in ("status", "metrics"):
                done = run(command, "--database-url", stranger)
                assert done.exit_code == 1
                assert "[42501]\nHint: status, doctor, migrate" in done.stderr
        finally:
            connection.execute("DROP ROLE nobody_of_ours")


def test_the_database_can_be_named_before_or_after_the_command(empty_database: str) -> None:
    nowhere = "host=/nowhere"
    assert run("--database-url", empty_database, "status").exit_code == 0
    assert run("status", "--database-url", empty_database).exit_code == 0
    both = run("--database-url", nowhere, "status", "--database-url", empty_database)
    assert both.exit_code == 0
    by_variable = run("status", PGMOMENTUM_DATABASE_URL=empty_database, DATABASE_URL=nowhere)
    assert by_variable.exit_code == 0


def test_the_order_of_the_ways_to_name_a_database() -> None:
    everything = {"PGMOMENTUM_DATABASE_URL": "b", "DATABASE_URL": "c", "PGHOST": "d"}
    assert resolve("a", everything) == "a"
    assert resolve(None, everything) == "b"
    assert resolve(None, everything | {"PGMOMENTUM_DATABASE_URL": ""}) == "c"
    assert resolve(None, {"PGSERVICE": "d"}) == ""
    assert resolve(None, {"PGHOST": "", "HOME": "/root"}) is None


def test_json_for_machines(database: str) -> None:
    status = json.loads(run("status", "--json", "--database-url", database).output)
    assert status["up_to_date"] is True
    assert [applied["id"][:4] for applied in status["applied"]][:2] == ["0001", "0002"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", status["applied"][0]["applied_at"])
    nothing: dict[str, list[str]] = {"applied": [], "loaded": [], "removed": [], "partitions": []}
    run("migrate", "--database-url", database)
    assert json.loads(run("migrate", "--json", "--database-url", database).output) == nothing
    newest = status["applied"][-1]["id"]
    back = run("rollback", "--drop-data", "--json", "--database-url", database)
    assert json.loads(back.output) == {"rolled_back": [newest]}
    status = json.loads(run("status", "--json", "--database-url", database).output)
    assert status["pending"] == [newest]
    assert status["up_to_date"] is False
    assert status["figures"] is None


def test_migrate_says_which_partitions_could_not_be_made(database: str) -> None:
    with connect(database) as connection, connect(database) as other, other.transaction():
        pin_clock(connection, "2026-11-21T12:00:00Z")
        other.execute("LOCK TABLE momentum.momentum_events_default IN ACCESS SHARE MODE")
        output = run("migrate", "--database-url", database).output
        (first, *_) = json.loads(run("migrate", "--json", "--database-url", database).output)[
            "partitions"
        ]
    assert output.startswith("Postponed momentum_events_2026_11: a lock was not to be had")
    assert first == {
        "action": "postponed",
        "partition_name": "momentum_events_2026_11",
        "from_day": "2026-11-01",
        "to_day": "2026-12-01",
        "rows": None,
        "reason": "a lock was not to be had: other transactions use events or users",
    }


def test_status_of_an_empty_database(empty_database: str) -> None:
    result = run("status", "--database-url", empty_database)
    assert result.exit_code == 0
    assert "Nothing is installed" in result.output


def test_status_names_the_files_that_drifted(database: str) -> None:
    with connect(database) as connection:
        connection.execute(
            """
            UPDATE momentum_ledger.loaded_files SET sha256 = 'other' WHERE path = 'clock/clock.sql';
            DELETE FROM momentum_ledger.loaded_files WHERE path = 'clock/_today.sql';
            INSERT INTO momentum_ledger.loaded_files (path, sha256) VALUES ('clock/old.sql', 'x');
            """
        )
    output = run("status", "--database-url", database).output
    assert "Files of sql/ changed: sql/clock/clock.sql\n" in output
    assert "Files of sql/ missing: sql/clock/_today.sql\n" in output
    assert "Files of sql/ removed: sql/clock/old.sql\n" in output


def test_a_refused_rollback_is_one_line_and_a_hint(database: str) -> None:
    with connect(database) as connection:
        make_user(connection)
    result = run("rollback", "--to", "zero", "--database-url", database)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Error: the rollback would lose rows: 1 of auth.users",
        "Hint: Save them first; then --drop-data rolls back all the same.",
    ]
    back = run("rollback", "--to", "zero", "--drop-data", "--database-url", database)
    assert back.exit_code == 0
    assert "Rolled back 0001.roles_and_auth\n" in back.output
    assert run("rollback", "--database-url", database).output == "Nothing to roll back\n"


@pytest.mark.parametrize(
    ("url", "message"),
    [("host=/nowhere", "Error: connection"), ("no such thing", "Error: the connection string")],
)
def test_a_database_that_cannot_be_reached(url: str, message: str) -> None:
    result = run("status", "--database-url", url)
    assert result.exit_code == 1
    assert result.stderr.startswith(message)
    assert "Traceback" not in result.stderr


def test_an_error_of_the_server_is_shown_with_detail_and_hint(database: str) -> None:
    with connect(database) as connection:
        connection.execute(
            "CREATE VIEW public.report AS SELECT * FROM momentum.daily_momentum_scores"
        )
    result = run("rollback", "--database-url", database)
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "Error",
        "Detail",
        "Hint",
    ]
    assert "[2BP01]" in result.stderr
    assert "view public.report" in result.stderr


def test_wrong_usage_is_exit_status_2_and_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "connect", lambda _: pytest.fail("opened"))
    for arguments in (["nothing"], ["migrate", "--fast"], ["migrate", "extra"]):
        assert run(*arguments).exit_code == 2
    assert run("rollback", "--help").exit_code == 0
    assert run("--version").output.startswith("pgmomentum, version 0.")


def test_every_command_is_there_and_says_what_it_does() -> None:
    for name in cli.COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0, result.output
        assert len(result.output.splitlines()[2].strip()) > 0


def test_tables_are_plain_where_there_is_no_terminal(database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pgmomentum", "status", "--database-url", database],
        check=True,
        capture_output=True,
    )
    assert b"\x1b" not in done.stdout


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    def printed() -> str:
        console = cli.console()
        with console.capture() as capture:
            console.print("[red]text[/red]")
        return capture.get()

    assert printed() == "text\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[31m" in printed()
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed() == "text\n"


def test_sql_prints_the_script_and_needs_no_database(tmp_path: Path) -> None:
    result = run("sql", PGMOMENTUM_DATABASE_URL="host=/nowhere")
    assert result.exit_code == 0
    assert result.output == "".join(script.install_script(find()))


def test_an_old_server_is_refused(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgmomentum.database.OLDEST_SERVER", 99)
    database = Database(empty_database)
    with pytest.raises(PgmomentumError, match="the server is PostgreSQL 1"):
        database.connect()
    database.close()


def test_connections_are_opened_late_and_closed_at_the_end(
    server: Server, empty_database: str
) -> None:
    database = Database(empty_database)
    first, second = database.connection, database.connect()
    assert database.connection is first is not second
    assert first.autocommit
    database.close()
    assert first.closed
    assert second.closed
    with pytest.raises(psycopg.OperationalError):
        first.execute("SELECT 1")

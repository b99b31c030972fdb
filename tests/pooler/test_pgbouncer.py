"""What works through pgbouncer in transaction mode, and what needs a direct connection."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from pgmomentum import migrations
from pgmomentum.cli import main
from pgmomentum.listening import NOW, follow
from pgmomentum.migrations import Migrated
from tests.cli.interrupts import wait_until_held_up
from tests.docs.test_commands import SHELL, SQL, type_in, with_ids
from tests.docs.test_commands import user as user
from tests.jobs.samples import close_gate, make_job, runs, statuses
from tests.jobs.serving import serve_once
from tests.migration.catalog import connect
from tests.pooler.conftest import PROGRAM, pgbouncer
from tests.realtime.stream import Listener
from tests.stored import insert_users
from tests.support import as_role
from tools.servers import Server

pytestmark = pytest.mark.servers(15)

#: What needs a direct connection, according to docs/operations.md; the demo takes long.
DIRECT = ("listen", "gateway", "--announce", "jobs run", "jobs serve", "demo")
LINES = [
    param
    for param in SHELL
    if "pgmomentum " in str(param.values[0])
    and not any(word in str(param.values[0]) for word in DIRECT)
] + [pytest.param("pgmomentum rollback --to 0010 --drop-data", id="rollback")]
#: Statements that are no calls, or that commit, are left out.
STATEMENTS = [
    str(param.values[0])
    for param in SQL
    if not re.match(r"BEGIN|COMMIT|CREATE ROLE|LISTEN|CALL", str(param.values[0]))
]


def test_each_transaction_has_another_session(pooled: str) -> None:
    with connect(pooled) as connection:
        seen = [connection.execute("SELECT pg_backend_pid()").fetchone() for _ in range(3)]
    assert len(set(seen)) == 3


@pytest.mark.servers(15)
@pytest.mark.parametrize("line", LINES)
def test_what_operators_type(
    line: str, pooled: str, user: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(line, pooled, user, tmp_path, monkeypatch)


def test_what_applications_call(pooled: str, user: UUID) -> None:
    """As PostgREST and other backends do: claims and role are of the transaction."""
    with psycopg.connect(pooled, autocommit=True, prepare_threshold=None) as connection:
        for statement in STATEMENTS:
            with connection.transaction(force_rollback=True), as_role(connection, "service_role"):
                connection.execute(with_ids(statement, user).encode())
    assert len(STATEMENTS) > 30


def test_migrations_take_turns(pooler: Server, empty_database: str) -> None:
    pooled = pooler.dsn(str(conninfo_to_dict(empty_database)["dbname"]))

    def migrate(_: int) -> Migrated:
        with connect(pooled) as connection:
            return migrations.migrate(connection)

    with ThreadPoolExecutor(2) as both:
        one, other = sorted(both.map(migrate, range(2)), key=lambda done: len(done.applied))
    assert (one, bool(other.applied)) == (Migrated(), True)


def test_what_a_session_sets_does_not_hold(pooled: str) -> None:
    """Why `backfill --announce` needs a direct connection."""
    with connect(pooled) as connection:
        connection.execute("SET momentum.past_days = 'told'")
        found = connection.execute("SELECT current_setting('momentum.past_days', true)")
        assert found.fetchone() != ("told",)


def jobs(dsn: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--database-url", dsn, "jobs", *arguments])


def test_jobs_run_once_whichever_sessions_they_come_to(
    pooled: str, database: str, db: psycopg.Connection
) -> None:
    make_job(db)
    assert jobs(pooled, "list").exit_code == 0
    with close_gate(db, database, at=25) as keeper, ThreadPoolExecutor(1) as thread:
        running = thread.submit(jobs, pooled, "run", "sample")
        wait_until_held_up(db, keeper)
        second = jobs(pooled, "run", "sample")
        keeper.run("SELECT pg_advisory_unlock_all()")
        assert running.result().exit_code == 0
    assert "another session was running the job" in second.stderr
    assert jobs(database, "run", "sample").exit_code == 0, "the lock is free again"
    assert [each["status"] for each in runs(db)] == ["succeeded", "skipped", "succeeded"]


def test_serve_runs_jobs(pooled: str, db: psycopg.Connection) -> None:
    make_job(db, schedule="* * * * *")
    serve_once(pooled, datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC))
    assert statuses(db) == ["11-21 12:00 1 succeeded"]


def test_jobs_are_under_the_limits_of_the_role(
    pooled: str, database: str, db: psycopg.Connection
) -> None:
    """Why `jobs run` and `serve` are to have a direct connection."""
    make_job(db)
    name = sql.Identifier(str(conninfo_to_dict(database)["dbname"]))
    limit = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on")
    db.execute(limit.format(name))
    assert "in a read-only transaction [25006]" in jobs(pooled, "run", "sample").stderr
    assert jobs(database, "run", "sample").exit_code == 0


def test_what_is_listened_to_is_not_heard(pooled: str, database: str) -> None:
    direct = Listener(database, "realtime_events")
    with connect(pooled) as listening, connect(database) as db:
        listening.execute("LISTEN realtime_events")
        db.execute("NOTIFY realtime_events")
        assert direct.heard(db) == [("realtime_events", "")]
        listening.execute("SELECT 1")
        assert list(listening.notifies(timeout=0)) == []
    direct.close()


def ten_times(dsn: str, prepare_threshold: int | None) -> None:
    """Run the same statement again and again; psycopg's own threshold is 5."""
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=prepare_threshold) as connection:
        for _ in range(10):
            connection.execute("SELECT momentum.clock() > %s", ("2026-01-01",))


def test_prepared_statements_are_to_be_switched_off(pooled: str) -> None:
    ten_times(pooled, None)
    said = subprocess.run([str(PROGRAM), "--version"], capture_output=True, text=True).stdout
    (version,) = re.findall(r"PgBouncer (\d+)\.(\d+)", said)
    if tuple(map(int, version)) < (1, 21):
        with pytest.raises(psycopg.errors.InvalidSqlStatementName):
            ten_times(pooled, 5)


def test_settings_in_the_connection_string_are_refused(pooled: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
        psycopg.connect(pooled, options="-c lock_timeout=1s")


def test_a_listener_through_session_mode_begins_after_all_that_waits(
    server: Server, db: psycopg.Connection, database: str
) -> None:
    """More waits than one call numbers, and the pooler does not say which session it gave."""
    (user,) = insert_users(db, 1)
    db.execute(
        "INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)"
        " SELECT %s, 'numbered', '{}' FROM generate_series(1, 50001)",
        (user,),
    )
    name = str(conninfo_to_dict(database)["dbname"])
    with (
        pgbouncer(server, "session", 6433) as pooler,
        psycopg.connect(pooler.dsn(name), autocommit=True) as connection,
    ):
        first = next(follow(lambda: connection, None, NOW, lambda _: None))
    assert str(first["last_event_id"]).endswith("-50001")

"""A real pg_cron, in another database than ours and in ours, runs what jobs install registers."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg.conninfo import make_conninfo
from pytest_postgresql.executors import NoopExecutor

from pgmomentum.cli import main
from pgmomentum.migrations import rollback
from tests.jobs.samples import make_job, runs
from tests.sessions import Session, wait_until, wait_until_blocked
from tools.coverage import Profile
from tools.pgtap import install
from tools.servers import Server, throw_away

#: pg_cron's own ways to run a job: in a connection of its own, or in a background worker.
WAYS = ("off", "on")
#: Seconds within which a job of each minute runs.
PATIENCE = 70


def pg_cron_of(server: Server) -> psycopg.Connection:
    """Return a connection to the database that pg_cron lives in."""
    return server.admin()


def uninstall(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as db:
        rollback(db, to="zero", drop_data=True)


def run(dsn: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--database-url", dsn, "jobs", *arguments])


def told(dsn: str, *arguments: str) -> Any:
    result = run(dsn, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def entries(server: Server) -> list[tuple[Any, ...]]:
    with pg_cron_of(server) as admin:
        return admin.execute(
            "SELECT jobname::text, database, username FROM cron.job ORDER BY jobname, username"
        ).fetchall()


@pytest.fixture(scope="module")
def pg_cron(server: Server) -> None:
    with server.admin() as admin:
        name = "SELECT FROM pg_available_extensions WHERE name = 'pg_cron'"
        if admin.execute(name).fetchone() is None:
            pytest.skip("pg_cron is not installed for this server: see tools/packages.py")


@pytest.fixture
def servers(pg_cron: None, server: Server) -> Iterator[dict[str, Server]]:
    """A server for each way, with pg_cron in its database postgres."""
    with ExitStack() as stack:
        started = {
            way: stack.enter_context(
                throw_away(
                    server.version,
                    {
                        "cron.log_run": "on",
                        "cron.use_background_workers": way,
                        "shared_preload_libraries": "pg_cron",
                        "max_worker_processes": "20",
                    },
                )
            )
            for way in WAYS
        }
        for each in started.values():
            with pg_cron_of(each) as admin:
                admin.execute(f"ALTER SYSTEM SET cron.host = '{each.host}'".encode())
            each.restart()
            with pg_cron_of(each) as admin:
                admin.execute("CREATE EXTENSION pg_cron")
        yield started


@pytest.mark.slow
def test_a_job_of_each_minute_arrives_in_job_runs(servers: dict[str, Server]) -> None:
    with ExitStack() as stack:
        databases = {}
        for way, server in servers.items():
            name = stack.enter_context(server.database(name="our app"))
            dsn = server.dsn(name)
            install(dsn)
            databases[way] = stack.enter_context(psycopg.connect(dsn, autocommit=True))
            make_job(databases[way], schedule="* * * * *")
            done = told(dsn, "install")
            assert done == {"database": "postgres", "entries": 2, "removed": 0}
        deadline = time.monotonic() + PATIENCE
        for way, db in databases.items():
            while not [each for each in runs(db) if each["status"] == "succeeded"]:
                assert time.monotonic() < deadline, f"nothing ran with background workers {way}"
                time.sleep(0.2)
        for way, server in servers.items():
            (each, *_) = runs(databases[way])
            assert (each["job_name"], each["status"]) == ("sample", "succeeded")
            assert (each["rows_done"], each["rows_total"]) == (50, 50)
            assert (each["scheduled_at"].second, each["scheduled_at"].microsecond) == (0, 0)
            assert each["attempt"] == 1
            with pg_cron_of(server) as admin:
                failed = "SELECT command, return_message FROM cron.job_run_details"
                assert admin.execute(f"{failed} WHERE status = 'failed'").fetchall() == []


def test_from_another_database_without_duplicates(
    pg_cron: None, server: Server, migrated: NoopExecutor
) -> None:
    template = migrated.template_dbname
    with (
        server.database(template) as name,
        server.database(template) as other,
        pg_cron_of(server) as admin,
    ):
        admin.execute("CREATE EXTENSION pg_cron")
        try:
            admin.execute("SELECT cron.schedule('backup', '0 1 * * *', 'SELECT 1')")
            for database in (name, other):
                told(server.dsn(database), "install")
            listed = entries(server)
            assert len(listed) == len(set(listed)) == 25
            with psycopg.connect(server.dsn(name), autocommit=True) as db:
                db.execute("UPDATE momentum.jobs SET enabled = false WHERE name LIKE 'scenario-%'")
                db.execute("UPDATE momentum.jobs SET schedule = '5 2 * * *' WHERE catch_up")
            assert told(server.dsn(name), "install") == {
                "database": "postgres",
                "entries": 9,
                "removed": 3,
            }
            row = admin.execute(
                "SELECT schedule FROM cron.job WHERE jobname = %s",
                (f"momentum/{name}/score-yesterday",),
            ).fetchone()
            assert row == ("5 2 * * *",)
            assert told(server.dsn(name), "install", "--uninstall") == {
                "database": "postgres",
                "entries": 0,
                "removed": 9,
            }
            assert {database for _, database, _ in entries(server)} == {other, "postgres"}
        finally:
            admin.execute("DROP EXTENSION pg_cron")


def test_databases_with_names_that_are_long_or_alike(
    pg_cron: None, server: Server, migrated: NoopExecutor
) -> None:
    names = ["shop", "shop/score-yesterday", *(f"{'überlang' * 6} {number}" for number in (1, 2))]
    with ExitStack() as stack:
        admin = stack.enter_context(pg_cron_of(server))
        databases = [
            stack.enter_context(server.database(migrated.template_dbname, name)) for name in names
        ]
        admin.execute("CREATE EXTENSION pg_cron")
        try:
            for name in databases * 2:
                assert told(server.dsn(name), "install")["entries"] == 12
            listed = entries(server)
            assert len({name for name, *_ in listed}) == 48
            assert {database for _, database, _ in listed} == set(databases)
            for number, name in enumerate(databases):
                assert told(server.dsn(name), "install", "--uninstall")["removed"] == 12
                assert len(entries(server)) == 48 - 12 * (number + 1)
        finally:
            admin.execute("DROP EXTENSION pg_cron")


@pytest.fixture
def own(pg_cron: None, server: Server, profile: Profile | None) -> Iterator[psycopg.Connection]:
    """The database of pg_cron, which is postgres: here it has our schema, too, for a while."""
    dsn = server.dsn("postgres")
    with pg_cron_of(server) as admin:
        install(dsn)
        admin.execute("CREATE EXTENSION pg_cron")
        admin.execute("CREATE ROLE somebody SUPERUSER LOGIN")
        try:
            yield admin
            if profile is not None:
                profile.collect(dsn)
        finally:
            admin.execute("DROP EXTENSION IF EXISTS pg_cron")
            admin.execute("RESET ROLE")
            admin.execute("DROP ROLE IF EXISTS somebody")
            uninstall(dsn)


def test_in_our_own_database(own: psycopg.Connection, server: Server) -> None:
    dsn = server.dsn("postgres")
    for _ in range(2):
        assert own.execute("SELECT momentum.schedule_jobs()").fetchone() == (12,)
    own.execute("SET ROLE somebody")
    assert told(dsn, "install")["entries"] == 12
    assert own.execute("SELECT momentum.schedule_jobs()").fetchone() == (12,)
    names = [(name, owner) for name, _, owner in entries(server)]
    assert len(names) == 12
    assert {owner for _, owner in names} == {"somebody"}
    assert names[0][0] == "momentum/postgres/cleanup-job-runs"
    own.execute("RESET ROLE")
    assert told(dsn, "install")["removed"] == 12
    assert own.execute("SELECT momentum.unschedule_jobs()").fetchone() == (12,)
    assert entries(server) == []


@pytest.mark.parametrize("second", ["schedule_jobs", "unschedule_jobs"])
def test_two_at_once_take_turns(own: psycopg.Connection, server: Server, second: str) -> None:
    own.execute("SELECT momentum.schedule_jobs()")
    dsn = server.dsn("postgres")
    with Session(dsn) as one, Session(make_conninfo(dsn, user="somebody")) as two:
        one.run("BEGIN")
        assert one.run("SELECT momentum.unschedule_jobs()") == [(12,)]
        other = two.start(f"SELECT momentum.{second}()")
        wait_until_blocked(own, two, by=one)
        one.run("COMMIT")
        number = 12 if second == "schedule_jobs" else 0
        assert other.result() == [(number,)]
        assert len(entries(server)) == number


def test_two_that_take_entries_away_at_once(
    pg_cron: None, server: Server, migrated: NoopExecutor
) -> None:
    waiting = "SELECT FROM pg_locks WHERE NOT granted"
    with (
        server.database(migrated.template_dbname) as name,
        pg_cron_of(server) as admin,
        pg_cron_of(server) as watcher,
        ThreadPoolExecutor(1) as thread,
    ):
        admin.execute("CREATE EXTENSION pg_cron")
        try:
            told(server.dsn(name), "install")
            with admin.transaction():
                admin.execute("SELECT pg_advisory_xact_lock(7717, 0)")
                admin.execute("SELECT cron.unschedule(c.jobid) FROM cron.job AS c")
                second = thread.submit(told, server.dsn(name), "install", "--uninstall")
                wait_until(
                    lambda: watcher.execute(waiting).fetchone() is not None, "it waits its turn"
                )
            assert second.result() == {"database": "postgres", "entries": 0, "removed": 0}
        finally:
            admin.execute("DROP EXTENSION pg_cron")


def test_who_may_not_is_told_what_is_needed(
    pg_cron: None, server: Server, migrated: NoopExecutor
) -> None:
    with server.database(migrated.template_dbname) as name, pg_cron_of(server) as admin:
        assert "CREATE EXTENSION pg_cron in postgres" in run(server.dsn(name), "install").stderr
        admin.execute("CREATE EXTENSION pg_cron")
        try:
            admin.execute("CREATE ROLE nightly LOGIN")
            admin.execute("GRANT service_role TO nightly")
            dsn = make_conninfo(server.dsn(name), user="nightly")
            unseen = run(dsn, "install")
            assert unseen.exit_code == 1
            assert "pg_read_all_settings" in unseen.stderr
            admin.execute("GRANT pg_read_all_settings TO nightly")
            refused = run(dsn, "install")
            assert refused.exit_code == 1
            assert "permission denied for schema cron" in refused.stderr
            assert "USAGE on the schema cron" in refused.stderr
            admin.execute("GRANT USAGE ON SCHEMA cron TO nightly")
            admin.execute(
                "GRANT EXECUTE ON FUNCTION cron.schedule_in_database TO nightly;"
                "GRANT SELECT ON cron.job TO nightly"
            )
            assert told(dsn, "install")["entries"] == 12
            assert told(dsn, "install")["entries"] == 12
            assert {owner for _, _, owner in entries(server)} == {"nightly"}
        finally:
            admin.execute("DROP EXTENSION pg_cron")
            admin.execute("DROP ROLE nightly")


@pytest.mark.servers(18)
def test_a_server_without_pg_cron(database: str) -> None:
    result = run(database, "install")
    assert result.exit_code == 1
    assert "pg_cron is not to be found" in result.stderr
    assert "pgmomentum jobs serve" in result.stderr

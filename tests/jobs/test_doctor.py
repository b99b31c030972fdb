"""doctor looks at the entries of a real pg_cron, in another database than ours and in ours."""

import json
from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_postgresql.executors import NoopExecutor

from pgmomentum import doctor
from pgmomentum.cli import main
from pgmomentum.database import Database
from pgmomentum.doctor import Finding
from tests.jobs.test_pg_cron import pg_cron, pg_cron_of, run, uninstall
from tests.support import pin_clock
from tools.pgtap import install
from tools.servers import Server

__all__ = ["pg_cron"]

NOW = "2026-05-12T09:00:00Z"
EXPIRY = "FROM cron.job AS c WHERE c.jobname LIKE '%/scenario-expiry'"
#: What breaks an entry in pg_cron's database, the check that finds it, and what it finds.
BROKEN_THERE = [
    (f"SELECT cron.unschedule(c.jobid) {EXPIRY}", "cron_entries_absent", "PREFIX/scenario-expiry"),
    (
        "SELECT cron.unschedule(c.jobid) FROM cron.job AS c",
        "cron_entries_absent",
        "PREFIX/maintain-partitions, PREFIX/run-due-jobs, PREFIX/scenario-expiry",
    ),
    (
        f"SELECT cron.alter_job(c.jobid, schedule := '0 0 1 1 *') {EXPIRY}",
        "cron_entries_outdated",
        "PREFIX/scenario-expiry",
    ),
    (
        f"SELECT cron.alter_job(c.jobid, command := 'SELECT 1') {EXPIRY}",
        "cron_entries_outdated",
        "PREFIX/scenario-expiry",
    ),
    (
        f"SELECT cron.alter_job(c.jobid, active := false) {EXPIRY}",
        "cron_entries_outdated",
        "PREFIX/scenario-expiry",
    ),
    (
        "SELECT cron.schedule_in_database('mine', '0 0 1 1 *', c.command, c.database) " + EXPIRY,
        "cron_entries_doubled",
        "mine of postgres",
    ),
    (
        "SELECT cron.schedule_in_database"
        "(c.jobname, c.schedule, c.command, c.database, 'somebody') " + EXPIRY,
        "cron_entries_doubled",
        "PREFIX/scenario-expiry of somebody",
    ),
]
#: The same, in our database.
BROKEN_HERE = [
    (
        "UPDATE momentum.jobs SET enabled = false WHERE name = 'scenario-expiry'",
        "cron_entries_left_over",
        "PREFIX/scenario-expiry",
    ),
    (
        "UPDATE momentum.jobs SET enabled = true WHERE name = 'scenario-expiry'",
        "cron_entries_absent",
        "PREFIX/scenario-expiry",
    ),
    (
        "UPDATE momentum.jobs SET name = 'another' WHERE name = 'scenario-expiry'",
        "cron_entries_absent",
        "PREFIX/another",
    ),
    (
        "UPDATE momentum.jobs SET name = 'scenario-expiry' WHERE name = 'another'",
        "cron_entries_left_over",
        "PREFIX/another",
    ),
    (
        "UPDATE momentum.jobs SET schedule = '7 7 * * *' WHERE name = 'scenario-expiry'",
        "cron_entries_outdated",
        "PREFIX/scenario-expiry",
    ),
]


@pytest.fixture(params=["here", "elsewhere"])
def dsn(
    request: pytest.FixtureRequest, pg_cron: None, server: Server, migrated: NoopExecutor
) -> Iterator[str]:
    """Our database, with two jobs that run for nobody; pg_cron is there, or elsewhere."""
    with pg_cron_of(server) as admin:
        admin.execute("CREATE EXTENSION pg_cron")
        admin.execute("CREATE ROLE somebody LOGIN")
        try:
            if request.param == "here":
                install(server.dsn("postgres"))
                yield prepared(server.dsn("postgres"))
                uninstall(server.dsn("postgres"))
            else:
                with server.database(migrated.template_dbname) as name:
                    yield prepared(server.dsn(name))
        finally:
            admin.execute("DROP EXTENSION pg_cron")
            admin.execute("DROP ROLE somebody")


def prepared(dsn: str) -> str:
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute(
            "UPDATE momentum.jobs SET enabled = name IN ('scenario-expiry', 'maintain-partitions')"
        )
        pin_clock(db, NOW)
    return dsn


def found(dsn: str) -> list[Finding]:
    """Return what doctor finds wrong with pg_cron."""
    database = Database(dsn)
    try:
        return list(doctor.jobs(database))
    finally:
        database.close()


def by_command(dsn: str, *options: str) -> tuple[int, list[str]]:
    """Return the exit status of doctor, and which checks that look at pg_cron find something."""
    done = CliRunner().invoke(main, ["--database-url", dsn, "doctor", "--json", *options])
    checks = [each["check"] for each in json.loads(done.stdout)["findings"]]
    return done.exit_code, [check for check in checks if check.startswith("cron_")]


def test_what_is_wrong_with_entries_is_mended(dsn: str, server: Server) -> None:
    prefix = f"momentum/{conninfo_to_dict(dsn)['dbname']}"
    assert by_command(dsn) == (1, ["cron_entries_absent"])
    assert by_command(dsn, "--fix") == (0, [])
    with psycopg.connect(dsn, autocommit=True) as db, pg_cron_of(server) as admin:
        pin_clock(db, NOW)  # which was mended, too
        for connection, statement, check, subject in (
            *((admin, *broken) for broken in BROKEN_THERE),
            *((db, *broken) for broken in BROKEN_HERE),
        ):
            connection.execute(statement.encode())
            findings = {each.check: each for each in found(dsn)}
            assert findings[check].subject == subject.replace("PREFIX", prefix), statement
            for each in findings.values():
                assert (each.mend, each.fixable) == (("pgmomentum jobs install",), True)
            assert run(dsn, "install").exit_code == 0
            assert found(dsn) == [], statement


def test_who_runs_the_jobs_is_a_decision(dsn: str, server: Server) -> None:
    assert run(dsn, "install").exit_code == 0
    with pg_cron_of(server) as admin:
        admin.execute("UPDATE cron.job SET username = 'somebody'")
        assert found(dsn) == []
        admin.execute(f"SELECT cron.unschedule(c.jobid) {EXPIRY}".encode())
        (finding,) = found(dsn)
        assert (finding.check, finding.fixable) == ("cron_entries_absent", False)
        assert "The jobs run as somebody" in finding.meaning
        assert by_command(dsn, "--fix") == (1, ["cron_entries_absent"])


def test_jobs_that_pg_cron_cannot_start(dsn: str, server: Server) -> None:
    name = conninfo_to_dict(dsn)["dbname"]
    assert run(dsn, "install").exit_code == 0
    with pg_cron_of(server) as admin:

        def start(number: int, entry: str, status: str, message: str | None) -> None:
            admin.execute(
                "INSERT INTO cron.job_run_details (jobid, runid, status, return_message)"
                " SELECT c.jobid, %s, %s, %s FROM cron.job AS c WHERE c.jobname = %s",
                (number, status, message, f"momentum/{name}/{entry}"),
            )

        start(1, "run-due-jobs", "failed", "connection failed")
        (finding,) = found(dsn)
        assert (finding.check, finding.subject) == ("cron_cannot_start_jobs", "connection failed")
        assert not finding.fixable
        assert "password" in finding.meaning
        start(2, "run-due-jobs", "running", None)
        assert len(found(dsn)) == 1
        start(3, "run-due-jobs", "succeeded", "CALL")
        start(4, "maintain-partitions", "failed", "ERROR: of the job, which is on record")
        assert found(dsn) == []


def test_hours_that_are_not_those_of_utc(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_cron of Debian has no such setting."""
    assert run(dsn, "install").exit_code == 0
    setting = "(SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = 'cron.timezone')"
    assert setting in doctor._CRON
    monkeypatch.setattr(doctor, "_CRON", doctor._CRON.replace(setting, "'Pacific/Auckland'"))
    (finding,) = found(dsn)
    assert (finding.check, finding.subject) == ("cron_time_zone", "Pacific/Auckland")
    assert finding.mend == ("ALTER SYSTEM SET cron.timezone = 'GMT'",)
    assert not finding.fixable


@pytest.mark.parametrize("dsn", ["elsewhere"], indirect=True)
def test_what_cannot_be_known_is_said(dsn: str, server: Server) -> None:
    url = make_conninfo(dsn, user="somebody")
    with pg_cron_of(server) as admin:
        admin.execute("GRANT momentum_owner TO somebody")
        assert found(url) == [], "where pg_cron is it may not see, nor that there is one"
        admin.execute("GRANT pg_read_all_settings TO somebody")
        (finding,) = found(url)
        assert (finding.check, finding.fixable) == ("cron_not_examined", False)
        assert finding.subject == "permission denied for schema cron"
        admin.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
        try:
            (finding,) = found(url)
            assert 'permission denied for database "postgres"' in finding.subject
        finally:
            admin.execute("GRANT CONNECT ON DATABASE postgres TO PUBLIC")
        admin.execute(
            "GRANT USAGE ON SCHEMA cron TO somebody; GRANT SELECT ON cron.job TO somebody"
        )
        (finding,) = found(url)
        assert finding.check == "cron_entries_absent"


def test_loaded_and_not_there(database: str) -> None:
    """The servers of the tests load pg_cron where they can; nothing has made the extension."""
    assert found(database) == []

"""doctor: each finding is seen, mended by the commands that it names, and gone; so by --fix."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum import doctor
from pgmomentum.cli import main
from tests.cli.conftest import Run
from tests.jobs.samples import fail_at, make_job, runs
from tests.jobs.serving import serve_once
from tests.migration.test_cli import NEWER
from tests.sessions import PATIENCE, Session
from tests.stored import insert_users
from tests.support import pin_clock
from tools.pgtap import install
from tools.servers import throw_away

NOW = "2026-05-12T09:00:00Z"
#: Users of the tests, and somebody who is gone.
USER, NOBODY = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-00000000dead"
ANOTHER = "00000000-0000-0000-0000-000000000002"
ACTIVITY = f"""
INSERT INTO momentum.activities (user_id, activity_type, completed_at)
VALUES ('{ANOTHER}', 'call', '2026-05-11 10:00:00+00');
"""


def queued(user: str, created_at: str) -> dict[str, str]:
    """Entries of a user in each queue."""
    return {
        "rescore_queue": f"""
            INSERT INTO momentum.rescore_queue (user_id, from_date, reason, created_at)
            VALUES ('{user}', '2026-05-01', 'a test', '{created_at}');
        """,
        "summary_queue": f"""
            INSERT INTO momentum.summary_queue (user_id, year, created_at)
            VALUES ('{user}', 2026, '{created_at}');
        """,
        "badge_queue": f"""
            INSERT INTO momentum.badge_queue
                (user_id, activity_id, activity_type, completed_at, created_at)
            VALUES ('{user}', '{NOBODY}', 'call', '2026-05-01', '{created_at}');
        """,
    }


LATE, GONE = queued(USER, "2026-05-11 06:00:00Z"), queued(NOBODY, "2026-05-11 06:00:00Z")

#: What breaks something, the check that is to find it, and a part of what it says.
BROKEN = [
    (
        "ALTER TABLE momentum.momentum_events DISABLE TRIGGER momentum_events_rescore_on_insert",
        "disabled_trigger",
        "momentum_events_rescore_on_insert on momentum.momentum_events",
    ),
    (
        "ALTER TABLE momentum.momentum_events DISABLE TRIGGER momentum_events_set_updated_at",
        "disabled_trigger",
        "momentum_events_set_updated_at on momentum.momentum_events",
    ),
    (
        "ALTER TABLE momentum.memberships DISABLE TRIGGER ALL",
        "disabled_trigger",
        "foreign keys, memberships_set_updated_at on momentum.memberships",
    ),
    (
        "ALTER TABLE momentum.activities ENABLE REPLICA TRIGGER activities_set_updated_at",
        "disabled_trigger",
        "activities_set_updated_at on momentum.activities",
    ),
    (
        "ALTER TABLE momentum.habit_index DISABLE ROW LEVEL SECURITY",
        "row_security_off",
        "momentum.habit_index",
    ),
    (
        "ALTER TABLE momentum.score_discrepancies SET UNLOGGED",
        "unlogged_table",
        "momentum.score_discrepancies",
    ),
    (
        "UPDATE pg_index SET indisvalid = false"
        " WHERE indexrelid = 'momentum.rescore_queue_id_idx'::regclass",
        "invalid_index",
        "momentum.rescore_queue_id_idx of momentum.rescore_queue",
    ),
    (
        "CREATE INDEX rescore_queue_id_idx_ccnew ON momentum.rescore_queue (id);"
        "UPDATE pg_index SET indisvalid = false"
        " WHERE indexrelid = 'momentum.rescore_queue_id_idx_ccnew'::regclass",
        "invalid_index",
        "momentum.rescore_queue_id_idx_ccnew",
    ),
    (
        "DROP TABLE momentum.momentum_events_2026_06",
        "missing_partitions",
        "momentum_events_2026_06",
    ),
    (
        "SET client_min_messages = error; CREATE PUBLICATION supabase_realtime",
        "publication_lacks_tables",
        "badge_awards, coach_interventions, daily_engagement_scores, momentum_notifications,"
        " scenario_notifications",
    ),
    *((entry, "late_queue_entries", queue) for queue, entry in LATE.items()),
    *((entry, "orphaned_queue_entries", queue) for queue, entry in GONE.items()),
    (
        "INSERT INTO momentum.realtime_inbox (user_id, event_type, payload, created_at)"
        f" VALUES ('{USER}', 'note', '{{}}', '2026-05-11 06:00:00Z')",
        "outbox_not_cleaned",
        "without a position of 2026-05-11 06:00:00+00",
    ),
    (
        "DELETE FROM momentum.realtime_events; INSERT INTO momentum.realtime_events"
        " (user_id, position, sequenced_at, event_type, payload, created_at)"
        f" VALUES ('{USER}', 1, '2026-05-02Z', 'note', '{{}}', '2026-05-02Z');"
        "UPDATE momentum.realtime_positions SET last_position = 1, sequenced_at = '2026-05-02Z'",
        "outbox_not_cleaned",
        "an event of 2026-05-02",
    ),
    (
        "DELETE FROM momentum.daily_engagement_scores WHERE score_date >= '2026-05-10'"
        f" AND user_id = '{USER}'",
        "missing_scores",
        "rows: 2, on 2 of the days from 2026-05-10 to 2026-05-11",
    ),
    (
        "INSERT INTO momentum.scoring_failures"
        " (operation, score_date, user_ids, error_code, error_message)"
        f" VALUES ('recalculate', '2026-05-10', '{{{USER},{NOBODY}}}', '22012', 'by zero')",
        "scoring_failures",
        "users: 1, from 2026-05-10 on, the last error: by zero",
    ),
    (
        "INSERT INTO momentum.scoring_failures"
        " (operation, score_date, user_ids, error_code, error_message)"
        f" VALUES ('drain', '2026-05-12', '{{{USER}}}', '22012', 'by zero');"
        + queued(USER, NOW)["rescore_queue"],
        "scoring_failures",
        "users still queued: 1, the last error: by zero",
    ),
    (
        ACTIVITY + "UPDATE momentum.annual_summary SET session_count = 7",
        "summary_drift",
        "users and years of annual_summary: 1",
    ),
    (ACTIVITY + "DELETE FROM momentum.annual_summary", "summary_drift", ": 1"),
    (
        "UPDATE momentum_ledger.loaded_files SET sha256 = 'other' WHERE path = 'clock/clock.sql'",
        "outdated_code",
        "sql/clock/clock.sql",
    ),
    (
        "DROP POLICY settings_service ON momentum.settings",
        "changed_by_hand",
        "missing: policy settings_service on momentum.settings",
    ),
    (
        "DROP TRIGGER settings_check ON momentum.settings",
        "changed_by_hand",
        "missing: trigger settings_check on momentum.settings",
    ),
    ("DROP VIEW momentum._effective_configs", "changed_by_hand", "view momentum._effective_conf"),
    (
        "DROP FUNCTION IF EXISTS momentum.missing_score_days",
        "changed_by_hand",
        "missing: function momentum.missing_score_days",
    ),
    ("DROP FUNCTION IF EXISTS momentum.missing_score_days", "not_examined", "does not exist"),
    (
        "CREATE OR REPLACE FUNCTION momentum._today() RETURNS date LANGUAGE sql STABLE"
        " AS 'SELECT date ''2026-05-12'''",
        "changed_by_hand",
        "changed: function momentum._today",
    ),
    (
        "DELETE FROM momentum.job_runs; UPDATE momentum.jobs SET created_at = '2026-05-11 07:59Z'",
        "job_overdue",
        "score-yesterday: has never succeeded",
    ),
    (
        "INSERT INTO momentum.job_runs"
        " (job_name, scheduled_at, started_at, finished_at, status, attempt, error)"
        " VALUES ('score-yesterday', '2026-05-10 02:00Z', '2026-05-12 02:00Z', '2026-05-12 02:00Z',"
        " 'failed', 3, '22012: by zero')",
        "job_failed",
        "score-yesterday: 22012: by zero",
    ),
    (
        "INSERT INTO momentum.job_runs"
        " (job_name, scheduled_at, started_at, finished_at, status, attempt, error)"
        " VALUES ('maintain-partitions', '2026-05-12 03:00Z', '2026-05-12 03:00Z',"
        " '2026-05-12 03:00Z', 'abandoned', 3, 'gone')",
        "job_failed",
        "maintain-partitions: gone",
    ),
    (
        "INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, status, attempt)"
        " VALUES ('drain-rescore-queue', '2026-05-12 08:54Z', '2026-05-12 08:54Z', 'running', 1)",
        "run_abandoned",
        "drain-rescore-queue, since 2026-05-12 08:54:00+00",
    ),
    (
        "GRANT SELECT ON momentum.settings TO anon;"
        "REVOKE UPDATE (value) ON momentum.settings FROM service_role;"
        "REVOKE UPDATE (schedule) ON momentum.jobs FROM service_role;"
        "REVOKE EXECUTE ON FUNCTION momentum.get_overview() FROM service_role;"
        "GRANT EXECUTE ON FUNCTION momentum.clock() TO PUBLIC",
        "wrong_rights",
        "PUBLIC has EXECUTE on momentum.clock(), anon has SELECT on momentum.settings,"
        " service_role lacks EXECUTE on momentum.get_overview(),"
        " service_role lacks UPDATE (schedule) on momentum.jobs,"
        " service_role lacks UPDATE (value) on momentum.settings",
    ),
]


@pytest.fixture
def healthy(db: psycopg.Connection) -> None:
    """Three users with all their scores, partitions, jobs that run; the clock shows 12 May 2026."""
    pin_clock(db, NOW)
    insert_users(db, 3)
    db.execute("SELECT momentum.maintain_partitions()")
    db.execute("CALL momentum.recalculate_scores('2026-05-01', '2026-05-11')")
    db.execute("SELECT momentum.cleanup_realtime_events()")
    db.execute("CALL momentum.run_job('score-yesterday')")


def examined(run: Run, *options: str) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """Run doctor; return its exit status, and its answer without the clock that tests pin."""
    done = run("doctor", "--json", *options)
    assert "Traceback" not in done.output
    answer = json.loads(done.stdout)
    answer["findings"] = [each for each in answer["findings"] if each["check"] != "clock_pinned"]
    return done.exit_code, answer


def found(run: Run) -> list[dict[str, Any]]:
    return examined(run)[1]["findings"]


def break_it(db: psycopg.Connection, statements: str) -> None:
    db.execute(statements.encode())


@pytest.mark.servers(15)
@pytest.mark.parametrize(("statements", "check", "subject"), BROKEN)
def test_the_commands_that_are_printed_mend_it(
    run: Run, db: psycopg.Connection, healthy: None, statements: str, check: str, subject: str
) -> None:
    break_it(db, statements)
    findings = found(run)
    (finding,) = [each for each in findings if each["check"] == check]
    assert subject in finding["subject"]
    for each in findings:
        for command in each["mend"]:
            if command.startswith("pgmomentum "):
                assert run(*command.split()[1:]).exit_code == 0
            else:
                db.execute(command.encode())
    assert found(run) == []


#: Checks whose findings migrate mends, in the order of BROKEN; the last two are not looked at
#: where the first is found, or hide what else there is.
BY_MIGRATE = ["outdated_code", "changed_by_hand", "wrong_rights", "not_examined"]


@pytest.mark.parametrize("by_migrate", [True, False])
def test_fix_mends_all_at_once(
    run: Run, db: psycopg.Connection, healthy: None, by_migrate: bool
) -> None:
    chosen = [(text, check) for text, check, _ in BROKEN if (check in BY_MIGRATE) == by_migrate]
    for statements, _ in chosen:
        break_it(db, statements)
    status, answer = examined(run, "--fix")
    assert (status, answer["findings"]) == (0, [])
    mended = {each["check"] for each in answer["mended"]}
    assert mended >= {check for _, check in chosen} - set(BY_MIGRATE[2:]) | {"clock_pinned"}
    assert run("doctor").output == "Nothing found\n"


@pytest.mark.servers(15)
@pytest.mark.parametrize(
    "statements",
    [
        *queued(USER, "2026-05-12 08:30:00Z").values(),
        *queued(NOBODY, "2026-05-12 08:30:00Z").values(),
        # its time has not come
        "INSERT INTO momentum.rescore_queue (user_id, from_date, reason, created_at)"
        f" VALUES ('{USER}', '2026-05-13', 'a test', '2026-05-01')",
        # somebody who is gone
        "INSERT INTO momentum.scoring_failures"
        " (operation, score_date, user_ids, error_code, error_message)"
        f" VALUES ('backfill', '2026-05-10', '{{{NOBODY}}}', '22012', 'by zero')",
        # written since
        "INSERT INTO momentum.scoring_failures"
        " (operation, score_date, user_ids, error_code, error_message, created_at)"
        f" VALUES ('backfill', '2026-05-10', '{{{USER}}}', '22012', 'by zero', '2026-01-01')",
        # no longer queued
        "INSERT INTO momentum.scoring_failures"
        " (operation, score_date, user_ids, error_code, error_message)"
        f" VALUES ('drain', '2026-05-12', '{{{USER}}}', '22012', 'by zero')",
        # will be counted
        ACTIVITY
        + "UPDATE momentum.annual_summary SET session_count = 7;"
        + queued(ANOTHER, "2026-05-12 08:30:00Z")["summary_queue"],
        # of the host
        "CREATE FUNCTION public.nothing() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END';"
        "CREATE TRIGGER a AFTER INSERT ON momentum.activities EXECUTE FUNCTION public.nothing();"
        "ALTER TABLE momentum.activities DISABLE TRIGGER a;"
        f"CREATE POLICY mine ON momentum.activities TO anon USING (user_id = '{USER}')",
    ],
)
def test_what_is_as_it_should_be(
    run: Run, db: psycopg.Connection, healthy: None, statements: str
) -> None:
    break_it(db, statements)
    assert found(run) == []


def test_yesterday_has_until_six_in_the_morning(
    run: Run, db: psycopg.Connection, healthy: None
) -> None:
    pin_clock(db, "2026-05-13T05:59:00Z")
    assert found(run) == []
    pin_clock(db, "2026-05-13T06:00:00Z")
    assert [each["check"] for each in found(run)] == ["missing_scores"]


def test_how_far_back_scores_have_to_be_there(
    run: Run, db: psycopg.Connection, healthy: None
) -> None:
    assert examined(run, "--days", "11")[1]["findings"] == []
    (finding,) = examined(run, "--days", "12")[1]["findings"]
    assert finding["subject"] == "rows: 3, on 1 of the days from 2026-04-30 to 2026-04-30"


def test_no_score_version_is_for_a_person_to_decide(
    run: Run, db: psycopg.Connection, healthy: None
) -> None:
    db.execute("ALTER TABLE momentum.score_versions DISABLE TRIGGER USER")
    db.execute("UPDATE momentum.score_versions SET effective_from = NULL")
    db.execute("ALTER TABLE momentum.score_versions ENABLE TRIGGER USER")
    (finding,) = found(run)
    assert (finding["check"], finding["fixable"]) == ("no_score_version", False)
    assert examined(run, "--fix")[0] == 1
    pin_clock(db, NOW)
    for command in finding["mend"]:
        words = command.replace("VERSION", "v1").split()[1:]
        assert run(*words).exit_code == 0
    assert found(run) == []


def test_nobody_runs_the_jobs(
    run: Run, db: psycopg.Connection, database: str, healthy: None
) -> None:
    """Who is to is a decision; one by hand does not count."""
    db.execute("DELETE FROM momentum.job_runs")
    db.execute("UPDATE momentum.jobs SET enabled = name = 'drain-rescore-queue'")
    db.execute("UPDATE momentum.jobs SET updated_at = '2026-05-11Z'")
    pin_clock(db, "2026-05-12T09:00:01Z")
    assert run("jobs", "run", "drain-rescore-queue").exit_code == 0
    (finding,) = found(run)
    assert (finding["check"], finding["fixable"]) == ("jobs_not_run", False)
    assert finding["mend"] == ["pgmomentum jobs install", "pgmomentum jobs serve"]
    assert examined(run, "--fix")[0] == 1
    pin_clock(db, "2026-05-12T09:00:01Z")
    serve_once(database, datetime(2026, 5, 12, 9, 0, 1, tzinfo=UTC))
    assert found(run) == []


def test_a_job_that_fails_again_is_told(
    run: Run, db: psycopg.Connection, database: str, healthy: None
) -> None:
    make_job(db, max_attempts=1)
    fail_at(db, 1)
    assert run("jobs", "run", "sample").exit_code == 1
    pin_clock(db, NOW)
    status, answer = examined(run, "--fix")
    (finding,) = [each for each in answer["findings"] if each["check"] == "job_failed"]
    assert (status, finding["error"]) == (1, "made to fail [XX123]")
    assert len(runs(db)) == 3, "the night's, one by hand, and one by --fix"
    fail_at(db, None)
    assert "job_failed" not in [each["check"] for each in examined(run, "--fix")[1]["findings"]]


def test_clocks_that_differ(run: Run, healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds, checks in ((4, []), (-4, []), (7, ["clocks_differ"]), (-7, ["clocks_differ"])):
        here = datetime.now(UTC) + timedelta(seconds=seconds)
        monkeypatch.setattr(doctor, "_now", lambda here=here: here)
        assert [each["check"] for each in found(run)] == checks


def test_pending_migrations(run: Run, healthy: None) -> None:
    assert run("rollback", "--drop-data").exit_code == 0
    assert {"pending_migrations", "outdated_code"} <= {each["check"] for each in found(run)}
    assert examined(run, "--fix")[0] == 0


def test_an_empty_database(empty_database: str) -> None:
    def call(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["--database-url", empty_database, *arguments])

    parts = psycopg.conninfo.conninfo_to_dict(empty_database)
    done = call("doctor")
    assert done.exit_code == 1
    assert done.output.startswith("not_installed: database {dbname} at {host}\n".format(**parts))
    assert done.output.endswith("    pgmomentum migrate\n1 finding\n")
    assert call("doctor", "--fix").exit_code == 1, "it may be another database than is meant"
    assert call("doctor").output == done.output
    assert call("migrate").exit_code == 0
    assert call("doctor").output == "Nothing found\n"


def test_a_package_that_is_older_than_the_database(
    run: Run, db: psycopg.Connection, healthy: None
) -> None:
    db.execute(NEWER)
    (finding,) = found(run)
    assert (finding["check"], finding["subject"]) == ("outdated_package", "9999.later")
    assert (finding["mend"], finding["fixable"]) == ([], False)
    assert examined(run, "--fix")[0] == 1


def test_a_page_for_people(run: Run, db: psycopg.Connection, healthy: None) -> None:
    break_it(db, "ALTER TABLE momentum.habit_index DISABLE ROW LEVEL SECURITY")
    done = run("doctor")
    assert done.exit_code == 1
    assert done.output == (
        "row_security_off: momentum.habit_index\n"
        "  Whoever may read the table reads the rows of everyone.\n"
        "    ALTER TABLE momentum.habit_index ENABLE ROW LEVEL SECURITY;\n"
        "clock_pinned: momentum.clock() stands still at 2026-05-12 09:00:00+00\n"
        "  A test has left it: no new day is scored, and nothing is due any more.\n"
        "    DELETE FROM momentum.clock_pin;\n"
        "2 findings, 2 of which pgmomentum doctor --fix mends\n"
    )
    done = run("doctor", "--fix")
    assert done.stdout.startswith("Mending row_security_off: momentum.habit_index\n")
    assert done.stdout.endswith("\nNothing is left to mend\n")


def test_what_cannot_be_mended_is_told(run: Run, db: psycopg.Connection, healthy: None) -> None:
    break_it(db, LATE["rescore_queue"])
    break_it(
        db,
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RAISE ''no deletions''; END';"
        "CREATE TRIGGER refuse BEFORE DELETE ON momentum.rescore_queue"
        " FOR EACH ROW EXECUTE FUNCTION public.refuse()",
    )
    break_it(db, GONE["rescore_queue"])
    status, answer = examined(run, "--fix")
    assert status == 1
    (orphan,) = [e for e in answer["findings"] if e["check"] == "orphaned_queue_entries"]
    assert orphan["error"] == "no deletions [P0001]"
    done = run("doctor", "--fix")
    assert done.exit_code == 1
    assert "  Failed: no deletions [P0001]\n" in done.output


def test_an_index_that_is_being_made(
    run: Run, db: psycopg.Connection, database: str, healthy: None
) -> None:
    with Session(database) as writer, Session(database) as maker:
        writer.run("BEGIN")
        writer.run("LOCK TABLE momentum.rescore_queue IN ROW EXCLUSIVE MODE")
        making = maker.start("CREATE INDEX CONCURRENTLY made ON momentum.rescore_queue (reason)")
        made = "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass('momentum.made')"
        deadline = time.monotonic() + PATIENCE
        while db.execute(made).fetchone() != (True,):
            assert time.monotonic() < deadline
        assert found(run) == []
        writer.run("COMMIT")
        making.result()


def test_a_table_that_is_in_use_is_left_for_later(
    run: Run, db: psycopg.Connection, database: str, healthy: None
) -> None:
    break_it(db, "ALTER TABLE momentum.habit_index DISABLE ROW LEVEL SECURITY")
    with Session(database) as reader:
        reader.run("BEGIN")
        reader.run("SELECT FROM momentum.habit_index")
        status, answer = examined(run, "--fix")
    (finding,) = answer["findings"]
    assert (status, finding["check"]) == (1, "row_security_off")
    assert finding["error"] == "canceling statement due to lock timeout [55P03]"
    assert examined(run, "--fix")[0] == 0


def test_it_takes_the_owner(run: Run, db: psycopg.Connection, database: str) -> None:
    db.execute("DO $$ BEGIN CREATE ROLE plain LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    url = psycopg.conninfo.make_conninfo(database, user="plain")
    done = CliRunner().invoke(main, ["--database-url", url, "doctor"])
    assert done.exit_code == 1
    assert "permission denied" in done.output
    assert "Traceback" not in done.output


@pytest.fixture
def small_queue(pytestconfig: pytest.Config) -> Iterator[str]:
    """A database of a server whose queue of messages is small."""
    version = pytestconfig.getoption("--server")
    if version < 17:
        pytest.skip("the queue is 8 GB before PostgreSQL 17")
    with throw_away(version, {"max_notify_queue_pages": "64"}) as server, server.database() as name:
        install(server.dsn(name))
        yield server.dsn(name)


def test_a_notification_queue_that_fills_up(small_queue: str) -> None:
    def queue() -> list[dict[str, Any]]:
        done = CliRunner().invoke(main, ["--database-url", small_queue, "doctor", "--json"])
        return [
            each
            for each in json.loads(done.stdout)["findings"]
            if each["check"] == "notification_queue_fills_up"
        ]

    sleeper = psycopg.connect(small_queue)
    with psycopg.connect(small_queue, autocommit=True) as db:
        sleeper.execute("LISTEN anything")
        sleeper.commit()
        sleeper.execute("SELECT 1")
        assert queue() == []
        for number in range(20):
            db.execute("SELECT pg_notify('updates', %s)", (f"{number:07000}",))
        (finding,) = queue()
        assert not finding["fixable"]
        assert finding["mend"] == [f"SELECT pg_terminate_backend({sleeper.info.backend_pid})"]
        for command in finding["mend"]:
            db.execute(command.encode())
        assert queue() == []
    sleeper.close()

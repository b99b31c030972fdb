"""jobs list, run and serve: what they print, how they end, and what an interrupt leaves."""

import json
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from rich.console import Console

from pgmomentum import progress
from pgmomentum.jobs import listed, next_run
from pgmomentum.views.jobs import listed_jobs, took
from tests.cli.conftest import Run
from tests.cli.interrupts import interrupt, wait_until_held_up
from tests.jobs.samples import NOON, RUN, close_gate, fail_at, left, make_job, runs, statuses
from tests.processes import start
from tests.sessions import wait_until
from tests.support import pin_clock

NOW = "2026-11-21 12:00:30Z"


@pytest.fixture(autouse=True)
def clock(db: psycopg.Connection) -> None:
    pin_clock(db, NOW)


@pytest.fixture
def serving(database: str) -> Iterator[Any]:
    """Start jobs serve in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def call(*arguments: str, dsn: str = database) -> subprocess.Popen[str]:
        process = start("jobs", "serve", *arguments, environment={"PGMOMENTUM_DATABASE_URL": dsn})
        started.append(process)
        return process

    yield call
    for process in started:
        process.kill()
        process.communicate()


def row_of(table: str, name: str) -> list[str]:
    (line,) = [line for line in table.splitlines() if line.split("│")[0].strip() == name]
    return [cell.strip() for cell in line.split("│")]


def test_list(run: Run, db: psycopg.Connection) -> None:
    make_job(db)
    db.execute(RUN, (NOON,))
    db.execute("UPDATE momentum.jobs SET enabled = true WHERE name = 'drain-rescore-queue'")
    result = run("jobs", "list")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    head = [cell.strip() for cell in result.stdout.splitlines()[0].split("┃")]
    assert head == ["job", "schedule", "next run", "last run (UTC)"]
    assert row_of(result.stdout, "sample") == [
        "sample",
        "0 2 * * *",
        "11-22 02:00",
        "11-21 12:00 succeeded in 0 ms, 50 rows",
    ]
    never = ["drain-rescore-queue", "* * * * *", "11-21 12:01", "never"]
    assert row_of(result.stdout, "drain-rescore-queue") == never
    assert row_of(result.stdout, "score-yesterday")[2] == "disabled"


@pytest.mark.parametrize("width", [80, 40])
def test_the_list_fits_into_a_terminal(db: psycopg.Connection, width: int) -> None:
    make_job(db)
    db.execute("UPDATE momentum.jobs SET enabled = true")
    db.execute(RUN, (NOON,))
    terminal = Console(width=width, force_terminal=True, color_system=None)
    with terminal.capture() as captured:
        terminal.print(listed_jobs(listed(db), width))
    lines = captured.get().splitlines()
    assert "…" not in captured.get()
    assert max(map(len, lines)) <= width
    first, *_, last = zip(*(line.split("│") for line in lines[-100:] if "│" in line), strict=True)
    names = "".join(cell.strip() for cell in first)
    assert "drain-rescore-queue" in names
    assert "score-yesterday" in names
    assert "succeeded" in "".join(last)


def test_list_of_what_failed_and_what_runs(run: Run, db: psycopg.Connection, database: str) -> None:
    make_job(db)
    fail_at(db, 15)
    failed = run("jobs", "run", "sample")
    assert failed.exit_code == 1
    before = "11-21 12:00 failed in 0 ms, 10 rows: XX123: made to fail"
    assert row_of(run("jobs", "list").stdout, "sample")[3] == before
    fail_at(db, None)
    with close_gate(db, database, at=25) as keeper, ThreadPoolExecutor(1) as thread:
        running = thread.submit(run, "jobs", "run", "sample")
        wait_until_held_up(db, keeper)
        shown = row_of(run("jobs", "list").stdout, "sample")[3]
        keeper.run("SELECT pg_advisory_unlock_all()")
        assert running.result().exit_code == 0
    assert shown == f"11-21 12:00 running, 10 of 40 rows; before: {before}"


def test_list_for_a_machine(run: Run, db: psycopg.Connection) -> None:
    make_job(db)
    db.execute(RUN, (NOON,))
    found = {job["name"]: job for job in json.loads(run("jobs", "list", "--json").stdout)}
    assert len(found) == 12
    assert found["score-yesterday"]["next_run"] is None
    assert found["sample"] == {
        "name": "sample",
        "schedule": "0 2 * * *",
        "enabled": True,
        "catch_up": False,
        "description": "A sample",
        "last_status": "succeeded",
        "last_scheduled_at": "2026-11-21T12:00:00+00:00",
        "last_started_at": "2026-11-21T12:00:30+00:00",
        "last_seconds": 0.0,
        "last_attempt": 1,
        "last_rows": 50,
        "last_error": None,
        "succeeded_at": "2026-11-21T12:00:30+00:00",
        "running_since": None,
        "running_done": None,
        "running_total": None,
        "running_pid": None,
        "next_run": "2026-11-22T02:00:00+00:00",
    }


def test_run(run: Run, db: psycopg.Connection) -> None:
    make_job(db, catch_up=True, created_at="2026-11-20 00:00Z")
    result = run("jobs", "run", "sample")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert result.stdout.splitlines() == [
        "sample for 2026-11-20T02:00:00Z: succeeded in 0 ms, 50 rows",
        "sample for 2026-11-21T12:00:30Z: succeeded in 0 ms, 0 rows",
    ]


def test_run_as_of_an_instant_for_a_machine(run: Run, db: psycopg.Connection) -> None:
    make_job(db)
    result = run("jobs", "run", "sample", "--now", "2026-11-20T02:00:00+01:00", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    (told,) = json.loads(result.stdout)["runs"]
    assert (told["scheduled_at"], told["rows_done"]) == ("2026-11-20T01:00:00+00:00", 50)


def test_progress_is_shown(
    run: Run, db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0)
    make_job(db)
    lines = run("jobs", "run", "sample").stderr.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        f"sample: {done} of 50 rows" for done in (10, 20, 30, 40)
    ]


def test_run_that_fails(run: Run, db: psycopg.Connection) -> None:
    make_job(db)
    fail_at(db, 35)
    result = run("jobs", "run", "sample", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["error"] == "made to fail [XX123] (30 rows are done, and kept)"
    assert [each["status"] for each in told["runs"]] == ["failed"]
    assert result.stderr.splitlines() == [
        "Error: made to fail [XX123] (30 rows are done, and kept)",
        "Detail: a detail",
        "Hint: a hint",
    ]


def test_run_that_is_skipped(run: Run, db: psycopg.Connection, database: str) -> None:
    make_job(db)
    with close_gate(db, database, at=25) as keeper, ThreadPoolExecutor(1) as thread:
        running = thread.submit(run, "jobs", "run", "sample")
        wait_until_held_up(db, keeper)
        second = run("jobs", "run", "sample")
        keeper.run("SELECT pg_advisory_unlock_all()")
        first = running.result()
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert second.stderr.splitlines()[0] == (
        "Error: job sample was skipped: another session was running the job"
    )
    assert "skipped: another session was running the job" in second.stdout


@pytest.mark.parametrize(
    ("name", "told"), [("sample", "job sample is disabled"), ("x", "unknown job: x [PM007]")]
)
def test_run_of_nothing(run: Run, db: psycopg.Connection, name: str, told: str) -> None:
    make_job(db, enabled=False)
    result = run("jobs", "run", name)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == f"Error: {told}"
    assert (result.stdout, runs(db)) == ("", [])


def test_an_interrupt_says_what_is_kept(db: psycopg.Connection, database: str) -> None:
    make_job(db)
    with close_gate(db, database, at=25) as keeper:
        out, err = interrupt(db, database, keeper, "jobs", "run", "sample", "--json")
    told = json.loads(out)
    assert told["error"] == "interrupted (20 rows are done, and kept)"
    assert [each["status"] for each in told["runs"]] == ["failed"]
    assert err.splitlines()[-1] == "Error: interrupted (20 rows are done, and kept)"
    assert left(db) == 30


def test_the_settings_of_the_role_do_not_matter(
    run: Run, db: psycopg.Connection, database: str
) -> None:
    make_job(db, "SELECT public.work(10) FROM pg_sleep(0.25)")
    options = (
        "-c statement_timeout=1000 -c client_min_messages=error"
        " -c default_transaction_read_only=on -c default_transaction_isolation=serializable"
        " -c TimeZone=Asia/Kathmandu -c DateStyle=German"
    )
    result = run(
        "jobs", "run", "sample", "--database-url", make_conninfo(database, options=options)
    )
    assert result.exit_code == 0, result.output
    assert result.stdout == "sample for 2026-11-21T12:00:30Z: succeeded in 0 ms, 50 rows\n"


def test_a_runner_that_is_killed_leaves_a_run_that_is_finished(
    db: psycopg.Connection, database: str, serving: Any
) -> None:
    minute = datetime.now(UTC)
    make_job(db, schedule="* * * * *")
    db.execute("DELETE FROM momentum.clock_pin")
    with close_gate(db, database, at=25) as keeper:
        process = serving()
        wait_until_held_up(db, keeper)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        (run,) = runs(db)
        assert (run["status"], run["rows_done"]) == ("running", 20)
        assert run["scheduled_at"] >= minute.replace(second=0, microsecond=0)
        # its session is still there, until it tells of the next page and nobody listens
        keeper.run("SELECT pg_advisory_unlock_all()")
        wait_until(
            lambda: db.execute("SELECT momentum._job_is_held('sample')").fetchone() == (False,),
            "its session has ended",
        )
    assert (runs(db)[0]["status"], runs(db)[0]["rows_done"], left(db)) == ("running", 30, 20)
    db.execute("CALL momentum.run_due_jobs()")
    assert [each["status"] for each in runs(db)][:2] == ["abandoned", "succeeded"]
    assert left(db) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_when_it_is_told_to(
    db: psycopg.Connection, serving: Any, number: signal.Signals
) -> None:
    make_job(db, "SELECT 1", None, schedule="* * * * *")
    db.execute("DELETE FROM momentum.clock_pin")
    process = serving("--log-format", "json")
    wait_until(lambda: "succeeded" in {run["status"] for run in runs(db)}, "a job has run")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    lines = [json.loads(line) for line in err.splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["started", "stopped"]
    assert {line["event"] for line in lines} >= {"run"}
    assert all(line["time"].endswith("Z") for line in lines)


def test_serve_in_words(db: psycopg.Connection, serving: Any) -> None:
    make_job(db, "SELECT 1 / 0", None, schedule="* * * * *")
    db.execute("DELETE FROM momentum.clock_pin")
    process = serving()
    wait_until(lambda: len(statuses(db)) > 0, "a job has run")
    wait_until(lambda: runs(db)[0]["status"] == "failed", "it has failed")
    process.terminate()
    _, err = process.communicate(timeout=60)
    lines = [line.split("Z ", 1)[1] for line in err.splitlines()]
    assert lines[0] == "INFO pgmomentum.scheduler: Running the jobs; SIGTERM or Ctrl-C ends it"
    assert any(
        line.startswith("ERROR pgmomentum.scheduler: sample for ")
        and line.endswith(": 22012: division by zero")
        for line in lines
    )
    assert lines[-1] == "INFO pgmomentum.scheduler: Stopped"


def test_serve_without_our_objects(serving: Any, empty_database: str) -> None:
    process = serving(dsn=empty_database)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "pgmomentum migrate installs" in err


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("0 2 * * *", "2026-11-22 02:00"),
        ("30 12 * * *", "2026-11-21 12:30"),
        ("0 12 * * *", "2026-11-22 12:00"),
        ("*/15 * * * *", "2026-11-21 12:15"),
        ("0 0 1 1 *", "2027-01-01 00:00"),
        ("0 0 * * 7", "2026-11-22 00:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 0 13 * 5", "2026-11-27 00:00"),
        ("0 0 31 2 *", None),
        ("99 * * * *", None),
    ],
)
def test_next_run(schedule: str, expected: str | None) -> None:
    found = next_run(schedule, datetime(2026, 11, 21, 12, 0, tzinfo=UTC))
    assert (found and f"{found:%Y-%m-%d %H:%M}") == expected


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 ms"), (0.0314, "31 ms"), (1.25, "1.2 s"), (12.4, "12 s"), (200, "3 min 20 s")],
)
def test_durations(seconds: float, words: str) -> None:
    assert took(seconds) == words

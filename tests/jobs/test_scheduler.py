"""The scheduler: on time, over jumps of the clock and outages, side by side, and how it stops."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from pgmomentum import scheduler
from pgmomentum.database import Connection, Database
from pgmomentum.scheduler import Scheduler
from tests.jobs.samples import change_job, close_gate, make_job, runs, statuses
from tests.sessions import Session, wait_until, wait_until_blocked
from tests.support import pin_clock

log = logging.getLogger("pgmomentum.scheduler")
START = datetime(2026, 11, 21, 11, 59, 30, tzinfo=UTC)


class Clock:
    """A clock that the test sets, the machine's and the database's."""

    def __init__(self, db: psycopg.Connection) -> None:
        self._db = db
        self.set(START)

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        pin_clock(self._db, now)
        self._now = now

    def advance(self, **span: float) -> None:
        self.set(self._now + timedelta(**span))


class Told(logging.Handler):
    """Keeps what schedulers log, each record as its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append({**vars(record), "message": record.getMessage()})


class Under:
    """A scheduler under test, in a thread."""

    def __init__(self, connect: Callable[[], Connection], clock: Clock, grace: float = 10) -> None:
        self._told = Told()
        self.scheduler = Scheduler(connect, grace, clock)
        self.thread = threading.Thread(target=self.scheduler.run, daemon=True)

    def start(self) -> None:
        log.addHandler(self._told)
        log.setLevel(logging.INFO)
        self.thread.start()
        wait_until(lambda: "started" in self.events(), "it has started")

    def stop(self) -> None:
        self.scheduler.stop()
        self.thread.join(20)
        log.removeHandler(self._told)
        assert not self.thread.is_alive()

    def log(self) -> list[dict[str, Any]]:
        return list(self._told.records)

    def events(self) -> list[str]:
        return [line["event"] for line in self.log()]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the clock all the time."""
    monkeypatch.setattr(scheduler, "_LOOK", 0.005)


@pytest.fixture
def clock(db: psycopg.Connection) -> Clock:
    return Clock(db)


@contextmanager
def scheduling(database: str, clock: Clock, grace: float = 10) -> Iterator[Under]:
    opened = Database(database)
    under = Under(lambda: opened.connect(lasting=True), clock, grace)
    under.start()
    try:
        yield under
    finally:
        under.stop()
        opened.close()


def minute_of(clock: Clock) -> datetime:
    return clock().replace(second=0, microsecond=0)


def looks(under: Under, clock: Clock) -> None:
    """Return once it has looked at the table in the minute that the clock shows."""
    control = under.scheduler
    wait_until(lambda: control.looked_at == minute_of(clock), "it looked")
    wait_until(lambda: control.is_idle, "what it started has ended")


def test_a_job_runs_at_its_minute_and_for_it(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="0,2 12 * * *")
    with scheduling(database, clock) as under:
        for _ in range(5):
            looks(under, clock)
            clock.advance(seconds=30)
        clock.advance(minutes=1)
        looks(under, clock)
    assert statuses(db) == ["11-21 12:00 1 succeeded", "11-21 12:02 1 succeeded"]
    (line, _) = [each for each in under.log() if each["event"] == "run"]
    assert line["levelname"] == "INFO"
    assert line["message"].startswith("sample for 2026-11-21T12:00:00Z: succeeded in ")
    assert line["run"]["rows_done"] == 1


def test_it_starts_in_the_middle_of_a_minute(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="* * * * *")
    with scheduling(database, clock) as under:
        looks(under, clock)
    assert statuses(db) == ["11-21 11:59 1 succeeded"]


def test_a_schedule_is_read_again_each_minute(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="0 0 1 1 *")
    with scheduling(database, clock) as under:
        looks(under, clock)
        change_job(db, schedule="* * * * *")
        clock.advance(minutes=1)
        looks(under, clock)
        change_job(db, enabled=False)
        clock.advance(minutes=1)
        looks(under, clock)
    assert statuses(db) == ["11-21 12:00 1 succeeded"]


def test_after_a_short_stall_a_job_is_late_after_a_long_one_it_is_missed(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="0 * * * *")
    with scheduling(database, clock) as under:
        looks(under, clock)
        clock.advance(minutes=5)
        looks(under, clock)
        clock.advance(hours=3)
        looks(under, clock)
    assert statuses(db) == ["11-21 12:00 1 succeeded", "11-21 15:00 1 succeeded"]
    db.execute("TRUNCATE momentum.job_runs")
    with scheduling(database, clock) as under:
        looks(under, clock)
        clock.advance(minutes=50)
        looks(under, clock)
        clock.advance(minutes=12)
        looks(under, clock)
    assert statuses(db) == []


def test_who_slept_over_it_catches_up(db: psycopg.Connection, database: str, clock: Clock) -> None:
    make_job(db, "SELECT 1", None, catch_up=True, created_at="2026-11-21 11:00Z")
    with scheduling(database, clock) as under:
        looks(under, clock)
        clock.advance(days=2)
        looks(under, clock)
    assert statuses(db) == ["11-22 02:00 1 succeeded", "11-23 02:00 1 succeeded"]


def test_a_clock_that_is_set_back_runs_nothing_twice(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="* * * * *")
    with scheduling(database, clock) as under:
        looks(under, clock)
        for minutes in (1, -1, 1, 1):
            clock.advance(minutes=minutes)
            looks(under, clock)
    assert statuses(db) == [
        "11-21 11:59 1 succeeded",
        "11-21 12:00 1 succeeded",
        "11-21 12:01 1 succeeded",
    ]


def test_a_schedule_that_makes_no_sense_is_told_once(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="* * * * *")
    db.execute(
        "UPDATE momentum.jobs SET enabled = true, schedule = '0 0 31 4 *'"
        " WHERE name = 'scenario-expiry'"
    )
    with scheduling(database, clock) as under:
        for _ in range(3):
            looks(under, clock)
            clock.advance(minutes=1)
    assert under.events().count("bad_schedule") == 1
    assert len(runs(db)) >= 2


def test_a_failure_is_logged_and_tried_again(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1 / 0", None, schedule="0 12 * * *", max_attempts=2)
    with scheduling(database, clock) as under:
        for _ in range(3):
            clock.advance(minutes=1)
            looks(under, clock)
    assert statuses(db) == ["11-21 12:00 1 failed", "11-21 12:00 2 failed"]
    first, second = (each for each in under.log() if each["event"] == "run")
    assert first["levelname"] == second["levelname"] == "ERROR"
    assert second["message"].endswith(", attempt 2: 22012: division by zero")
    assert "error" not in under.events(), "it is told once"


def test_an_outage_is_told_once_and_survived(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="1 12 * * *")
    opened = Database(database)
    away = threading.Event()

    def connect() -> Connection:
        if away.is_set():
            raise psycopg.OperationalError("the server is away\nand more")
        return opened.connect()

    under = Under(connect, clock)
    under.start()
    try:
        looks(under, clock)
        away.set()
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        clock.advance(minutes=1)
        wait_until(lambda: "database_away" in under.events(), "it has noticed")
        clock.advance(minutes=1)
        away.clear()
        wait_until(lambda: "database_back" in under.events(), "it has come back")
        looks(under, clock)
    finally:
        under.stop()
        opened.close()
    assert statuses(db) == ["11-21 12:01 1 succeeded"]
    assert under.events().count("database_away") == 1


def test_the_first_look_fails_loudly(clock: Clock) -> None:
    nowhere = Database("host=/nowhere dbname=none")
    under = Under(nowhere.connect, clock)
    with pytest.raises(psycopg.OperationalError):
        under.scheduler.run()


def test_a_job_that_overlaps_itself_is_skipped(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, schedule="* * * * *")
    with close_gate(db, database, at=25) as keeper, scheduling(database, clock) as under:
        wait_until(lambda: [run["rows_done"] for run in runs(db)] == [20], "it is held up")
        clock.advance(minutes=1)
        wait_until(lambda: len(runs(db)) == 2, "the next minute was skipped")
        keeper.run("SELECT pg_advisory_unlock_all()")
        looks(under, clock)
    assert statuses(db) == ["11-21 11:59 1 succeeded", "11-21 12:00 1 skipped"]
    levels = {each["levelname"] for each in under.log() if each["event"] == "run"}
    assert levels == {"WARNING", "INFO"}


def test_what_is_due_is_made_up_for_by_one_thread(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, catch_up=True, created_at="2026-11-21 01:00Z")
    with close_gate(db, database, at=25) as keeper, scheduling(database, clock) as under:
        wait_until(lambda: [run["rows_done"] for run in runs(db)] == [20], "it is held up")
        for _ in range(3):
            clock.advance(minutes=1)
            wait_until(lambda: under.scheduler.looked_at == minute_of(clock), "it looked")
            assert len(due()) == 1
        keeper.run("SELECT pg_advisory_unlock_all()")
        wait_until(lambda: not due(), "it has ended")
    assert statuses(db) == ["11-21 02:00 1 succeeded"]


def due() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "run-due-jobs"]


@pytest.mark.parametrize("grace", [0, 10])
def test_it_waits_for_what_runs_and_then_cancels(
    db: psycopg.Connection, database: str, clock: Clock, grace: float
) -> None:
    make_job(db, schedule="59 11 * * *")
    with close_gate(db, database, at=25) as keeper:
        with scheduling(database, clock, grace) as under:
            wait_until(lambda: [run["rows_done"] for run in runs(db)] == [20], "it is held up")
            under.scheduler.stop()
            wait_until(lambda: "stopping" in under.events(), "it stops")
            clock.advance(minutes=1)
            if grace:
                keeper.run("SELECT pg_advisory_unlock_all()")
        (run,) = runs(db)
    if grace:
        assert (run["status"], run["rows_done"]) == ("succeeded", 50)
        assert under.events()[-3:] == ["stopping", "run", "stopped"]
    else:
        assert (run["status"], run["rows_done"]) == ("failed", 20)
        assert run["error"].startswith("57014: ")
        assert "cancelled" in under.events()
    (line,) = [each for each in under.log() if each["event"] == "stopping"]
    assert line["message"].startswith(f"Stopping; up to {grace:g} s for ")
    assert line["message"].endswith("sample")


def test_two_side_by_side_run_each_minute_once(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, "SELECT 1", None, schedule="* * * * *")
    with ExitStack() as stack:
        both = [stack.enter_context(scheduling(database, clock)) for _ in range(2)]
        for _ in range(20):
            for under in both:
                looks(under, clock)
            clock.advance(minutes=1)
    done = [run for run in runs(db) if run["status"] == "succeeded"]
    assert len(done) == len({run["scheduled_at"] for run in done}) >= 20
    assert {run["status"] for run in runs(db)} == {"succeeded"}


def test_a_run_whose_scheduler_was_killed_is_finished_by_another(
    db: psycopg.Connection, database: str, clock: Clock
) -> None:
    make_job(db, schedule="59 11 * * *")
    with close_gate(db, database, at=25) as keeper, Session(database) as killed:
        running = killed.start("CALL momentum.run_job('sample', '2026-11-21 11:59Z', true)")
        wait_until_blocked(db, killed, by=keeper)
        db.execute("SELECT pg_terminate_backend(%s)", (killed.pid,))
        with pytest.raises(psycopg.OperationalError):
            running.result()
    with scheduling(database, clock) as under:
        looks(under, clock)
        # where the minute's own run was looking at it, it is left to the next minute
        clock.advance(minutes=1)
        looks(under, clock)
    assert statuses(db) == ["11-21 11:59 1 abandoned", "11-21 11:59 2 succeeded"]

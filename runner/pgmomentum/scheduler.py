"""Runs the jobs of a database on time, where there is no pg_cron; several may, side by side."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from cronsim import CronSim, CronSimError
from psycopg.errors import Diagnostic

from pgmomentum.database import Connection
from pgmomentum.jobs import RUN, RUN_DUE, Reports
from pgmomentum.views.jobs import ended_run

_log = logging.getLogger(__name__)
_MINUTE = timedelta(minutes=1)
#: How late a job is started at most: after a short outage it still is, after a long one only what
#: catches up, by run_due_jobs.
_LATE = timedelta(minutes=5)
#: Seconds between two looks at the clock, which may have been set, or have slept.
_LOOK = 1.0
#: Seconds before a database that is away is tried again: at first, and at most.
_FIRST_DELAY = 0.2
_LONGEST_DELAY = 10.0
#: Seconds that a job which is cancelled has to end.
_CANCELLING = 5.0
_JOBS = "SELECT j.name, j.schedule FROM momentum.jobs AS j WHERE j.enabled ORDER BY j.name"
_DUE = "run-due-jobs"
#: How loudly the end of a run is told; louder where it failed.
_LEVELS = {"succeeded": logging.INFO, "skipped": logging.WARNING}


def utc_now() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class Scheduler:
    """Starts each enabled job at its minutes, in a thread and a connection of its own.

    Each minute, and at the start, it also calls ``run_due_jobs``. Which of several schedulers runs
    a job, and that only one does, is decided in the database, by the minute that they name.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        grace: float = 30.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._connect = connect
        self._grace = grace
        self._now = now
        self._stop = threading.Event()
        self._workers: list[_Worker] = []
        self._control: Connection | None = None
        self._is_away = False
        self._told: set[tuple[str, str]] = set()
        #: The minute whose jobs were started last.
        self.looked_at: datetime | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing that it has started is under way."""
        return not self._alive()

    def stop(self) -> None:
        """Start no more; ``run`` ends once those that run have ended, or the grace is over."""
        self._stop.set()

    def run(self) -> None:
        """Run the jobs until ``stop`` is called. Raises psycopg.Error of the first look."""
        self._jobs()
        done = _minute(self._now()) - _MINUTE
        _log.info("Running the jobs; SIGTERM or Ctrl-C ends it", extra={"event": "started"})
        delay = _FIRST_DELAY
        while not self._stop.is_set():
            minute = _minute(self._now())
            if minute == done:
                self._stop.wait(min(_LOOK, _seconds_to_next(self._now())))
                continue
            try:
                jobs = self._jobs()
            except psycopg.Error as error:
                self._away(error)
                self._stop.wait(delay)
                delay = min(2 * delay, _LONGEST_DELAY)
                continue
            delay = _FIRST_DELAY
            self._back()
            self._start_due()
            # a clock that was set back begins anew: what was run already is not run again
            since = max(done, minute - _LATE) if done < minute else minute - _MINUTE
            for name, schedule in jobs:
                instant = self._last_instant(name, schedule, since, minute)
                if instant is not None:
                    self._start(name, RUN, (name, instant, True))
            self.looked_at = done = minute
        self._end()

    def _jobs(self) -> list[tuple[str, str]]:
        """Return the enabled jobs and their schedules, as the table has them now."""
        if self._control is None:
            self._control = self._connect()
        try:
            return [(name, schedule) for name, schedule in self._control.execute(_JOBS)]
        except psycopg.Error:
            self._control.close()
            self._control = None
            raise

    def _last_instant(
        self, name: str, schedule: str, since: datetime, until: datetime
    ) -> datetime | None:
        """Return the last instant of a schedule after ``since``, up to ``until``."""
        try:
            instant = next(CronSim(schedule, until + _MINUTE, reverse=True))
        except (CronSimError, StopIteration) as error:
            if (name, schedule) not in self._told:
                self._told.add((name, schedule))
                message = f"{name} is not run: its schedule {schedule} makes no sense ({error})"
                _log.error(message, extra={"event": "bad_schedule", "job": name})
            return None
        return instant if instant > since else None

    def _start_due(self) -> None:
        """Have run what no schedule brings back, unless that is still under way."""
        if not any(worker.name == _DUE for worker in self._alive()):
            self._start(_DUE, RUN_DUE, ())

    def _start(self, name: str, statement: str, parameters: tuple[Any, ...]) -> None:
        self._workers = [*self._alive(), _Worker(self._connect, self._stop, name)]
        self._workers[-1].start(statement, parameters)

    def _alive(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.is_alive]

    def _away(self, error: psycopg.Error) -> None:
        if not self._is_away:
            self._is_away = True
            line, *_ = str(error).strip().split("\n")
            _log.error(f"The database is away: {line}", extra={"event": "database_away"})

    def _back(self) -> None:
        if self._is_away:
            self._is_away = False
            _log.info("The database is back", extra={"event": "database_back"})

    def _end(self) -> None:
        """Wait for what runs, and cancel what runs for too long."""
        if alive := self._alive():
            names = ", ".join(worker.name for worker in alive)
            _log.info(f"Stopping; up to {self._grace:g} s for {names}", extra={"event": "stopping"})
        self._join(self._grace)
        for worker in self._alive():
            _log.warning(f"{worker.name} is cancelled", extra={"event": "cancelled"})
            worker.cancel()
        self._join(_CANCELLING)
        if self._control is not None:
            self._control.close()
        _log.info("Stopped", extra={"event": "stopped"})

    def _join(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for worker in self._alive():
            worker.join(max(deadline - time.monotonic(), 0))


class _Worker:
    """A statement that runs a job, in a thread and a connection of its own."""

    def __init__(self, connect: Callable[[], Connection], stop: threading.Event, name: str) -> None:
        self.name = name
        self._connect = connect
        self._stop = stop
        self._connection: Connection | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it is still under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, statement: str, parameters: tuple[Any, ...]) -> None:
        """Send the statement."""
        self._thread = threading.Thread(
            target=self._work, args=(statement, parameters), name=self.name, daemon=True
        )
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait for its end, for so long at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def cancel(self) -> None:
        """Cancel the statement."""
        if self._connection is not None:
            try:
                self._connection.cancel_safe(timeout=_CANCELLING)
            except psycopg.Error as error:
                _log.error(f"{self.name}: {error}", extra={"event": "error", "job": self.name})

    def _work(self, statement: str, parameters: tuple[Any, ...]) -> None:
        reports = None
        try:
            self._connection = self._connected()
            self._connection.add_notice_handler(self._on_notice)
            reports = Reports(self._connection, self._on_report)
            self._connection.execute(statement.encode(), parameters)
        except psycopg.Error as error:
            # a failure of the job is on record, and in the log
            if reports is None or not _is_recorded(reports, error):
                line, *_ = str(error).strip().split("\n")
                _log.error(f"{self.name}: {line}", extra={"event": "error", "job": self.name})
        finally:
            if self._connection is not None:
                self._connection.close()

    def _connected(self) -> Connection:
        """Connect; a server that has no connection left is asked again while it is not too late."""
        deadline = time.monotonic() + _LATE.total_seconds()
        while True:
            try:
                return self._connect()
            except psycopg.OperationalError:
                if self._stop.wait(_LOOK) or time.monotonic() > deadline:
                    raise

    def _on_notice(self, notice: Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            message = f"{self.name}: {notice.message_primary}"
            _log.warning(message, extra={"event": "warning", "job": self.name})

    def _on_report(self, run: dict[str, Any]) -> None:
        if run["status"] != "running":
            level = _LEVELS.get(run["status"], logging.ERROR)
            _log.log(level, ended_run(run), extra={"event": "run", "run": run})


def _is_recorded(reports: Reports, error: psycopg.Error) -> bool:
    return any(
        run["status"] == "failed" and run["error"].startswith(f"{error.sqlstate}:")
        for run in reports.runs.values()
    )


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _seconds_to_next(instant: datetime) -> float:
    return 60 - instant.second - instant.microsecond / 1_000_000

"""`pgmomentum listen` in a process of its own, and what it prints."""

import json
import signal
import subprocess
import threading
from typing import IO, Any

import psycopg

from tests.processes import start
from tests.sessions import wait_until

Process = subprocess.Popen[str]

#: Sessions that have found out where the events stand.
READY = """
SELECT a.pid FROM pg_catalog.pg_stat_activity AS a
WHERE a.application_name = 'pgmomentum' AND a.datname = pg_catalog.current_database()
    AND a.state = 'idle' AND a.query LIKE '%realtime_events_since%'
"""


def start_process(dsn: str, *arguments: object, stdout: int = subprocess.PIPE) -> Process:
    """Start the command."""
    return start("listen", *arguments, stdout=stdout, environment={"PGMOMENTUM_DATABASE_URL": dsn})


def wait_until_ready(db: psycopg.Connection, *others: int) -> int:
    """Return the server process of a command that knows where the events stand."""
    found: list[int] = []

    def ready() -> bool:
        found[:] = [pid for (pid,) in db.execute(READY) if pid not in others]
        return bool(found)

    wait_until(ready, "it is connected")
    return found[0]


class Listening:
    """The command, started; what it has printed so far."""

    def __init__(self, dsn: str, *arguments: object) -> None:
        self.process = start_process(dsn, *arguments)
        self.lines: list[str] = []
        self.errors: list[str] = []
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._readers = [
            self._read(self.process.stdout, self.lines),
            self._read(self.process.stderr, self.errors),
        ]

    @staticmethod
    def _read(pipe: IO[str], lines: list[str]) -> threading.Thread:
        def read() -> None:
            for line in pipe:
                lines.append(line.removesuffix("\n"))

        thread = threading.Thread(target=read)
        thread.start()
        return thread

    @property
    def numbers(self) -> list[int]:
        """The numbers announced, in the order in which they were printed as JSON."""
        return [event["payload"]["n"] for event in self.events]

    @property
    def objects(self) -> list[dict[str, Any]]:
        """What is printed as JSON."""
        return [json.loads(line) for line in self.lines]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events among it."""
        return [found for found in self.objects if "event_id" in found]

    def wait_for(self, count: int) -> None:
        """Return once so many events are printed as JSON."""
        wait_until(lambda: len(self.events) >= count, f"{count} events are printed")

    def wait_for_lines(self, count: int) -> None:
        """Return once so many lines are printed."""
        wait_until(lambda: len(self.lines) >= count, f"{count} lines are printed")

    def wait_for_error(self, text: str) -> None:
        """Return once it has complained of this."""
        wait_until(lambda: any(text in line for line in self.errors), f"it says {text}")

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; return the exit status."""
        status = self.process.wait(timeout=60)
        for reader in self._readers:
            reader.join()
        return status

    def stop(self) -> None:
        """End it, if it still runs."""
        self.process.kill()
        self.ended()

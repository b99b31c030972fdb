"""Database sessions that wait for one another: a race is arranged, step by step, not hoped for."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from psycopg.errors import Diagnostic

#: Seconds after which something that was to happen counts as not happening.
PATIENCE = 60.0


@dataclass(frozen=True)
class Notice:
    """A message that the server sent besides results."""

    severity: str
    message: str
    detail: str | None


Rows = list[tuple[Any, ...]]


class Running:
    """A statement under way in another session."""

    def __init__(self, future: Future[Rows]) -> None:
        self._future = future

    def result(self) -> Rows:
        """Wait for the end of the statement and return its rows, or raise its error."""
        return self._future.result(PATIENCE)

    @property
    def done(self) -> bool:
        """Whether the statement has ended."""
        return self._future.done()


class Session:
    """An autocommit connection with a thread of its own, whose statements can be left waiting."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection = psycopg.connect(dsn, autocommit=True)
        self._connection.add_notice_handler(self._keep)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._last: Running | None = None
        self.pid = self._connection.info.backend_pid
        self.notices: list[Notice] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session, if need be in the middle of a statement."""
        if self._last is not None and not self._last.done:
            with psycopg.connect(self._dsn, autocommit=True) as other:
                other.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (self.pid,))
        self._thread.shutdown()
        self._connection.close()

    def start(self, query: str, parameters: Sequence[object] = ()) -> Running:
        """Send a statement and return at once."""
        self._last = Running(self._thread.submit(self._execute, query, parameters))
        return self._last

    def run(self, query: str, parameters: Sequence[object] = ()) -> Rows:
        """Send a statement and return its rows."""
        return self.start(query, parameters).result()

    def _execute(self, query: str, parameters: Sequence[object]) -> Rows:
        cursor = self._connection.execute(query.encode(), parameters)
        return cursor.fetchall() if cursor.description else []

    def _keep(self, diagnostic: Diagnostic) -> None:
        # The diagnostic itself is valid in this call only.
        severity, message = diagnostic.severity or "", diagnostic.message_primary or ""
        self.notices.append(Notice(severity, message, diagnostic.message_detail))


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as the condition holds; fail when it does not come to hold."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it never came about that {what}"
        time.sleep(0.002)


def wait_until_blocked(
    observer: psycopg.Connection, waiting: Session, by: Session | None = None
) -> None:
    """Return once a session waits for a lock that another one holds (none given: anyone)."""

    def blocked() -> bool:
        row = observer.execute(
            "SELECT pg_catalog.pg_blocking_pids(a.pid) FROM pg_catalog.pg_stat_activity AS a"
            " WHERE a.pid = %s AND a.wait_event_type = 'Lock'",
            (waiting.pid,),
        ).fetchone()
        holders = row[0] if row else []
        return bool(holders) if by is None else by.pid in holders

    wait_until(blocked, f"session {waiting.pid} waits for {by.pid if by else 'another'}")


@contextmanager
def closed_gate(connection: psycopg.Connection, dsn: str, condition: str) -> Iterator[Session]:
    """Make writers of daily rows that meet a condition on NEW wait for the session yielded.

    It holds the gate; leaving the block opens it, unless open_gate() has.
    """
    connection.execute(
        f"""
        CREATE FUNCTION public.pass_gate() RETURNS trigger LANGUAGE plpgsql AS $pass_gate$
        BEGIN
            PERFORM pg_catalog.pg_advisory_xact_lock_shared(7799, 0);
            RETURN NEW;
        END
        $pass_gate$;
        CREATE TRIGGER pass_gate BEFORE INSERT OR UPDATE ON momentum.daily_engagement_scores
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION public.pass_gate();
        """.encode()
    )
    with Session(dsn) as keeper:
        keeper.run("SELECT pg_catalog.pg_advisory_lock(7799, 0)")
        yield keeper
    connection.execute("DROP FUNCTION public.pass_gate() CASCADE")


def open_gate(keeper: Session) -> None:
    """Let everyone pass the gate from now on."""
    keeper.run("SELECT pg_catalog.pg_advisory_unlock_all()")


@contextmanager
def failing_rows(connection: psycopg.Connection, condition: str) -> Iterator[None]:
    """Make every write of a daily row that meets a condition on NEW fail."""
    connection.execute(
        f"""
        CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $fail$
        BEGIN
            RAISE EXCEPTION 'made to fail' USING ERRCODE = 'XX123';
        END
        $fail$;
        CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON momentum.daily_engagement_scores
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION public.fail();
        """.encode()
    )
    try:
        yield
    finally:
        connection.execute("DROP FUNCTION public.fail() CASCADE")

"""Races that are forced: a test holds what others need until all of them wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from tools.servers import Server

PATIENCE = 60.0
WAITING = """
SELECT count(*) FROM pg_catalog.pg_stat_activity
WHERE wait_event_type = 'Lock' AND application_name = 'pgmomentum' AND datname = ANY (%s)
"""


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll for something that happens soon."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.02)


def wait_for_waiting(server: Server, number: int, *databases: str) -> None:
    """Wait until that many migrates wait for a lock."""
    with server.admin() as admin:

        def enough() -> bool:
            row = admin.execute(WAITING, (list(databases),)).fetchone()
            return row == (number,)

        wait_until(enough, f"{number} migrates waiting")


def dbname(dsn: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(dsn)["dbname"])


@contextmanager
def holding(dsn: str, statement: str) -> Iterator[psycopg.Connection]:
    """A session that has run a statement and not committed it."""
    with psycopg.connect(dsn) as holder:
        holder.execute(statement.encode())
        yield holder

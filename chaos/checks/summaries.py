"""The yearly summary, counted."""

from collections.abc import Iterator

import psycopg

from chaos.checks import compare
from tests.scenarios.people import count_sessions, queued, summary


def differences(connection: psycopg.Connection) -> Iterator[str]:
    """Yield years of users whose row is not what a count gives."""
    if waiting := queued(connection):
        yield f"{waiting} entries are left in summary_queue"
    yield from compare("summary", count_sessions(connection), summary(connection))

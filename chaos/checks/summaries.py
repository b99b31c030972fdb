"""The yearly summary, counted."""

from collections.abc import Iterator

import psycopg

from chaos.checks import compare
from chaos.world import World
from tests.scenarios.people import count_sessions, queued, summary


def differences(connection: psycopg.Connection, world: World) -> Iterator[str]:
    """Yield years of users whose row is not what a count gives."""
    if waiting := queued(connection):
        yield f"{waiting} entries are left in summary_queue"
    stored = summary(connection)
    world.tally.compared["summaries"] += len(stored)
    yield from compare("summary", count_sessions(connection), stored)

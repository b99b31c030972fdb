"""What was acknowledged is there, once; what was not, is not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

import psycopg

from chaos.checks import compare
from chaos.ledger import ActivityRow, EventRow, Stored
from chaos.runner import File
from chaos.world import World
from chaos.writers import Writer

EVENTS = (
    "SELECT id, user_id, event_type, event_ts, deleted_at IS NOT NULL FROM momentum.momentum_events"
)
ACTIVITIES = (
    "SELECT id, user_id, organisation_id, activity_type, completed_at, deleted_at IS NOT NULL"
    " FROM momentum.activities"
)


def differences(
    connection: psycopg.Connection,
    world: World,
    writers: Sequence[Writer],
    files: Sequence[File],
) -> Iterator[str]:
    """Yield rows that are not as the writers and the imports left them."""
    expected: dict[UUID, Stored] = {}
    for rows in (*(writer.ledger.rows for writer in writers), *(file.rows for file in files)):
        expected |= rows
    stored: dict[UUID, Stored] = {}
    times: Counter[UUID] = Counter()
    for row_id, *event in connection.execute(EVENTS):
        stored[row_id] = EventRow(*event)
        times[row_id] += 1
    for row_id, *activity in connection.execute(ACTIVITIES):
        stored[row_id] = ActivityRow(*activity)
        times[row_id] += 1
    world.tally.compared["acknowledged"] += len(stored)
    yield from compare("row", expected, stored)
    yield from (f"row {row_id} is there {n} times" for row_id, n in times.items() if n > 1)

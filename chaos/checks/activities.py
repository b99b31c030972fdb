"""Activities as they are, and as they ever may have been."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg

from chaos.checks.acknowledged import ACTIVITIES
from chaos.ledger import ActivityRow
from chaos.runner import File
from chaos.writers import Writer

#: By user: activities in the order of their ids.
ByUser = Mapping[UUID, Sequence[tuple[UUID, ActivityRow]]]


@dataclass(frozen=True)
class Activities:
    """What is there, and every state that any may have had."""

    now: ByUser
    ever: ByUser


def read(
    connection: psycopg.Connection, writers: Sequence[Writer], files: Sequence[File]
) -> Activities:
    """Return the activities of the database, and of the writers' books."""
    ever = [each for writer in writers for each in writer.ledger.ever]
    ever += [each for file in files for each in file.rows.items()]
    return Activities(
        _by_user((row_id, ActivityRow(*row)) for row_id, *row in connection.execute(ACTIVITIES)),
        _by_user((row_id, row) for row_id, row in ever if isinstance(row, ActivityRow)),
    )


def _by_user(rows: Iterable[tuple[UUID, ActivityRow]]) -> ByUser:
    found: dict[UUID, list[tuple[UUID, ActivityRow]]] = defaultdict(list)
    for row_id, row in rows:
        found[row.user_id].append((row_id, row))
    for each in found.values():
        each.sort(key=lambda pair: pair[0])
    return found

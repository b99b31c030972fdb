"""The partitions of momentum_events, as an installation leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pgmomentum import ledger
from pgmomentum.database import Connection


@dataclass(frozen=True)
class Change:
    """What was done to one partition; ``to_day`` is the UTC day after its last.

    ``action`` is created, dropped, kept or postponed; the last two come with a reason, the first
    two with the number of events moved or dropped.
    """

    action: str
    partition_name: str
    from_day: date
    to_day: date
    rows: int | None
    reason: str | None


def maintain(connection: Connection) -> list[Change]:
    """Bring the partitions up to date, in one transaction, as the owner. Raises psycopg.Error."""
    with connection.transaction():
        connection.execute(ledger.SETTINGS.encode())
        connection.execute("SET LOCAL ROLE momentum_owner")
        rows = connection.execute("SELECT * FROM momentum.maintain_partitions()")
        return [Change(*row) for row in rows.fetchall()]

"""What a writer knows of its rows: what was acknowledged, and what was under way."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class EventRow:
    """A row of momentum_events."""

    user_id: UUID
    event_type: str
    event_ts: datetime
    deleted: bool = False


@dataclass(frozen=True)
class ActivityRow:
    """A row of activities."""

    user_id: UUID
    organisation_id: UUID | None
    activity_type: str
    completed_at: datetime
    deleted: bool = False


Stored = EventRow | ActivityRow
Reader = Callable[[Collection[UUID]], Mapping[UUID, Stored]]


@dataclass
class Ledger:
    """The rows of a writer by id, as acknowledged, and the changes of an open transaction."""

    rows: dict[UUID, Stored] = field(default_factory=dict)
    #: Every state that a row may have had.
    ever: set[tuple[UUID, Stored]] = field(default_factory=set)
    pending: dict[UUID, Stored | None] = field(default_factory=dict)
    is_committing: bool = False
    #: What became of transactions whose end nobody was told.
    unknown: Counter[str] = field(default_factory=Counter)

    def current(self) -> dict[UUID, Stored]:
        """Return the rows as the open transaction sees them."""
        seen = {**self.rows, **self.pending}
        return {row_id: row for row_id, row in seen.items() if row is not None}

    def put(self, row_id: UUID, row: Stored | None) -> None:
        """Note a change of the open transaction."""
        self.pending[row_id] = row
        if row is not None:
            self.ever.add((row_id, row))

    def committed(self) -> None:
        """The transaction is acknowledged."""
        for row_id, row in self.pending.items():
            if row is None:
                self.rows.pop(row_id, None)
            else:
                self.rows[row_id] = row
        self.forget()

    def forget(self) -> None:
        """There is no open transaction, or it is rolled back."""
        self.pending = {}
        self.is_committing = False

    def resolve(self, read: Reader) -> str | None:
        """Find out what became of a transaction whose session was lost; None: as it should be."""
        if not self.pending:
            self.is_committing = False
            return None
        stored = read(self.pending)
        found = {row_id: stored.get(row_id) for row_id in self.pending}
        before = {row_id: self.rows.get(row_id) for row_id in self.pending}
        if found == before:
            self.unknown["commits: lost" if self.is_committing else "open: lost"] += 1
            self.forget()
        elif found == self.pending and self.is_committing:
            self.unknown["commits: there"] += 1
            self.committed()
        else:
            told = f"{found}, but it was {before}, or {self.pending}, committing: "
            told += str(self.is_committing)
            self.rows = {k: v for k, v in {**self.rows, **found}.items() if v is not None}
            self.forget()
            return told
        return None

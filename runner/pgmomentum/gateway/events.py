"""What the outbox tells. The text of an event goes to clients as it is: nobody parses it here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from pgmomentum.gateway import outgoing

#: A row for each event, or one row where there is none; as whoever asks, for a user or (null) all.
EVENTS: LiteralString = """
SELECT
    t.told -> 'recovered',
    t.told ->> 'last_event_id',
    e.event ->> 'event_id',
    e.event ->> 'user_id',
    e.event ->> 'event_type',
    e.event -> 'payload' ->> 'score_date',
    e.event ->> 'created_at',
    e.event::text
FROM (
    SELECT momentum.realtime_events_since(%(user)s, %(after)s, %(limit)s) AS told
) AS t
LEFT JOIN LATERAL jsonb_array_elements(t.told -> 'events') AS e (event) ON true
"""
#: Of these, what counts of a day is the newest one.
_SCORES = ("momentum_score_created", "momentum_score_updated")


def number(event_id: str) -> int:
    """Return what orders the events of one database; to anybody else an id says nothing."""
    return int(event_id.rpartition("-")[2])


class Event(NamedTuple):
    """An event."""

    event_id: str
    user_id: str | None
    event_type: str
    score_date: str | None
    created_at: str
    #: The whole of it, as JSON.
    text: str

    @property
    def frame(self) -> bytes:
        """The frame that tells a client of it."""
        return outgoing.frame(f'{{"type":"realtime_event","event":{self.text}}}'.encode())

    @property
    def key(self) -> object:
        """What makes two events speak of the same score, or None."""
        return self.score_date if self.event_type in _SCORES else None

    @property
    def age(self) -> float:
        """The seconds since it was announced."""
        return max(0.0, time.time() - datetime.fromisoformat(self.created_at).timestamp())


class Told(NamedTuple):
    """An answer: where it leads, and the events up to there."""

    recovered: bool
    last_event_id: str
    events: list[Event]


def told(rows: Sequence[tuple[Any, ...]]) -> Told:
    """Return the answer that the rows are."""
    recovered, last_event_id, event_id, *_ = rows[0]
    events = [] if event_id is None else [Event(*row[2:]) for row in rows]
    return Told(recovered, last_event_id, events)

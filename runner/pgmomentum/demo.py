"""The demo's work: record a made-up population's events, score every day, and collect the result.

Events come in sets, as an import brings them; late ones come after their day was scored, one by
one through ``momentum.record_event``, and the queue brings the scores in line with them. Only days
without scores are generated, so running it again is quick.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from pgmomentum.database import Connection
from pgmomentum.population import Event, Person, events_of, people

_BATCH = 5_000

_ADD_USERS = """
INSERT INTO auth.users (id, created_at)
SELECT p.id, p.created_at
FROM unnest(%s::uuid[], %s::timestamptz[]) AS p (id, created_at)
ON CONFLICT (id) DO NOTHING
"""

_EVENTS = """
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::uuid[])
    AS e (user_id, event_type, event_ts, id)
"""
_INSERT = f"""
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, id)
SELECT e.* {_EVENTS} ON CONFLICT (user_id, event_ts, id) DO NOTHING
"""
_RECORD_LATE = f"""
SELECT count(momentum.record_event(e.user_id, e.event_type, e.event_ts, '{{}}', e.id)) {_EVENTS}
"""

_SUMMARY = """
SELECT
    count(*) AS rows,
    count(*) FILTER (WHERE s.event_count = 0) AS without_events,
    count(*) FILTER (WHERE s.momentum_state = 'Rising') AS rising,
    count(*) FILTER (WHERE s.momentum_state = 'Steady') AS steady,
    count(*) FILTER (WHERE s.momentum_state = 'NeedsCare') AS needs_care
FROM momentum.daily_engagement_scores AS s
WHERE s.score_date BETWEEN %(first)s AND %(last)s
"""

_EXPECTED = """
SELECT sum((SELECT count(*) FROM momentum.active_users(%(first)s::date + n))) AS expected
FROM generate_series(0, %(last)s::date - %(first)s::date) AS n
"""


@dataclass
class Work:
    """What a run did: events, rows scored, late events settled, and the seconds each took."""

    events: int = 0
    record_seconds: float = 0.0
    scored: int = 0
    score_seconds: float = 0.0
    late: int = 0
    settle_seconds: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A population and the span of days, both ends included."""

    persons: list[Person]
    first: date
    last: date
    seed: int

    @property
    def days(self) -> list[date]:
        """Every day of the span, in order."""
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


def plan(connection: Connection, users: int, days: int, seed: int, last: date | None) -> Plan:
    """The span of ``days`` up to ``last`` (default: yesterday by the database's clock)."""
    if last is None:
        row = connection.execute("SELECT momentum._today() - 1").fetchone()
        assert row is not None
        last = row[0]
    return Plan(people(users, days, seed), last - timedelta(days - 1), last, seed)


def run(connection: Connection, chosen: Plan, report: Callable[[str, int, int], None]) -> Work:
    """Record and score the days without scores; ``report`` gets a phase, done and total days."""
    work = Work()
    _add_users(connection, chosen)
    rows = connection.execute(
        "SELECT score_date FROM momentum.missing_score_days(%s, %s)", (chosen.first, chosen.last)
    )
    missing = [row[0] for row in rows]
    started = time.monotonic()
    late: list[Event] = []
    for number, day in enumerate(missing, 1):
        events = [
            event for person in chosen.persons for event in events_of(person, day, chosen.seed)
        ]
        late += [event for event in events if event.is_late]
        work.events += _send(connection, _INSERT, (event for event in events if not event.is_late))
        report("recording", number, len(missing))
    work.record_seconds = time.monotonic() - started
    started = time.monotonic()
    for number, day in enumerate(missing, 1):
        row = connection.execute(
            "SELECT inserted + updated FROM momentum.calculate_scores(%s)", (day,)
        ).fetchone()
        work.scored += row[0] if row else 0
        report("scoring", number, len(missing))
    work.score_seconds = time.monotonic() - started
    started = time.monotonic()
    work.late = _send(connection, _RECORD_LATE, late)
    _drain(connection)
    work.settle_seconds = time.monotonic() - started
    return work


def _add_users(connection: Connection, chosen: Plan) -> None:
    joined = [
        datetime.combine(chosen.first + timedelta(person.joined_after_days), clock_time(), UTC)
        for person in chosen.persons
    ]
    connection.execute(_ADD_USERS, ([person.user_id for person in chosen.persons], joined))


def _drain(connection: Connection) -> None:
    drained = 1
    while drained:
        row = connection.execute("SELECT momentum.drain_rescore_queue()").fetchone()
        drained = row[0] if row else 0


def record_so_far(connection: Connection, chosen: Plan) -> None:
    """Record what the population has done today up to now, where not there."""
    row = connection.execute("SELECT momentum.clock()").fetchone()
    assert row is not None
    now: datetime = row[0].astimezone(UTC)
    _send(
        connection,
        _INSERT,
        (
            event
            for person in chosen.persons
            for event in events_of(person, now.date(), chosen.seed)
            if event.event_ts <= now
        ),
    )


def _send(connection: Connection, statement: str, events: Iterable[Event]) -> int:
    sent = 0
    for batch in _batches(events):
        columns = (
            [event.user_id for event in batch],
            [event.event_type for event in batch],
            [event.event_ts for event in batch],
            [event.event_id for event in batch],
        )
        connection.execute(statement.encode(), columns)
        sent += len(batch)
    return sent


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    remaining = iter(events)
    while batch := list(itertools.islice(remaining, _BATCH)):
        yield batch


def summary(connection: Connection, chosen: Plan) -> dict[str, Any]:
    """Rows there are and rows there should be, rows without events, and rows per state."""
    span = {"first": chosen.first, "last": chosen.last}
    cursor = connection.cursor(row_factory=dict_row)
    found = cursor.execute(_SUMMARY, span).fetchone()
    expected = cursor.execute(_EXPECTED, span).fetchone()
    assert found is not None
    assert expected is not None
    return {**found, **expected, "users": len(chosen.persons), "days": len(chosen.days)}


def scores_of(connection: Connection, user_id: UUID, chosen: Plan) -> list[tuple[float, str]]:
    """Score and state of a user for each day of the span that has a row, in order."""
    rows = connection.execute(
        "SELECT final_score::float8, momentum_state FROM momentum.daily_engagement_scores"
        " WHERE user_id = %s AND score_date BETWEEN %s AND %s ORDER BY score_date",
        (user_id, chosen.first, chosen.last),
    )
    return [(row[0], row[1]) for row in rows]


def telling_day(connection: Connection, person: Person, chosen: Plan) -> date:
    """The newest day on which a user did most, for a score worth explaining."""
    row = connection.execute(
        "SELECT score_date FROM momentum.daily_engagement_scores"
        " WHERE user_id = %s AND score_date BETWEEN %s AND %s AND score_date > %s"
        " ORDER BY event_count DESC, score_date DESC LIMIT 1",
        (person.user_id, chosen.first, chosen.last, chosen.first + timedelta(7)),
    ).fetchone()
    return row[0] if row else chosen.last

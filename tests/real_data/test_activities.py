"""Real activities, a year of them: what is stored is what the model says."""

import random
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from tests.model import Event, Score, Version, score
from tests.real_data import Activity
from tests.stored import load_version, stored_rows
from tests.truth import drain

SAMPLE = 200
VERSION = Version(
    {"commit": Decimal(2), "merge": Decimal(5)},
    Decimal(20),
    max_events_per_type=6,
    zero_event_policy="decay",
)


def load_events(connection: psycopg.Connection, activities: list[Activity]) -> None:
    """Record activities as events."""
    columns = "(id, user_id, event_type, event_ts)"
    with connection.cursor().copy(f"COPY momentum.momentum_events {columns} FROM STDIN") as copy:
        for activity in activities:
            copy.write_row(activity)


@pytest.mark.slow
def test_a_busy_year_of_real_activities(
    db: psycopg.Connection, activities: list[Activity], users: None
) -> None:
    years = Counter(instant.year for *_, instant in activities)
    busiest = max(years, key=lambda year: years[year])
    first, last = date(busiest, 1, 1), date(busiest, 12, 31)
    load_version(db, "real", VERSION, first)
    load_events(db, activities[::2])
    db.execute("SELECT * FROM momentum.maintain_partitions()")
    db.execute("CALL momentum.backfill_empty_days(%s, %s)", (first, last))
    load_events(db, activities[1::2])  # late, every other one
    drain(db)
    missing = db.execute("SELECT * FROM momentum.missing_score_days(%s, %s)", (first, last))
    assert missing.fetchall() == []

    events: defaultdict[UUID, list[Event]] = defaultdict(list)
    for _, user_id, name, instant in activities:
        events[user_id].append(Event(name, instant))
    stored = stored_rows(db)
    active = {
        user_id: max(first, min(event.day for event in its))
        for user_id, its in events.items()
        if min(event.day for event in its) <= last
    }
    days = {user_id: (last - begins).days + 1 for user_id, begins in active.items()}
    assert {user_id: len(rows) for user_id, rows in stored.items()} == days
    assert {user_id: min(rows) for user_id, rows in stored.items()} == active

    for user_id, day in sample(events, stored):
        assert stored[user_id][day] == score(VERSION, day, events[user_id], stored[user_id])


def sample(
    events: dict[UUID, list[Event]], stored: dict[UUID, dict[date, Score]]
) -> list[tuple[UUID, date]]:
    """Return rows to compare, the same in every run: half of them days with events."""
    rows = sorted((user_id, day) for user_id, days in stored.items() for day in days)
    happened = {(user_id, event.day) for user_id, its in events.items() for event in its}
    busy = [row for row in rows if row in happened]
    chosen = random.Random(1)
    return chosen.sample(busy, SAMPLE // 2) + chosen.sample(rows, SAMPLE // 2)

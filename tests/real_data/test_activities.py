"""Real activities, a year of them: what is stored is what the model says.

The file is a CSV (gzip) with the columns activity_id, user_id, activity_type, completed_at.
"""

import csv
import gzip
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.model import Event, Score, Version, score
from tests.stored import load_version, stored_rows
from tests.truth import drain

VARIABLE = "PGMOMENTUM_REAL_DATA"
SAMPLE = 200
VERSION = Version(
    {"commit": Decimal(2), "merge": Decimal(5)},
    Decimal(20),
    max_events_per_type=6,
    zero_event_policy="decay",
)

Activity = tuple[UUID, UUID, str, datetime]


def read(file: Path) -> Iterator[Activity]:
    """Yield id, user, type and instant of each activity."""
    with gzip.open(file, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            instant = datetime.fromisoformat(row["completed_at"])
            assert instant.tzinfo is not None, "an instant has a time zone"
            ids = UUID(row["activity_id"]), UUID(row["user_id"])
            yield *ids, row["activity_type"], instant.astimezone(UTC)


@pytest.fixture(scope="session")
def activities() -> list[Activity]:
    """All activities of the file that the environment names."""
    name = os.environ.get(VARIABLE)
    if not name:
        pytest.skip(f"{VARIABLE} does not name a file of activities (CSV, gzip)")
    return list(read(Path(name)))


def load_users(connection: psycopg.Connection, activities: list[Activity]) -> None:
    """Create each user at the first activity."""
    created: dict[UUID, datetime] = {}
    for _, user_id, _, instant in activities:
        created[user_id] = min(instant, created.get(user_id, instant))
    with connection.cursor().copy("COPY auth.users (id, created_at) FROM STDIN") as copy:
        for row in created.items():
            copy.write_row(row)


def load_events(connection: psycopg.Connection, activities: list[Activity]) -> None:
    """Record activities as events."""
    columns = "(id, user_id, event_type, event_ts)"
    with connection.cursor().copy(f"COPY momentum.momentum_events {columns} FROM STDIN") as copy:
        for activity in activities:
            copy.write_row(activity)


@pytest.mark.slow
def test_a_busy_year_of_real_activities(db: psycopg.Connection, activities: list[Activity]) -> None:
    years = Counter(instant.year for *_, instant in activities)
    busiest = max(years, key=lambda year: years[year])
    first, last = date(busiest, 1, 1), date(busiest, 12, 31)
    load_users(db, activities)
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

"""The file of real activities that the environment names.

It is a CSV (gzip) with the columns activity_id, user_id, activity_type, completed_at.
"""

import csv
import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.real_data import Activity

VARIABLE = "PGMOMENTUM_REAL_DATA"


def read(file: Path) -> Iterator[Activity]:
    """Yield id, user, type and instant of each activity."""
    with gzip.open(file, "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            instant = datetime.fromisoformat(row["completed_at"])
            assert instant.tzinfo is not None, "an instant has a time zone"
            ids = UUID(row["activity_id"]), UUID(row["user_id"])
            yield *ids, row["activity_type"], instant.astimezone(UTC)


@pytest.fixture(scope="session")
def file() -> Path:
    """The file that the environment names."""
    name = os.environ.get(VARIABLE)
    if not name:
        pytest.skip(f"{VARIABLE} does not name a file of activities (CSV, gzip)")
    return Path(name).absolute()


@pytest.fixture(scope="session")
def activities(file: Path) -> list[Activity]:
    """All activities of the file."""
    return list(read(file))


@pytest.fixture
def users(db: psycopg.Connection, activities: list[Activity]) -> None:
    """Each user of the file, created at the first activity."""
    created: dict[UUID, datetime] = {}
    for _, user_id, _, instant in activities:
        created[user_id] = min(instant, created.get(user_id, instant))
    with db.cursor().copy("COPY auth.users (id, created_at) FROM STDIN") as copy:
        for row in created.items():
            copy.write_row(row)

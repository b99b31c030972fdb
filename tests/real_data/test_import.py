"""Real activities imported through the command line: what was reached in which year."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum import importer
from pgmomentum.cli import main
from tests.cli.imports import counts
from tests.real_data import Activity
from tests.support import pin_clock

THRESHOLDS = (50, 100, 200)


def everything(db: psycopg.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that an import or an evaluation writes."""
    tables = ("activities", "annual_summary", "scenario_notifications", "scenario_runs")
    return {
        table: db.execute(f"SELECT t::text FROM momentum.{table} AS t ORDER BY 1").fetchall()
        for table in tables
    }


def recorded(db: psycopg.Connection) -> dict[int, list[tuple[Any, ...]]]:
    """User, threshold, and whether it is announced, by year."""
    years: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for year, *milestone in db.execute(
        "SELECT milestone_year, user_id, milestone_value, announced"
        " FROM momentum.scenario_notifications ORDER BY 1, 2, 3"
    ):
        years[year].append(tuple(milestone))
    return years


@pytest.mark.slow
def test_the_milestones_of_every_year(
    database: str,
    db: psycopg.Connection,
    activities: list[Activity],
    users: None,
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In batches, so that most milestones are reached by lines of several."""
    monkeypatch.setattr(importer, "BATCH_LINES", 1000)
    rejects = ("--rejects", str(tmp_path / "rejected.csv"), "--max-rejects", "0")
    command = ["--database-url", database, "import", "activities", str(file), "--json", *rejects]
    current = max(instant.year for *_, instant in activities)
    pin_clock(db, datetime(current, 12, 31, 23, 59, 59, 999999, UTC))

    assert counts(CliRunner().invoke(main, command)) == (len(activities), 0, 0)
    expected: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    done = Counter((instant.year, user_id) for _, user_id, _, instant in activities)
    for (year, user_id), number in sorted(done.items()):
        for threshold in THRESHOLDS:
            if number >= threshold:
                expected[year].append((user_id, threshold, year == current))
    assert len(expected) > 1
    assert current not in recorded(db)
    db.execute("SELECT * FROM momentum.evaluate_milestones()")
    assert recorded(db) == expected
    assert db.execute("SELECT * FROM momentum.verify_annual_summary()").fetchall() == []

    before = everything(db)
    assert counts(CliRunner().invoke(main, command)) == (0, len(activities), 0)
    assert everything(db) == before
    stored = db.execute("SELECT id, user_id, activity_type, completed_at FROM momentum.activities")
    assert sorted((*row[:3], row[3].astimezone(UTC)) for row in stored) == sorted(activities)

"""A worked user: two weeks, each with the calculation in words, come out as calculated by hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.model import V1, V2, Version, blend
from tests.stored import stored_rows
from tests.support import make_user

FIXTURE = Path(__file__).parent.parent / "fixtures" / "momentum_fixture.json"
WORKED: dict[str, Any] = json.loads(FIXTURE.read_text())
WITHIN = 1

BY_DAY = [f"SELECT momentum.calculate_scores('{day['date']}')" for day in WORKED["days"]]
SPAN = (WORKED["days"][0]["date"], WORKED["days"][-1]["date"])


@pytest.mark.parametrize(
    "calls",
    [
        BY_DAY,
        ["CALL momentum.recalculate_scores('{}', '{}')".format(*SPAN)],
        ["CALL momentum.backfill_empty_days('{}', '{}', 1, 1)".format(*SPAN)],
    ],
    ids=["day by day", "recalculate", "backfill"],
)
def test_the_worked_user(db: psycopg.Connection, calls: list[str]) -> None:
    user_id = make_user(db, WORKED["created_at"])
    for day in WORKED["days"]:
        for event in day["events"]:
            db.execute(
                "SELECT momentum.record_event(%s, %s, %s)", (user_id, event["type"], event["time"])
            )
    for call in calls:
        db.execute(call.encode())
    rows = stored_rows(db, [user_id])[user_id]
    assert len(rows) == len(WORKED["days"]) == 14
    for day in WORKED["days"]:
        row = rows[date.fromisoformat(day["date"])]
        assert abs(float(row.final_score) - day["expected_score"]) <= WITHIN, day["working"]
        assert row.momentum_state == day["expected_state"], day["note"]
        assert (row.raw_score, row.event_count) == (day["raw_score"], day["event_count"])


@pytest.mark.parametrize(
    ("raw", "history", "expected"),
    [
        (30, {1: 80, 2: 75}, "39.18"),
        (0, {1: 80}, "11.58"),
        (70, {1: 72}, "70.29"),
        (40, {6: 90}, "45.96"),
    ],
)
def test_the_model_itself_gives_the_known_scores(
    raw: int, history: dict[int, int], expected: str
) -> None:
    past = {back: V1.max_weight_per_day * final / 100 for back, final in history.items()}
    assert str(blend(V1, V1.max_weight_per_day * raw / 100, past)) == expected


@pytest.mark.parametrize(("name", "version"), [("v1", V1), ("v2", V2)])
def test_the_model_has_the_installed_versions(
    db: psycopg.Connection, name: str, version: Version
) -> None:
    settings = db.execute(
        "SELECT max_weight_per_day, max_events_per_type, default_weight, half_life_days,"
        " history_days, raw_share, rising_threshold, needs_care_threshold, hysteresis,"
        " zero_event_policy FROM momentum.score_versions WHERE version = %s",
        (name,),
    ).fetchone()
    weights = db.execute(
        "SELECT event_type, weight FROM momentum.event_weights WHERE version = %s", (name,)
    ).fetchall()
    assert settings is not None
    assert Version(dict(weights), *settings) == version

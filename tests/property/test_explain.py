"""An explanation is complete: its numbers alone lead to the stored score and state."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.model import DIGITS, Event, Score, Version, decay, rounded, score, state
from tests.property.strategies import bounded, days, events, versions
from tests.stored import calculate, insert_events, load_version, stored_rows
from tests.support import make_user

ALMOST = Decimal("1e-11")


@bounded
@given(
    random=versions(),
    its=events(days(8)),
    scored=st.lists(days(8), min_size=1, max_size=8),
    asked=days(10),
)
def test_the_numbers_reproduce_the_score(
    db: psycopg.Connection, random: Version, its: list[Event], scored: list[date], asked: date
) -> None:
    with db.transaction(force_rollback=True):
        load_version(db, "random", random)
        user_id = make_user(db, "2024-01-01")
        insert_events(db, user_id, its)
        for day in scored:
            calculate(db, user_id, day, "random")
        # A day without a row is explained too, under the version that its day has.
        db.execute("UPDATE momentum.score_versions SET effective_from = NULL WHERE version = 'v2'")
        db.execute(
            "UPDATE momentum.score_versions SET effective_from = '-infinity'"
            " WHERE version = 'random'"
        )
        stored = stored_rows(db, [user_id])[user_id]
        explained = explain(db, user_id, asked)
        expected = score(random, asked, its, stored)

        check_events(explained, random, [event for event in its if event.day == asked], expected)
        check_history(explained, random, asked, stored)
        check_blend_and_state(explained, random, expected)
        assert explained["stored"] == (asked in stored)
        if explained["up_to_date"]:
            assert stored[asked] == expected
        last = scored[-1]
        assert explain(db, user_id, last)["up_to_date"] is True, "it was calculated just now"
        assert stored_rows(db, [user_id])[user_id] == stored, "explaining writes nothing"


def explain(connection: psycopg.Connection, user_id: UUID, day: date) -> dict[str, Any]:
    """Return an explanation, its numbers as exact decimals."""
    row = connection.execute("SELECT momentum.explain_score(%s, %s)", (user_id, day)).fetchone()
    assert row is not None
    exact: dict[str, Any] = exactly(row[0])
    return exact


def exactly(value: Any) -> Any:
    """Return a JSON value with its numbers as decimals."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    if isinstance(value, list):
        return [exactly(each) for each in value]
    return {key: exactly(each) for key, each in value.items()} if isinstance(value, dict) else value


def check_events(
    explained: dict[str, Any], version: Version, happened: list[Event], expected: Score
) -> None:
    """Compare the events, the points of each type, and their sum."""
    points = Decimal(0)
    named = []
    for each in explained["events"]:
        counted, capped = each["counted_events"], each["capped_events"]
        assert (len(counted), len(capped)) == (each["counted"], each["capped"])
        assert each["count"] == each["counted"] + each["capped"]
        assert each["points"] == each["weight"] * each["counted"]
        if version.max_events_per_type is None:
            assert each["capped"] == 0
        else:
            assert each["capped"] == max(0, each["count"] - version.max_events_per_type)
        points += each["points"]
        named += [(each["event_type"], instant(event["event_ts"])) for event in counted + capped]
    assert sorted(named) == sorted((e.event_type, e.event_ts) for e in happened if not e.deleted)

    raw = explained["raw"]
    assert raw["points"] == points
    assert raw["raw_score"] == min(points, raw["max_weight_per_day"]) == expected.raw_score
    assert raw["event_count"] == len(named) == expected.event_count
    assert explained["normalized_score"] == expected.normalized_score


def instant(text: str) -> datetime:
    """Return the instant that an explanation prints."""
    parsed = datetime.fromisoformat(text)
    assert parsed.utcoffset() == timedelta(0), "times are told in UTC"
    return parsed.astimezone(UTC)


def check_history(
    explained: dict[str, Any], version: Version, asked: date, stored: dict[date, Score]
) -> None:
    """Compare the rows that were read, their weights and what they contribute."""
    first = asked - timedelta(days=version.history_days)
    expected = sorted((day for day in stored if first <= day < asked), reverse=True)
    assert [each["score_date"] for each in explained["history"]] == [str(day) for day in expected]
    for day, each in zip(expected, explained["history"], strict=True):
        assert each["days_back"] == (asked - day).days
        assert each["final_score"] == stored[day].final_score
        assert each["momentum_state"] == stored[day].momentum_state
        assert abs(each["weight"] - decay(version.half_life_days, each["days_back"])) < ALMOST
        contribution = each["final_score"] * each["weight"]
        assert abs(each["contribution"] - contribution) <= Decimal("0.00005")


def check_blend_and_state(explained: dict[str, Any], version: Version, expected: Score) -> None:
    """Go from the printed numbers to the final score and the state, by the formula."""
    history = explained["history"]
    sums, told = explained["decay"], explained["blend"]
    weights = sum((each["weight"] for each in history), Decimal(0))
    weighted = sum((each["weight"] * each["final_score"] for each in history), Decimal(0))
    assert abs(sums["weight_sum"] - weights) <= Decimal("0.00005")
    assert abs(sums["weighted_sum"] - weighted) <= Decimal("0.00005")

    raw, cap = explained["raw"]["raw_score"], explained["raw"]["max_weight_per_day"]
    zero = raw == 0 and told["zero_event_policy"] == "zero"
    assert told["zero_event_applied"] is zero
    if zero:
        final = Decimal(0)
    elif not history:
        final = rounded(100 * raw, cap)
    else:
        with localcontext(prec=DIGITS):
            share = told["raw_share"]
            above = share * 100 * raw * (1 + weights) + (1 - share) * (100 * raw + weighted * cap)
            final = rounded(above, cap * (1 + weights))
    assert told["final_score"] == final == expected.final_score
    assert (told["raw_share"], told["zero_event_policy"]) == (
        version.raw_share,
        version.zero_event_policy,
    )

    decided = explained["state"]
    previous = history[0]["momentum_state"] if history else None
    assert decided["previous_state"] == previous
    assert decided["momentum_state"] == expected.momentum_state
    plain = state(version, final, None)
    assert decided["decided_by_hysteresis"] is (expected.momentum_state != plain)

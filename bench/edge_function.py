"""calculate_scores of a day, against a client that does for each user what an edge function does.

It reads the user's events, reads thirty rows, computes, and stores the row: three round trips
through a local socket, with floating-point numbers. Per user, on a sample.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from bench.database import Bench, Database
from bench.dataset import DAY
from bench.day import calculate
from bench.results import Result, take_turns

WEIGHTS = {"chat_message": 2, "biometric_sync": 1, "action_step_complete": 3}
MAX_WEIGHT_PER_DAY = 10
HALF_LIFE_DAYS = 10
RAW_SHARE = 0.7
RISING, NEEDS_CARE, HYSTERESIS = 70, 45, 2

EVENTS = """
    SELECT event_type, pillar_id
    FROM momentum.momentum_events
    WHERE
        user_id = %s
        AND event_ts >= %s::timestamp AT TIME ZONE 'UTC'
        AND event_ts < (%s + 1)::timestamp AT TIME ZONE 'UTC'
        AND deleted_at IS NULL
"""
HISTORY = """
    SELECT score_date, final_score::float8, momentum_state
    FROM momentum.daily_engagement_scores
    WHERE user_id = %s AND score_date >= %s - 30 AND score_date < %s
    ORDER BY score_date DESC
"""
UPSERT = """
    INSERT INTO momentum.daily_engagement_scores (
        user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
        event_count, algorithm_version
    )
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'v2')
    ON CONFLICT (user_id, score_date) DO UPDATE
    SET raw_score = excluded.raw_score,
        normalized_score = excluded.normalized_score,
        final_score = excluded.final_score,
        momentum_state = excluded.momentum_state,
        breakdown = excluded.breakdown,
        event_count = excluded.event_count,
        algorithm_version = excluded.algorithm_version
"""


class Row(NamedTuple):
    """What is stored, in the order of the statement."""

    raw: int
    normalized: float
    final: float
    state: str
    breakdown: str
    event_count: int


def compute(
    day: date, events: list[tuple[str, str | None]], history: list[tuple[date, float, str]]
) -> Row:
    """Return the row of a day under v2, given its events and the history, newest first."""
    counts = Counter(event_type for event_type, _ in events)
    points = {name: count * WEIGHTS.get(name, 0) for name, count in counts.items()}
    pillars: Counter[str] = Counter()
    for event_type, pillar in events:
        pillars[pillar or "unassigned"] += WEIGHTS.get(event_type, 0)
    raw = min(sum(points.values()), MAX_WEIGHT_PER_DAY)
    normalized = final = 100 * raw / MAX_WEIGHT_PER_DAY
    if raw == 0:
        final = 0.0
    elif history:
        above, below = normalized, 1.0
        for past, score, _ in history:
            weight = 0.5 ** ((day - past).days / HALF_LIFE_DAYS)
            above += score * weight
            below += weight
        final = round(RAW_SHARE * normalized + (1 - RAW_SHARE) * above / below, 2)
    breakdown = {
        "events": {
            name: {"count": count, "counted": count, "points": points[name]}
            for name, count in counts.items()
        },
        "pillars": {name: total for name, total in pillars.items() if total},
    }
    state = state_of(final, history[0][2] if history else None)
    return Row(raw, normalized, final, state, json.dumps(breakdown), len(events))


def state_of(final: float, previous: str | None) -> str:
    """Return the state of a score, given that of the day before."""
    if final >= RISING - (HYSTERESIS if previous == "Rising" else 0):
        return "Rising"
    if final < NEEDS_CARE or (previous == "NeedsCare" and final <= NEEDS_CARE + HYSTERESIS):
        return "NeedsCare"
    return "Steady"


def score_user(connection: psycopg.Connection[Any], user_id: UUID) -> None:
    """Do what the edge function does for a user."""
    events = connection.execute(EVENTS, (user_id, DAY, DAY)).fetchall()
    history = connection.execute(HISTORY, (user_id, DAY, DAY)).fetchall()
    connection.execute(UPSERT, (user_id, DAY, *compute(DAY, events, history)))


def score_users(database: Database, user_ids: list[UUID]) -> float:
    """Score users one by one and return the seconds per user."""
    database.forget_from(DAY)
    with database.bare("daily_engagement_scores"):
        start = time.perf_counter()
        for user_id in user_ids:
            score_user(database.connection, user_id)
        return (time.perf_counter() - start) / len(user_ids)


def check(database: Database, user_ids: list[UUID]) -> None:
    """Make sure that both do the same work: raise where their rows differ."""
    stored = "momentum.daily_engagement_scores WHERE user_id = ANY (%s) AND score_date = %s"
    score_users(database, user_ids)
    database.connection.execute(
        f"CREATE TEMPORARY TABLE by_client AS SELECT * FROM {stored}".encode(), (user_ids, DAY)
    )
    calculate(database)
    compared, different = database.row(
        """
        SELECT
            count(*),
            count(*) FILTER (
                WHERE
                    abs(c.final_score - s.final_score) > 0.01
                    OR (c.raw_score, c.momentum_state, c.breakdown, c.event_count)
                    IS DISTINCT FROM (s.raw_score, s.momentum_state, s.breakdown, s.event_count)
            )
        FROM pg_temp.by_client AS c
        JOIN momentum.daily_engagement_scores AS s USING (user_id, score_date)
        """
    )
    if different or compared != len(user_ids):
        raise RuntimeError(
            f"of {len(user_ids)} users of the client {compared} have a row of both,"
            f" {different} another one"
        )


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database() as database:
        found = database.connection.execute(
            "SELECT user_id FROM bench.people ORDER BY md5(number::text) LIMIT %s",
            (bench.size.of(1_000, 50),),
        )
        user_ids = [user_id for (user_id,) in found]
        check(database, user_ids)
        turns = take_turns(
            bench.rounds,
            lambda: calculate(database) / bench.size.users,
            lambda: score_users(database, user_ids),
        )
        yield turns.achieves_at_least("edge-function", 25, "users/s", 1)

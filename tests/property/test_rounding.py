"""Halves of a hundredth are rounded away from zero, exactly: no division may lose one before."""

from decimal import Decimal

import psycopg
import pytest

from tests.model import Version, blend
from tests.stored import calculate, load_version
from tests.support import make_user


def store(connection: psycopg.Connection, user_id: object, day: str, final_score: Decimal) -> None:
    connection.execute(
        "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
        " normalized_score, final_score, momentum_state, breakdown, event_count,"
        " algorithm_version)"
        " VALUES (%s, %s, 0, 0, %s, 'Steady', '{\"events\": {}, \"pillars\": {}}', 0, 'legacy')",
        (user_id, day, final_score),
    )


@pytest.mark.parametrize(
    ("points", "cap", "past", "expected"),
    [
        # Ten days back weighs a half: (15 + 0.5 * 10.05) / 1.5 = 13.35, a finite quotient.
        ("15", "100", "10.05", "14.51"),
        # (15 + 0.5 * 10.15) / 1.5 = 13.38333...: 0.7 * 15 + 0.3 * that is 14.515, an exact half.
        ("15", "100", "10.15", "14.52"),
        # 100 * 0.01 / 0.3 = 3.333...: 0.9 * that + 0.1 * 0.05 is 3.005, an exact half.
        ("0.01", "0.3", "0.05", "3.01"),
        # 100 * 0.01 / 0.24 = 4.1666...: 0.9 * that + 0.1 * 12.55 is 5.005, an exact half.
        ("0.01", "0.24", "12.55", "5.01"),
        # 100 * 0.07 / 0.24 = 29.1666...: 0.9 * that + 0.1 * 0.05 is 26.255, an exact half.
        ("0.07", "0.24", "0.05", "26.26"),
    ],
)
def test_an_exact_half_behind_a_periodic_quotient_is_rounded_up(
    db: psycopg.Connection, points: str, cap: str, past: str, expected: str
) -> None:
    version = Version({"step": Decimal(points)}, Decimal(cap), zero_event_policy="decay")
    assert blend(version, Decimal(points), {10: Decimal(past)}) == Decimal(expected)
    load_version(db, "random", version)
    user_id = make_user(db, "2024-01-01")
    store(db, user_id, "2024-02-19", Decimal(past))
    db.execute("SELECT momentum.record_event(%s, 'step', '2024-02-29 12:00+00')", (user_id,))
    assert calculate(db, user_id, "2024-02-29", "random").final_score == Decimal(expected)


def test_the_normalized_score_itself_is_rounded_up_at_a_half(db: psycopg.Connection) -> None:
    load_version(db, "random", Version({"step": Decimal(1)}, Decimal(32)))
    user_id = make_user(db, "2024-01-01")
    db.execute("SELECT momentum.record_event(%s, 'step', '2024-02-29 12:00+00')", (user_id,))
    row = calculate(db, user_id, "2024-02-29", "random")
    assert (row.normalized_score, row.final_score) == (Decimal("3.13"), Decimal("3.13"))


def test_a_history_that_has_no_share_does_not_disturb_a_half(db: psycopg.Connection) -> None:
    # Six days back at a half-life of 4.8 weighs an irrational number; the score is 3.125 all the
    # same, because the day itself is all of it.
    version = Version(
        {"step": Decimal(1)}, Decimal(32), half_life_days=Decimal("4.8"), raw_share=Decimal(1)
    )
    load_version(db, "random", version)
    user_id = make_user(db, "2024-01-01")
    store(db, user_id, "2024-02-23", Decimal("3.13"))
    db.execute("SELECT momentum.record_event(%s, 'step', '2024-02-29 12:00+00')", (user_id,))
    assert blend(version, Decimal(1), {6: Decimal("3.13")}) == Decimal("3.13")
    assert calculate(db, user_id, "2024-02-29", "random").final_score == Decimal("3.13")


def test_the_blend_reads_the_normalized_score_before_it_is_rounded(db: psycopg.Connection) -> None:
    # 3.125 with 0.00 ten days back: 0.7 * 3.125 + 0.3 * 3.125 / 1.5 = 2.8125; of 3.13, 2.817.
    load_version(db, "random", Version({"step": Decimal(1)}, Decimal(32)))
    user_id = make_user(db, "2024-01-01")
    store(db, user_id, "2024-02-19", Decimal(0))
    db.execute("SELECT momentum.record_event(%s, 'step', '2024-02-29 12:00+00')", (user_id,))
    assert calculate(db, user_id, "2024-02-29", "random").final_score == Decimal("2.81")

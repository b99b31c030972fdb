"""What is said where the engine writes the scores of thousands."""

import psycopg
import pytest

from tests.realtime.announced import (
    YESTERDAY,
    Heard,
    World,
    assert_marker,
    insert,
    many,
    more_users,
)

PAGED = pytest.mark.xfail(
    strict=True,
    reason="each page is a transaction, and each that changes more rows than the limit is a marker",
)
RUNS = [
    "SELECT momentum.calculate_scores()",
    pytest.param("CALL momentum.recalculate_scores('2026-11-20', '2026-11-20')", marks=PAGED),
    pytest.param("CALL momentum.backfill_empty_days('2026-11-20', '2026-11-20')", marks=PAGED),
    pytest.param(
        "SELECT momentum.calculate_scores('2026-11-20', page.users) FROM ("
        "SELECT array_agg(u.id) AS users FROM auth.users AS u"
        " GROUP BY ('x' || right(u.id::text, 3))::bit(12)::integer % 10) AS page",
        id="calculate_scores in pages",
    ),
]


@pytest.mark.parametrize("run", RUNS)
def test_a_nightly_run_is_one_marker(db: psycopg.Connection, world: World, run: str) -> None:
    """Of 5,000 users, some of whom have events."""
    more_users(db, 5000)
    db.execute(
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
        " SELECT u.id, 'chat_message', '2026-11-20 10:00Z' FROM auth.users AS u"
        " ORDER BY u.id LIMIT 2000"
    )
    world.hear()
    db.execute(run.encode())
    assert_marker(world.hear())
    db.execute(run.encode())
    assert world.hear() == Heard()


def test_a_nightly_run_that_inserts_and_updates_is_one_marker(
    db: psycopg.Connection, world: World
) -> None:
    more_users(db, 600)
    insert(db, *many(300, YESTERDAY))
    world.hear()
    db.execute("SELECT momentum.calculate_scores()")
    assert_marker(world.hear())

"""Reading costs what is read, however much there is of others."""

from uuid import UUID

import psycopg
import pytest

from tests.realtime.stream import since
from tests.support import make_user, pin_clock
from tests.truth import count

#: 5 days with 4,000 events each of 400 users.
FILL = """
INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
SELECT
    ('00000000-0000-0000-0000-' || lpad((1 + n %% 400)::text, 12, '0'))::uuid, 'filled',
    jsonb_build_object('n', n)
FROM generate_series(%s::integer, %s::integer) AS n
"""
READ = """
SELECT COALESCE(sum(s.seq_tup_read + s.idx_tup_fetch), 0)
FROM pg_catalog.pg_stat_xact_user_tables AS s
WHERE s.relname ~ '^realtime_(events|inbox)'
"""
SCANNED = """
SELECT COALESCE(sum(s.seq_scan + s.idx_scan), 0)
FROM pg_catalog.pg_stat_xact_user_tables AS s
WHERE s.relname ~ '^realtime_events_2026_11_(0|10|11)'
"""


@pytest.fixture
def id_at(db: psycopg.Connection) -> str:
    """20,000 events in partitions, all plans made while there were none; how an id begins."""
    pin_clock(db, "2026-11-08 12:00Z")
    db.execute("SELECT momentum.cleanup_realtime_events()")
    for _ in range(6):
        since(db)
        since(db, UUID(int=7))
        db.execute("SELECT momentum._sequence_events()")
    for day in range(5):
        pin_clock(db, f"2026-11-{8 + day:02} 12:00Z")
        db.execute("SELECT momentum.cleanup_realtime_events()")
        db.execute(FILL, (4000 * day + 1, 4000 * day + 4000))
        db.execute("SELECT momentum._sequence_events()")
    return since(db, None, None, 1).last_event_id.removesuffix("1")


@pytest.mark.parametrize("analyzed", [False, True])
@pytest.mark.parametrize(
    ("user", "after", "limit", "found", "most"),
    [
        (7, 0, 500, 50, 60),
        (7, 10000, 500, 25, 30),
        (7, 0, 1, 1, 15),
        (7, 20000, 500, 0, 5),
        (999, 0, 500, 0, 5),
        (None, 9000, 10, 10, 20),
        (None, 0, 10, 10, 20),
        (None, 20000, 500, 0, 5),
    ],
)
def test_rows_read(
    db: psycopg.Connection,
    id_at: str,
    analyzed: bool,
    user: int | None,
    after: int,
    limit: int,
    found: int,
    most: int,
) -> None:
    if analyzed:
        db.execute("VACUUM ANALYZE")
        since(db)
    user_id = None if user is None else UUID(f"{user:032}")
    with db.transaction():
        before = count(db, READ)
        seen = since(db, user_id, f"{id_at}{after}", limit)
        read = count(db, READ) - before
    assert len(seen.numbers) == found
    assert read <= most, "of 20,000 events"


def test_a_plan_of_empty_tables_is_good_for_full_ones(
    db: psycopg.Connection, database: str
) -> None:
    db.execute("VACUUM ANALYZE")  # nothing is known to be nothing
    for _ in range(6):
        since(db)
        since(db, UUID(int=7))
    with psycopg.connect(database, autocommit=True) as other:
        other.execute(FILL, (1, 20000))
        first = since(other, None, None, 1).last_event_id
    with db.transaction():
        before = count(db, READ)
        assert len(since(db, UUID(f"{7:032}"), first).numbers) == 50
        assert len(since(db, None, first, 10).numbers) == 10
        assert count(db, READ) - before <= 70


def test_who_is_up_to_date_does_not_look_into_the_days_before(
    db: psycopg.Connection, id_at: str
) -> None:
    with db.transaction():
        before = count(db, SCANNED)
        assert len(since(db, None, f"{id_at}16000").numbers) == 500
        since(db, UUID(int=7), f"{id_at}16000")
        assert count(db, SCANNED) == before
        assert len(since(db, None, f"{id_at}15999").numbers) == 500
        assert count(db, SCANNED) > before


def test_giving_out_positions_reads_what_waits(db: psycopg.Connection, id_at: str) -> None:
    db.execute(FILL, (1, 10))
    with db.transaction():
        before = count(db, READ)
        db.execute("SELECT momentum._sequence_events()")
        assert count(db, READ) - before <= 30


def test_no_trigger_that_announces_changes_how_others_are_planned(db: psycopg.Connection) -> None:
    """Its settings would hold for _announce: without nested loops, its statements were compiled."""
    found = db.execute(
        "SELECT p.proname FROM pg_catalog.pg_proc AS p, unnest(p.proconfig) AS setting"
        " WHERE p.pronamespace = 'momentum'::regnamespace"
        " AND p.proname ~ '^tg_.*_announce$' AND setting ~ '^enable_'"
    )
    assert found.fetchall() == []


@pytest.mark.servers(15)
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("daily_engagement_scores", "final_score = 100 - final_score"),
        ("coach_interventions", "scheduled_date = scheduled_date + 1"),
        ("badge_awards", "updated_at = updated_at + interval '1 second'"),
    ],
)
def test_a_plan_made_for_one_row_is_good_for_many(
    db: psycopg.Connection, table: str, change: str
) -> None:
    """The trigger finds the old row of each new one by a hash, not by looking at all of them."""
    db.execute("SELECT momentum.calculate_score(%s)", (make_user(db),))
    plans: list[str] = []
    db.add_notice_handler(lambda notice: plans.append(notice.message_primary or ""))
    for statement in (
        "LOAD 'auto_explain'",
        "SET auto_explain.log_min_duration = 0",
        "SET auto_explain.log_nested_statements = on",
        "SET client_min_messages = log",
    ):
        db.execute(statement.encode())
    for _ in range(8):
        plans.clear()
        db.execute(f"UPDATE momentum.{table} SET {change}".encode())
    joins = [plan for plan in plans if "_announcement(" in plan and "old_rows" in plan]
    assert joins
    assert [plan for plan in joins if "Hash Full Join" not in plan] == []

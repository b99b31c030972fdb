"""What a statement on activities reads follows what it brings, whatever the statistics."""

import psycopg
import pytest

from tests.badges.model import Badge
from tests.badges.people import define, make_organisations, organisation_id
from tests.stored import insert_users
from tests.support import pin_clock

ACTIVITIES = 2_000
READ = """
    SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) + (
        SELECT sum(i.idx_tup_read) FROM (
            SELECT pg_stat_get_xact_tuples_returned(x.indexrelid) AS idx_tup_read
            FROM pg_index AS x
            WHERE x.indrelid = 'momentum.activities'::regclass
        ) AS i
    )
    FROM pg_stat_xact_all_tables
    WHERE relid = 'momentum.activities'::regclass
"""


@pytest.mark.parametrize("badge", [Badge(0, 7, "day"), Badge(0, 4, "week"), Badge(0, 100)])
def test_a_long_history_into_an_empty_database(db: psycopg.Connection, badge: Badge) -> None:
    """Nothing was ever analysed; every third day has none."""
    pin_clock(db, "2026-11-20 12:00+00")
    make_organisations(db, 1)
    (user_id,) = insert_users(db, 1)
    define(db, badge)
    with db.transaction():
        db.execute(
            "INSERT INTO momentum.activities"
            " (user_id, organisation_id, activity_type, completed_at)"
            " SELECT %s, %s, 'session', '2026-11-20 08:00Z'::timestamptz - n * interval '1 day'"
            " FROM generate_series(0, %s) AS n WHERE n %% 3 < 2",
            (user_id, organisation_id(0), ACTIVITIES * 3 // 2),
        )
        row = db.execute(READ).fetchone()
    assert row is not None
    assert row[0] < 25 * ACTIVITIES

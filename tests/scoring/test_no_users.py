"""Without a single user there is nothing to walk over, however long the span."""

import psycopg

LONG = ("0001-01-01", "2026-01-01")


def test_a_long_span_without_users_ends_at_once(db: psycopg.Connection) -> None:
    db.execute("SET statement_timeout = '5s'")
    assert db.execute("SELECT * FROM momentum.missing_score_days(%s, %s)", LONG).fetchall() == []
    db.execute("CALL momentum.recalculate_scores(%s, %s)", LONG)
    db.execute("CALL momentum.backfill_empty_days(%s, %s)", LONG)


def test_a_user_of_no_finite_day_stops_nobody(db: psycopg.Connection) -> None:
    db.execute("INSERT INTO auth.users (created_at) VALUES ('infinity')")
    assert db.execute("SELECT * FROM momentum.missing_score_days(%s, %s)", LONG).fetchall() == []

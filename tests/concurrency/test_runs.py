"""Runs over the same users, however small their pages, finish without a deadlock."""

from datetime import date
from uuid import UUID

import psycopg
import pytest

from tests.sessions import Session, closed_gate, open_gate, wait_until_blocked
from tests.stored import insert_users, stored_rows

FIRST, LAST = date(2024, 2, 28), date(2024, 3, 1)
RECALCULATE = "CALL momentum.recalculate_scores(%s, %s, %s, %s, %s)"
BACKFILL = "CALL momentum.backfill_empty_days(%s, %s, %s, %s)"


def give_events(connection: psycopg.Connection, users: list[UUID]) -> None:
    """Give every user an event on every day, so that every calculation has something to write."""
    connection.execute(
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
        " SELECT u.id, 'chat_message', day FROM unnest(%s::uuid[]) AS u (id),"
        " generate_series(timestamptz '2024-02-28 12:00+00', '2024-03-01 12:00+00', '1 day') day",
        (users,),
    )


def assert_complete(connection: psycopg.Connection, users: list[UUID]) -> None:
    """Every user has every day, and no page failed: a deadlock would be logged as a failure."""
    failed = connection.execute("SELECT error_code, error_message FROM momentum.scoring_failures")
    assert failed.fetchall() == []
    stored = stored_rows(connection)
    assert {user_id: len(rows) for user_id, rows in stored.items()} == dict.fromkeys(users, 3)
    connection.execute("CALL momentum.recalculate_scores(%s, %s)", (FIRST, LAST))
    assert stored_rows(connection) == stored, "what they left is right"


@pytest.mark.parametrize(("page_size", "commit_every"), [(1, 1000), (3, 7), (2, 2)])
def test_a_run_that_meets_another_one_waits_for_its_commit(
    database: str, db: psycopg.Connection, page_size: int, commit_every: int
) -> None:
    # One run is held up in the middle, with the locks of its uncommitted pages; the other, over
    # users of which half are the same, named in the opposite order, runs into them.
    users = insert_users(db, 24)
    give_events(db, users)
    ours, theirs = users[:16], users[:7:-1]
    for held_up in (users[8], users[12], users[15]):
        with (
            Session(database) as one,
            Session(database) as two,
            closed_gate(db, database, f"NEW.user_id = '{held_up}'") as keeper,
        ):
            running = one.start(RECALCULATE, (FIRST, LAST, ours, page_size, commit_every))
            wait_until_blocked(db, one, by=keeper)
            other = two.start(RECALCULATE, (FIRST, LAST, theirs, page_size, commit_every))
            wait_until_blocked(db, two, by=one)
            open_gate(keeper)
            running.result()
            other.result()
        assert_complete(db, users)
        db.execute("DELETE FROM momentum.daily_engagement_scores")


def test_runs_of_all_kinds_at_once(database: str, db: psycopg.Connection) -> None:
    users = insert_users(db, 40)
    give_events(db, users)
    sessions = [Session(database) for _ in range(6)]
    try:
        with Session(database) as keeper:
            # All start at the same instant: when the table they all read is free.
            keeper.run("BEGIN")
            keeper.run("LOCK TABLE momentum.daily_engagement_scores IN ACCESS EXCLUSIVE MODE")
            running = [
                sessions[0].start(RECALCULATE, (FIRST, LAST, None, 1, 1000)),
                sessions[1].start(RECALCULATE, (FIRST, LAST, users[::-1], 3, 5)),
                sessions[2].start(RECALCULATE, (FIRST, LAST, users[10:30], 1, 1)),
                sessions[3].start(BACKFILL, (FIRST, LAST, 2, 3)),
                sessions[4].start(BACKFILL, (FIRST, LAST, 7, 1000)),
                sessions[5].start("SELECT momentum.calculate_scores(%s)", (FIRST,)),
            ]
            for each in sessions:
                wait_until_blocked(db, each)
            keeper.run("COMMIT")
            for run in running:
                run.result()
    finally:
        for each in sessions:
            each.close()
    assert_complete(db, users)


@pytest.mark.parametrize("page_size", [1, 500])
def test_everyone_at_once_against_a_single_user(
    database: str, db: psycopg.Connection, page_size: int
) -> None:
    users = insert_users(db, 10)
    give_events(db, users)
    condition = f"NEW.user_id = '{users[4]}' AND NEW.score_date = '{FIRST}'"
    with (
        Session(database) as run,
        Session(database) as single,
        closed_gate(db, database, condition) as keeper,
    ):
        running = run.start(RECALCULATE, (FIRST, LAST, None, page_size, 1000))
        wait_until_blocked(db, run, by=keeper)
        scoring = single.start("SELECT momentum.calculate_score(%s, %s)", (users[4], LAST))
        wait_until_blocked(db, single, by=run)
        open_gate(keeper)
        running.result()
        scoring.result()
    assert_complete(db, users)

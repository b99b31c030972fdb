"""The paged runs: date order, pages, commits seen from outside, and what they leave alone."""

import json
from collections import Counter
from datetime import date, timedelta

import psycopg
import pytest

from tests.scoring.population import (
    BACKFILL,
    FIRST,
    LAST,
    RECALCULATE,
    SPAN,
    count_rows,
    failures,
    forget_scores,
    populate,
    row_versions,
    scored_in_order,
)
from tests.sessions import Session, closed_gate, open_gate, wait_until_blocked
from tests.stored import insert_users, stored_rows
from tests.support import make_user, pin_clock

both = pytest.mark.parametrize("call", [RECALCULATE, BACKFILL], ids=["recalculate", "backfill"])


@both
@pytest.mark.parametrize(("page_size", "commit_every"), [(500, 1000), (1, 1), (3, 4), (10, 5)])
def test_every_day_is_scored_after_the_days_before_it(
    db: psycopg.Connection, call: str, page_size: int, commit_every: int
) -> None:
    happened = populate(db)
    db.execute(call, (FIRST, LAST, page_size, commit_every))
    assert stored_rows(db) == scored_in_order(happened)
    assert failures(db) == []


@both
@pytest.mark.parametrize(
    ("page_size", "commit_every", "visible"),
    [
        (1, 3, [0, 0, 0, 3, 3, 3, 6, 6, 6, 9]),
        (4, 3, [0, 0, 0, 0, 4, 4, 4, 4, 8, 8]),
        (2, 4, [0, 0, 0, 0, 4, 4, 4, 4, 8, 8]),
        (5, 1000, [0] * 10),
    ],
)
def test_others_see_the_rows_after_every_commit_and_no_earlier(
    database: str,
    db: psycopg.Connection,
    call: str,
    page_size: int,
    commit_every: int,
    visible: list[int],
) -> None:
    # Whichever order the users are taken in: stopped at each of them in turn, the run has
    # committed as many rows as the pages before make full commits.
    users = insert_users(db, 10)
    seen = []
    with Session(database) as run:
        for user_id in users:
            with closed_gate(db, database, f"NEW.user_id = '{user_id}'") as keeper:
                running = run.start(call, (FIRST, FIRST, page_size, commit_every))
                wait_until_blocked(db, run, by=keeper)
                seen.append(count_rows(db))
                open_gate(keeper)
                running.result()
            assert count_rows(db) == len(users)
            forget_scores(db)
    assert sorted(seen) == visible


@both
def test_a_day_is_complete_before_the_next_begins(
    database: str, db: psycopg.Connection, call: str
) -> None:
    users = insert_users(db, 6)
    condition = f"NEW.score_date = '{SPAN[2]}'"
    with Session(database) as run, closed_gate(db, database, condition) as keeper:
        running = run.start(call, (FIRST, LAST, 2, 1))
        wait_until_blocked(db, run, by=keeper)
        days = Counter(day for _, day in row_versions(db))
        assert days == {SPAN[0]: len(users), SPAN[1]: len(users)}
        open_gate(keeper)
        running.result()
    assert count_rows(db) == len(users) * len(SPAN)


@both
def test_progress_is_told_after_each_commit(
    database: str, db: psycopg.Connection, call: str
) -> None:
    users = insert_users(db, 7)
    with Session(database) as run:
        run.run(call, (FIRST, LAST, 2, 4))
        told = [json.loads(notice.detail or "") for notice in run.notices]
    assert [(each["score_date"], each["done"]) for each in told] == [
        (str(day), 7 * number + done) for number, day in enumerate(SPAN) for done in (4, 7)
    ]
    assert {(each["total"], each["failed"]) for each in told} == {(len(users) * len(SPAN), 0)}


def test_recalculating_again_writes_nothing(db: psycopg.Connection) -> None:
    populate(db)
    db.execute(RECALCULATE, (FIRST, LAST, 3, 4))
    before = row_versions(db)
    db.execute(RECALCULATE, (FIRST, LAST, 500, 1000))
    assert row_versions(db) == before


def test_recalculating_corrects_what_an_event_of_the_past_changes(db: psycopg.Connection) -> None:
    happened = populate(db)
    db.execute(RECALCULATE, (FIRST, LAST, 3, 4))
    late, *others = happened
    before = row_versions(db)
    db.execute(
        "SELECT momentum.record_event(%s, 'chat_message', '2024-02-28 23:59:59.999999+00')", (late,)
    )
    db.execute(RECALCULATE, (FIRST, LAST, 3, 4))
    after = row_versions(db)
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {(late, day) for day in SPAN[1:]}, "the day itself and those that read it"
    assert all(stored_rows(db, [user_id])[user_id] for user_id in others)


def test_recalculating_named_users_leaves_the_others_alone(db: psycopg.Connection) -> None:
    happened = populate(db, 6)
    named = list(happened)[1:4]
    db.execute(
        "CALL momentum.recalculate_scores(%s, %s, %s, 2, 3)", (FIRST, LAST, [*named, named[0]])
    )
    expected = scored_in_order(happened)
    assert stored_rows(db) == {user_id: expected[user_id] for user_id in named}


def test_recalculating_nobody_is_not_recalculating_everyone(db: psycopg.Connection) -> None:
    populate(db, 3)
    db.execute("CALL momentum.recalculate_scores(%s, %s, '{}')", (FIRST, LAST))
    assert count_rows(db) == 0


@both
def test_users_have_rows_from_their_first_day_on(db: psycopg.Connection, call: str) -> None:
    early = make_user(db, "2024-02-28 00:00:00+00")
    late = make_user(db, "2024-02-28 23:59:59.999999+00")
    gone = make_user(db, "2024-01-01")
    db.execute("UPDATE auth.users SET deleted_at = '2024-03-05' WHERE id = %s", (gone,))
    db.execute(call, (FIRST, LAST, 500, 1000))
    assert {user_id: list(rows) for user_id, rows in stored_rows(db).items()} == {
        early: SPAN[1:],
        late: SPAN[1:],
    }


@both
def test_today_is_the_last_day(db: psycopg.Connection, call: str) -> None:
    insert_users(db, 2)
    pin_clock(db, "2024-03-02 00:00:00+00")
    db.execute(call, (LAST, LAST, 500, 1000))
    assert count_rows(db) == 2
    with pytest.raises(psycopg.Error) as raised:
        db.execute(call, (LAST, LAST + timedelta(1), 500, 1000))
    assert raised.value.sqlstate == "PM003"


def test_backfilling_keeps_existing_rows_and_builds_on_them(db: psycopg.Connection) -> None:
    happened = populate(db)
    marked = list(happened)[2:5]
    # Rows that no calculation would give: an import, perhaps.
    for user_id in marked:
        db.execute(
            "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
            " normalized_score, final_score, momentum_state, breakdown, event_count,"
            " algorithm_version) VALUES (%s, %s, 1, 2, 77.77, 'Rising',"
            " '{\"events\": {}, \"pillars\": {}}', 9, 'legacy')",
            (user_id, SPAN[1]),
        )
    existing, versions = stored_rows(db), row_versions(db)
    db.execute(BACKFILL, (FIRST, LAST, 3, 4))
    assert stored_rows(db) == scored_in_order(happened, existing)
    after = row_versions(db)
    assert {key: after[key] for key in versions} == versions, "they were not even rewritten"


def test_backfilling_again_writes_nothing(db: psycopg.Connection) -> None:
    populate(db)
    db.execute(BACKFILL, (FIRST, LAST, 3, 4))
    before = row_versions(db)
    db.execute(BACKFILL, (FIRST, LAST, 3, 4))
    assert row_versions(db) == before


def test_a_dry_run_tells_the_days_and_writes_nothing(database: str, db: psycopg.Connection) -> None:
    users = insert_users(db, 4)
    make_user(db, f"{LAST} 12:00+00")
    db.execute("SELECT momentum.calculate_scores(%s)", (SPAN[1],))
    db.execute("SELECT momentum.calculate_scores(%s, %s)", (SPAN[3], users[:3]))
    before = row_versions(db)
    with Session(database) as run:
        run.run(
            "CALL momentum.backfill_empty_days(%s, %s, p_dry_run => true)",
            (FIRST - timedelta(60), LAST),
        )
        told = [notice.message for notice in run.notices]
    missing = db.execute("SELECT * FROM momentum.missing_score_days(%s, %s)", (FIRST, LAST))
    expected: list[tuple[date, int]] = [(SPAN[0], 4), (SPAN[2], 4), (SPAN[3], 1), (SPAN[4], 5)]
    assert missing.fetchall() == expected
    days_of_february = [(FIRST - timedelta(number), 4) for number in range(57, 0, -1)]
    assert told == [f"{day}: {count} missing" for day, count in days_of_february + expected]
    assert row_versions(db) == before
    assert failures(db) == []

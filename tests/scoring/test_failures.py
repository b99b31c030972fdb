"""A page that fails is logged with its users and stops nobody; too many of them fail the run."""

from uuid import UUID

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
    populate,
    row_versions,
    scored_in_order,
)
from tests.sessions import Session, closed_gate, failing_rows, open_gate, wait_until_blocked
from tests.stored import insert_users, stored_rows
from tests.support import as_role

runs = pytest.mark.parametrize(
    ("operation", "call"),
    [("recalculate", RECALCULATE), ("backfill", BACKFILL)],
    ids=["recalculate", "backfill"],
)


def of(user_id: UUID) -> str:
    return f"NEW.user_id = '{user_id}'"


@runs
def test_a_failing_page_is_logged_and_the_others_are_stored(
    database: str, db: psycopg.Connection, operation: str, call: str
) -> None:
    happened = populate(db, 9)
    bad = list(happened)[4]
    condition = f"{of(bad)} AND NEW.score_date = '{SPAN[1]}'"
    with Session(database) as run:
        with failing_rows(db, condition), pytest.raises(psycopg.Error) as raised:
            run.run(call, (FIRST, LAST, 3, 4))
        warnings = [notice for notice in run.notices if notice.severity == "WARNING"]
    assert raised.value.sqlstate == "PM010", "3 of 45 rows are more than 1 %"
    assert len(warnings) == 1
    ((logged, day, users, code),) = failures(db)
    assert (logged, day, code) == (operation, SPAN[1], "XX123")
    assert isinstance(users, list)
    assert len(users) == 3, "a page fails as a whole"
    assert bad in users

    # The users of the page lack that day; everyone else has every day, and later days go on.
    stored = stored_rows(db)
    for user_id, rows in stored.items():
        assert list(rows) == [day for day in SPAN if day != SPAN[1] or user_id not in users]

    # Once the cause is mended, the same run finishes the work.
    if operation == "recalculate":
        db.execute(call, (FIRST, LAST, 3, 4))
        assert stored_rows(db) == scored_in_order(happened)
    else:
        before = row_versions(db)
        db.execute(call, (FIRST, LAST, 3, 4))
        after = row_versions(db)
        assert {key: after[key] for key in before} == before
        assert set(after) - set(before) == {(user_id, SPAN[1]) for user_id in users}
    assert len(failures(db)) == 1


@runs
def test_one_percent_may_fail(db: psycopg.Connection, operation: str, call: str) -> None:
    users = insert_users(db, 20)
    with failing_rows(db, f"{of(users[7])} AND NEW.score_date = '{LAST}'"):
        db.execute(call, (FIRST, LAST, 1, 1000))
    assert failures(db) == [(operation, LAST, [users[7]], "XX123")]
    assert count_rows(db) == 99


@runs
def test_more_than_one_percent_fails_the_run_at_its_end(
    db: psycopg.Connection, operation: str, call: str
) -> None:
    users = insert_users(db, 20)
    condition = f"{of(users[7])} AND NEW.score_date <= '{SPAN[1]}'"
    with failing_rows(db, condition), pytest.raises(psycopg.Error) as raised:
        db.execute(call, (FIRST, LAST, 1, 1000))
    assert raised.value.sqlstate == "PM010"
    assert raised.value.diag.message_hint
    assert [row[1:3] for row in failures(db)] == [(day, [users[7]]) for day in SPAN[:2]]
    assert count_rows(db) == 98, "what could be scored is stored and committed"


@runs
def test_the_share_that_may_fail_is_a_setting(
    db: psycopg.Connection, operation: str, call: str
) -> None:
    users = insert_users(db, 4)
    db.execute("UPDATE momentum.settings SET value = '0.25' WHERE name = 'failed_share_limit'")
    with failing_rows(db, of(users[0])):
        db.execute(call, (FIRST, FIRST, 1, 1000))
        db.execute("UPDATE momentum.settings SET value = '0.24' WHERE name = 'failed_share_limit'")
        with pytest.raises(psycopg.Error) as raised:
            db.execute(RECALCULATE, (FIRST, FIRST, 1, 1000))
    assert raised.value.sqlstate == "PM010"


@runs
def test_a_run_in_which_everything_fails_stores_nothing_and_says_so(
    db: psycopg.Connection, operation: str, call: str
) -> None:
    users = insert_users(db, 5)
    with failing_rows(db, "true"), pytest.raises(psycopg.Error) as raised:
        db.execute(call, (FIRST, LAST, 2, 2))
    assert raised.value.sqlstate == "PM010"
    assert count_rows(db) == 0
    logged = failures(db)
    assert sum(len(row[2]) for row in logged if isinstance(row[2], list)) == len(users) * len(SPAN)


@runs
@pytest.mark.parametrize("page_size", [1, 4])
def test_a_user_who_goes_before_the_page_is_reached_fails_nothing(
    database: str, db: psycopg.Connection, operation: str, call: str, page_size: int
) -> None:
    users = insert_users(db, 8)
    with failing_rows(db, "true"), pytest.raises(psycopg.Error):
        db.execute(call, (FIRST, FIRST, page_size, page_size))
    pages = [page for _, _, page, _ in failures(db)]
    db.execute("DELETE FROM momentum.scoring_failures")
    last_page = pages[-1]
    assert isinstance(last_page, list)
    leaves = last_page[0]
    with Session(database) as run, closed_gate(db, database, "true") as keeper:
        running = run.start(call, (FIRST, FIRST, page_size, page_size))
        wait_until_blocked(db, run, by=keeper)
        db.execute("DELETE FROM auth.users WHERE id = %s", (leaves,))
        open_gate(keeper)
        running.result()
    assert failures(db) == []
    assert set(stored_rows(db)) == set(users) - {leaves}


@runs
def test_being_cancelled_is_no_failure_of_a_page(
    database: str, db: psycopg.Connection, operation: str, call: str
) -> None:
    users = insert_users(db, 4)
    condition = f"NEW.score_date = '{SPAN[1]}'"
    with Session(database) as run, closed_gate(db, database, condition) as keeper:
        running = run.start(call, (FIRST, LAST, 2, 2))
        wait_until_blocked(db, run, by=keeper)
        db.execute("SELECT pg_catalog.pg_cancel_backend(%s)", (run.pid,))
        with pytest.raises(psycopg.errors.QueryCanceled):
            running.result()
    assert failures(db) == []
    assert count_rows(db) == len(users), "the day before is stored, the run is over"


@pytest.mark.parametrize("call", [RECALCULATE, BACKFILL], ids=["recalculate", "backfill"])
def test_a_missing_right_is_no_failure_of_a_page(db: psycopg.Connection, call: str) -> None:
    populate(db, 4)
    db.execute("REVOKE INSERT ON momentum.daily_engagement_scores FROM service_role")
    with as_role(db, "service_role"), pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(call.encode(), (FIRST, LAST, 2, 2))
    assert failures(db) == []
    assert count_rows(db) == 0

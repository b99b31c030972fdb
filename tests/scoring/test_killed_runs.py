"""A run that is killed has kept what it committed; running it again finishes the work."""

from datetime import date

import psycopg
import pytest

from tests.scoring.population import (
    BACKFILL,
    FIRST,
    LAST,
    RECALCULATE,
    SPAN,
    failures,
    populate,
    row_versions,
    scored_in_order,
)
from tests.sessions import Session, closed_gate, wait_until, wait_until_blocked
from tests.stored import stored_rows

both = pytest.mark.parametrize("call", [RECALCULATE, BACKFILL], ids=["recalculate", "backfill"])
LOCKS = "SELECT FROM pg_catalog.pg_locks WHERE pid = %s"
BACKEND = "SELECT FROM pg_catalog.pg_stat_activity WHERE pid = %s"


@both
@pytest.mark.parametrize(("victim", "day"), [(0, SPAN[0]), (3, SPAN[2]), (5, SPAN[-1])])
def test_a_killed_run_run_again_finishes_the_work_with_nothing_twice(
    database: str, db: psycopg.Connection, call: str, victim: int, day: date
) -> None:
    happened = populate(db, 6)
    user_id = list(happened)[victim]
    condition = f"NEW.user_id = '{user_id}' AND NEW.score_date = '{day}'"
    with Session(database) as run, closed_gate(db, database, condition) as keeper:
        running = run.start(call, (FIRST, LAST, 1, 2))
        wait_until_blocked(db, run, by=keeper)
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (run.pid,))
        with pytest.raises(psycopg.OperationalError):
            running.result()
        wait_until(
            lambda: db.execute(BACKEND, (run.pid,)).fetchone() is None, "the backend is gone"
        )
    assert db.execute(LOCKS, (run.pid,)).fetchall() == []
    kept = row_versions(db)
    before = [key for key in kept if key[1] < day]
    assert len(before) == len(happened) * SPAN.index(day), "days before are complete"
    assert all(key[1] <= day for key in kept), "no day after was begun"
    expected = scored_in_order(happened)
    for owner, rows in stored_rows(db).items():
        assert rows == {each: expected[owner][each] for each in rows}, "what is kept is right"

    db.execute(call, (FIRST, LAST, 1, 2))
    assert stored_rows(db) == expected
    after = row_versions(db)
    assert {key: after[key] for key in kept} == kept, "what was kept is not written again"
    assert failures(db) == []

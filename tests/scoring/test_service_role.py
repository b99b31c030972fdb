"""The service, which has no more than its grants and policies, can do all of the engine's work."""

import psycopg
import pytest

from tests.model import V1
from tests.scoring.population import (
    BACKFILL,
    FIRST,
    LAST,
    RECALCULATE,
    SPAN,
    failures,
    populate,
    scored_in_order,
)
from tests.sessions import Session, failing_rows
from tests.stored import stored_rows
from tests.support import as_role

runs = pytest.mark.parametrize("call", [RECALCULATE, BACKFILL], ids=["recalculate", "backfill"])


@runs
def test_the_service_runs_them(db: psycopg.Connection, call: str) -> None:
    happened = populate(db, 6)
    with as_role(db, "service_role"):
        db.execute(call, (FIRST, LAST, 2, 3))
    assert stored_rows(db) == scored_in_order(happened)


@runs
def test_the_service_logs_what_fails_and_reads_it(
    database: str, db: psycopg.Connection, call: str
) -> None:
    users = list(populate(db, 6))
    condition = f"NEW.user_id = '{users[2]}' AND NEW.score_date = '{LAST}'"
    with Session(database) as service, failing_rows(db, condition):
        service.run("SET ROLE service_role")
        with pytest.raises(psycopg.Error) as raised:
            service.run(call, (FIRST, LAST, 1, 1000))
        assert raised.value.sqlstate == "PM010", "1 of 30 rows is more than 1 %"
        assert service.run("SELECT user_ids FROM momentum.scoring_failures") == [([users[2]],)]
    assert len(failures(db)) == 1


def test_the_service_loads_a_version_and_explains_with_it(db: psycopg.Connection) -> None:
    user_id, *_ = populate(db, 2)
    with as_role(db, "service_role"):
        db.execute("SELECT momentum.load_score_version('v3', %s, %s)", (V1.weights_object(), FIRST))
        db.execute("SELECT momentum.calculate_scores(%s)", (SPAN[0],))
        row = db.execute("SELECT momentum.explain_score(%s, %s)", (user_id, SPAN[0])).fetchone()
    assert row is not None
    assert (row[0]["version"], row[0]["up_to_date"]) == ("v3", True)


@runs
@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_nobody_else_does(db: psycopg.Connection, call: str, role: str) -> None:
    user_id, *_ = populate(db, 2)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role(db, role, user_id):
        db.execute(call, (FIRST, LAST, 2, 3))
    assert stored_rows(db) == {}

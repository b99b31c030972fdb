"""A user who is deleted while others work is left out, and fails nobody."""

import psycopg
import pytest

from tests.concurrency.test_calculations import CALCULATIONS, NOON, RECORD, statement
from tests.sessions import Session, wait_until_blocked
from tests.stored import insert_users, stored_rows

DELETE = "DELETE FROM auth.users WHERE id = %s"
#: Calculations of everyone: one of the users goes while they wait.
OF_EVERYONE = ["calculate_scores", "recalculate_scores", "backfill_empty_days"]


@pytest.mark.parametrize("name", OF_EVERYONE)
def test_everyone_else_is_scored(database: str, db: psycopg.Connection, name: str) -> None:
    assert name in CALCULATIONS
    goes, stays = insert_users(db, 2)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(DELETE, (goes,))
        calculating = two.start(statement(name, goes))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        calculating.result()
    assert list(stored_rows(db)) == [stays]
    assert db.execute("SELECT count(*) FROM momentum.scoring_failures").fetchone() == (0,)


@pytest.mark.parametrize("name", ["calculate_score", "record_event"])
def test_the_user_alone_is_unknown(database: str, db: psycopg.Connection, name: str) -> None:
    (goes,) = insert_users(db, 1)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(DELETE, (goes,))
        calling = (
            two.start(RECORD, (goes, "chat_message", NOON))
            if name == "record_event"
            else two.start(statement(name, goes))
        )
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        with pytest.raises(psycopg.Error) as refused:
            calling.result()
    assert refused.value.sqlstate == "PM001"
    assert refused.value.diag.message_hint

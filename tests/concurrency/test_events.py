"""The same event, sent twice at the same time, is recorded once."""

from uuid import UUID

import psycopg
import pytest

from tests.sessions import Session, wait_until_blocked
from tests.support import make_user

EVENT = UUID("8d7b5a0e-1f1c-4c57-9f3a-0b6f4b7a2c11")
RECORD = "SELECT momentum.record_event(%s, %s, '2024-02-29 12:00+00', '{}', %s)"


def recorded(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT id, event_type FROM momentum.momentum_events").fetchall()


@pytest.mark.parametrize(("end", "kept"), [("COMMIT", "chat_message"), ("ROLLBACK", "other")])
def test_a_retry_that_overtakes_waits_for_the_first(
    database: str, db: psycopg.Connection, end: str, kept: str
) -> None:
    user_id = make_user(db, "2024-01-01")
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        assert one.run(RECORD, (user_id, "chat_message", EVENT)) == [(EVENT,)]
        recording = two.start(RECORD, (user_id, "other", EVENT))
        wait_until_blocked(db, two, by=one)
        one.run(end)
        assert recording.result() == [(EVENT,)], "both senders learn the same id"
    assert recorded(db) == [(EVENT, kept)]


def test_many_senders_record_one_event(database: str, db: psycopg.Connection) -> None:
    user_id = make_user(db, "2024-01-01")
    sessions = [Session(database) for _ in range(8)]
    try:
        with Session(database) as keeper:
            # Everyone waits at the table, so that all go on in the same moment.
            keeper.run("BEGIN")
            keeper.run("LOCK TABLE momentum.momentum_events IN SHARE MODE")
            sent = [each.start(RECORD, (user_id, "chat_message", EVENT)) for each in sessions]
            for each in sessions:
                wait_until_blocked(db, each, by=keeper)
            keeper.run("COMMIT")
            assert [each.result() for each in sent] == [[(EVENT,)]] * len(sessions)
    finally:
        for each in sessions:
            each.close()
    assert recorded(db) == [(EVENT, "chat_message")]

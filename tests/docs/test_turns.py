"""The query of docs/operations.md for who has a turn names the session that has one."""

import psycopg

from tests.docs.test_commands import blocks
from tests.sessions import Session
from tests.stored import insert_users

(QUERY,) = [text for _, text in blocks("sql") if "badge_turns" in text]


def test_who_has_a_turn(db: psycopg.Connection, database: str) -> None:
    users = insert_users(db, 2)
    with Session(database) as one, Session(database) as other:
        for session, user in zip((one, other), users, strict=True):
            session.run("BEGIN")
            session.run("SELECT momentum._hold_badge_turns(ARRAY[%s])", (user,))
        assert [row[0] for row in db.execute(QUERY.encode())] == [one.pid, other.pid]
        one.run("COMMIT")
        assert [row[0] for row in db.execute(QUERY.encode())] == [other.pid]

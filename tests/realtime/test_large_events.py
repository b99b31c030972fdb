"""Large payloads: a call returns some of them, and the next one goes on."""

import json
from uuid import UUID

import psycopg
import pytest

from pgmomentum.listening import follow
from tests.realtime.stream import Answer, since
from tests.stored import insert_users

ONE = UUID(int=1)
#: They compress well: it is what they are when they are read that counts.
ANNOUNCE = """
INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
SELECT %s, 'large', jsonb_build_object('n', n, 'text', repeat('x', %s))
FROM generate_series(1, %s) AS n
"""


def pages(db: psycopg.Connection, user_id: UUID | None) -> list[Answer]:
    """Read all there is, as a client does: until no events come."""
    found = [since(db, user_id, None, 10000)]
    while found[-1].numbers:
        found.append(since(db, user_id, found[-1].last_event_id, 10000))
    return found


@pytest.mark.parametrize("user_id", [ONE, None])
def test_no_call_returns_more_than_it_can(db: psycopg.Connection, user_id: UUID | None) -> None:
    """All of them would be more than a jsonb can hold."""
    db.execute(ANNOUNCE, (ONE, 100_000, 3000))
    row = db.execute(
        "SELECT momentum.realtime_events_since(%s, NULL, 10000)::text", (user_id,)
    ).fetchone()
    assert row is not None
    assert len(row[0]) < 8_300_000
    told = json.loads(row[0])
    assert [event["payload"]["n"] for event in told["events"]] == list(range(1, 81))
    assert told["last_event_id"] == told["events"][-1]["event_id"]


@pytest.mark.parametrize("user_id", [ONE, None])
def test_page_by_page_all_of_them_come(db: psycopg.Connection, user_id: UUID | None) -> None:
    db.execute(ANNOUNCE, (ONE, 100_000, 200))
    found = pages(db, user_id)
    assert [len(page.numbers) for page in found] == [80, 80, 40, 0]
    assert [n for page in found for n in page.numbers] == list(range(1, 201))


def test_one_that_is_too_large_by_itself_comes_alone(db: psycopg.Connection) -> None:
    db.execute(ANNOUNCE, (ONE, 9_000_000, 3))
    assert [page.numbers for page in pages(db, ONE)] == [[1], [2], [3], []]


def test_a_follower_waits_for_nobody_before_it_has_all(
    db: psycopg.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert_users(db, 1)
    start = since(db).last_event_id
    db.execute(ANNOUNCE, (ONE, 9_000_000, 2))
    monkeypatch.setattr(psycopg.Connection, "notifies", waited)
    events = follow(lambda: psycopg.connect(database, autocommit=True), ONE, start, print)
    assert [next(events)["payload"]["n"] for _ in range(2)] == [1, 2]
    with pytest.raises(InterruptedError):
        next(events)


def waited(*_: object, **__: object) -> None:
    """What a follower does that thinks it has all."""
    raise InterruptedError

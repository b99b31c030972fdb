"""What listeners hear, in each mode, through real connections."""

import json
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from tests.realtime.stream import ANNOUNCE, SINCE, Listener, announce, announcement, since
from tests.stored import insert_users
from tests.support import as_role, pin_clock

ONE = UUID(int=1)
MINE, ALL = f"momentum_updates:{ONE}", "momentum_updates:all"
BELL = ("realtime_events", "")


@pytest.fixture
def listener(database: str) -> Iterator[Listener]:
    listener = Listener(database, MINE, ALL, "cache_invalidation", "realtime_events")
    yield listener
    listener.close()


def set_mode(db: psycopg.Connection, mode: str) -> None:
    db.execute("UPDATE momentum.settings SET value = %s WHERE name = 'notify_mode'", (mode,))


def test_channels(db: psycopg.Connection, listener: Listener) -> None:
    pin_clock(db, "2026-11-21 12:00Z")
    keys = [f"momentum:current:{ONE}", f"momentum:history:{ONE}"]
    db.execute(ANNOUNCE, announcement(ONE, 1, [MINE, ALL, "momentum_updates:other"], keys))
    heard = listener.heard(db)
    assert [channel for channel, _ in heard] == [MINE, ALL, *["cache_invalidation"] * 2, BELL[0]]
    assert [json.loads(text) for _, text in heard[:2]] == [{"n": 1}] * 2
    assert [json.loads(text) for _, text in heard[2:4]] == [
        {"cache_key": key, "user_id": str(ONE), "timestamp": "2026-11-21T12:00:00+00:00"}
        for key in keys
    ]
    assert heard[4] == BELL


@pytest.mark.parametrize(("mode", "heard"), [("doorbell", [BELL]), ("deferred", [])])
def test_without_channels(
    db: psycopg.Connection, listener: Listener, mode: str, heard: list[tuple[str, str]]
) -> None:
    set_mode(db, mode)
    db.execute(ANNOUNCE, announcement(ONE, 1, [MINE, ALL], ["a"]))
    assert listener.heard(db) == heard
    assert since(db, ONE).numbers == [1]


def test_the_runner_rings_for_what_waits(db: psycopg.Connection, listener: Listener) -> None:
    set_mode(db, "deferred")
    announce(db, ONE, 1)
    with as_role(db, "service_role"):
        db.execute("SELECT momentum._ring_if_waiting()")
    assert listener.heard(db) == [BELL]
    since(db)
    db.execute("SELECT momentum._ring_if_waiting()")
    assert listener.heard(db) == []


def test_the_doorbell_rings_once_per_transaction(
    db: psycopg.Connection, listener: Listener
) -> None:
    set_mode(db, "doorbell")
    with db.transaction():
        announce(db, ONE, 1, 2)
        with db.transaction():
            announce(db, ONE, 3)
        with db.transaction(force_rollback=True):
            announce(db, ONE, 4)
        announce(db, ONE, 5)
    assert listener.heard(db) == [BELL]


def test_a_change_back_and_forth_is_heard_to_its_end(
    db: psycopg.Connection, listener: Listener
) -> None:
    with db.transaction():
        for number in (1, 2, 1):
            db.execute(ANNOUNCE, announcement(ONE, number, [MINE]))
    heard = [json.loads(text) for channel, text in listener.heard(db) if channel == MINE]
    assert heard == [{"n": 1}, {"n": 2, "message_number": 2}, {"n": 1, "message_number": 3}]


def test_a_payload_too_large_to_be_read_is_kept_shortened(
    db: psycopg.Connection, listener: Listener
) -> None:
    db.execute(ANNOUNCE, announcement(ONE, 1, [MINE], badge_id=7, title="x" * 2_000_000))
    assert json.loads(listener.heard(db)[0][1]) == {"badge_id": 7, "truncated": True}
    (told,) = db.execute(SINCE, (ONE, None, 10)).fetchone() or ()
    assert [event["payload"] for event in told["events"]] == [{"badge_id": 7, "truncated": True}]


def test_many_announcements_of_a_statement_come_in_order(
    db: psycopg.Connection, listener: Listener
) -> None:
    insert_users(db, 1)
    db.execute(
        "INSERT INTO momentum.momentum_notifications (user_id, notification_type, title, message)"
        " SELECT %s, 'numbered', n, repeat('x', 5000) FROM generate_series(1, 2500) AS n",
        (ONE,),
    )
    (told,) = db.execute(SINCE, (ONE, None, 10_000)).fetchone() or ()
    titles = [event["payload"]["title"] for event in told["events"]]
    while len(titles) < 2500:
        (told,) = db.execute(SINCE, (ONE, told["last_event_id"], 10_000)).fetchone() or ()
        titles += [event["payload"]["title"] for event in told["events"]]
    assert titles == [str(n) for n in range(1, 2501)]


def test_nobody_is_everyone(db: psycopg.Connection, listener: Listener) -> None:
    db.execute(ANNOUNCE, announcement(UUID(int=0), 1, [MINE]))
    assert listener.heard(db) == [BELL]
    assert since(db, ONE).numbers == []


def test_what_is_rolled_back_is_not_heard(db: psycopg.Connection, listener: Listener) -> None:
    with db.transaction(force_rollback=True):
        db.execute(ANNOUNCE, announcement(ONE, 1, [MINE], ["a"]))
    assert listener.heard(db) == []


def test_a_payload_goes_whole_up_to_7999_bytes(db: psycopg.Connection, listener: Listener) -> None:
    size = len(json.dumps({"n": 1, "title": ""}))
    whole = announcement(ONE, 1, [MINE], title="x" * (7999 - size))
    db.execute(ANNOUNCE, whole)
    db.execute(ANNOUNCE, announcement(ONE, 1, [ALL], title="x" * (8000 - size)))
    (mine, text), _, (everyone, shortened), _ = listener.heard(db)
    assert (mine, everyone) == (MINE, ALL)
    assert len(text) == 7999
    assert json.loads(text) == json.loads(str(whole[3]))
    assert json.loads(shortened) == {"truncated": True}


def test_a_longer_one_is_shortened_to_what_identifies_it(
    db: psycopg.Connection, listener: Listener
) -> None:
    ids = {"event_type": "push_notification", "user_id": str(ONE), "timestamp": "2026-11-21"}
    # 6,000 characters, 12,000 bytes
    long = {"message": "é" * 6000, "notification_id": 7, "long_id": "é" * 200}
    db.execute(ANNOUNCE, announcement(ONE, 1, [MINE], **ids, **long))
    (_, text), _ = listener.heard(db)
    assert json.loads(text) == {**ids, "notification_id": 7, "truncated": True}


def test_the_most_awkward_payload_fits(db: psycopg.Connection, listener: Listener) -> None:
    db.execute(
        """
        SELECT momentum._announce(ARRAY[ROW(
            NULL, 'numbered', ARRAY[%s],
            jsonb_object_agg(repeat(chr(1), 25) || n || '_id', repeat('é', 10)), NULL
        )]::momentum._announcement[])
        FROM generate_series(1, 200) AS n
        """,
        (ALL,),
    )
    (_, text), _ = listener.heard(db)
    assert len(text.encode()) < 8000
    assert len(json.loads(text)) == 41


def test_users_announce_through_triggers(db: psycopg.Connection, listener: Listener) -> None:
    """They may not append to the outbox themselves; the trigger's owner may."""
    db.execute(
        """
        CREATE TABLE public.wish (user_id uuid);
        GRANT INSERT ON public.wish TO authenticated;
        CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $tell$
        BEGIN
            PERFORM momentum._announce(
                ARRAY[ROW(NEW.user_id, 'numbered', NULL, '{"n": 1}', NULL)]
                ::momentum._announcement[]
            );
            RETURN NULL;
        END
        $tell$;
        ALTER FUNCTION public.tell() OWNER TO momentum_owner;
        CREATE TRIGGER tell AFTER INSERT ON public.wish
        FOR EACH ROW EXECUTE FUNCTION public.tell();
        """
    )
    with as_role(db, "authenticated", ONE):
        db.execute("INSERT INTO public.wish VALUES (%s)", (ONE,))
        assert since(db, ONE).numbers == [1]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            announce(db, ONE, 2)
    assert listener.heard(db) == [BELL]

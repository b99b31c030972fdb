"""What clients may say, and what they are answered."""

from contextlib import closing, suppress
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from tests.gateway.conftest import Gateway, Start
from tests.gateway.raw import opened, rest
from tests.gateway.tokens import token_of
from tests.realtime.stream import announce
from tests.support import make_user

pytestmark = pytest.mark.servers(18)


def test_ping(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        client.send("ping")
        assert set(client.receive()) == {"type", "timestamp"}
        assert client.messages[-1]["type"] == "pong"


def test_request_momentum_update(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        db.execute("SELECT momentum.calculate_score(%s)", (user,))
        client.send("request_momentum_update")
        update = client.wait_for("momentum_state_update")
        assert update["momentum"]["has_data"] is True


def notify(db: psycopg.Connection, user: UUID) -> str:
    row = db.execute(
        "INSERT INTO momentum.momentum_notifications"
        " (user_id, notification_type, title, message) VALUES (%s, 'reminder', 'Ho', 'Hum')"
        " RETURNING id",
        (user,),
    ).fetchone()
    assert row is not None
    return str(row[0])


def test_mark_notification_read(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    mine, others = notify(db, user), notify(db, make_user(db))
    with gateway.client(user) as client:
        client.joined()
        for was_unread in (True, False):
            client.send("mark_notification_read", notification_id=mine)
            assert client.receive() == {
                "type": "notification_marked_read",
                "notification_id": mine,
                "was_unread": was_unread,
            }
        for unknown in (others, str(uuid4())):
            client.send("mark_notification_read", notification_id=unknown)
            assert client.error() == "not_found"
        for bad in (None, 5, "mine", {"a": 1}):
            client.send("mark_notification_read", notification_id=bad)
            assert client.error() == "bad_message"


def test_cache_invalidation_ack(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        key = f"momentum:current:{user}"
        client.send("cache_invalidation_ack", cache_key=key)
        assert client.receive() == {"type": "cache_invalidation_confirmed", "cache_key": key}
        for bad in (f"momentum:current:{make_user(db)}", "x", None, 5, "\0", "\ud800", "x" * 300):
            client.send("cache_invalidation_ack", cache_key=bad)
            assert client.error() == "bad_message"


BAD: dict[str, Any] = {
    "": "bad_json",
    "{": "bad_json",
    "[" * 10_000: "bad_json",
    "1" * 10_000: "bad_json",
    "5": "bad_message",
    "[]": "bad_message",
    "{}": "bad_message",
    '{"type": null}': "bad_message",
    '{"type": ["ping"]}': "bad_message",
    '{"type": "pong"}': "unknown_type",
    '{"type": "resume"}': "bad_message",
    '{"type": "resume", "last_event_id": 5}': "bad_message",
}


def test_bad_messages(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        for text, code in BAD.items():
            client.socket.send(text)
            assert client.error() == code
            client.send("ping")  # a good one: they are not in a row
            client.wait_for("pong")


def test_ten_bad_messages_in_a_row(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        for _ in range(10):
            client.socket.send("{")
        assert client.closed()[0] == 4400
        assert [message["code"] for message in client.messages[2:]] == ["bad_json"] * 10


def test_a_failure_of_ours_is_no_business_of_theirs(
    gateway: Gateway, db: psycopg.Connection, user: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    with gateway.client(user) as client:
        client.joined()
        db.execute("ALTER TABLE momentum.daily_engagement_scores RENAME COLUMN breakdown TO b")
        client.send("request_momentum_update")
        error = client.wait_for("error")
        assert error["code"] == "internal"
        assert "breakdown" not in error["message"]
        assert "breakdown" in caplog.text
        announce(db, user, 1)
        assert client.numbers(1) == [1]


def test_a_binary_frame(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        client.socket.send(b"\x00")
        assert client.closed()[0] == 1003


def test_text_that_is_none(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        client.socket.send(b"\xff\xfe", text=True)
        assert client.closed()[0] == 1007


@pytest.mark.parametrize(
    ("frames", "code"),
    {
        "a bit that is reserved": (b"\xc1\x80", 1002),
        "a kind that is reserved": (b"\x83\x80", 1002),
        "a part of nothing": (b"\x80\x80", 1002),
        "a ping in parts": (b"\x09\x80", 1002),
        "a ping that is too long": (b"\x89\xfe\0\x7e", 1002),
        "a message within another": (b"\x01\x81\0\0\0\0x\x81\x80", 1002),
        "half a close code": (b"\x88\x81\0\0\0\0\x03", 1002),
        "a close code that nobody may send": (b"\x88\x82\0\0\0\0\x03\xed", 1002),
        "a reason that is no text": (b"\x88\x83\0\0\0\0\x03\xe8\xff", 1007),
        "more than there is": (b"\x81\xff" + b"\xff" * 8, 1009),
        "no code": (b"\x88\x80", 1000),
    }.values(),
)
def test_frames_that_no_library_sends(
    frames: bytes, code: int, gateway: Gateway, user: UUID
) -> None:
    with closing(opened(gateway.url, token_of(user))) as connection:
        connection.sendall(frames + bytes(4))
        assert rest(connection).endswith(b"\x88\x02" + code.to_bytes(2))


@pytest.mark.parametrize("size", [300, 1_000_000])
def test_a_message_that_is_too_big(size: int, start: Start, user: UUID) -> None:
    with start(max_message=256).client(user) as client:
        client.joined()
        client.socket.send("x" * size)
        assert client.closed()[0] == 1009


def test_too_many_messages(start: Start, user: UUID) -> None:
    with start(burst=20, rate=0.1).client(user) as client:
        client.joined()
        with suppress(ConnectionClosed):
            for _ in range(40):
                client.send("ping")
        assert client.closed()[0] == 4429
        answers = [message["type"] for message in client.messages[2:]]
        assert answers == ["pong"] * 20 + ["error"] * 10


def test_pings_of_the_protocol_are_answered_and_counted(start: Start, user: UUID) -> None:
    with start(burst=5, rate=0.1).client(user) as client:
        client.joined()
        assert client.socket.ping("hello").wait(15)
        with suppress(ConnectionClosed):
            for _ in range(20):
                client.socket.ping()
        assert client.closed()[0] == 4429


def test_pongs_that_nobody_asked_for_are_counted(start: Start, user: UUID) -> None:
    with start(burst=5, rate=0.1).client(user) as client:
        client.joined()
        with suppress(ConnectionClosed):
            for _ in range(20):
                client.socket.pong()
        assert client.closed()[0] == 4429

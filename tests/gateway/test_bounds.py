"""Who is too many, too late, too slow, or not there any more; and that others do not notice."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from uuid import UUID

import psycopg
import pytest
from websockets.exceptions import InvalidStatus

from tests.gateway.client import PATIENCE, Client
from tests.gateway.conftest import Gateway, Start
from tests.gateway.raw import figure, masked, opened, request, rest, small_socket
from tests.gateway.tokens import token_of
from tests.realtime.stream import ANNOUNCE, announce, announcement
from tests.sessions import wait_until
from tests.support import make_user

pytestmark = pytest.mark.servers(18)

LARGE = "x" * 2000


def flood(db: psycopg.Connection, user: UUID, count: int) -> None:
    """Announce more than the system keeps for a connection that nobody reads."""
    with db.transaction():
        for number in range(count):
            db.execute(ANNOUNCE, announcement(user, number, title=LARGE))


def test_connections_of_a_user(start: Start, db: psycopg.Connection, user: UUID) -> None:
    gateway = start(max_per_user=2)
    with gateway.client(user) as one, gateway.client(user) as two:
        one.joined()
        two.joined()
        with gateway.client(user) as three:
            assert three.closed()[0] == 4429
        with gateway.client(make_user(db)) as other:
            other.joined()
        announce(db, user, 1)
        assert one.numbers(1) == two.numbers(1) == [1]
    wait_until(lambda: figure(gateway.url, "clients") == 0, "they are gone")
    with gateway.client(user) as three:
        three.joined()


def test_connections_of_all(start: Start, user: UUID) -> None:
    gateway = start(max_clients=2)
    with Client(gateway.url), gateway.client(user) as client:
        client.joined()
        with pytest.raises(InvalidStatus) as error:
            Client(gateway.url)
        assert error.value.response.status_code == 503


def test_nobody_waits_for_a_token_for_ever(start: Start) -> None:
    with Client(start(handshake_seconds=0.2).url) as client:
        assert client.closed() == (4408, "no auth in time")


@pytest.mark.parametrize("said", ["", "GET /ws HTTP/1.1\r\nHost: x\r\n"])
def test_nobody_waits_for_a_request_for_ever(said: str, start: Start) -> None:
    with closing(small_socket(start(handshake_seconds=0.2).url)) as connection:
        connection.sendall(said.encode())
        assert rest(connection) == b""


def test_a_request_that_drips(start: Start) -> None:
    with closing(small_socket(start(handshake_seconds=0.2).url)) as connection:
        deadline = time.monotonic() + PATIENCE
        connection.sendall(b"GET / HTTP/1.1\r\n")
        connection.settimeout(0.05)
        while time.monotonic() < deadline:
            try:
                connection.sendall(b"A: b\r\n")
                if connection.recv(100) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
        pytest.fail("it goes on")


def test_a_body_that_does_not_come(start: Start, user: UUID) -> None:
    gateway = start(handshake_seconds=0.2)
    with closing(small_socket(gateway.url)) as connection:
        connection.sendall(
            b"POST /sync/momentum HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\nAuthorization: Bearer " + token_of(user).encode() + b"\r\n\r\n"
        )
        assert connection.recv(12) == b"HTTP/1.1 408"


def test_headers_that_are_too_large(gateway: Gateway) -> None:
    for headers in ({"A": "x" * 20_000}, {f"A{n}": "x" for n in range(500)}):
        assert request(gateway.url, "GET", "/", **headers).status == 400


def test_a_message_that_never_ends(start: Start, db: psycopg.Connection, user: UUID) -> None:
    """Its parts are empty: it does not get too large, but is not read any quicker than others."""
    gateway = start(burst=1, rate=0.1)
    with closing(opened(gateway.url, token_of(user))) as connection:
        connection.sendall(b"\x01\x80\0\0\0\0")
        connection.settimeout(2)
        with pytest.raises(TimeoutError):
            connection.sendall(b"\x00\x80\0\0\0\0" * 2_000_000)
        with gateway.client(user) as client:
            client.joined()


def test_whoever_says_nothing_is_gone(start: Start, user: UUID) -> None:
    gateway = start(ping_seconds=0.1, silence_seconds=0.5)
    with closing(opened(gateway.url, token_of(user))) as silent, gateway.client(user) as client:
        client.joined()
        assert b"\x89\x00" in rest(silent)
        client.send("ping")  # it is still there: its library answers
        client.wait_for("pong")
        wait_until(lambda: figure(gateway.url, "clients") == 1, "the silent one is gone")


def test_whoever_just_goes_is_forgotten(gateway: Gateway, user: UUID) -> None:
    connection = opened(gateway.url, token_of(user))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    wait_until(lambda: figure(gateway.url, 'closed_total{code="1006"}') == 1, "it is forgotten")


@contextmanager
def stalled(gateway: Gateway, user: UUID) -> Iterator[socket.socket]:
    """A client that reads nothing."""
    before = figure(gateway.url, "subscriptions")
    with closing(opened(gateway.url, token_of(user))) as connection:
        wait_until(lambda: figure(gateway.url, "subscriptions") > before, "it has joined")
        yield connection


def test_a_slow_client_is_sent_away_and_its_neighbours_go_on(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    other = make_user(db)
    with (
        stalled(gateway, user),
        gateway.client(other) as neighbour,
        gateway.client(user) as same,
    ):
        neighbour.joined()
        same.joined()
        for number in range(8):
            flood(db, user, 40)
            assert same.numbers(40) == list(range(40))
            announce(db, other, number)
            assert neighbour.numbers(1) == [number]
        wait_until(lambda: figure(gateway.url, 'closed_total{code="4508"}') == 1, "it is gone")
        assert figure(gateway.url, "clients") == 2
        announce(db, user, 1)
        assert same.numbers(1) == [1]


def test_what_waits_too_long(start: Start, db: psycopg.Connection, user: UUID) -> None:
    gateway = start(queue_bytes=10_000_000, queue_seconds=0.3)
    with stalled(gateway, user):
        flood(db, user, 200)
        wait_until(lambda: figure(gateway.url, "waiting_bytes") > 0, "something waits")
        wait_until(lambda: figure(gateway.url, 'closed_total{code="4508"}') == 1, "it is gone")


def test_a_slow_client_that_takes_what_it_is_sent(
    start: Start, db: psycopg.Connection, user: UUID
) -> None:
    """However long a resume takes: while it goes on, nothing waits too long or is silent."""
    gateway = start(queue_seconds=0.3, silence_seconds=0.6)
    with gateway.client(user) as client:
        seen = client.joined()["last_event_id"]
    flood(db, user, 300)
    received = b""
    with stalled(gateway, user) as connection:
        connection.sendall(masked({"type": "resume", "last_event_id": seen}))
        while b'"resumed"' not in received:
            time.sleep(0.015)  # it is slow
            part = connection.recv(16 * 1024)
            assert part, "it was sent away"
            received = received[-20:] + part


def test_a_slow_client_gets_the_newest_scores(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    """A thousand scores of two days, which alone would be too much, and what else happened."""

    def say(kind: str, number: int, day: int) -> None:
        payload = {"n": number, "score_date": f"2026-11-0{day}", "title": LARGE}
        db.execute(ANNOUNCE, [user, kind, [], json.dumps(payload), []])

    with stalled(gateway, user) as connection:
        with db.transaction():
            for number in range(1000):
                say("momentum_score_updated", number, 1 + number % 2)
        announce(db, user, 1000)
        wait_until(lambda: figure(gateway.url, "events_total") == 1001, "they are read")
        assert figure(gateway.url, "clients") == 1
        received = b""
        while b'"n": 1000' not in received:
            received += connection.recv(65536)
        numbers = [
            int(part[:5].split(b",")[0].split(b"}")[0]) for part in received.split(b'"n": ')[1:]
        ]
        assert len(numbers) < 300
        assert numbers == sorted(numbers)
        assert numbers[-3:] == [998, 999, 1000]
    wait_until(lambda: figure(gateway.url, "coalesced_total") > 700, "it is counted")


def test_a_slow_client_that_resumes_is_waited_for(
    start: Start, db: psycopg.Connection, user: UUID
) -> None:
    """What it missed is read page by page, as it takes it, and holds up nobody."""
    gateway = start()
    with gateway.client(user) as client:
        seen = client.joined()["last_event_id"]
    flood(db, user, 1000)
    with ExitStack() as stack:
        for _ in range(6):  # more than there are connections to the database
            slow = stack.enter_context(closing(small_socket(gateway.url)))
            client = stack.enter_context(
                gateway.client(user, sock=slow, max_queue=1, close_timeout=0.01)
            )
            client.send("resume", last_event_id=seen)
        with gateway.client(user) as quick:
            quick.joined()
            quick.send("resume", last_event_id=seen)
            assert quick.numbers(1000) == list(range(1000))
        assert client.numbers(20) == list(range(20))

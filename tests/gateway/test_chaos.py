"""Clients and writers, while the gateway is killed and the database restarted under them."""

import asyncio
import contextlib
import json
import random
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.gateway.process import Process
from tests.gateway.tokens import token_of
from tests.realtime.stream import announce, since
from tests.sessions import PATIENCE
from tests.support import make_user
from tools.pgtap import install
from tools.servers import Server, throw_away

ROUNDS = 4
EVENTS_PER_CLIENT = 20


@pytest.fixture
def own(pytestconfig: pytest.Config) -> Iterator[Server]:
    """A server of this test alone, with our objects in the database postgres."""
    with throw_away(pytestconfig.getoption("--server")) as server:
        install(server.dsn("postgres"))
        yield server


class Follower:
    """A client that comes back; it knows what it has got, in the order in which it came."""

    def __init__(self, url: str, user_id: UUID, start: str, by_message: bool) -> None:
        self._url = url.replace("http", "ws", 1) + "/ws"
        self._token = token_of(user_id)
        self._last = start
        self._by_message = by_message
        self.user_id = user_id
        self.got: list[str] = []
        self.connections = 0
        self.is_over = False

    async def run(self) -> None:
        """Follow until told that it is over and nothing is missing."""
        while not self.is_over:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                async with connect(self._url, compression=None, proxy=None) as socket:
                    self.connections += 1
                    await self._follow(socket)
            await asyncio.sleep(random.uniform(0.01, 0.1))

    async def _follow(self, socket: ClientConnection) -> None:
        auth = {"type": "auth", "token": self._token}
        if not self._by_message:
            auth["last_event_id"] = self._last
        await socket.send(json.dumps(auth))
        is_resumed = False
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            match message["type"]:
                case "subscription_confirmed" if self._by_message:
                    # what comes before the answer may be newer than what it brings: until then,
                    # the place to go on from stays
                    await socket.send(json.dumps({"type": "resume", "last_event_id": self._last}))
                case "resumed":
                    assert message["recovered"]
                    is_resumed = True
                    self._last = message["last_event_id"]
                case "realtime_event":
                    event_id = message["event"]["event_id"]
                    if not (self._by_message and event_id in self.got):
                        self.got.append(event_id)
                    if is_resumed or not self._by_message:
                        self._last = event_id


class Writer(threading.Thread):
    """Announces to users at random, over lost connections."""

    def __init__(self, dsn: str, users: list[UUID], count: int, go: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self._dsn, self._users, self._count, self._go = dsn, users, count, go

    def run(self) -> None:
        """Announce, as fast as it is let."""
        left = self._count
        while left:
            try:
                with psycopg.connect(self._dsn, autocommit=True) as connection:
                    while left:
                        self._go.acquire()
                        # now and then to everyone
                        user = None if left % 50 == 0 else random.choice(self._users)
                        announce(connection, user, left)
                        left -= 1
            except psycopg.OperationalError:
                continue


@pytest.mark.slow
def test_every_client_ends_with_every_event_of_its_user(
    own: Server, pytestconfig: pytest.Config
) -> None:
    clients = pytestconfig.getoption("--chaos")
    dsn = own.dsn("postgres")
    with psycopg.connect(dsn, autocommit=True) as db:
        users = [make_user(db) for _ in range(clients)]
        start = since(db).last_event_id
    process = Process(dsn)
    followers = [
        Follower(process.url, user, start, number % 2 == 0) for number, user in enumerate(users)
    ]
    try:
        asyncio.run(play(own, dsn, process, followers))
    finally:
        process.stop()


async def play(own: Server, dsn: str, process: Process, followers: list[Follower]) -> None:
    tasks = [asyncio.create_task(follower.run()) for follower in followers]
    users = [follower.user_id for follower in followers]
    total = len(users) * EVENTS_PER_CLIENT
    go = threading.Semaphore(0)
    count = max(2, len(users) // 10)
    writers = [Writer(dsn, users, total // count, go) for _ in range(count)]
    for writer in writers:
        writer.start()
    for number in range(ROUNDS):
        await until(lambda: all(follower.connections for follower in followers))
        go.release(total // count * count // (2 * ROUNDS))
        if number % 2 == 0:
            for follower in followers:
                follower.connections = 0
            process.process.kill()
            await asyncio.to_thread(process.ended)
            await asyncio.to_thread(process.start_again)
        else:
            await asyncio.to_thread(own.restart)
        go.release(total // count * count // (2 * ROUNDS))
    go.release(total)
    for writer in writers:
        await asyncio.to_thread(writer.join, PATIENCE)
        assert not writer.is_alive()
    with psycopg.connect(dsn, autocommit=True) as db:
        expected = {user: ids(db, user) for user in users}
    assert sum(map(len, expected.values())) >= total - total // 50
    with contextlib.suppress(TimeoutError):
        await until(lambda: all(len(f.got) >= len(expected[f.user_id]) for f in followers))
    assert [task.exception() for task in tasks if task.done()] == []
    for follower, task in zip(followers, tasks, strict=True):
        task.cancel()
        if follower._by_message:
            assert sorted(follower.got) == sorted(expected[follower.user_id])
        else:
            assert follower.got == expected[follower.user_id]
    await asyncio.gather(*tasks, return_exceptions=True)


def ids(db: psycopg.Connection, user: UUID) -> list[str]:
    """Return the ids of all events of a user, in order."""
    row = db.execute(
        "SELECT momentum.realtime_events_since(%s, NULL, 10000) -> 'events'", (user,)
    ).fetchone()
    assert row is not None
    return [event["event_id"] for event in row[0]]


async def until(condition: Any) -> None:
    """Return when it holds."""
    async with asyncio.timeout(4 * PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)

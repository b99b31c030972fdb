"""Clients that come back: what they missed, or that it can no longer be told."""

import asyncio
import subprocess
import threading
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from pgmomentum.gateway import stream
from pgmomentum.gateway.database import FailedError
from tests.gateway.client import PATIENCE, Client
from tests.gateway.conftest import Gateway, Start
from tests.gateway.raw import figure
from tests.gateway.tokens import token_of
from tests.realtime.stream import announce, since
from tests.sessions import Session
from tools.servers import Server

OTHER = UUID(int=1)


def resumed(client: Client) -> tuple[bool, list[int]]:
    """Return what a resume brings: whether it recovered, and the numbers of the events."""
    numbers = []
    while (message := client.receive())["type"] != "resumed":
        assert message["type"] == "realtime_event"
        numbers.append(message["event"]["payload"]["n"])
    if message["recovered"]:
        assert message["count"] == len(numbers)
    return message["recovered"], numbers


def test_what_was_missed_comes(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    with gateway.client(user) as client:
        seen = client.joined()["last_event_id"]
        announce(db, user, 1)
        first = client.wait_for("realtime_event")["event"]["event_id"]
    announce(db, user, 2)
    announce(db, OTHER, 3)
    announce(db, None, 4)
    with gateway.client(user) as client:
        client.joined()
        client.send("resume", last_event_id=first)
        assert resumed(client) == (True, [2, 4])
        client.send("resume", last_event_id=seen)
        assert resumed(client) == (True, [1, 2, 4])
        announce(db, user, 5)
        assert client.numbers(1) == [5]
        client.send("resume", last_event_id=first)  # 5 was sent here
        assert resumed(client) == (True, [2, 4])


def test_what_was_missed_comes_before_what_happens(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    with gateway.client(user) as client:
        seen = client.joined()["last_event_id"]
    announce(db, user, *range(100))
    with gateway.client(user, path=f"/ws?last_event_id={seen}") as client:
        client.joined()
        assert resumed(client) == (True, list(range(100)))
    with Client(gateway.url) as client:
        client.send("auth", token=token_of(user), last_event_id=seen)
        client.joined()
        assert resumed(client) == (True, list(range(100)))
        announce(db, user, 100)
        assert client.numbers(1) == [100]


def test_what_happens_meanwhile_comes_after_it(
    gateway: Gateway, db: psycopg.Connection, user: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gate keeps the replay waiting, while others get what happens."""
    monkeypatch.setattr(stream, "PAGE", 10)
    seen = since(db).last_event_id
    announce(db, user, *range(25))
    with gateway.client(user) as client, gateway.client(user) as other:
        client.joined()
        other.joined()
        with db.transaction():
            db.execute("LOCK TABLE momentum.realtime_events IN ACCESS EXCLUSIVE MODE NOWAIT")
            client.send("resume", last_event_id=seen)
            announce(db, user, 25, 26)
        assert other.numbers(2) == [25, 26]
        recovered, numbers = resumed(client)
        assert recovered
        if len(numbers) < 27:
            numbers += client.numbers(27 - len(numbers))
        assert numbers == list(range(27))
        announce(db, user, 27)
        assert client.numbers(1) == other.numbers(1) == [27]


@pytest.mark.parametrize("event_id", ["", "nonsense", "0123456789ab-1", "x" * 150])
def test_what_cannot_be_told_is_said(
    event_id: str, gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    announce(db, user, 1)
    with gateway.client(user) as client:
        client.joined()
        client.send("resume", last_event_id=event_id)
        assert resumed(client) == (False, [])
        state = client.receive()
        assert state["type"] == "initial_state"
        announce(db, user, 2)
        assert client.numbers(1) == [2]
        client.send("resume", last_event_id=state["last_event_id"])
        assert resumed(client) == (True, [])


def test_what_was_cleaned_away_is_said(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    with gateway.client(user) as client:
        seen = client.joined()["last_event_id"]
        announce(db, user, 1)
        assert client.numbers(1) == [1]  # the gateway itself misses nothing
    last = since(db).last_event_id
    db.execute("TRUNCATE momentum.realtime_events")
    with gateway.client(user, path=f"/ws?last_event_id={seen}") as client:
        client.joined()
        assert resumed(client) == (False, [])
        assert client.receive()["last_event_id"] == last


def test_too_much_is_told_by_the_state(
    gateway: Gateway, db: psycopg.Connection, user: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAGE", 10)
    monkeypatch.setattr(stream, "MAX_REPLAY", 40)
    seen = since(db).last_event_id
    announce(db, user, *range(40))
    with gateway.client(user) as client:
        client.joined()
        client.send("resume", last_event_id=seen)
        assert resumed(client) == (True, list(range(40)))
        client.send("ping")
        client.wait_for("pong")
    announce(db, user, 40)
    with gateway.client(user) as client:
        client.joined()
        client.send("resume", last_event_id=seen)
        assert resumed(client) == (False, list(range(40)))
        assert client.receive()["type"] == "initial_state"


def test_a_resume_that_is_larger_than_the_queue(
    start: Start, db: psycopg.Connection, user: UUID
) -> None:
    seen = since(db).last_event_id
    with db.transaction():
        announce(db, user, *range(3000))
    with start(queue_bytes=8192).client(user) as client:
        client.joined()
        client.send("resume", last_event_id=seen)
        assert resumed(client) == (True, list(range(3000)))


def test_what_happens_meanwhile_may_be_more_than_the_queue(
    start: Start, db: psycopg.Connection, user: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes between the last read and its answer, and is read once more."""
    gateway = start(queue_bytes=1024)
    seen = since(db).last_event_id
    announce(db, user, 1)
    read, at_the_end, go_on = stream.Stream._read, threading.Event(), threading.Event()

    async def wait(self: stream.Stream, after: str) -> Any:
        told = await read(self, after)
        if told.recovered and not told.events:
            at_the_end.set()
            await asyncio.to_thread(go_on.wait, PATIENCE)
        return told

    with gateway.client(user) as client, gateway.client(user) as other:
        client.joined()
        other.joined()
        monkeypatch.setattr(stream.Stream, "_read", wait)
        client.send("resume", last_event_id=seen)
        assert at_the_end.wait(PATIENCE)
        for number in range(2, 22):
            announce(db, user, number)
            assert other.numbers(1) == [number]
        assert figure(gateway.url, "waiting_bytes") <= 1024
        go_on.set()
        assert resumed(client) == (True, list(range(1, 22)))


@pytest.mark.parametrize("pages", [0, 1])
def test_a_resume_that_fails_ends_the_connection(
    pages: int,
    gateway: Gateway,
    db: psycopg.Connection,
    user: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What happened meanwhile was left to the answer: it would be missing from what follows."""
    monkeypatch.setattr(stream, "PAGE", 10)
    seen = since(db).last_event_id
    announce(db, user, *range(25))
    with gateway.client(user) as client:
        client.joined()
        read = stream.Stream._read
        answers = iter([read] * pages)

        async def fail(self: stream.Stream, after: str) -> object:
            for answer in answers:
                return await answer(self, after)
            raise FailedError("database", "it is away")

        monkeypatch.setattr(stream.Stream, "_read", fail)
        client.send("resume", last_event_id=seen)
        assert client.closed() == (1013, "it is away")
    assert [m["type"] for m in client.messages[2:]] == ["realtime_event"] * 10 * pages


def test_everyone_starts_anew_after_the_outbox_did(
    gateway: Gateway, db: psycopg.Connection, database: str, user: UUID
) -> None:
    """As after a failover, or where a dump was restored into the place of the database."""
    with gateway.client(user) as client:
        seen = client.joined()["last_event_id"]
        db.execute("UPDATE momentum.realtime_positions SET timeline = timeline + 1")
        assert client.closed() == (1012, "start anew")
    with gateway.client(user) as client:
        client.joined()
        client.send("resume", last_event_id=seen)
        assert resumed(client) == (False, [])
        assert client.receive()["type"] == "initial_state"


def test_a_restored_dump(
    start: Start, db: psycopg.Connection, database: str, server: Server, user: UUID
) -> None:
    announce(db, user, 1)
    seen = since(db).last_event_id
    with server.database() as name:
        dump = subprocess.run(
            [server.programs / "pg_dump"],
            env=server.environment(str(conninfo_to_dict(database)["dbname"])),
            capture_output=True,
            check=True,
        )
        subprocess.run(
            [server.programs / "psql", "-Xqv", "ON_ERROR_STOP=1"],
            env=server.environment(name),
            input=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        gateway = start(dsn=server.dsn(name))
        with gateway.client(user) as client, Session(server.dsn(name)) as restored:
            client.joined()
            client.send("resume", last_event_id=seen)
            assert resumed(client) == (False, [])
            assert client.receive()["type"] == "initial_state"
            restored.run("SELECT momentum.calculate_score(%s)", (user,))
            client.wait_for("realtime_event")
        gateway.stop()

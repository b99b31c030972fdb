"""The command: how it starts, and how it ends."""

import importlib.util
import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.conninfo import make_conninfo

from pgmomentum.cli import main
from tests.gateway.client import Client
from tests.gateway.process import Process
from tests.gateway.raw import HANDSHAKE, opened, request, small_socket
from tests.gateway.tokens import SECRET, service_token, token_of
from tests.realtime.stream import announce

pytestmark = pytest.mark.servers(18)

Run = Callable[..., Process]


@pytest.fixture
def run(database: str) -> Iterator[Run]:
    """Start the command."""
    started: list[Process] = []

    def call(*arguments: str, dsn: str = database, **options: object) -> Process:
        started.append(Process(dsn, *arguments, **options))  # type: ignore[arg-type]
        return started[-1]

    yield call
    for process in started:
        process.stop()


def test_it_serves(run: Run, db: psycopg.Connection, user: UUID) -> None:
    process = run()
    assert process.url.startswith("http://127.0.0.1:")
    with Client(process.url, token_of(user)) as client:
        client.joined()
        announce(db, user, 1)
        assert client.numbers(1) == [1]
    assert (process.signal(signal.SIGINT), process.errors) == (0, [])


def test_it_sends_its_clients_away_when_it_ends(run: Run, user: UUID) -> None:
    process = run()
    with Client(process.url, token_of(user)) as client, Client(process.url) as nobody:
        client.joined()
        stuck = opened(process.url, token_of(user))
        started = time.monotonic()
        process.process.send_signal(signal.SIGTERM)
        assert client.closed() == nobody.closed() == (1012, "restart")
        assert (process.ended(), process.errors) == (0, [])
        assert time.monotonic() - started < 5
        stuck.close()


def test_nobody_comes_while_it_ends(run: Run, user: UUID) -> None:
    process = run()
    with Client(process.url, token_of(user)) as client, closing(small_socket(process.url)) as late:
        late.sendall(b"GET /sync/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert late.recv(4096).startswith(b"HTTP/1.1 200")
        client.joined()
        stuck = opened(process.url, token_of(user))
        process.process.send_signal(signal.SIGTERM)
        assert client.closed()[0] == 1012
        late.sendall(HANDSHAKE.format(host="localhost", token=token_of(user)).encode())
        assert late.recv(4096).startswith(b"HTTP/1.1 503")
        stuck.close()


def test_clients_of_a_gateway_that_was_killed_come_back(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    process = run()
    client = Client(process.url, token_of(user))
    client.joined()
    announce(db, user, 1)
    event_id = client.wait_for("realtime_event")["event"]["event_id"]
    process.signal(signal.SIGKILL)
    assert client.closed()[0] == 1006
    announce(db, user, 2, 3)
    process.start_again()
    with Client(process.url, token_of(user)) as client:
        client.joined()
        client.send("resume", last_event_id=event_id)
        assert client.numbers(2) == [2, 3]
        assert client.receive()["recovered"] is True


def test_a_login_that_may_take_both_roles_will_do(
    run: Run, db: psycopg.Connection, database: str, user: UUID
) -> None:
    db.execute(
        "DO $$ BEGIN CREATE ROLE relay LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN END $$"
    )
    db.execute("GRANT authenticated TO relay")
    dsn = make_conninfo(database, user="relay")
    process = run(dsn=dsn)
    assert process.ended() == 1
    assert "permission denied to set role" in process.errors[0]
    db.execute("GRANT service_role TO relay")
    process = run(dsn=dsn)
    for token, path in ((token_of(user), "/ws"), (service_token(), f"/ws?user_id={user}")):
        with Client(process.url, token, path=path) as client:
            client.joined()
            announce(db, user, 1)
            assert client.numbers(1) == [1]
    db.execute("DROP ROLE relay")


@pytest.mark.parametrize(
    ("arguments", "secret", "error", "hint"),
    [
        ([], None, "no key", "PGMOMENTUM_JWT_SECRET"),
        (["--jwks", "/nowhere"], None, "no keys in /nowhere", "Key Set"),
        (["--jwks", "http://example.com/"], None, "without TLS", "https"),
        (["--database-url", "host=/nowhere"], SECRET, "/nowhere", "database-url"),
        (["--host", "192.0.2.1"], SECRET, "assign requested address", ""),
    ],
)
def test_what_stands_in_the_way_is_said(
    arguments: list[str],
    secret: str | None,
    error: str,
    hint: str,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGMOMENTUM_DATABASE_URL", database)
    if secret:
        monkeypatch.setenv("PGMOMENTUM_JWT_SECRET", secret)
    done = CliRunner().invoke(main, ["gateway", "--port", "0", *arguments])
    assert done.exit_code == 1
    assert error in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_our_objects(run: Run, empty_database: str) -> None:
    process = run(dsn=empty_database)
    assert process.ended() == 1
    assert "pgmomentum migrate" in "".join(process.errors)


def test_the_packages_are_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    done = CliRunner().invoke(main, ["gateway"])
    assert done.exit_code == 1
    assert "pip install 'pgmomentum[gateway]'" in done.stderr


def test_a_short_secret_is_told(run: Run) -> None:
    process = run(secret="short")
    assert process.signal(signal.SIGTERM) == 0
    assert "guessed" in process.errors[0]


def test_development_is_for_this_machine(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGMOMENTUM_JWT_SECRET", SECRET)
    done = CliRunner().invoke(main, ["gateway", "--development", "--host", "0.0.0.0"])
    assert done.exit_code == 2


def test_development(run: Run, user: UUID) -> None:
    url = run("--development").url
    token = request(url, "GET", f"/dev/token?user={user}").json["token"]
    with Client(url, token) as client:
        client.joined()


def test_keys_of_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text('{"keys": []}')
    process = run("--jwks", str(file))
    assert process.ended() == 1
    assert "no keys" in process.errors[0]


def test_a_log_for_machines(run: Run, empty_database: str) -> None:
    process = run("--log-format", "json", dsn=empty_database, secret="short")
    assert process.ended() == 1
    warning, error = (json.loads(line) for line in process.errors)
    assert (warning["level"], warning["logger"]) == ("warning", "pgmomentum.cli.gateway")
    assert error["hint"].startswith("pgmomentum migrate")

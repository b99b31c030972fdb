"""The database goes away: clients stay, and miss nothing."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.gateway.conftest import Gateway, Start
from tests.gateway.raw import figure, request
from tests.gateway.tokens import token_of
from tests.realtime.stream import announce
from tests.sessions import wait_until
from tests.support import make_user
from tools.pgtap import install
from tools.servers import Server, throw_away

pytestmark = pytest.mark.servers(18)


@pytest.fixture
def own(pytestconfig: pytest.Config) -> Iterator[Server]:
    """A server of this test alone, with our objects in the database postgres."""
    with throw_away(pytestconfig.getoption("--server")) as server:
        install(server.dsn("postgres"))
        yield server


def status(gateway: Gateway) -> tuple[int, str]:
    """Return what the health is."""
    answer = request(gateway.url, "GET", "/sync/health")
    return answer.status, answer.json["status"]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_database_is_restarted(mode: str, own: Server, start: Start) -> None:
    dsn = own.dsn("postgres")
    with psycopg.connect(dsn, autocommit=True) as db:
        # what is lost in a crash without this is another matter
        db.execute("ALTER SYSTEM SET synchronous_commit = on")
        db.execute("SELECT pg_reload_conf()")
        user = make_user(db)
        gateway = start(dsn=dsn)
        client = gateway.client(user)
        client.joined()
        announce(db, user, 1)
        assert client.numbers(1) == [1]
        db.execute("CHECKPOINT")
    own.restart(mode)
    with psycopg.connect(dsn, autocommit=True) as db:
        announce(db, user, 2, 3)
        assert client.numbers(2) == [2, 3]
        client.send("request_momentum_update")
        assert client.receive()["type"] == "momentum_state_update"
        assert status(gateway) == (200, "ok")
        assert figure(gateway.url, "database_reconnects_total") == 1
    client.socket.close()
    gateway.stop()


def test_the_database_is_away_for_a_while(own: Server, start: Start) -> None:
    """The directory of its socket is moved, and its sessions are ended."""
    dsn = own.dsn("postgres")
    socket = Path(own.host) / ".s.PGSQL.5432"
    away = socket.with_name("away")
    with psycopg.connect(dsn, autocommit=True) as db:
        user = make_user(db)
        gateway = start(dsn=dsn)
        client = gateway.client(user)
        client.joined()
        socket.rename(away)
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'pgmomentum gateway'"
        )
        wait_until(lambda: status(gateway) == (503, "degraded"), "it says so")
        announce(db, user, 1, 2)
        client.send("ping")
        client.wait_for("pong")
        for _ in range(10):
            client.send("request_momentum_update")
            assert client.error() == "database"
            client.send("ping")
        with gateway.client(user) as other:
            assert other.closed()[0] == 1013
        asked = request(gateway.url, "POST", "/sync/momentum", {}, token_of(user))
        assert asked.error == (503, "database")
        away.rename(socket)
        assert client.numbers(2) == [1, 2]
        wait_until(lambda: status(gateway) == (200, "ok"), "it is well again")
        announce(db, user, 3)
        assert client.numbers(1) == [3]
    client.socket.close()
    gateway.stop()


def test_a_lock_on_a_table_holds_up_those_who_ask_for_it_alone(
    gateway: Gateway, db: psycopg.Connection, database: str, user: UUID
) -> None:
    with gateway.client(user) as one, gateway.client(user) as two:
        one.joined()
        two.joined()
        with psycopg.connect(database) as other:
            other.execute("LOCK TABLE momentum.daily_engagement_scores")
            one.send("request_momentum_update")
            announce(db, user, 1)
            assert two.numbers(1) == one.numbers(1) == [1]
        assert one.receive()["type"] == "momentum_state_update"


def test_it_ends_at_any_moment(database: str) -> None:
    for _ in range(20):
        Gateway(database).stop()

"""What a client is sent: the state, then each event once, in order."""

from uuid import UUID

import psycopg
import pytest

from pgmomentum.gateway import follower
from tests.gateway.client import Client
from tests.gateway.conftest import Gateway, Start
from tests.realtime.stream import ANNOUNCE, announce, announcement, set_setting
from tests.sessions import Session
from tests.support import make_user

pytestmark = pytest.mark.servers(18)


def test_a_client_gets_the_state_and_then_what_happens(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    with gateway.client(user) as client:
        confirmed = client.receive()
        assert confirmed["type"] == "subscription_confirmed"
        assert confirmed["user_id"] == str(user)
        assert f"momentum_updates:{user}" in confirmed["channels"]
        state = client.receive()
        assert state["type"] == "initial_state"
        assert state["momentum"]["has_data"] is False
        assert state["interventions"]["interventions"] == []
        db.execute("SELECT momentum.calculate_score(%s)", (user,))
        event = client.wait_for("realtime_event")["event"]
        assert set(event) == {"event_id", "event_type", "user_id", "payload", "created_at"}
        assert (event["event_type"], event["user_id"]) == ("momentum_score_created", str(user))
        announce(db, user, 1)
        announce(db, UUID(int=1), 2)
        announce(db, None, 3)
        assert client.numbers(2) == [1, 3]


def test_events_of_one_user_reach_all_clients_of_that_user(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    other = make_user(db)
    with (
        gateway.client(user) as one,
        gateway.client(user) as two,
        gateway.client(other) as three,
    ):
        for client in (one, two, three):
            client.joined()
        announce(db, user, 1, 2)
        announce(db, other, 3)
        announce(db, None, 4)
        assert one.numbers(3) == two.numbers(3) == [1, 2, 4]
        assert three.numbers(2) == [3, 4]


def test_a_marker_reaches_everyone(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    set_setting(db, "realtime_fanout_limit", 0)
    with gateway.client(user) as client:
        client.joined()
        db.execute("SELECT momentum.calculate_score(%s)", (user,))
        event = client.wait_for("realtime_event")["event"]
        assert (event["event_type"], event["user_id"]) == ("momentum_scores_recalculated", None)


@pytest.mark.parametrize("mode", ["doorbell", "deferred"])
def test_other_modes(mode: str, start: Start, db: psycopg.Connection, user: UUID) -> None:
    set_setting(db, "notify_mode", mode)
    with start().client(user) as client:
        client.joined()
        for number in range(3):
            announce(db, user, number)
            assert client.numbers(1) == [number]


def test_the_mode_may_change(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        for mode in ("deferred", "channels", "deferred"):
            set_setting(db, "notify_mode", mode)
            announce(db, user, 1)
            assert client.numbers(1) == [1]


def test_many_events_of_one_transaction(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    with gateway.client(user) as client:
        client.joined()
        with db.transaction():
            announce(db, user, *range(500))
        assert client.numbers(500) == list(range(500))


def test_more_events_than_are_read_at_once(
    gateway: Gateway, db: psycopg.Connection, user: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next ones are read while these are delivered."""
    monkeypatch.setattr(follower, "PAGE", 10)
    with gateway.client(user) as client:
        client.joined()
        with db.transaction():
            announce(db, user, *range(45))
        assert client.numbers(45) == list(range(45))
        announce(db, user, 45)
        assert client.numbers(1) == [45]


@pytest.mark.parametrize("size", [100, 1_000, 100_000, 400_000])
def test_large_events(size: int, gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    """Larger than the queue, too: alone they may go."""
    with gateway.client(user, max_size=None) as client:
        client.joined()
        for _ in range(3):
            db.execute(ANNOUNCE, announcement(user, 1, title="ä" * size))
            event = client.wait_for("realtime_event")["event"]
            assert event["payload"]["title"] == "ä" * size


def test_a_client_that_joins_while_things_happen(
    gateway: Gateway, db: psycopg.Connection, database: str, user: UUID
) -> None:
    """Each event is in the state, or comes after it: the numbers go on from last_event_id."""
    with Session(database) as writer:
        writing = writer.start(
            "DO $$ BEGIN FOR n IN 1..400 LOOP PERFORM momentum._announce(ARRAY[ROW("
            f"'{user}', 'numbered', '{{}}', jsonb_build_object('n', n), '{{}}'"
            ")]::momentum._announcement[]); COMMIT; END LOOP; END $$"
        )
        states = []
        clients: list[Client] = []
        while not writing.done and len(clients) < 8:
            clients.append(gateway.client(user))
            states.append(clients[-1].joined())
        writing.result()
    announce(db, user, 401)
    for client, state in zip(clients, states, strict=True):
        before = int(state["last_event_id"].split("-")[1])
        assert client.numbers(401 - before) == list(range(before + 1, 402))
        client.socket.close()

"""What a client is sent: the state, then each event once, in order."""

from uuid import UUID

import psycopg

from tests.gateway.conftest import Gateway
from tests.realtime.stream import announce


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

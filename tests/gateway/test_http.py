"""What is asked for without a WebSocket."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.gateway.client import Client
from tests.gateway.conftest import Gateway, Start
from tests.gateway.raw import Answer, request
from tests.gateway.tokens import service_token, token_of
from tests.sessions import wait_until
from tests.support import make_user

pytestmark = pytest.mark.servers(18)


def ask(gateway: Gateway, question: str, body: object, token: str | None) -> Answer:
    return request(gateway.url, "POST", f"/sync/{question}", body, token)


def test_the_questions_of_a_user(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    db.execute("SELECT momentum.calculate_score(%s)", (user,))
    token, body = token_of(user), {"user_id": str(user)}
    for question, key in (
        ("momentum", "final_score"),
        ("interventions", "interventions"),
        ("dashboard", "history"),
    ):
        answer = ask(gateway, question, body, token)
        assert answer.status == 200
        assert answer.json["success"] is True
        assert key in answer.json["data"]
        assert answer.json["data"]["user_id"] == str(user)
    assert ask(gateway, "notifications", body, token).json == {"success": True, "data": []}
    assert ask(gateway, "notifications", body | {"limit": 0}, token).error == (400, "bad_message")
    assert len(ask(gateway, "dashboard", body | {"days": 1}, token).json["data"]["history"]) == 1
    assert ask(gateway, "momentum", {}, token).status == 200


def test_the_overview_is_for_the_service(gateway: Gateway, user: UUID) -> None:
    assert "states" in ask(gateway, "overview", {}, service_token()).json["data"]
    assert ask(gateway, "overview", {}, token_of(user)).error == (403, "not_allowed")


def test_users_ask_for_themselves(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    body = {"user_id": str(make_user(db))}
    for question in ("momentum", "interventions", "notifications", "dashboard"):
        assert ask(gateway, question, body, token_of(user)).error == (403, "not_allowed")
        assert ask(gateway, question, body, service_token()).status == 200
        assert ask(gateway, question, body, None).error == (401, "not_authenticated")
    unknown = {"user_id": str(uuid4())}
    assert ask(gateway, "momentum", unknown, service_token()).error == (404, "not_found")
    assert ask(gateway, "momentum", {}, service_token()).error == (400, "bad_message")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", (400, "bad_json")),
        ("{", (400, "bad_json")),
        (b"\xff", (400, "bad_json")),
        ("[" * 50_000, (400, "bad_json")),
        ("[]", (400, "bad_message")),
        ({"user_id": "me"}, (400, "bad_message")),
        ({"user_id": None}, (400, "bad_message")),
        ({"days": "many"}, (400, "bad_message")),
        ({"days": True}, (400, "bad_message")),
        ({"days": 10**30}, (400, "bad_message")),
        ({"days": 0}, (400, "bad_message")),
        ("x" * 100_000, (413, "too_big")),
    ],
)
def test_bad_requests(body: object, error: tuple[int, str], gateway: Gateway, user: UUID) -> None:
    assert ask(gateway, "dashboard", body, token_of(user)).error == error


def test_others(gateway: Gateway, user: UUID) -> None:
    url, token = gateway.url, token_of(user)
    form = request(url, "POST", "/sync/momentum", "{}", token, Content_Type="text/plain")
    assert form.error[0] == 415
    plain = request(url, "POST", "/sync/momentum", {}, token, Content_Encoding="gzip")
    assert plain.status == 400
    assert request(url, "GET", "/sync/momentum", token=token).error[0] == 405
    for path in ("/nothing", "/sync/nothing", "/static/index.html", "/../http.py", "/dev/token"):
        assert request(url, "GET", path).error == (404, "not_found")
    assert request(url, "GET", "/ws", token=token).error[0] == 400


def test_a_body_that_ends_before_its_encoding(start: Start, user: UUID) -> None:
    """Where the body comes after the headers, the library waits for more of it."""
    url = start(handshake_seconds=0.5).url
    cut = request(url, "POST", "/sync/momentum", {}, token_of(user), Content_Encoding="deflate")
    assert cut.status in (400, 408)


def test_a_user_asks_a_few_questions_at_a_time(
    start: Start, db: psycopg.Connection, database: str, user: UUID
) -> None:
    gateway, token, service = start(connections=8), token_of(user), service_token()

    def ask(token: str = token) -> int:
        return request(gateway.url, "POST", "/sync/momentum", {"user_id": str(user)}, token).status

    with ThreadPoolExecutor() as pool, psycopg.connect(database) as other:
        other.execute("LOCK TABLE momentum.daily_engagement_scores")
        asked = [pool.submit(ask) for _ in range(4)]
        wait_until(lambda: waiting(db) == 4, "they wait for the table")
        assert ask() == 429
        asked.append(pool.submit(ask, service))
        asked.append(pool.submit(ask, token_of(make_user(db))))
        wait_until(lambda: waiting(db) == 5, "the service waits, too")
        other.rollback()
        assert [each.result() for each in asked] == [200] * 5 + [403]
    assert ask() == 200


def waiting(db: psycopg.Connection) -> int:
    """Return how many of the gateway's queries wait for a lock."""
    row = db.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_health(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client, Client(gateway.url):
        client.joined()
        health = request(gateway.url, "GET", "/sync/health")
    assert health.status == 200
    found = health.json
    assert (found["status"], found["connected_clients"], found["active_subscriptions"]) == (
        "ok",
        2,
        1,
    )
    assert found["memory_usage"] > 0
    assert set(found) >= {"timestamp", "uptime", "outbox_lag_seconds", "notification_queue_usage"}


def test_metrics(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()
        db.execute("SELECT momentum.calculate_score(%s)", (user,))
        client.wait_for("realtime_event")
        text = request(gateway.url, "GET", "/metrics").text
    for line in (
        "clients 1.0",
        "subscriptions 1.0",
        "messages_sent_total 3.0",
        "events_total 1.0",
        'handshakes_total{result="accepted"} 1.0',
        "delivery_seconds_count 1.0",
        "waiting_bytes 0.0",
        "database_up 1.0",
    ):
        assert f"\npgmomentum_gateway_{line}\n" in text


def test_the_page(gateway: Gateway) -> None:
    page = request(gateway.url, "GET", "/")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    again = request(gateway.url, "GET", "/", If_None_Match=page.headers["ETag"])
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize("origin", ["http://[", "null", ""])
def test_an_origin_that_is_none(origin: str, gateway: Gateway) -> None:
    for host in ("localhost", ""):
        assert request(gateway.url, "GET", "/", Host=host, Origin=origin).error[0] == 403


def test_pages_of_other_origins(gateway: Gateway, start: Start, user: UUID) -> None:
    origin, token = "https://app.example", token_of(user)
    refused = request(gateway.url, "POST", "/sync/momentum", {}, token, Origin=origin)
    assert refused.error == (403, "not_allowed")
    assert "Access-Control-Allow-Origin" not in refused.headers
    url = start(origins=(origin,)).url
    before = request(
        url, "OPTIONS", "/sync/momentum", Origin=origin, Access_Control_Request_Method="POST"
    )
    assert before.status == 204
    assert "Authorization" in before.headers["Access-Control-Allow-Headers"]
    answer = request(url, "POST", "/sync/momentum", {}, token, Origin=origin)
    assert answer.status == 200
    assert before.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_tokens_for_development(gateway: Gateway, start: Start, user: UUID) -> None:
    url = start(development=True).url
    token = request(url, "GET", f"/dev/token?user={user}").json["token"]
    with Client(url, token) as client:
        client.joined()
    assert ask(gateway, "momentum", {}, token).error == (401, "not_authenticated")
    service = request(url, "GET", "/dev/token?role=service_role").json["token"]
    assert request(url, "POST", "/sync/overview", {}, service).status == 200
    for query in ("", "?user=me", "?role=postgres", f"?role=postgres&user={user}"):
        assert request(url, "GET", f"/dev/token{query}").error == (400, "bad_message")
    foreign = request(url, "GET", f"/dev/token?user={user}", Host="evil.example")
    assert foreign.error == (403, "not_allowed")

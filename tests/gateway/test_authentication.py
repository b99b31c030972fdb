"""Who is let in, and who is not."""

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID

import jwt
import psycopg
import pytest
from websockets.exceptions import InvalidStatus

from pgmomentum.gateway import tokens as gateway_tokens
from tests.gateway.client import Client
from tests.gateway.conftest import Gateway, Start
from tests.gateway.raw import HANDSHAKE, small_socket
from tests.gateway.tokens import SECRET, claims_of, service_token, token_of
from tests.realtime.stream import announce
from tests.support import make_user

pytestmark = pytest.mark.servers(18)

USER = UUID(int=5)


def forged(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Return a token whose signature is missing."""
    return ".".join(
        [
            *(
                jwt.utils.base64url_encode(json.dumps(p).encode()).decode()
                for p in (header, claims)
            ),
            "",
        ]
    )


BAD = {
    "none": jwt.encode(claims_of(USER), "", "none"),
    "None": forged({"alg": "None"}, claims_of(USER)),
    "no signature": forged({"alg": "HS256"}, claims_of(USER)),
    "no algorithm": forged({}, claims_of(USER)),
    "another secret": jwt.encode(claims_of(USER), "b" * 32, "HS256"),
    "another algorithm": jwt.encode(claims_of(USER), SECRET + "x" * 32, "HS512"),
    "expired": token_of(USER, exp=int(time.time()) - 60),
    # tomorrow: long after the last test of a run has begun
    "not yet": token_of(USER, nbf=int(time.time()) + 86_400, exp=int(time.time()) + 172_800),
    "no exp": token_of(USER, exp=None),
    "exp is no time": token_of(USER, exp="soon"),
    "no sub": token_of(None),
    "sub is no uuid": token_of("me"),
    "sub is no text": jwt.encode(claims_of(USER) | {"sub": 5}, SECRET, "HS256"),
    "no role": token_of(USER, role=None),
    "anonymous": token_of(USER, role="anon"),
    "owner": token_of(USER, role="momentum_owner"),
    "a list as role": token_of(USER, role=["authenticated"]),
    "development": token_of(USER, development=True),
    "half a character": token_of(USER, name="\ud800"),
    "a character that PostgreSQL has not": token_of(USER, name="a\0"),
    "not a number": token_of(USER, name=float("nan")),
    "not three parts": "hello",
    "empty": "",
    "not base64": "ä.ö.ü",
}


@contextmanager
def refused(status: int) -> Iterator[list[str]]:
    """Expect a handshake to be refused; afterwards the list has the code."""
    codes: list[str] = []
    with pytest.raises(InvalidStatus) as error:
        yield codes
    response = error.value.response
    assert response.status_code == status
    assert response.body is not None
    codes.append(json.loads(response.body)["error"]["code"])


@pytest.fixture(scope="module")
def users() -> list[UUID]:
    return []


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_refused(name: str, gateway: Gateway) -> None:
    if name not in ("empty", "not base64"):  # these are no header
        with refused(401) as code:
            Client(gateway.url, BAD[name])
        assert code == ["not_authenticated"]
    with Client(gateway.url) as client:
        client.send("auth", token=BAD[name])
        assert client.closed()[0] == 4401
        assert client.messages == []


@pytest.mark.parametrize("token", [None, 5, [], {"a": 1}, "x" * 10_000])
def test_what_is_no_token_is_refused(token: object, gateway: Gateway) -> None:
    with Client(gateway.url) as client:
        client.send("auth", token=token)
        assert client.closed()[0] == 4401


def test_a_token_of_the_header(gateway: Gateway, user: UUID) -> None:
    with gateway.client(user) as client:
        client.joined()


def test_a_token_of_the_first_message(gateway: Gateway, user: UUID) -> None:
    with Client(gateway.url) as client:
        client.send("auth", token=token_of(user))
        client.joined()


def test_a_token_of_the_subprotocol(gateway: Gateway, user: UUID) -> None:
    offered = ["pgmomentum", f"jwt.{token_of(user)}"]
    with Client(gateway.url, subprotocols=offered) as client:
        assert client.socket.subprotocol == "pgmomentum"
        client.joined()
    with refused(400):
        Client(gateway.url, subprotocols=offered[1:])
    with refused(401):
        Client(gateway.url, subprotocols=["pgmomentum", "jwt.x"])


def test_a_token_of_the_url_only_where_that_is_on(
    gateway: Gateway, start: Start, user: UUID
) -> None:
    path = f"/ws?token={token_of(user)}"
    with refused(401) as code:
        Client(gateway.url, path=path)
    assert code == ["not_authenticated"]
    with Client(start(token_in_url=True).url, path=path) as client:
        client.joined()


def test_handshakes_that_no_library_sends(gateway: Gateway, user: UUID) -> None:
    """Two tokens are one too many, an offer may have several lines, and only GET connects."""

    def status(*lines: str, method: str = "GET") -> str:
        said = HANDSHAKE.replace("GET", method).replace("Authorization: Bearer {token}", "{lines}")
        with closing(small_socket(gateway.url)) as connection:
            connection.sendall(said.format(host="localhost", lines="\r\n".join(lines)).encode())
            return connection.recv(12).decode()[9:]

    token = f"Authorization: Bearer {token_of(user)}"
    assert status(token) == "101"
    assert status(token, token) == "401"
    assert status(token, method="HEAD") == "405"
    offer = "Sec-WebSocket-Protocol: "
    assert status(offer + "pgmomentum", f"{offer}jwt.{token_of(user)}") == "101"
    assert status(offer + "pgmomentum", offer + "jwt.x") == "401"


def test_nothing_is_said_before_it_is_known_to_whom(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    with Client(gateway.url) as client:
        client.send("request_momentum_update")
        assert client.closed()[0] == 4401
        assert client.messages == []


def test_another_header_than_bearer(gateway: Gateway) -> None:
    with refused(401):
        Client(gateway.url, headers={"Authorization": "Basic YTpi"})


def test_somebody_else_is_refused(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    other = make_user(db)
    with refused(403) as code:
        gateway.client(user, path=f"/ws?user_id={other}")
    assert code == ["not_allowed"]
    with Client(gateway.url, path=f"/ws?user_id={other}") as client:
        client.send("auth", token=token_of(user))
        assert client.closed()[0] == 4403
    with Client(gateway.url) as client:
        client.send("auth", token=token_of(user), user_id=str(other))
        assert client.closed()[0] == 4403
    with gateway.client(user, path=f"/ws?user_id={str(user).upper()}") as client:
        client.joined()
    with refused(400):
        gateway.client(user, path="/ws?user_id=me")


def test_somebody_unknown_is_refused(gateway: Gateway) -> None:
    with gateway.client(USER) as client:
        assert client.closed() == (4403, "no such user")


def test_the_service_names_a_user(gateway: Gateway, db: psycopg.Connection, user: UUID) -> None:
    with refused(403):
        Client(gateway.url, service_token())
    with Client(gateway.url) as client:
        client.send("auth", token=service_token())
        assert client.closed()[0] == 4403
    with Client(gateway.url, service_token(), path=f"/ws?user_id={user}") as client:
        assert client.joined()["momentum"]["user_id"] == str(user)
        announce(db, user, 1)
        assert client.numbers(1) == [1]
    with Client(gateway.url) as client:
        client.send("auth", token=service_token(), user_id=str(user))
        client.joined()


def test_audience_and_issuer(start: Start, user: UUID) -> None:
    verifier = gateway_tokens.Verifier(SECRET, audience="authenticated", issuer="https://us")
    url = start(verifier=verifier).url
    good = {"aud": "authenticated", "iss": "https://us"}
    with Client(url, token_of(user, **good)) as client:
        client.joined()
    for wrong in ({"aud": "others"}, {"iss": "https://them"}, {"aud": None}, {"iss": None}):
        with refused(401):
            Client(url, token_of(user, **good | wrong))


def test_an_audience_that_nobody_asked_for(gateway: Gateway, user: UUID) -> None:
    with Client(gateway.url, token_of(user, aud="authenticated")) as client:
        client.joined()


def test_the_origin(gateway: Gateway, start: Start, user: UUID) -> None:
    same = gateway.url
    with gateway.client(user, origin=same) as client:
        client.joined()
    for origin in (
        "https://evil.example",
        "null",
        same.replace("127.0.0.1", "localhost"),
        "http://[",
    ):
        with refused(403) as code:
            gateway.client(user, origin=origin)
        assert code == ["not_allowed"]
    choosy = start(origins=("https://app.example",))
    with choosy.client(user, origin="https://app.example") as client:
        client.joined()
    with refused(403):
        choosy.client(user, origin=choosy.url)
    with choosy.client(user) as client:  # no browser
        client.joined()


def test_it_closes_when_the_token_expires(
    gateway: Gateway, user: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmomentum.gateway.session.LEEWAY", 0)
    with Client(gateway.url, token_of(user, exp=int(time.time()) + 1)) as client:
        client.joined()
        assert client.closed() == (4401, "the token has expired")


def test_a_new_token_prolongs(
    gateway: Gateway, db: psycopg.Connection, user: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmomentum.gateway.session.LEEWAY", 0)
    soon = int(time.time()) + 1
    with (
        Client(gateway.url, token_of(user, exp=soon)) as one,
        Client(gateway.url, token_of(user, exp=soon)) as other,
    ):
        one.joined()
        other.joined()
        one.send("auth", token="bad")
        assert one.error() == "not_authenticated"
        one.send("auth", token=token_of(user))
        assert one.receive()["type"] == "authenticated"
        assert other.closed()[0] == 4401
        announce(db, user, 1)
        assert one.numbers(1) == [1]


def test_a_token_of_somebody_else_does_not(
    gateway: Gateway, db: psycopg.Connection, user: UUID
) -> None:
    for token in (token_of(make_user(db)), service_token()):
        with gateway.client(user) as client:
            client.joined()
            client.send("auth", token=token)
            assert client.closed()[0] == 4403

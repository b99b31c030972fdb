"""Tokens that are signed with a private key, whose public key is in a set."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from pgmomentum.database import PgmomentumError
from pgmomentum.gateway import tokens
from pgmomentum.gateway.tokens import KeySet, RefusedError, Verifier
from tests.gateway.conftest import Start
from tests.gateway.tokens import SECRET, claims_of, token_of

pytestmark = pytest.mark.servers(18)

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
USER = UUID(int=5)


def key_set(**keys: Any) -> str:
    """Return a set of public keys by their ids."""
    found = []
    for kid, key in keys.items():
        kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
        found.append({**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid})
    return json.dumps({"keys": found})


def signed(key: Any, algorithm: str, kid: str | None) -> str:
    headers = {"kid": kid} if kid else None
    return jwt.encode(claims_of(USER), key, algorithm, headers)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(key_set(one=RSA, two=EC))
    return file


async def verdict(verifier: Verifier, token: str) -> bool:
    try:
        return (await verifier.verify(token)).user_id == str(USER)
    except RefusedError:
        return False


@pytest.fixture
def lets_in(file: Path) -> Any:
    """Ask whether a verifier with the keys of the file lets a token in."""
    verifier = Verifier(keys=KeySet(str(file)))
    with asyncio.Runner() as runner:
        yield lambda token, v=verifier: runner.run(verdict(v, token))


def test_rs256_and_es256(lets_in: Any) -> None:
    assert lets_in(signed(RSA, "RS256", "one"))
    assert lets_in(signed(EC, "ES256", "two"))


def test_a_public_key_is_no_secret(lets_in: Any, file: Path) -> None:
    public = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    head, body, _ = signed(RSA, "RS256", "one").split(".")
    head = jwt.utils.base64url_encode(b'{"alg":"HS256","kid":"one","typ":"JWT"}').decode()
    for key in (public, file.read_bytes()):
        mac = algorithm.sign(f"{head}.{body}".encode(), key)
        forged = f"{head}.{body}.{jwt.utils.base64url_encode(mac).decode()}"
        assert not lets_in(forged)
        assert not lets_in(forged, Verifier(SECRET, KeySet(str(file))))


def test_others_are_refused(lets_in: Any) -> None:
    assert not lets_in(token_of(USER))  # no secret is configured
    assert not lets_in(signed(OTHER, "RS256", "one"))
    assert not lets_in(signed(RSA, "RS256", "two"))
    assert not lets_in(signed(RSA, "PS256", "one"))
    assert not lets_in(signed(RSA, "RS512", "one"))
    assert not lets_in(signed(RSA, "RS256", None))  # which of both?
    assert not lets_in(signed(OTHER, "RS256", "three"))


def test_both_kinds_of_keys(lets_in: Any, file: Path) -> None:
    both = Verifier(SECRET, KeySet(str(file)))
    assert lets_in(token_of(USER), both)
    assert lets_in(signed(EC, "ES256", "two"), both)


def test_the_only_key_needs_no_id(lets_in: Any, file: Path) -> None:
    file.write_text(key_set(one=RSA))
    assert lets_in(signed(RSA, "RS256", None))


def test_keys_that_do_not_sign_are_passed_over(lets_in: Any, file: Path) -> None:
    secret = jwt.utils.base64url_encode(SECRET.encode()).decode()
    keys = json.loads(key_set(one=RSA))
    keys["keys"].append({"kty": "oct", "k": secret, "kid": "two"})
    keys["keys"].append({**json.loads(key_set(three=OTHER))["keys"][0], "use": "enc"})
    file.write_text(json.dumps(keys))
    assert not lets_in(jwt.encode(claims_of(USER), SECRET, "HS256", {"kid": "two"}))
    head = jwt.utils.base64url_encode(b'{"alg":"RS256","kid":"two"}').decode()
    body = token_of(USER).split(".")[1]
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{head}.{body}".encode(), SECRET.encode()
    )
    assert not lets_in(f"{head}.{body}.{jwt.utils.base64url_encode(mac).decode()}")
    assert not lets_in(signed(OTHER, "RS256", "three"))
    assert lets_in(signed(RSA, "RS256", "one"))
    assert lets_in(signed(RSA, "RS256", None))  # the only one that signs


def test_an_unknown_key_is_looked_for_now_and_then(
    lets_in: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lets_in(signed(RSA, "RS256", "one"))
    file.write_text(key_set(three=OTHER))
    assert not lets_in(signed(OTHER, "RS256", "three"))
    monkeypatch.setattr(tokens, "REFETCH", 0)
    assert lets_in(signed(OTHER, "RS256", "three"))
    assert not lets_in(signed(RSA, "RS256", "one"))
    file.write_text("{")
    assert not lets_in(signed(RSA, "RS256", "one"))
    assert lets_in(signed(OTHER, "RS256", "three"))


def test_a_key_that_was_withdrawn(
    lets_in: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lets_in(signed(RSA, "RS256", "one"))
    file.write_text(key_set(three=OTHER))
    assert lets_in(signed(RSA, "RS256", "one"))
    monkeypatch.setattr(tokens, "LIFETIME", 0)
    assert not lets_in(signed(RSA, "RS256", "one"))


class Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(key_set(one=RSA).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def key_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()


def test_keys_behind_an_url(lets_in: Any, key_server: str) -> None:
    assert lets_in(signed(RSA, "RS256", "one"), Verifier(keys=KeySet(key_server)))
    with pytest.raises(PgmomentumError):
        KeySet("http://example.com/keys")


def test_a_gateway_without_its_keys_does_not_start(start: Start, tmp_path: Path) -> None:
    with pytest.raises(PgmomentumError):
        start(verifier=Verifier(keys=KeySet(str(tmp_path / "none"))))

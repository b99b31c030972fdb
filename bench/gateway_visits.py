"""Handshakes with a token, made by hand: they cost the load generator little."""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import Any, NamedTuple
from uuid import UUID

import jwt

SECRET = "a secret of the benchmarks, which is long enough"


class Arrival(NamedTuple):
    """Seconds that a client took: until its handshake was answered, and until it was served."""

    opened: float
    joined: float


def user_id(number: int) -> str:
    """Return the id of a user, as bench/dataset.sql makes it."""
    return str(UUID(hashlib.md5(f"user {number}".encode()).hexdigest()))


def token(number: int) -> str:
    """Return a token of a user, good for an hour."""
    claims = {"sub": user_id(number), "role": "authenticated", "exp": int(time.time()) + 3600}
    return jwt.encode(claims, SECRET, "HS256")


def request_of(host: str, number: int) -> bytes:
    """Return the handshake of a client of a user."""
    return (
        f"GET /ws HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token(number)}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    ).encode()


class Visit(asyncio.Protocol):
    """A client that goes when it has its state; it costs little."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._started = time.time()
        self._opened = 0.0
        self._received = b""
        self.arrived: asyncio.Future[Arrival] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Ask to be let in."""
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Look for the state."""
        self._opened = self._opened or time.time()
        self._received += data
        if b'"initial_state"' in self._received and not self.arrived.done():
            now = time.time()
            self.arrived.set_result(Arrival(self._opened - self._started, now - self._started))
            self._transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        """Say that it was not let in."""
        if not self.arrived.done():
            self.arrived.set_exception(ConnectionResetError(repr(self._received[:100])))

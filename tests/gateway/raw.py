"""Connections that do what no library does, and requests."""

import http.client
import json
import socket
from typing import Any
from urllib.parse import urlsplit

from tests.gateway.client import PATIENCE

HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Authorization: Bearer {token}\r\n\r\n"
)


def small_socket(url: str) -> socket.socket:
    """Return a connection for which the system keeps little that nobody has read."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.settimeout(PATIENCE)
    made.connect((urlsplit(url).hostname, urlsplit(url).port))
    return made


def opened(url: str, token: str) -> socket.socket:
    """Return a connection after its handshake, on which nobody answers anything."""
    made = small_socket(url)
    made.sendall(HANDSHAKE.format(host=urlsplit(url).netloc, token=token).encode())
    assert made.recv(12) == b"HTTP/1.1 101"
    return made


def masked(message: dict[str, Any]) -> bytes:
    """Return the frame of a message of less than 126 bytes."""
    text = json.dumps(message).encode()
    return bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text


def rest(connection: socket.socket) -> bytes:
    """Return what comes until the other side ends it."""
    found = b""
    try:
        while part := connection.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return found


class Answer:
    """What a request was answered."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.text)

    @property
    def error(self) -> tuple[int, str]:
        """Status and code of an error."""
        body = self.json
        assert set(body) == {"success", "error"}
        assert body["success"] is False
        assert "Traceback" not in self.text
        return self.status, body["error"]["code"]


def request(
    url: str,
    method: str,
    path: str,
    body: object = None,
    token: str | None = None,
    **headers: str,
) -> Answer:
    """Send a request; a body that is no text is sent as JSON."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            given["Authorization"] = f"Bearer {token}"
        if body is not None:
            given.setdefault("Content-Type", "application/json")
        if body is not None and not isinstance(body, str | bytes):
            body = json.dumps(body)
        connection.request(method, path, body, given)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def figure(url: str, name: str) -> float:
    """Return a figure of /metrics, 0 where it is not there."""
    for line in request(url, "GET", "/metrics").text.splitlines():
        if line.startswith(f"pgmomentum_gateway_{name} "):
            return float(line.split()[1])
    return 0.0

"""A client of the gateway, by another library than the gateway's."""

import json
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

#: Seconds after which what was to come counts as not coming.
PATIENCE = 60.0
Message = dict[str, Any]


class Client:
    """A WebSocket, and the messages that came."""

    def __init__(
        self, url: str, token: str | None = None, path: str = "/ws", **options: Any
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._connecting = connect(
            url.replace("http", "ws", 1) + path,
            additional_headers={**headers, **options.pop("headers", {})},
            compression=None,
            proxy=None,
            open_timeout=PATIENCE,
            **options,
        )
        self.socket: ClientConnection = self._connecting.__enter__()
        self.messages: list[Message] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connecting.__exit__(kind, error, trace)

    def send(self, kind: str, **fields: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps({"type": kind, **fields}))

    def receive(self) -> Message:
        """Return the next message."""
        message: Message = json.loads(self.socket.recv(PATIENCE))
        self.messages.append(message)
        return message

    def wait_for(self, *kinds: str) -> Message:
        """Return the next message of one of these types, and pass over others."""
        while True:
            message = self.receive()
            if message["type"] in kinds:
                return message

    def joined(self) -> Message:
        """Return the state that a client is sent at first."""
        assert self.receive()["type"] == "subscription_confirmed"
        state = self.receive()
        assert state["type"] == "initial_state"
        return state

    def error(self) -> str:
        """Return the code of the next error."""
        code: str = self.wait_for("error")["code"]
        return code

    def numbers(self, count: int) -> list[int]:
        """Return the numbers of the next events."""
        return [self.wait_for("realtime_event")["event"]["payload"]["n"] for _ in range(count)]

    def closed(self) -> tuple[int, str]:
        """Wait until the gateway closes; return the code and the reason."""
        with suppress(ConnectionClosed):
            while True:
                self.receive()
        return self.socket.close_code or 1006, self.socket.close_reason or ""

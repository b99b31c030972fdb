"""What can be chosen when a gateway is started."""

from __future__ import annotations

from dataclasses import dataclass

#: Bytes of messages that may wait for a client before older scores are left out.
COALESCE_BYTES = 64 * 1024
#: Events that one resume may bring; after more, the client starts anew from the state.
MAX_REPLAY = 10_000
#: Questions by HTTP of one user that are being answered at a time.
MAX_QUESTIONS = 4
#: Bad messages in a row before the client is sent away.
MAX_BAD_MESSAGES = 10


@dataclass(frozen=True)
class Options:
    """Where it listens, whom it lets in, and its bounds. Times are in seconds, sizes in bytes."""

    host: str = "127.0.0.1"
    port: int = 8787
    origins: tuple[str, ...] = ()
    token_in_url: bool = False
    development: bool = False
    connections: int = 4
    max_clients: int = 10_000
    max_per_user: int = 8
    max_message: int = 16 * 1024
    max_body: int = 64 * 1024
    rate: float = 20.0
    burst: int = 40
    queue_bytes: int = 256 * 1024
    queue_seconds: float = 20.0
    handshake_seconds: float = 10.0
    ping_seconds: float = 30.0
    silence_seconds: float = 75.0
    #: Between two looks at all clients for what is late.
    tick_seconds: float = 1.0

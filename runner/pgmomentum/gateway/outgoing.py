"""What waits to be sent to one client, and how much of it may."""

from __future__ import annotations

import asyncio
import json
import struct
from collections import deque
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from pgmomentum.gateway.options import COALESCE_BYTES, Options

#: Close codes of ours; docs/gateway.md explains them.
BAD_MESSAGES, NOT_AUTHENTICATED, NOT_ALLOWED = 4400, 4401, 4403
NO_AUTH_IN_TIME, TOO_MANY, TOO_SLOW = 4408, 4429, 4508
#: Of the protocol: come back; something failed; try again later.
RESTART, INTERNAL, LATER = 1012, 1011, 1013
#: Bytes written at once, and bytes that the transport keeps before it calls itself full.
CHUNK = 32 * 1024
#: Seconds that a client has to take its leave.
GRACE = 1.0
PING = b"\x89\x00"


def text_frame(message: dict[str, Any]) -> bytes:
    """Return the frame of a message."""
    return frame(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())


def frame(text: bytes) -> bytes:
    """Return the frame of a text: servers send texts whole, and do not mask them."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65536:
        return b"\x81\x7e" + struct.pack("!H", size) + text
    return b"\x81\x7f" + struct.pack("!Q", size) + text


def pong_frame(payload: bytes) -> bytes:
    """Return the answer to a ping, whose payload is at most 125 bytes."""
    return bytes((0x8A, len(payload))) + payload


class Waiting(NamedTuple):
    """A frame that waits. Of those with the same key, the newest one says it all."""

    since: float
    frame: bytes
    key: object


class Outgoing:
    """The queue of a client. Frames that come in one turn of the loop are written as one."""

    def __init__(
        self,
        transport: asyncio.Transport,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        options: Options,
    ) -> None:
        self._transport = transport
        self._protocol = protocol
        self._writer = writer
        self._options = options
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Waiting] = deque()
        self._bytes = 0
        self._is_scheduled = False
        self._drainer: asyncio.Task[None] | None = None
        #: Bytes handed to the transport, those that it had passed on at the last look, and since
        #: when it has passed on nothing more.
        self._written = self._taken = 0
        self._stalled_since: float | None = None
        self.coalesced = 0
        #: The code by which it was closed.
        self.code: int | None = None
        transport.set_write_buffer_limits(high=CHUNK)

    @property
    def waiting(self) -> int:
        """Bytes that the system has not taken yet."""
        return self._bytes + self._transport.get_write_buffer_size()

    def send(self, frame: bytes, key: object = None) -> None:
        """Send a frame as soon as the client takes it; one that takes too little is sent away."""
        if self.code is not None or self._transport.is_closing():
            return
        self._queue.append(Waiting(self._loop.time(), frame, key))
        self._bytes += len(frame)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._loop.call_soon(self._flush)
        if self._bytes > CHUNK:
            self._flush()
        if self._bytes > COALESCE_BYTES:
            self._coalesce()
        # A message that is larger than the queue may still go, alone.
        if self._bytes > self._options.queue_bytes and len(self._queue) > 1:
            self.close(TOO_SLOW, "too slow")

    def _flush(self) -> None:
        self._is_scheduled = False
        while self._queue and not self._protocol.writing_paused:
            if self._transport.is_closing():
                return
            frames = []
            size = 0
            while self._queue and size < CHUNK:
                frame = self._queue.popleft().frame
                frames.append(frame)
                size += len(frame)
            self._bytes -= size
            self._written += size
            self._transport.write(b"".join(frames))
        if self._queue and self._drainer is None:
            self._drainer = self._loop.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except ConnectionError:
            return
        finally:
            self._drainer = None
        self._flush()

    async def room(self) -> None:
        """Wait until nothing waits here; raises ConnectionResetError when nobody is left."""
        self._flush()
        while self._queue or self._protocol.writing_paused:
            if self.code is not None or self._transport.is_closing():
                raise ConnectionResetError
            await self._writer.drain()
            self._flush()

    def _coalesce(self) -> None:
        kept: list[Waiting] = []
        seen = set()
        for each in reversed(self._queue):
            if each.key is not None:
                if each.key in seen:
                    self._bytes -= len(each.frame)
                    self.coalesced += 1
                    continue
                seen.add(each.key)
            kept.append(each)
        self._queue = deque(reversed(kept))

    def ping(self) -> None:
        """Ask whether anybody is there; where something waits, that asks already."""
        if not self._queue and not self._protocol.writing_paused:
            self._transport.write(PING)

    def abort(self) -> None:
        """End it without a word: nobody is there."""
        self.code = self.code or 1006
        self._transport.abort()

    def check_age(self, now: float) -> None:
        """Send a client away that has taken nothing for too long."""
        before, self._taken = self._taken, self._written - self._transport.get_write_buffer_size()
        if self._taken > before or not self._protocol.writing_paused:
            self._stalled_since = None
        elif self._stalled_since is None:
            self._stalled_since = now
        since = [self._queue[0].since] if self._queue else []
        since += [self._stalled_since] if self._stalled_since is not None else []
        if since and now - min(since) > self._options.queue_seconds:
            self.close(TOO_SLOW, "too slow")

    def close(self, code: int, reason: str) -> None:
        """Say why it ends, after what waits, and end it, at the latest after a short grace."""
        if self.code is not None:
            return
        self.code = code
        if not self._transport.is_closing():
            frames = [each.frame for each in self._queue] if code != TOO_SLOW else []
            payload = struct.pack("!H", code) + reason.encode()[:123]
            frames.append(bytes((0x88, len(payload))) + payload)
            self._transport.write(b"".join(frames))
            self._loop.call_later(GRACE, self._transport.abort)
        self._queue.clear()
        self._bytes = 0

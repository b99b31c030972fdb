"""What one client may send, before it is known what it says."""

from __future__ import annotations

import asyncio

from aiohttp import web

from pgmomentum.gateway.options import Options


class Incoming(asyncio.Protocol):
    """Stands between a transport and the library, and takes no more than the messages may have.

    Messages are counted once they are whole; parts that are empty, of a message that never ends,
    would never be.
    """

    def __init__(
        self, transport: asyncio.Transport, protocol: web.RequestHandler, options: Options
    ) -> None:
        self._transport = transport
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._most = options.burst * options.max_message
        self._rate = options.rate * options.max_message
        self._allowance = float(self._most)
        self._asked = self._loop.time()
        transport.set_protocol(self)

    def data_received(self, data: bytes) -> None:
        """Hand it on; after too much, read on later."""
        now = self._loop.time()
        earned = (now - self._asked) * self._rate
        self._allowance = min(self._most, self._allowance + earned) - len(data)
        self._asked = now
        self._protocol.data_received(data)
        if self._allowance < 0 and not self._transport.is_closing():
            self._transport.pause_reading()
            self._loop.call_later(-self._allowance / self._rate, self._read_on)

    def _read_on(self) -> None:
        # while the library has enough, it is the library that reads on
        if not self._transport.is_closing() and not self._protocol._reading_paused:
            self._transport.resume_reading()

    def eof_received(self) -> None:
        """Hand it on."""
        self._protocol.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        """Hand it on."""
        self._protocol.connection_lost(error)

    def pause_writing(self) -> None:
        """Hand it on."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Hand it on."""
        self._protocol.resume_writing()

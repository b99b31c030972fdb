"""One client: its messages, and what it is sent."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from math import inf
from typing import Any

from aiohttp import WSMsgType, web

from pgmomentum.gateway import outgoing
from pgmomentum.gateway.database import FailedError
from pgmomentum.gateway.hub import Hub
from pgmomentum.gateway.incoming import Incoming
from pgmomentum.gateway.messages import ACTIONS, Message, text_of, uuid_of
from pgmomentum.gateway.options import MAX_BAD_MESSAGES
from pgmomentum.gateway.outgoing import Outgoing, text_frame
from pgmomentum.gateway.stream import Stream
from pgmomentum.gateway.tokens import LEEWAY, Caller, RefusedError

log = logging.getLogger(__name__)
#: The subprotocol, for clients that have to name one.
PROTOCOL = "pgmomentum"
_LEAVING = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
#: Close codes that are counted by themselves.
KNOWN_CODES = {1000, 1001, 1002, 1003, 1006, 1007, 1009, 1011, 1012, 1013}
KNOWN_CODES |= {4400, 4401, 4403, 4408, 4429, 4508}


class Session:
    """A connection, from its handshake to its end."""

    def __init__(
        self, hub: Hub, request: web.Request, caller: Caller | None, wanted: str | None
    ) -> None:
        self._hub = hub
        self._request = request
        self._caller = caller
        self._wanted = wanted
        self._socket = web.WebSocketResponse(
            timeout=outgoing.GRACE,
            autoclose=False,
            autoping=False,
            compress=False,
            protocols=(PROTOCOL,),
            max_msg_size=hub.options.max_message,
        )
        self._out: Outgoing
        #: What it gets, once it is known who it is.
        self._stream: Stream | None = None
        self._allowance = float(hub.options.burst)
        self._bad = 0
        self._since = self._asked = asyncio.get_running_loop().time()
        #: When it was heard last; while it is answered, nothing can be heard of it.
        self._heard = inf

    async def run(self, last_event_id: str | None) -> web.WebSocketResponse:
        """Serve the client until one of both leaves; the id is what it has seen."""
        writer = await self._socket.prepare(self._request)
        transport = self._request.transport
        if transport is None:
            return self._socket
        Incoming(transport, self._request.protocol, self._hub.options)
        self._out = Outgoing(transport, self._request.protocol, writer, self._hub.options)
        self._hub.clients.add(self)
        code = 1006
        try:
            if self._caller is not None:
                await self._join(self._caller, last_event_id)
            code = await self._receive()
        except ConnectionError:
            pass
        except Exception:
            log.exception("a client could not be served")
            self.close(outgoing.INTERNAL, "this did not work")
        finally:
            self._hub.clients.discard(self)
            if self._stream is not None:
                self._hub.unsubscribe(self._stream)
            code = self._out.code or code
            self._hub.metrics.closed.labels(code if code in KNOWN_CODES else "other").inc()
            self._hub.metrics.coalesced.inc(self._out.coalesced)
            self._out.close(1000, "")
            transport.close()
        return self._socket

    async def _receive(self) -> int:
        """Take messages; return the code with which the client, or the library, has closed."""
        while True:
            self._heard = asyncio.get_running_loop().time()
            message = await self._socket.receive()
            self._heard = inf
            if message.type in _LEAVING:
                return int(self._socket.close_code or 1006)
            if self._out.code is not None:
                # many may be there: others have their turn between them
                await asyncio.sleep(0)
            elif not self._may_send():
                self._refuse("too_many", "too many messages: slow down")
            elif message.type is WSMsgType.PONG:
                pass
            elif message.type is WSMsgType.PING:
                self._out.send(outgoing.pong_frame(message.data))
            elif message.type is WSMsgType.BINARY:
                self._out.close(1003, "text messages only")
            else:
                await self._take(message.data)

    def _may_send(self) -> bool:
        """Whether a message more is within the rate."""
        now, options = asyncio.get_running_loop().time(), self._hub.options
        self._allowance = min(options.burst, self._allowance + (now - self._asked) * options.rate)
        self._asked = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    async def _take(self, text: str) -> None:
        """Read a message and do what it says; what goes wrong is told in an error."""
        self._hub.metrics.received.inc()
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return self._refuse("bad_json", "that is no JSON")
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            return self._refuse("bad_message", "a message is an object with a type")
        try:
            await self._act(message["type"], message)
        except (FailedError, RefusedError) as error:
            return self._refuse(error.code, str(error))
        except ConnectionError:
            raise
        except Exception:
            log.exception("a message could not be answered")
            return self._refuse("internal", "this did not work; the log of the gateway says why")
        self._bad = 0
        return None

    async def _act(self, kind: str, message: Message) -> None:
        if kind == "auth":
            await self._auth(message)
        elif self._stream is None:
            self.close(outgoing.NOT_AUTHENTICATED, "the first message is auth")
        elif kind == "resume":
            await self._resume(message)
        elif kind in ACTIONS:
            await ACTIONS[kind](self._stream, message)
        else:
            raise FailedError("unknown_type", "there is no message of that type")

    def _refuse(self, code: str, text: str) -> None:
        self._send("error", code=code, message=text)
        self._bad += 1
        if self._bad >= MAX_BAD_MESSAGES:
            closing = outgoing.TOO_MANY if code == "too_many" else outgoing.BAD_MESSAGES
            self.close(closing, text)

    def _send(self, kind: str, **fields: Any) -> None:
        self._hub.metrics.sent.inc()
        self._out.send(text_frame({"type": kind, **fields}))

    def close(self, code: int, reason: str) -> None:
        """Send the client away."""
        self._out.close(code, reason)

    @property
    def waiting(self) -> int:
        """Bytes that wait for it."""
        return self._out.waiting + (self._stream.held_bytes if self._stream else 0)

    def tick(self, now: float) -> None:
        """Look for what is late: its authentication, its token, its answers, its reading."""
        options = self._hub.options
        silence = now - self._heard
        if self._stream is None and now - self._since > options.handshake_seconds:
            self.close(outgoing.NO_AUTH_IN_TIME, "no auth in time")
        elif self._caller is not None and time.time() > self._caller.expires + LEEWAY:
            self.close(outgoing.NOT_AUTHENTICATED, "the token has expired")
        elif silence > options.silence_seconds:
            self._out.abort()
        else:
            if silence > options.ping_seconds:
                self._out.ping()
            self._out.check_age(now)

    async def _join(self, caller: Caller, last_event_id: str | None) -> None:
        """Begin to send a user's events, after the state as it is."""
        try:
            user_id = caller.acts_for(self._wanted)
            stream = Stream(self._hub, self._out, caller, user_id)
            if not self._hub.subscribe(stream):
                return self.close(outgoing.TOO_MANY, "too many connections")
            self._caller, self._stream = caller, stream
            await stream.start(last_event_id)
        except RefusedError as error:
            self.close(outgoing.NOT_ALLOWED, str(error))
        except FailedError as error:
            self._give_up(error)
        return None

    async def _resume(self, message: Message) -> None:
        """Send what came after an event; where that fails, some of it is lost here for good."""
        assert self._stream is not None
        last_event_id = text_of(message, "last_event_id")
        try:
            await self._stream.resume(last_event_id)
        except FailedError as error:
            self._give_up(error)

    def _give_up(self, error: FailedError) -> None:
        """Send away a client whose events cannot be told."""
        match error.code:
            case "not_found" | "not_allowed":
                self.close(outgoing.NOT_ALLOWED, "no such user")
            case "database":
                self.close(outgoing.LATER, str(error))
            case _:
                self.close(outgoing.INTERNAL, str(error))

    async def _auth(self, message: Message) -> None:
        """Take a token: the first one, or one that lasts longer."""
        try:
            caller = await self._hub.verifier.verify(message.get("token"))
        except RefusedError as error:
            if self._stream is None:
                self._hub.metrics.handshakes.labels(error.code).inc()
                return self.close(outgoing.NOT_AUTHENTICATED, str(error))
            raise
        if self._stream is None:
            if "user_id" in message:
                self._wanted = uuid_of(message, "user_id")
            after = text_of(message, "last_event_id") if "last_event_id" in message else None
            return await self._join(caller, after)
        known = self._stream.caller
        if (caller.role, caller.user_id) != (known.role, known.user_id):
            return self.close(outgoing.NOT_ALLOWED, "the token is that of another user")
        self._caller = self._stream.caller = caller
        self._send("authenticated")
        return None

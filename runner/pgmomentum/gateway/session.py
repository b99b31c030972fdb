"""One client: its messages, and what it is sent."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import WSMsgType, web

from pgmomentum.gateway import database, outgoing
from pgmomentum.gateway.database import FailedError
from pgmomentum.gateway.hub import Hub, event_frame, event_key, number
from pgmomentum.gateway.options import MAX_BAD_MESSAGES, MAX_REPLAY
from pgmomentum.gateway.outgoing import Outgoing, text_frame
from pgmomentum.gateway.tokens import LEEWAY, Caller, RefusedError

log = logging.getLogger(__name__)
Message = dict[str, Any]
#: Events of one read of a resume.
PAGE = 500
#: No event id: the answer says where the events stand.
NOWHERE = ""
PROTOCOL = "pgmomentum"
_LEAVING = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
_LONGEST_TEXT = 200


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
        #: Whose events it gets, once it gets some.
        self.user_id: str | None = None
        #: What comes after _joined, up to _position, was sent here.
        self._joined = self._position = 0
        #: Events that wait until those before them are sent.
        self._held: list[tuple[int, bytes, object]] | None = None
        self._held_bytes = 0
        self._overflowed = False
        self._allowance = float(hub.options.burst)
        self._bad = 0
        self._since = self._heard = self._asked = asyncio.get_running_loop().time()

    async def run(self) -> web.WebSocketResponse:
        """Serve the client until one of both leaves."""
        writer = await self._socket.prepare(self._request)
        transport = self._request.transport
        if transport is None:
            return self._socket
        self._out = Outgoing(transport, self._request.protocol, writer, self._hub.options)
        self._hub.clients.add(self)
        code = 1006
        try:
            if self._caller is not None:
                await self._join(self._caller, self._request.query.get("last_event_id"))
            code = await self._receive()
        except ConnectionError:
            pass
        finally:
            self._hub.remove(self)
            self._hub.metrics.closed.labels(self._out.code or code).inc()
            self._hub.metrics.coalesced.inc(self._out.coalesced)
            self._out.close(1000, "")
            transport.close()
        return self._socket

    async def _receive(self) -> int:
        """Take messages; return the code with which the client, or the library, has closed."""
        while True:
            message = await self._socket.receive()
            self._heard = asyncio.get_running_loop().time()
            if message.type in _LEAVING:
                return int(self._socket.close_code or 1006)
            if self._out.code is not None or message.type is WSMsgType.PONG:
                continue
            if not self._may_send():
                self._refuse("too_many", "too many messages: slow down")
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
        action = _ACTIONS.get(message["type"])
        if action is None:
            return self._refuse("unknown_type", "there is no message of that type")
        if self.user_id is None and message["type"] != "auth":
            return self.close(outgoing.NOT_AUTHENTICATED, "the first message is auth")
        try:
            await action(self, message)
        except (FailedError, RefusedError) as error:
            return self._refuse(error.code, str(error))
        except ConnectionError:
            raise
        except Exception:
            log.exception("a message could not be answered")
            return self._refuse("internal", "this did not work; the log of the gateway says why")
        self._bad = 0
        return None

    def _refuse(self, code: str, text: str) -> None:
        self._send({"type": "error", "code": code, "message": text})
        self._bad += 1
        if self._bad >= MAX_BAD_MESSAGES:
            closing = outgoing.TOO_MANY if code == "too_many" else outgoing.BAD_MESSAGES
            self.close(closing, text)

    def _send(self, message: Message) -> None:
        self._hub.metrics.sent.inc()
        self._out.send(text_frame(message))

    def offer(self, position: int, frame: bytes, key: object) -> None:
        """Take an event of the hub: send it, keep it for later, or leave out what was sent."""
        if position <= self._position:
            return
        if self._held is None:
            self._position = position
            self._hub.metrics.sent.inc()
            self._out.send(frame, key)
            return
        self._held.append((position, frame, key))
        self._held_bytes += len(frame)
        if self._held_bytes > self._hub.options.queue_bytes:
            self._hold()
            self._overflowed = True

    def _hold(self) -> None:
        """Keep what the hub brings from now on; if it is too much, it is read once more."""
        self._held, self._held_bytes, self._overflowed = [], 0, False

    def _release(self) -> None:
        held, self._held = self._held or (), None
        for each in held:
            self.offer(*each)

    def close(self, code: int, reason: str) -> None:
        """Send the client away."""
        self._out.close(code, reason)

    @property
    def waiting(self) -> int:
        """Bytes that wait for it."""
        return self._out.waiting + (self._held_bytes if self._held else 0)

    def tick(self, now: float) -> None:
        """Look for what is late: its authentication, its token, its answers, its reading."""
        options = self._hub.options
        silence = now - self._heard
        if self.user_id is None and now - self._since > options.handshake_seconds:
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
            if not self._hub.subscribe(user_id, self):
                return self.close(outgoing.TOO_MANY, "too many connections")
            self._caller, self.user_id = caller, user_id
            await self._send_state(is_first=True)
            if last_event_id is not None:
                await self._replay(last_event_id)
            self._release()
        except RefusedError as error:
            self.close(outgoing.NOT_ALLOWED, str(error))
        except FailedError as error:
            match error.code:
                case "not_found" | "not_allowed":
                    self.close(outgoing.NOT_ALLOWED, "no such user")
                case "database":
                    self.close(outgoing.LATER, str(error))
                case _:
                    self.close(outgoing.INTERNAL, str(error))
        return None

    async def _send_state(self, *, is_first: bool) -> None:
        """Send the state; events that come after it are held.

        First where the events stand, then the state: it has all of them, and maybe later ones.
        """
        self._overflowed = True
        while self._overflowed:
            self._hold()
            last_event_id = (await self._read(NOWHERE))["last_event_id"]
            self._joined = self._position = max(self._position, number(last_event_id))
            momentum, interventions, subscription = await self._ask(database.STATE)
        if is_first:
            self._hub.metrics.handshakes.labels("accepted").inc()
            self._send(
                {
                    "type": "subscription_confirmed",
                    "channels": subscription["channels"],
                    "user_id": self.user_id,
                }
            )
        self._send(
            {
                "type": "initial_state",
                "momentum": momentum,
                "interventions": interventions,
                "last_event_id": last_event_id,
            }
        )

    async def _replay(self, after: str) -> None:
        """Send what came after an event, except for what was sent here already."""
        count = 0
        while True:
            # what the hub brought before this is in the answer
            self._hold()
            told = await self._read(after)
            after = told["last_event_id"]
            if not told["recovered"] or (told["events"] and count >= MAX_REPLAY):
                self._send({"type": "resumed", "recovered": False})
                return await self._send_state(is_first=False)
            for event in told["events"]:
                if not self._joined < number(event["event_id"]) <= self._position:
                    await self._out.room()
                    self._hub.metrics.sent.inc()
                    self._out.send(event_frame(event), event_key(event))
                    count += 1
            if not told["events"] and not self._overflowed:
                break
        self._position = max(self._position, number(after))
        self._send({"type": "resumed", "recovered": True, "count": count, "last_event_id": after})
        return None

    async def _read(self, after: str) -> Any:
        return await self._ask(database.EVENTS, after=after, limit=PAGE)

    async def _ask(self, query: Any, **parameters: Any) -> Any:
        assert self._caller is not None
        return await self._hub.database.call(self._caller, query, user=self.user_id, **parameters)

    async def _auth(self, message: Message) -> None:
        """Take a token: the first one, or one that lasts longer."""
        try:
            caller = await self._hub.verifier.verify(message.get("token"))
        except RefusedError as error:
            if self.user_id is None:
                return self.close(outgoing.NOT_AUTHENTICATED, str(error))
            raise
        if self.user_id is None:
            self._wanted = _user(message) or self._wanted
            return await self._join(caller, _text(message, "last_event_id", None))
        assert self._caller is not None
        if (caller.role, caller.user_id) != (self._caller.role, self._caller.user_id):
            return self.close(outgoing.NOT_ALLOWED, "the token is that of another user")
        self._caller = caller
        self._send({"type": "authenticated", "expires_at": _iso(caller.expires)})
        return None

    async def _ping(self, _: Message) -> None:
        self._send({"type": "pong", "timestamp": _iso(time.time())})

    async def _update(self, _: Message) -> None:
        momentum = await self._ask(database.MOMENTUM)
        self._send({"type": "momentum_state_update", "momentum": momentum})

    async def _mark_read(self, message: Message) -> None:
        notification_id = uuid_of(message.get("notification_id"), "notification_id")
        was_unread = await self._ask(database.MARK_READ, id=notification_id)
        self._send(
            {
                "type": "notification_marked_read",
                "notification_id": notification_id,
                "was_unread": was_unread,
            }
        )

    async def _acknowledge(self, message: Message) -> None:
        key = _text(message, "cache_key")
        await self._ask(database.ACKNOWLEDGE, key=key)
        self._send({"type": "cache_invalidation_confirmed", "cache_key": key})

    async def _resume(self, message: Message) -> None:
        last_event_id = _text(message, "last_event_id")
        assert last_event_id is not None
        try:
            await self._replay(last_event_id)
        finally:
            self._release()


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(min(seconds, 253402300799), UTC).isoformat()


def uuid_of(value: object, name: str) -> str:
    """Return a uuid in its usual form; raises FailedError for anything else."""
    try:
        if isinstance(value, str):
            return str(uuid.UUID(value))
    except ValueError:
        pass
    raise FailedError("bad_message", f"{name} has to be a uuid")


def _user(message: Message) -> str | None:
    given = message.get("user_id")
    return None if given is None else uuid_of(given, "user_id")


def _text(message: Message, name: str, *default: None) -> str | None:
    value = message.get(name)
    if value is None and default:
        return None
    if isinstance(value, str) and len(value) <= _LONGEST_TEXT and value.isprintable():
        return value
    raise FailedError("bad_message", f"{name} has to be a text")


_ACTIONS: dict[str, Callable[[Session, Message], Awaitable[None]]] = {
    "auth": Session._auth,
    "ping": Session._ping,
    "request_momentum_update": Session._update,
    "mark_notification_read": Session._mark_read,
    "cache_invalidation_ack": Session._acknowledge,
    "resume": Session._resume,
}

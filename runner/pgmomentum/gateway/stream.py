"""What one client is sent of its user: the state, what it has missed, and what happens."""

from __future__ import annotations

from typing import Any, LiteralString

from pgmomentum.gateway import database
from pgmomentum.gateway.hub import Hub, event_frame, event_key, number
from pgmomentum.gateway.options import MAX_REPLAY
from pgmomentum.gateway.outgoing import Outgoing, text_frame
from pgmomentum.gateway.tokens import Caller

#: Events of one read of a resume.
PAGE = 500
#: No event id: the answer says where the events stand.
NOWHERE = ""


class Stream:
    """The events of a user for one client, each once and in their order."""

    def __init__(self, hub: Hub, out: Outgoing, caller: Caller, user_id: str) -> None:
        self._hub = hub
        self._out = out
        #: As whom the database is asked.
        self.caller = caller
        self.user_id = user_id
        #: What comes after _joined, up to _position, was sent here.
        self._joined = self._position = 0
        #: Events that wait until those before them are sent.
        self._held: list[tuple[int, bytes, object]] | None = []
        self.held_bytes = 0
        self._overflowed = False

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
        self.held_bytes += len(frame)
        if self.held_bytes > self._hub.options.queue_bytes:
            self._hold()
            self._overflowed = True

    def _hold(self) -> None:
        """Keep what the hub brings from now on; if it is too much, it is read once more."""
        self._held, self.held_bytes, self._overflowed = [], 0, False

    def _release(self) -> None:
        held, self._held, self.held_bytes = self._held or (), None, 0
        for each in held:
            self.offer(*each)

    async def start(self, last_event_id: str | None) -> None:
        """Send the state, what came after an event if one is named, and then what happens."""
        await self._send_state(is_first=True)
        if last_event_id is not None:
            await self._replay(last_event_id)
        self._release()

    async def resume(self, last_event_id: str) -> None:
        """Send what came after an event; where it raises, nothing more can be sent."""
        await self._replay(last_event_id)
        self._release()

    async def _send_state(self, *, is_first: bool) -> None:
        """Send the state; events that come after it are held.

        First where the events stand, then the state: it has all of them, and maybe later ones.
        """
        self._overflowed = True
        while self._overflowed:
            self._hold()
            last_event_id = (await self._read(NOWHERE))["last_event_id"]
            self._joined = self._position = max(self._position, number(last_event_id))
            momentum, interventions, subscription = await self.ask(database.STATE)
        if is_first:
            self._hub.metrics.handshakes.labels("accepted").inc()
            self.send(
                "subscription_confirmed", channels=subscription["channels"], user_id=self.user_id
            )
        self.send(
            "initial_state",
            momentum=momentum,
            interventions=interventions,
            last_event_id=last_event_id,
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
                self.send("resumed", recovered=False)
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
        self.send("resumed", recovered=True, count=count, last_event_id=after)
        return None

    def send(self, kind: str, **fields: Any) -> None:
        """Send a message."""
        self._hub.metrics.sent.inc()
        self._out.send(text_frame({"type": kind, **fields}))

    async def _read(self, after: str) -> Any:
        return await self.ask(database.EVENTS, after=after, limit=PAGE)

    async def ask(self, query: LiteralString, **parameters: Any) -> Any:
        """Ask the database as the user; raises FailedError."""
        return await self._hub.database.call(self.caller, query, user=self.user_id, **parameters)

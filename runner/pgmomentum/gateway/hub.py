"""Who is connected, and who gets what."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pgmomentum.gateway import outgoing
from pgmomentum.gateway.database import Database
from pgmomentum.gateway.events import Event, number
from pgmomentum.gateway.metrics import Metrics
from pgmomentum.gateway.options import Options
from pgmomentum.gateway.tokens import Verifier

if TYPE_CHECKING:
    from pgmomentum.gateway.session import Session
    from pgmomentum.gateway.stream import Stream

#: Events that are handed over before the loop may do something else.
_SLICE = 200


class Hub:
    """All clients, and what they share."""

    def __init__(
        self, options: Options, verifier: Verifier, database: Database, metrics: Metrics
    ) -> None:
        self.options = options
        self.verifier = verifier
        self.database = database
        self.metrics = metrics
        #: The id of the last event that was handed over, or would have been.
        self.position = ""
        self.clients: set[Session] = set()
        #: How many questions by HTTP are being answered, by user.
        self.asking: Counter[str | None] = Counter()
        #: Whether the gateway is about to end.
        self.is_ending = False
        self._users: dict[str, set[Stream]] = {}

    @property
    def subscriptions(self) -> int:
        """How many clients get events."""
        return sum(map(len, self._users.values()))

    @property
    def is_full(self) -> bool:
        """Whether no more clients are let in."""
        return self.is_ending or len(self.clients) >= self.options.max_clients

    def subscribe(self, stream: Stream) -> bool:
        """Hand the events of a user to a client, unless the user has too many of them."""
        streams = self._users.setdefault(stream.user_id, set())
        if len(streams) >= self.options.max_per_user:
            return False
        streams.add(stream)
        return True

    def unsubscribe(self, stream: Stream) -> None:
        """End that."""
        streams = self._users[stream.user_id]
        streams.discard(stream)
        if not streams:
            del self._users[stream.user_id]

    async def deliver(self, events: Sequence[Event], last_event_id: str) -> None:
        """Hand events over, in their order; last_event_id is where they end."""
        self.metrics.events.inc(len(events))
        for count, event in enumerate(events, 1):
            self._deliver(event)
            self.position = event.event_id
            if count % _SLICE == 0:
                await asyncio.sleep(0)
        self.position = last_event_id

    def _deliver(self, event: Event) -> None:
        if event.user_id is None:
            streams = [each for group in self._users.values() for each in group]
        else:
            streams = list(self._users.get(event.user_id, ()))
        if not streams:
            return
        frame, key, position = event.frame, event.key, number(event.event_id)
        for stream in streams:
            stream.offer(position, frame, key)
        self.metrics.latency.observe(event.age)

    def close_all(self, reason: str) -> None:
        """Send all clients away; they come back, here or to who comes after."""
        for session in list(self.clients):
            session.close(outgoing.RESTART, reason)

    async def watch(self) -> None:
        """Look at all clients, again and again, for what is late."""
        while True:
            await asyncio.sleep(self.options.tick_seconds)
            now = asyncio.get_running_loop().time()
            for session in list(self.clients):
                session.tick(now)

"""Listeners: they follow the outbox over all that happens, and keep what they are told."""

import random
import time
from typing import Any
from uuid import UUID

import psycopg

from chaos.acting import Acting
from chaos.actor import PATIENCE
from chaos.world import World
from pgmomentum.listening import OLDEST, follow


class _OverError(Exception):
    pass


class Listener(Acting):
    """Follows for one user or everyone; now and then it forgets all but the last id it got."""

    def __init__(self, world: World, user_id: UUID | None, seed: int) -> None:
        super().__init__(world, f"listener of {user_id or 'everyone'}")
        self.user_id = user_id
        self.events: list[dict[str, Any]] = []
        self._random = random.Random(f"{seed} listener {user_id}")
        self._last = OLDEST
        self._is_over = False

    def work(self) -> None:
        """Follow until told that it is over."""
        while True:
            try:
                self._follow(self._random.randint(1, 2000))
                self.world.tally.did("listener: began anew")
            except _OverError:
                return
            except psycopg.OperationalError:
                if self._is_over:
                    return  # else the first connection of a follower has failed

    def _follow(self, count: int) -> None:
        for message in follow(self._connect, self.user_id, self._last, lambda _: None):
            if not message.get("recovered", True):
                self.world.tally.differs(f"a listener was told of a hole: {message}")
            if "event_id" in message:
                self.events.append(message)
                self._last = message["event_id"]
                count -= 1
            else:
                self._last = message["last_event_id"]
            if count <= 0 or self._is_over:
                return

    def _connect(self) -> psycopg.Connection:
        if self._is_over:
            raise _OverError
        return self.world.connect("listener")

    def finish(self, last_position: int) -> None:
        """Wait until it has got as far as the outbox goes, and let it end."""
        deadline = time.monotonic() + PATIENCE / 2
        while self._position() < last_position and time.monotonic() < deadline:
            if not self.is_alive():
                break
            time.sleep(0.05)
        self._is_over = True

    def _position(self) -> int:
        return int(self._last.rpartition("-")[2]) if self._last != OLDEST else -1

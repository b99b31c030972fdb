"""Sessions that do things at random, and come back when they are ended."""

import random
import threading
import time
from abc import ABC, abstractmethod

import psycopg

from chaos.world import World

#: Seconds until a server that does not let anybody in counts as lost.
PATIENCE = 120.0
#: What ends a statement and not the session, and says: try it again.
AGAIN = (psycopg.errors.SerializationFailure,)


class Actor(threading.Thread, ABC):
    """A thread with a session of its own; what it does depends on its seed alone."""

    def __init__(self, world: World, name: str, seed: int) -> None:
        super().__init__(name=name, daemon=True)
        self.world = world
        self.random = random.Random(f"{seed} {name}")
        self.connection = world.connect(name)

    def run(self) -> None:
        """Act until the run is over; whatever is not expected is a difference."""
        while not self.world.over.is_set():
            try:
                self.act()
            except AGAIN as error:
                self.world.tally.did(f"refused: {error.sqlstate}")
                self.connection.execute("ROLLBACK")
            except psycopg.Error as error:
                if not self.connection.closed:
                    self.world.tally.differs(f"{self.name}: {error.sqlstate} {error}")
                    self.connection.execute("ROLLBACK")
                    continue
                try:
                    self._come_back()
                except (psycopg.Error, TimeoutError) as failure:
                    self.world.tally.differs(f"{self.name} does not come back: {failure}")
                    return
        self.connection.close()

    def _come_back(self) -> None:
        """Connect, and see what has become of what was under way; again where that breaks, too."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.connection.close()
                self.connection = self.world.connect(self.name)
                self.returned()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise TimeoutError(str(error)) from error
                time.sleep(0.05)

    @abstractmethod
    def act(self) -> None:
        """Do one thing."""

    def returned(self) -> None:
        """The session was lost, and there is another one."""

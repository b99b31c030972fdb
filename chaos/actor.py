"""Sessions that do things at random, and come back when they are ended."""

import random
import time
from abc import abstractmethod

import psycopg

from chaos.acting import Acting
from chaos.world import World

#: Seconds until a server that does not let anybody in counts as lost.
PATIENCE = 120.0
#: What ends a statement and not the session, and says: try it again.
AGAIN = (psycopg.errors.SerializationFailure,)


class Actor(Acting):
    """A thread with a session of its own; what it does depends on its seed alone."""

    def __init__(self, world: World, name: str, seed: int) -> None:
        super().__init__(world, name)
        self.random = random.Random(f"{seed} {name}")
        self.connection = world.connect(name)

    def work(self) -> None:
        """Act until the run is over; whatever is not expected is a difference."""
        while not self.world.over.is_set():
            try:
                self._try()
            except psycopg.OperationalError:
                if not self.connection.closed:
                    raise
                self._come_back()
        self.connection.close()

    def _try(self) -> None:
        try:
            self.act()
        except psycopg.Error as error:
            if self.connection.closed:
                self._come_back()
                return
            if isinstance(error, AGAIN):
                self.world.tally.did(f"refused: {error.sqlstate}")
            else:
                self.world.tally.differs(f"{self.name}: {error.sqlstate} {error}")
            self.connection.execute("ROLLBACK")

    def _come_back(self) -> None:
        """Connect, and see what has become of what was under way; again where that breaks, too."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.connection.close()
                self.connection = self.world.connect(self.name)
                self.returned()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    @abstractmethod
    def act(self) -> None:
        """Do one thing."""

    def returned(self) -> None:
        """The session was lost, and there is another one."""

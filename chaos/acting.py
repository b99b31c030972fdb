"""A thread of a run; when it breaks, that is a difference, and nobody overlooks it."""

import threading
import traceback
from abc import ABC, abstractmethod

from chaos.world import World


class Acting(threading.Thread, ABC):
    """A thread that works until the run is over."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.world = world

    def run(self) -> None:
        """Work."""
        try:
            self.work()
        except Exception:
            self.world.tally.differs(f"{self.name} broke: {traceback.format_exc()}")

    @abstractmethod
    def work(self) -> None:
        """Act until the run is over."""

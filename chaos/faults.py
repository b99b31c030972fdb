"""Faults: sessions are ended, the runner is killed, the server is stopped as by a power cut."""

import random

import psycopg

from chaos.acting import Acting
from chaos.runner import Runner
from chaos.world import World
from tools.servers import Server

#: Seconds between two faults, at least and at most.
PAUSE = 0.1, 1.2
KILLED, CRASHED = "runner killed (-9)", "server stopped (immediate)"
TERMINATED = "sessions terminated"
#: Of faults, how many are crashes: they end everybody.
CRASHES = 0.06
TERMINATE = """
SELECT pg_catalog.pg_terminate_backend(a.pid)
FROM pg_catalog.pg_stat_activity AS a
WHERE
    a.datname = pg_catalog.current_database()
    AND a.backend_type = 'client backend'
    AND a.pid <> pg_catalog.pg_backend_pid()
    AND (a.state <> 'idle' OR random() < 0.1)
ORDER BY random()
LIMIT 1
"""


class Faults(Acting):
    """Disturbs, until the run is over; at least once in each way."""

    def __init__(self, world: World, server: Server, runner: Runner, seed: int) -> None:
        super().__init__(world, "faults")
        self._server, self._runner = server, runner
        self._random = random.Random(f"{seed} faults")
        world.tally.faults.update(dict.fromkeys((KILLED, CRASHED, TERMINATED), 0))

    def work(self) -> None:
        """Disturb now and then."""
        number = 0
        while not self.world.over.wait(self._random.uniform(*PAUSE)):
            number += 1
            self._disturb(number)

    def _disturb(self, number: int) -> None:
        kind = self._random.random()
        if kind < CRASHES or number == 8:
            self._crash()
        elif kind < 0.25 or number == 5:
            if self._runner.kill():
                self.world.tally.disturbed(KILLED)
        else:
            self._terminate()

    def _terminate(self) -> None:
        with psycopg.connect(self.world.dsn, autocommit=True) as connection:
            if connection.execute(TERMINATE).fetchall():
                self.world.tally.disturbed(TERMINATED)

    def _crash(self) -> None:
        def restart() -> None:
            self._runner.kill()
            self._server.restart("immediate")

        self.world.while_closed(restart)
        self.world.tally.disturbed(CRASHED)

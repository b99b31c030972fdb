"""What the benchmarks of the gateway share: the data, the programs, and who writes."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from statistics import quantiles
from typing import Any, LiteralString

import psutil
import psycopg

from bench import realtime
from bench.database import Bench, Call, Database
from bench.dataset import DAY, Size, add_users, settle
from bench.results import NotAvailableError

#: Users of the largest one.
USERS = 5_000
_DAYS = 30
_EXTRA = ("aiohttp", "jwt", "picows", "psycopg_pool", "uvloop")
_RESET = "UPDATE momentum.daily_engagement_scores SET final_score = 0 WHERE score_date = %s"
#: Events of the first users, one of each at a time, and the bell.
ANNOUNCE: LiteralString = """
    INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
    SELECT
        bench.user_id(u),
        'momentum_score_updated',
        jsonb_build_object(
            'event_type', 'momentum_score_updated',
            'user_id', bench.user_id(u),
            'score_date', current_date - n %% 200,
            'momentum_state', 'Rising',
            'final_score', n / 100.0,
            'previous_state', 'Steady',
            'state_changed', true,
            'timestamp', now()
        )
    FROM generate_series(1, %s) AS n
    CROSS JOIN generate_series(0, %s - 1) AS u
    ORDER BY n, u
"""


def build(connection: psycopg.Connection, size: Size) -> None:
    """Install, and make users who have had a score on each day for a month; the last one is 0."""
    users = size.of(USERS, 100)
    add_users(connection, Size(users / 100_000), DAY - timedelta(_DAYS))
    for number in range(_DAYS):
        connection.execute("SELECT bench.add_scores(%s)", (DAY - timedelta(number),))
    connection.execute(_RESET, (DAY,))
    settle(connection)


def reset(database: Database) -> None:
    """Make the last score of all users 0 again, and tell nobody."""
    with database.connection.transaction():
        database.connection.execute("SET LOCAL session_replication_role = replica")
        database.connection.execute(_RESET, (DAY,))


def percentile(values: Sequence[float], share: int) -> float:
    """Return what so many of 100 keep to."""
    return quantiles(values, n=100, method="inclusive")[share - 1]


class Program:
    """A server in a process of its own, which says where it listens."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = [*command, "--port", str(_free_port())]
        self._environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment}
        self.start()

    def start(self) -> None:
        """Start it, at the same place each time."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if "http" not in said:
            raise RuntimeError(f"{self._command} does not start")
        self.url = said.split()[-1]

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def memory(self) -> int:
        """Bytes of memory that it has."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    @property
    def seconds(self) -> float:
        """Seconds that it has computed."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)


def _free_port() -> int:
    """Return a port that no connection of a client gets by chance, while its server is away."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


class Clients:
    """The load generator; what it may be asked for is in bench.gateway_clients."""

    def __init__(self, url: str) -> None:
        from bench import gateway_clients

        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=gateway_clients.main, args=(theirs, url))
        self._process.start()
        theirs.close()

    def begin(self, name: str, **arguments: Any) -> None:
        """Ask it to do something."""
        self._pipe.send((name, arguments))

    def end(self) -> Any:
        """Return what it answers; raises RuntimeError where that did not work."""
        answer = self._pipe.recv()
        if isinstance(answer, RuntimeError):
            raise answer
        return answer

    def ask(self, name: str, **arguments: Any) -> Any:
        """Ask it to do something, and return what it answers."""
        self.begin(name, **arguments)
        return self.end()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()


@contextmanager
def running(program: Program) -> Iterator[Clients]:
    """Yield a crowd without clients before a program, and end both."""
    clients = Clients(program.url)
    try:
        yield clients
    finally:
        clients.close()
        program.kill()


def require() -> None:
    """Raise where the packages of the gateway, or the one that makes the load, are missing."""
    for name in _EXTRA:
        if importlib.util.find_spec(name) is None:
            raise NotAvailableError(f"no package {name}")


def start(database: Database) -> Program:
    """Start a gateway."""
    from bench.gateway_visits import SECRET

    return Program(
        [sys.executable, "-m", "pgmomentum", "gateway"],
        {"PGMOMENTUM_DATABASE_URL": database.dsn, "PGMOMENTUM_JWT_SECRET": SECRET},
    )


@contextmanager
def database(bench: Bench) -> Iterator[Database]:
    """Yield a database with users and scores, where writing is as the engine does it."""
    require()
    with bench.database(build) as made:
        made.row("SELECT momentum.cleanup_realtime_events()")
        realtime.prepare(made)
        realtime.choose(made, "doorbell")
        yield made


def announce(database: Database, users: int, each: int) -> None:
    """Commit events of so many users, and ring once."""
    with database.connection.transaction():
        database.connection.execute(ANNOUNCE, (each, users))
        database.connection.execute("SELECT pg_notify('realtime_events', '')")


def update(
    database: Database, first: int, users: int, writers: int, *options: str
) -> dict[tuple[int, int], Call]:
    """Update scores of users, each in its turn; return the calls by user and hundredths."""
    _, calls = database.pgbench_calls(
        "gateway_updates.sql",
        f"--client={writers}",
        *options,
        variables={"turn": -1, "clients": writers, "first": first, "users": users, "day": DAY},
    )
    turns = [count() for _ in range(writers)]
    made = {}
    for call in calls:
        number = next(turns[call.client]) * writers + call.client
        made[first + number % users, 1 + number // users] = call
    return made

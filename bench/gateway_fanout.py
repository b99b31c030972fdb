"""Events that are committed, to 1,000 clients as fast as it goes, against the bare library.

The time of the gateway begins when the transaction with all the events has been committed, and
ends with the last message: giving out positions, reading the outbox and sending. The library alone
sends a text that is there already.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from statistics import median
from urllib.request import urlopen

from bench import gateway
from bench.database import Bench, Database
from bench.results import Result, take_turns

CLIENTS = 1_000
#: Events of each.
EACH = 100
LIMIT = 20_000


def received(clients: gateway.Clients, count: int, start: float) -> float:
    """Return the seconds until so many messages came; raise where they do not."""
    found = clients.ask("wait", count=count)
    seconds = time.perf_counter() - start
    clients.ask("forget")
    if found != count:
        raise RuntimeError(f"{found} messages instead of {count}")
    return seconds


def fan_out(clients: gateway.Clients, database: Database, users: int) -> float:
    """Commit events and return the seconds until all are delivered."""
    gateway.announce(database, users, EACH)
    return received(clients, users * EACH, time.perf_counter())


def send(clients: gateway.Clients, url: str, users: int) -> float:
    """Let the library send as much."""
    start = time.perf_counter()
    with urlopen(f"{url}/send?each={EACH}"):
        return received(clients, users * EACH, start)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    users = bench.size.of(CLIENTS, 20)
    with gateway.database(bench) as database:
        program = gateway.start(database)
        bare = gateway.Program([sys.executable, "-m", "bench.gateway_bare"], {})
        with gateway.running(program) as clients, gateway.running(bare) as others:
            for crowd in (clients, others):
                crowd.ask("join", first=0, count=users)
            turns = take_turns(
                bench.rounds,
                lambda: fan_out(clients, database, users),
                lambda: send(others, bare.url, users),
            )
    rate = users * EACH / median(turns.figures)
    yield Result(
        "gateway-fanout",
        rate,
        users * EACH / median(turns.baselines),
        "messages/s",
        1 / turns.ratio,
        f"at least {LIMIT:,}/s",
        rate >= LIMIT,
        "beside it, the bare library",
        used=LIMIT / rate,
    )

"""One client in a hundred reads nothing: what the others notice of it.

The users of these get half of all updates, so that they do fill up. Both times the same updates
are made; the first time, these clients read.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from bench import gateway
from bench.database import Bench
from bench.gateway_latency import CLIENTS, WRITERS, times
from bench.progress import say
from bench.results import Result

#: Updates a second, for the stalled ones and for the others.
RATE = 250
SECONDS = 40
LIMIT = 1.5


def measure(bench: Bench, users: int, stalled: int, *, reads: bool) -> tuple[list[float], int]:
    """Return the milliseconds to the other clients, and how many stalled ones are still there."""
    options = ("--rate={}", f"--time={SECONDS}")
    with gateway.database(bench) as database:
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("join", first=stalled, count=users - stalled)
            clients.ask("join" if reads else "stall", first=0, count=stalled)
            clients.ask("keep_scores")
            with ThreadPoolExecutor() as pool:
                theirs = pool.submit(gateway.update, database, 0, stalled, WRITERS // 2, *options)
                sent = gateway.update(database, stalled, users - stalled, WRITERS // 2, *options)
                due = len(sent) + (len(theirs.result()) if reads else 0)
            clients.ask("wait", count=due)
            received = clients.ask("forget")
    return times(sent, [each for each in received if each.user >= stalled])


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""

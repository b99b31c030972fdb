"""2,000 clients come back at once, each having missed 100 events."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

from bench import gateway
from bench.database import Bench
from bench.results import Result

CLIENTS = 2_000
MISSED = 100


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    count = bench.size.of(CLIENTS, 50)
    with gateway.database(bench) as database:
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("join", first=0, count=count)
            clients.ask("keep_scores")
            clients.ask("leave", for_good=False)
            gateway.announce(database, count, MISSED)
            while database.row("SELECT EXISTS (SELECT FROM momentum.realtime_inbox)") == (True,):
                time.sleep(0.1)
            start = time.perf_counter()
            arrivals, unrecovered = clients.ask("return_at_once")
            seconds = time.perf_counter() - start
            received = Counter((each.user, each.score) for each in clients.ask("forget"))
    due = {(user, score) for user in range(count) for score in range(1, MISSED + 1)}
    lost = len(due - received.keys())
    more = received.total() - len(received) + len(received.keys() - due)
    joined = [each.joined for each in arrivals]
    yield Result(
        "gateway-reconnect",
        seconds,
        None,
        "s",
        None,
        "all recovered, 0 lost",
        not (unrecovered or lost or more),
        f"{count - unrecovered:,} of {count:,} clients recovered, {lost} events lost,"
        f" {more} too many; half of them are there after {median(joined):.3g} s",
    )

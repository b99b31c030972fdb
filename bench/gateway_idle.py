"""5,000 clients that nothing happens to: the memory that each takes in the gateway."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench import gateway
from bench.database import Bench
from bench.results import Result

CLIENTS = 5_000
#: Clients that are there before it counts: what is loaded for the first is there for all.
FIRST = 50
#: Seconds that they are held before the memory is looked at.
HELD = 10
#: KiB.
LIMIT = 40


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    count = bench.size.of(CLIENTS, 2 * FIRST) - FIRST
    with gateway.database(bench) as database:
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("join", first=0, count=FIRST)
            before = program.memory
            clients.ask("join", first=FIRST, count=count)
            time.sleep(bench.size.of(HELD, 1))
            after = program.memory
            gateway.announce(database, FIRST + count, 1)
            found = clients.ask("wait", count=FIRST + count)
    if found != FIRST + count:
        raise RuntimeError(f"{found} of {FIRST + count} clients are there")
    each = (after - before) / 1024 / count
    yield Result(
        "gateway-idle",
        each,
        None,
        "KiB/client",
        None,
        f"at most {LIMIT} KiB",
        each <= LIMIT,
        f"{FIRST + count:,} clients, {after / 2**20:,.0f} MiB in all",
        used=each / LIMIT,
    )

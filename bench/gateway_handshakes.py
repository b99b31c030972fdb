"""Clients that connect with a token and go again: from connecting until they have their state.

As fast as 32 at a time can, and at 100 a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench import gateway, plans
from bench.database import Bench
from bench.results import Result

SECONDS = 10
LEAST = 500
RATE = 100
#: Milliseconds.
LIMIT = 100
STATE = "SELECT momentum.get_dashboard(bench.user_id(%s))"


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    users, seconds = bench.size.of(gateway.USERS, 100), bench.size.of(SECONDS, 1)
    with gateway.database(bench) as database:
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("visit", users=users, seconds=1, rate=None)
            before = program.seconds
            arrivals = clients.ask("visit", users=users, seconds=seconds, rate=None)
            busy = (program.seconds - before) / seconds
            rate = len(arrivals) / seconds
            yield Result(
                "gateway-handshakes",
                rate,
                None,
                "clients/s",
                None,
                f"at least {LEAST}/s",
                rate >= LEAST,
                f"the gateway computes {busy:.0%} of the time",
                used=LEAST / rate,
            )
            arrivals = clients.ask("visit", users=users, seconds=seconds, rate=RATE)
        state = plans.take(database, "get_dashboard", STATE, (0,), warm_up=(0,))
    p95 = gateway.percentile([1000 * each.joined for each in arrivals], 95)
    opened = [1000 * each.opened for each in arrivals]
    yield Result(
        f"gateway-handshakes {RATE}/s",
        p95,
        None,
        "ms",
        None,
        f"p95 at most {LIMIT} ms",
        p95 <= LIMIT,
        f"p50 {median(1000 * each.joined for each in arrivals):.3g} ms;"
        f" p95 of the answer alone {gateway.percentile(opened, 95):.3g} ms",
        used=p95 / LIMIT,
        plans=state,
    )

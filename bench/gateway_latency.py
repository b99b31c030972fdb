"""Scores updated at 1,000 a second, each of another of 1,000 clients: from commit to client.

The time begins when the update is sent, which is also what commits it, and ends when the client
has read the message: more than from the commit alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from bench import gateway, realtime
from bench.database import Bench, Call
from bench.gateway_clients import Received
from bench.progress import say
from bench.results import Result, percentiles

CLIENTS = 1_000
WRITERS = 8
SECONDS = 20
#: Seconds at the beginning that do not count.
WARM_UP = 2
#: Share of the updates that have to be made, or it is not this load.
ENOUGH = 0.9
#: Milliseconds.
LIMIT = 20


def times(sent: Mapping[tuple[int, int], Call], received: list[Received]) -> list[float]:
    """Return the milliseconds from each update to its client; raise where one is missing."""
    arrived = {(user, score): at for user, score, at in received}
    if len(received) != len(sent) or arrived.keys() != sent.keys():
        raise RuntimeError(f"{len(sent)} updates, {len(received)} messages")
    start = min(call.sent for call in sent.values()) + WARM_UP
    return [1000 * (arrived[key] - call.sent) for key, call in sent.items() if call.sent >= start]


def measure(bench: Bench, mode: str) -> Result:
    """Measure in a notify mode."""
    users, seconds = bench.size.of(CLIENTS, 20), bench.size.of(SECONDS, WARM_UP + 1)
    with gateway.database(bench) as database:
        realtime.choose(database, mode)
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("join", first=0, count=users)
            clients.ask("keep_scores")
            before = program.seconds
            sent = gateway.update(
                database, 0, users, WRITERS, f"--rate={users}", f"--time={seconds}"
            )
            busy = (program.seconds - before) / seconds
            clients.ask("wait", count=len(sent))
            found = times(sent, clients.ask("forget"))
    p99, rate = gateway.percentile(found, 99), len(sent) / seconds
    say(f"  {mode}: p50 {median(found):.3g} ms, p99 {p99:.3g} ms, at most {max(found):.3g} ms")
    return Result(
        f"gateway-latency {mode}",
        p99,
        None,
        "ms",
        None,
        f"p99 at most {LIMIT} ms",
        p99 <= LIMIT and rate >= ENOUGH * users,
        f"p50 {median(found):.3g} ms, at most {max(found):.3g} ms; {rate:,.0f} updates/s,"
        f" the gateway computes {busy:.0%} of the time",
        used=p99 / LIMIT,
        percentiles=percentiles(found),
    )


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    for mode in ("doorbell", "deferred"):
        yield measure(bench, mode)

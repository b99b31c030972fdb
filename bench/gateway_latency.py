"""Scores updated at 1,000 a second, each of another of 1,000 clients: from commit to client.

The time begins when the update is sent, which is also what commits it, and ends when the client
has read the message: more than from the commit alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from bench import gateway
from bench.database import Bench, Call
from bench.gateway_clients import Received
from bench.progress import say
from bench.results import Result

CLIENTS = 1_000
WRITERS = 8
SECONDS = 20
#: Seconds at the beginning that do not count.
WARM_UP = 2
#: Milliseconds.
LIMIT = 20


def times(sent: Mapping[tuple[int, int], Call], received: list[Received]) -> list[float]:
    """Return the milliseconds from each update to its client; raise where one is missing."""
    arrived = {(user, score): at for user, score, at in received}
    if len(received) != len(sent) or arrived.keys() != sent.keys():
        raise RuntimeError(f"{len(sent)} updates, {len(received)} messages")
    start = min(call.sent for call in sent.values()) + WARM_UP
    return [1000 * (arrived[key] - call.sent) for key, call in sent.items() if call.sent >= start]


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    users = bench.size.of(CLIENTS, 20)
    with gateway.database(bench) as database:
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("join", first=0, count=users)
            clients.ask("keep_scores")
            before = program.seconds
            sent = gateway.update(
                database, 0, users, WRITERS, f"--rate={users}", f"--time={SECONDS}"
            )
            busy = (program.seconds - before) / SECONDS
            clients.ask("wait", count=len(sent))
            found = times(sent, clients.ask("forget"))
    p99 = gateway.percentile(found, 99)
    say(f"  p50 {median(found):.3g} ms, p99 {p99:.3g} ms, at most {max(found):.3g} ms")
    yield Result(
        "gateway-latency",
        p99,
        None,
        "ms",
        None,
        f"p99 at most {LIMIT} ms",
        p99 <= LIMIT,
        f"p50 {median(found):.3g} ms, at most {max(found):.3g} ms;"
        f" {len(sent) / SECONDS:,.0f} updates/s, the gateway computes {busy:.0%} of the time",
    )

"""One client in a hundred reads nothing: what the others notice of it.

The users of these get half of 1,000 updates a second, so that they do fill up. Both times the same
updates are made; the first time, these clients read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

from bench import gateway
from bench.database import Bench
from bench.gateway_latency import CLIENTS, WARM_UP, WRITERS, times
from bench.progress import say
from bench.results import Result

#: Long enough for a client that does not read to be sent away.
SECONDS = 40
LIMIT = 1.5
#: The close code of those who are too slow.
TOO_SLOW = 4508


def closed(url: str) -> int:
    """Return how many clients were sent away as too slow."""
    with urlopen(f"{url}/metrics") as answer:
        found = re.search(rf'closed_total{{code="{TOO_SLOW}"}} (\d+)', answer.read().decode())
    return int(found[1]) if found else 0


def measure(bench: Bench, users: int, stalled: int, *, reads: bool) -> tuple[float, int]:
    """Return the others' 99th percentile in milliseconds, and how many were sent away."""
    pace = (f"--rate={users / 2}", f"--time={bench.size.of(SECONDS, WARM_UP + 1)}")
    with gateway.database(bench) as database, ThreadPoolExecutor() as pool:
        program = gateway.start(database)
        with gateway.running(program) as clients:
            clients.ask("join", first=stalled, count=users - stalled)
            clients.ask("join" if reads else "stall", first=0, count=stalled)
            clients.ask("keep_scores")
            theirs = pool.submit(gateway.update, database, 0, stalled, max(stalled // 2, 1), *pace)
            sent = gateway.update(database, stalled, users - stalled, WRITERS // 2, *pace)
            clients.ask("wait", count=len(sent) + (len(theirs.result()) if reads else 0))
            others = [each for each in clients.ask("forget") if each.user >= stalled]
            p99 = gateway.percentile(times(sent, others), 99)
            say(f"  p99 {p99:.3g} ms, {closed(program.url)} sent away")
            return p99, closed(program.url)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    users = bench.size.of(CLIENTS, 50)
    stalled = max(users // 100, 1)
    (before, _), (after, sent_away) = (
        measure(bench, users, stalled, reads=reads) for reads in (True, False)
    )
    yield Result(
        "gateway-stalled",
        after,
        before,
        "ms",
        after / before,
        f"p99 at most {LIMIT} x",
        after / before <= LIMIT,
        f"{sent_away} of {stalled} that do not read were sent away",
        used=after / before / LIMIT,
    )

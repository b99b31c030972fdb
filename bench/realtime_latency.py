"""From a commit to a plain listener, one update at a time, beside a bare NOTIFY.

The time is that from sending COMMIT to having read the message: of the score, and the last one of
the cache keys.
"""

import json
import time
from collections.abc import Iterator, Sequence
from statistics import median, quantiles

import psycopg
from psycopg import sql

from bench import day, realtime
from bench.database import Bench, Database
from bench.dataset import DAY
from bench.progress import say
from bench.results import Result

CACHE = "cache_invalidation"
CACHE_KEYS = 4
#: Milliseconds.
LIMIT = 10
UPDATE = """
    UPDATE momentum.daily_engagement_scores SET final_score = %s
    WHERE user_id = %s AND score_date = %s
"""


def percentile_99(milliseconds: Sequence[float]) -> float:
    """Return the time that 99 of 100 keep to."""
    return quantiles(milliseconds, n=100, method="inclusive")[98]


def commit(
    database: Database, listener: psycopg.Connection, channels: Sequence[str]
) -> dict[str, float]:
    """Commit, wait for a message on each of the channels; return milliseconds of the last of each.

    Raises RuntimeError where they have not come within ten seconds, or one comes twice.
    """
    waiting = list(channels)
    found: dict[str, float] = {}
    start = time.perf_counter()
    database.connection.execute("COMMIT")
    for message in listener.notifies(timeout=10):
        if message.channel not in waiting:
            raise RuntimeError(f"a message too many on {message.channel}")
        waiting.remove(message.channel)
        found[message.channel] = 1000 * (time.perf_counter() - start)
        if not waiting:
            return found
    raise RuntimeError(f"no message on {waiting}")


def result(name: str, times: Sequence[float], bare: Sequence[float]) -> Result:
    """Return the line for one kind of message."""
    found, least = percentile_99(times), percentile_99(bare)
    say(f"  {name}: p50 {median(times):.3g} ms, p99 {found:.3g} ms, bare {least:.3g} ms")
    return Result(
        f"realtime-latency {name}",
        found,
        least,
        "ms",
        None,
        f"p99 at most {LIMIT} ms",
        found <= LIMIT,
        f"p50 {median(times):.3g} ms, of a bare NOTIFY {median(bare):.3g} ms",
        used=found / LIMIT,
    )


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    updates = bench.size.of(2_000, 50)
    scores, caches, bare = [], [], []
    with (
        bench.database() as database,
        psycopg.connect(database.dsn, autocommit=True) as listener,
    ):
        database.connection.execute(day.CALCULATE, (DAY,))
        realtime.prepare(database)
        (user_id,) = database.row("SELECT user_id FROM bench.people ORDER BY number LIMIT 1")
        channel = f"momentum_updates:{user_id}"
        for name in (channel, CACHE):
            listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
        payload = json.dumps({"user_id": str(user_id), "note": 200 * "."})
        for number in range(updates):
            database.connection.execute("BEGIN")
            database.connection.execute(UPDATE, (number % 10_000 / 100, user_id, DAY))
            found = commit(database, listener, [channel, *[CACHE] * CACHE_KEYS])
            scores.append(found[channel])
            caches.append(found[CACHE])
            database.connection.execute("BEGIN")
            database.connection.execute("SELECT pg_notify(%s, %s)", (channel, payload))
            bare.append(commit(database, listener, [channel])[channel])
        yield result("score", scores, bare)
        yield result("cache", caches, bare)

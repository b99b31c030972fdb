"""The load script: calculate_score at a given number of calls a second, on eight connections.

A call begins when it is due, and waits where no connection is free: that counts. Under
`notify_mode` `channels`, the default, whose messages let one transaction commit at a time, and
under `deferred`. The run fails where the 95th percentile of the latter lies above the limit, unless
there were too few users for each call to score one without a row: a second call writes nothing, and
is no measure of the first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from statistics import quantiles

from bench import realtime
from bench.database import CLIENTS, Bench, Call
from bench.dataset import DAY
from bench.one_user import scored
from bench.progress import say
from bench.results import Result

#: Calls a second, and the limit of the 95th percentile in milliseconds.
LOADS = {100: 400, 1_000: 20}
MODES = ("channels", "deferred")
SECONDS = 20


def percentile_95(milliseconds: Sequence[float]) -> float:
    """Return the time that 95 of 100 calls keep to."""
    return quantiles(milliseconds, n=100, method="inclusive")[94]


def run(bench: Bench) -> Iterator[Result]:
    """Measure; each call scores another user, who has no row yet."""
    with bench.database() as database:
        variables = {"n": -1, "users": bench.size.users, "day": DAY}
        database.pgbench("calculate_score.sql", "--transactions=20", variables=variables)
        for (rate, limit), mode in product(LOADS.items(), MODES):
            realtime.choose(database, mode)
            realtime.forget(database)
            _, calls = database.pgbench_calls(
                "calculate_score.sql",
                f"--rate={rate}",
                f"--time={bench.size.of(SECONDS, 5)}",
                variables=variables,
            )
            yield result(rate, mode, limit, calls, scored(database), bench.size.users)


def result(
    rate: int, mode: str, limit: float, calls: Sequence[Call], rows: int, users: int
) -> Result:
    """Hold the calls against the limit; raise where one that had to store a row did not."""
    found = percentile_95([call.milliseconds for call in calls])
    say(f"  {len(calls)} calls, 95 % within {found:.2f} ms")
    # each client takes every eighth user, and begins anew when there is none left
    is_judged = max(Counter(call.client for call in calls).values()) * CLIENTS <= users
    if is_judged and rows != len(calls):
        raise RuntimeError(f"{rows} of {len(calls)} calls left a row")
    return Result(
        f"latency at {rate}/s {mode}",
        found,
        None,
        "ms",
        None,
        f"p95 below {limit:g} ms",
        found < limit if is_judged else None,
        "" if is_judged else "not judged at this scale",
        is_judged and mode == "deferred",
        found / limit,
    )

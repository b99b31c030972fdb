"""calculate_scores of a day for the second time, against the first: nothing is written."""

import time
from collections.abc import Iterator
from dataclasses import replace

from bench.database import Bench
from bench.dataset import DAY
from bench.day import CALCULATE, calculate
from bench.progress import say
from bench.results import Result, Turns


def run(bench: Bench) -> Iterator[Result]:
    """Measure; each round scores the day afresh, and then again."""
    turns = Turns([], [])
    written = 0
    with bench.database() as database:
        calculate(database)
        for _ in range(bench.rounds):
            turns.baselines.append(calculate(database))
            start = time.perf_counter()
            inserted, updated, _ = database.row(CALCULATE, (DAY,))
            turns.figures.append(time.perf_counter() - start)
            written += inserted + updated
            say(f"  {turns.figures[-1]:.4g} s against {turns.baselines[-1]:.4g} s")
    result = turns.takes_at_most("day-again", 0.8)
    yield replace(
        result,
        target=f"{result.target}, 0 rows written",
        met=result.met and written == 0,
        note=f"{written} rows written",
    )

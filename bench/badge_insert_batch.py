"""Activities of today inserted a thousand at a time, with ten badges, against bare inserts."""

from collections.abc import Iterator
from dataclasses import replace

from bench import badges, plans
from bench.arrivals import BATCH, INSERT, forget, insert, insert_bare, prepare
from bench.database import Bench
from bench.dataset import NOW
from bench.results import Result, take_turns


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    batches = bench.size.of(100, 2)
    with bench.database(badges.build) as database:
        values = {"batch": BATCH, "activities": batches * BATCH, "now": NOW}
        prepare(database, badges.ARRIVALS, values)
        turns = take_turns(
            bench.rounds,
            lambda: badges.evaluated(database, lambda: insert(database, batches)),
            lambda: insert_bare(database, batches),
        )
        forget(database)
        yield replace(
            turns.takes_at_most("badge-insert-batch", 2.5),
            plans=plans.take(database, "INSERT of activities", INSERT, (0,)),
        )

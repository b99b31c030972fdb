"""Activities of today inserted a thousand at a time, with ten badges, against bare inserts."""

from collections.abc import Iterator

from bench import badges
from bench.arrivals import BATCH, insert, insert_bare, prepare
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
        yield turns.takes_at_most("badge-insert-batch", 2.5)

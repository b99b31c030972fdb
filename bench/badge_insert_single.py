"""Activities of today inserted one by one on eight connections, with ten badges, against bare."""

from collections.abc import Iterator

from bench import badges
from bench.arrivals import BATCH, forget, prepare
from bench.database import CLIENTS, Bench, Database
from bench.dataset import NOW
from bench.results import Result, take_turns


def insert(database: Database, activities: int) -> float:
    """Insert all arrivals, a statement and a transaction for each; return the seconds."""
    forget(database)
    seconds, _ = database.pgbench(
        "badge_insert_single.sql",
        f"--transactions={activities // CLIENTS}",
        variables={"n": -1},
    )
    return seconds


def insert_bare(database: Database, activities: int) -> float:
    """Do the same without our triggers."""
    with database.bare("activities"):
        return insert(database, activities)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    activities = bench.size.of(20_000, CLIENTS * 100) // CLIENTS * CLIENTS
    with bench.database(badges.build) as database:
        values = {"batch": BATCH, "activities": activities, "now": NOW}
        prepare(database, badges.ARRIVALS, values)
        turns = take_turns(
            bench.rounds,
            lambda: badges.evaluated(database, lambda: insert(database, activities)),
            lambda: insert_bare(database, activities),
        )
        yield turns.takes_at_most("badge-insert-single", 4)

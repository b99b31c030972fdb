"""Events of today inserted one at a time on eight connections, live scoring on against off."""

from collections.abc import Iterator

from bench import live
from bench.database import CLIENTS, Bench, Database
from bench.dataset import TODAY
from bench.results import Result, take_turns


def insert(database: Database, events: int) -> float:
    """Insert events of random users and return the seconds."""
    seconds, _ = database.pgbench(
        "ingest_single.sql",
        f"--transactions={events // CLIENTS}",
        "--random-seed=1",
        variables={"users": database.size.users, "today": TODAY},
    )
    return seconds


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    events = bench.size.of(20_000, CLIENTS * 10) // CLIENTS * CLIENTS
    with bench.database() as database:
        live.require(database)
        turns = take_turns(
            bench.rounds,
            lambda: live.measure(database, "on", lambda: insert(database, events)),
            lambda: live.measure(database, "off", lambda: insert(database, events)),
        )
        yield turns.achieves_at_least("ingest-single", 0.4, "events/s", events)

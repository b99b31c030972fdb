"""evaluate_streak of a two-year streak, against a bare probe of the index for each of its weeks.

The user has 10,000 activities. The loop of probes runs in the same session, its plan is kept, too.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

from bench import activities, plans
from bench.database import Bench, Database
from bench.dataset import NOW
from bench.results import Result, take_turns

WEEKS = 104
USER_ID = "00000000-0000-0000-0000-00000000beef"
EVALUATE = "SELECT bench.evaluate_often(%s, %s)"
PROBE = "SELECT bench.probe_often(%s, date_trunc('week', %s::timestamptz, 'UTC'), %s, %s)"
#: Scans of the index that is to be used, and the entries that they read, in this session.
READS: LiteralString = """
    SELECT pg_stat_get_xact_numscans(i.id), pg_stat_get_xact_tuples_returned(i.id)
    FROM to_regclass('momentum.activities_user_id_completed_at_idx') AS i (id)
"""


def add_user(database: Database) -> None:
    """Add the user with the streak, and the functions that measure."""
    database.connection.execute((Path(__file__).parent / "streak_one.sql").read_bytes())
    database.connection.execute("SELECT bench.add_regular(%s, %s)", (USER_ID, NOW))
    database.connection.execute("VACUUM ANALYZE momentum.activities")


def check(database: Database) -> None:
    """Raise where the two do not find the same streak."""
    for query, parameters in (EVALUATE, (USER_ID, 1)), (PROBE, (USER_ID, NOW, WEEKS, 1)):
        (found,) = database.row(query, parameters)
        if found != WEEKS:
            raise RuntimeError(f"{found} weeks instead of {WEEKS}")


def reads(database: Database) -> str:
    """Return how often a call scans the index, and how many entries it reads."""
    with database.connection.transaction():
        scans, entries = database.row(READS)
        database.row(EVALUATE, (USER_ID, 1))
        scans_after, entries_after = database.row(READS)
    return f"{scans_after - scans} scans of the index read {entries_after - entries:,} entries"


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    calls = bench.size.of(1_000, 50)
    with bench.database(activities.build) as database:
        add_user(database)
        check(database)
        note = reads(database)
        turns = take_turns(
            bench.rounds,
            lambda: database.timed(EVALUATE, (USER_ID, calls)) / calls,
            lambda: database.timed(PROBE, (USER_ID, NOW, WEEKS, calls)) / calls,
        )
        yield replace(
            turns.takes_at_most("streak-one", 3),
            note=note,
            plans=plans.take(
                database, "evaluate_streak", EVALUATE, (USER_ID, 1), warm_up=(USER_ID, 1)
            ),
        )

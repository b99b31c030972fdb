"""calculate_scores of a day that has twelve times the history, against one that has it once.

A year of events and of score rows before the day, against thirty days: what is not read must not
cost.
"""

from collections.abc import Iterator

from bench.database import Bench, Database
from bench.dataset import HISTORY_DAYS, LONG_HISTORY_DAYS, add_history, settle
from bench.day import score
from bench.results import Result, take_turns


def calculate(database: Database) -> float:
    """Score the day in a transaction that is rolled back, and return the seconds.

    Not forgotten afterwards, as elsewhere: a VACUUM reads all of the history's indexes.
    """
    with database.connection.transaction(force_rollback=True):
        return score(database)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database() as short, bench.database() as long:
        add_history(long.connection, bench.size, LONG_HISTORY_DAYS, HISTORY_DAYS + 1)
        settle(long.connection)
        turns = take_turns(bench.rounds, lambda: calculate(long), lambda: calculate(short))
        yield turns.takes_at_most("day-12x", 1.15)

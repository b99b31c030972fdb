"""How the time grows with the users, from 10,000 to 1,000,000: its exponent, 1 where it is linear.

Of calculate_scores of a day of which no row is stored, of evaluate_milestones where all that is
reached is recorded, and of evaluate_streaks by week. A user has 5 events on the day, a row on each
of the 7 days before it, and 10 activities in three years. The exponent is that of the line by least
squares through the logarithms; the time of the most users is measured once, the others are the
median of the rounds.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from math import log
from pathlib import Path
from statistics import linear_regression, median

import psycopg

from bench.activities import FIRST
from bench.database import Bench, Database
from bench.dataset import DAY, NOW, Size, add_users, make_partitions, settle
from bench.day_12x import calculate
from bench.progress import say
from bench.results import Point, Result
from bench.scenarios import MILESTONES, evaluate, record_all
from bench.streaks_everyone import evaluate as evaluate_streaks

USERS = (10_000, 100_000, 1_000_000)
EVENTS, ROWS, ACTIVITIES = 5, 7, 10
LIMIT = 1.1
MEASURES: dict[str, Callable[[Database], float]] = {
    "day": calculate,
    "milestones": lambda database: evaluate(database, MILESTONES),
    "streaks": evaluate_streaks,
}


def build(connection: psycopg.Connection, size: Size) -> None:
    """Make users who have little each."""
    add_users(connection, size, FIRST)
    connection.execute("SET work_mem = '256MB'")
    make_partitions(connection)
    for number in range(ROWS, 0, -1):
        connection.execute("SELECT bench.add_scores(%s)", (DAY - timedelta(number),))
    connection.execute("SELECT bench.add_events(%s, %s)", (DAY, EVENTS * size.users))
    connection.execute((Path(__file__).parent / "activities.sql").read_bytes())
    connection.execute("SELECT bench.add_memberships(%s)", (FIRST,))
    connection.execute(
        "SELECT bench.add_activities(%s, %s, %s)",
        (f"{FIRST} 00:00+00", NOW, ACTIVITIES * size.users),
    )
    connection.execute("SELECT bench.summarize()")
    settle(connection)
    connection.execute("RESET work_mem")


def spilled(database: Database) -> int:
    """Return how many bytes were written to temporary files until now."""
    database.connection.execute("SELECT pg_stat_force_next_flush()")
    (size,) = database.row(
        "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()"
    )
    return int(size)


def point(
    database: Database, name: str, measure: Callable[[Database], float], rounds: int
) -> Point:
    """Measure so often, and return what it takes."""
    before = spilled(database)
    seconds = median(measure(database) for _ in range(rounds))
    found = Point(database.size.users, seconds, (spilled(database) - before) // rounds)
    say(f"  {name}: {seconds:.4g} s, {found.spilled / 2**20:,.0f} MiB of temporary files")
    return found


def exponent(points: Sequence[Point]) -> float:
    """Return the slope of the line through the logarithms of users and seconds."""
    return linear_regression(
        [log(each.users) for each in points], [log(each.seconds) for each in points]
    ).slope


def result(name: str, points: Sequence[Point]) -> Result:
    """Hold the exponent against the limit."""
    found = exponent(points)
    return Result(
        f"growth {name}",
        found,
        None,
        "",
        None,
        f"exponent at most {LIMIT:g}",
        found <= LIMIT,
        "; ".join(
            f"{each.users:,} users: {each.seconds:.3g} s, {each.users / each.seconds:,.0f} users/s"
            + (f", {each.spilled / 2**20:,.0f} MiB of temporary files" if each.spilled else "")
            for each in points
        ),
        used=found / LIMIT,
        growth=tuple(points),
    )


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    points: dict[str, list[Point]] = {name: [] for name in MEASURES}
    for full in USERS:
        size = Size(full * bench.size.scale / 100_000)
        with bench.fresh(build, size) as database:
            record_all(database, MILESTONES)
            for name, measure in MEASURES.items():
                rounds = 1 if full == USERS[-1] else bench.rounds
                points[name].append(point(database, name, measure, rounds))
    for name, found in points.items():
        yield result(name, found)

"""calculate_scores of a day, against the least that reading and writing it costs.

That is the sum of three statements: the day's events aggregated by user and type, thirty days of
history aggregated by user, and the finished rows inserted from a table that holds them. They get
the memory that calculate_scores takes for itself; the insert fires no trigger of ours.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench import plans
from bench.database import Bench, Database
from bench.dataset import DAY, HISTORY_DAYS
from bench.results import Result, take_turns

CALCULATE = "SELECT inserted, updated, unchanged FROM momentum.calculate_scores(%s)"
SCAN = """
    SELECT count(*), sum(a.events)
    FROM (
        SELECT e.user_id, e.event_type, count(*) AS events
        FROM momentum.momentum_events AS e
        WHERE
            e.event_ts >= %s::timestamp AT TIME ZONE 'UTC'
            AND e.event_ts < (%s + 1)::timestamp AT TIME ZONE 'UTC'
        GROUP BY e.user_id, e.event_type
    ) AS a
"""
READ = """
    SELECT count(*), sum(a.score)
    FROM (
        SELECT h.user_id, sum(h.final_score) AS score
        FROM momentum.daily_engagement_scores AS h
        WHERE h.score_date >= %s - %s AND h.score_date < %s
        GROUP BY h.user_id
    ) AS a
"""
INSERT = "INSERT INTO momentum.daily_engagement_scores SELECT * FROM bench.prepared"


def score(database: Database) -> float:
    """Score the day and return the seconds; raise where not every user gets a row."""
    seconds, (inserted, *_) = database.timed_row(CALCULATE, (DAY,))
    if inserted != database.size.users:
        raise RuntimeError(f"{inserted} of {database.size.users} users got a row")
    return seconds


def prepare(database: Database) -> None:
    """Keep the rows of the day in bench.prepared, and forget that it was scored."""
    score(database)
    database.connection.execute(
        "CREATE TABLE bench.prepared AS"
        " SELECT * FROM momentum.daily_engagement_scores WHERE score_date = %s",
        (DAY,),
    )
    database.connection.execute("VACUUM ANALYZE bench.prepared")
    database.forget_from(DAY)


def calculate(database: Database) -> float:
    """Score the day, of which nothing is stored, and return the seconds."""
    database.forget_from(DAY)
    return score(database)


def least(database: Database) -> float:
    """Do the three statements and return their seconds."""
    database.forget_from(DAY)
    with database.bare("daily_engagement_scores"):
        database.connection.execute("SET work_mem = '128MB'")
        database.connection.execute("SET jit = off")
        seconds = (
            database.timed(SCAN, (DAY, DAY))
            + database.timed(READ, (DAY, HISTORY_DAYS, DAY))
            + database.timed(INSERT)
        )
        database.connection.execute("RESET work_mem")
        database.connection.execute("RESET jit")
    return seconds


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database() as database:
        prepare(database)
        turns = take_turns(bench.rounds, lambda: calculate(database), lambda: least(database))
        database.forget_from(DAY)
        yield replace(
            turns.takes_at_most("day", 1.5),
            plans=plans.take(database, "calculate_scores", CALCULATE, (DAY,)),
        )

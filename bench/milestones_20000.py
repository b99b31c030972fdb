"""evaluate_milestones where 20,000 fire, against 2.5 bare inserts and a run where none does.

The insert stores the same rows in the same order, and fires no trigger of ours.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench import activities
from bench.database import Bench, Database
from bench.progress import say
from bench.results import Result, take_turns
from bench.scenarios import MILESTONES, evaluate, record_all

INSERTS = 2.5
#: The rows that are due, in the order in which they are recorded.
DUE = """
    CREATE TABLE bench.due AS
    SELECT d.*
    FROM (
        SELECT n.*
        FROM momentum.scenario_notifications AS n
        ORDER BY md5(n.idempotency_key)
        LIMIT %s
    ) AS d
    ORDER BY d.user_id, d.milestone_value
"""
FORGET = """
    DELETE FROM momentum.scenario_notifications AS n
    USING bench.due AS d
    WHERE
        n.user_id = d.user_id
        AND n.milestone_year = d.milestone_year
        AND n.milestone_value = d.milestone_value
"""
INSERT = """
    INSERT INTO momentum.scenario_notifications (
        user_id, organisation_id, scenario_type, milestone_year, milestone_value, announced, payload
    )
    SELECT
        d.user_id, d.organisation_id, d.scenario_type, d.milestone_year, d.milestone_value,
        d.announced, d.payload
    FROM bench.due AS d
"""


def forget(database: Database) -> None:
    """Remove the rows that are due."""
    database.connection.execute(FORGET)
    database.connection.execute("VACUUM momentum.scenario_notifications")


def fire(database: Database, due: int) -> float:
    """Evaluate with so many due, and return the seconds."""
    forget(database)
    return evaluate(database, MILESTONES, fires=due)


def allowed(database: Database) -> float:
    """Insert the rows, evaluate with nothing due, and return the seconds that firing may take."""
    forget(database)
    with database.bare("scenario_notifications"):
        insert = database.timed(INSERT)
    database.connection.execute("VACUUM momentum.scenario_notifications")
    none = evaluate(database, MILESTONES)
    say(f"  insert {insert:.4g} s, none fires {none:.4g} s")
    return INSERTS * insert + none


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database(activities.build) as database:
        record_all(database, MILESTONES)
        due = bench.size.of(20_000, 1)
        database.connection.execute(DUE, (due,))
        database.connection.execute("VACUUM ANALYZE bench.due")
        (kept,) = database.row("SELECT count(*) FROM bench.due")
        if kept != due:
            raise RuntimeError(f"{kept} were recorded, {due} are to fire")
        turns = take_turns(bench.rounds, lambda: fire(database, due), lambda: allowed(database))
        yield replace(turns.takes_at_most("milestones-20000", 1), note=f"{due:,} fired")

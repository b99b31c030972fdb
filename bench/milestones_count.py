"""evaluate_milestones without a summary, against a bare count of the year's activities."""

from collections.abc import Iterator

from bench import activities
from bench.database import Bench
from bench.dataset import DAY, NOW
from bench.results import Result, take_turns
from bench.scenarios import MILESTONES, evaluate, read, record_all

COUNT = """
    SELECT count(*), max(c.sessions)
    FROM (
        SELECT a.user_id, count(*) AS sessions
        FROM momentum.activities AS a
        WHERE
            a.completed_at >= %s
            AND a.completed_at <= %s
            AND a.deleted_at IS NULL
        GROUP BY a.user_id
    ) AS c
"""


def run(bench: Bench) -> Iterator[Result]:
    """Measure; all that the count reaches is recorded before."""
    with bench.database(activities.build) as database:
        record_all(database, MILESTONES)
        database.connection.execute("TRUNCATE momentum.annual_summary")
        database.connection.execute("VACUUM ANALYZE momentum.annual_summary")
        turns = take_turns(
            bench.rounds,
            lambda: evaluate(database, MILESTONES),
            lambda: read(database, COUNT, (f"{DAY.year}-01-01 00:00+00", NOW)),
        )
        yield turns.takes_at_most("milestones-count", 1.3)

"""evaluate_inactivity, against the cheaper way to find each user's last activity.

The second run in a window: all are reminded, and nothing is recorded.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench import activities, plans
from bench.database import Bench
from bench.results import Result, take_turns
from bench.scenarios import INACTIVITY, evaluate, read, record_all

#: How the last activity of each user can be found.
WAYS = {
    "maximum of annual_summary": """
        SELECT count(*), min(u.last_at)
        FROM (
            SELECT s.user_id, max(s.last_activity_at) AS last_at
            FROM momentum.annual_summary AS s
            GROUP BY s.user_id
        ) AS u
    """,
    "a probe of activities for each user": """
        SELECT count(*), min(a.last_at)
        FROM momentum._users AS u
        CROSS JOIN LATERAL (
            SELECT d.completed_at AS last_at
            FROM momentum.activities AS d
            WHERE d.user_id = u.id AND d.deleted_at IS NULL
            ORDER BY d.completed_at DESC
            LIMIT 1
        ) AS a
    """,
}


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    with bench.database(activities.build) as database:
        fired = record_all(database, INACTIVITY)
        # The first time warms caches up.
        seconds = [{way: read(database, WAYS[way]) for way in WAYS} for _ in range(2)][1]
        way = min(seconds, key=seconds.__getitem__)
        turns = take_turns(
            bench.rounds, lambda: evaluate(database, INACTIVITY), lambda: read(database, WAYS[way])
        )
        yield replace(
            turns.takes_at_most("inactivity", 1.5),
            note=f"baseline: {way}; {fired:,} fired in the first run",
            plans=plans.take(database, "evaluate_inactivity", INACTIVITY),
        )

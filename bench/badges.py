"""The data of the benchmarks of badges: ten for each organisation, all that is earned awarded."""

from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import psycopg

from bench import activities
from bench.database import Database
from bench.dataset import Size, settle
from bench.progress import say

#: Activities of the last twelve hours. Who does much comes often.
ARRIVALS: LiteralString = """
    CREATE TABLE bench.arrivals AS
    SELECT
        (row_number() OVER () - 1)::integer AS number,
        ((row_number() OVER () - 1) / %(batch)s)::integer AS batch,
        gen_random_uuid() AS id,
        drawn.*
    FROM (
        SELECT
            p.user_id,
            p.organisations[1 + floor(random() * cardinality(p.organisations))::integer]
            AS organisation_id,
            (ARRAY['session', 'lesson', 'call', 'visit'])[1 + floor(random() * 4)::integer]
            AS activity_type,
            %(now)s::timestamptz - random() * interval '12 hours' AS completed_at
        FROM (
            SELECT e.user_id, e.share, array_agg(m.organisation_id) AS organisations
            FROM bench.people AS e
            JOIN momentum.memberships AS m ON m.user_id = e.user_id
            GROUP BY e.user_id, e.share
        ) AS p
        CROSS JOIN LATERAL generate_series(
            1, floor(1.2 * p.share * %(activities)s + random())::integer
        ) AS draw (number)
        ORDER BY md5(concat(p.user_id, draw.number))
        LIMIT %(activities)s
    ) AS drawn
"""
MISSED: LiteralString = """
    SELECT count(*)
    FROM bench.arrivals AS a
    LEFT JOIN momentum.badge_evaluation_log AS l ON l.user_id = a.user_id AND l.activity_id = a.id
    WHERE l.user_id IS NULL
"""


def build(connection: psycopg.Connection, size: Size) -> None:
    """Make the data of the scenarios, and badges, awards and the log of evaluations."""
    activities.build(connection, size)
    connection.execute((Path(__file__).parent / "badges.sql").read_bytes())
    say("badges, and the awards that are earned")
    connection.execute("SELECT bench.add_badges()")
    connection.execute("SELECT bench.log_evaluations()")
    settle(connection)


def evaluated(database: Database, insert: Callable[[], float]) -> float:
    """Insert the arrivals and return the seconds; raise where the badges of one were left."""
    seconds = insert()
    (missed,) = database.row(MISSED)
    if missed:
        raise RuntimeError(f"the badges of {missed} activities were not evaluated")
    (awards,) = database.row("SELECT count(*) FROM momentum.badge_awards WHERE source = 'trigger'")
    say(f"  {awards:,} badges awarded")
    return seconds

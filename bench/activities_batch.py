"""100,000 activities of this year, a thousand at a time, with our triggers against without."""

from collections.abc import Iterator

from bench import activities
from bench.arrivals import BATCH, insert, insert_bare, prepare
from bench.database import Bench, Database
from bench.dataset import NOW
from bench.results import Result, take_turns

ARRIVALS = """
    CREATE TABLE bench.arrivals AS
    SELECT
        d.number,
        d.number / %(batch)s AS batch,
        m.user_id,
        gen_random_uuid() AS id,
        m.organisation_id,
        (ARRAY['session', 'lesson', 'call', 'visit'])[1 + d.number %% 4] AS activity_type,
        %(now)s::timestamptz
        - random() * (%(now)s::timestamptz - date_trunc('year', %(now)s::timestamptz, 'UTC'))
        AS completed_at
    FROM (
        SELECT
            n AS number,
            1 + floor(random() * (SELECT count(*) FROM momentum.memberships))::bigint AS member
        FROM generate_series(0, %(activities)s - 1) AS n
    ) AS d
    JOIN (
        SELECT o.user_id, o.organisation_id, row_number() OVER () AS number
        FROM momentum.memberships AS o
    ) AS m ON m.number = d.member
"""


#: What the summary has got, and what has come.
SUMMARISED = """
    SELECT
        (SELECT sum(s.session_count) FROM momentum.annual_summary AS s)
        - (SELECT sum(b.session_count) FROM bench.before AS b),
        (SELECT count(*) FROM bench.arrivals)
"""


def insert_summarised(database: Database, batches: int) -> float:
    """Insert all arrivals and return the seconds; raise where the summary has not got them."""
    seconds = insert(database, batches)
    added, arrived = database.row(SUMMARISED)
    if added != arrived:
        raise RuntimeError(f"{added} of {arrived} activities are in the summary")
    return seconds


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    batches = bench.size.of(100, 2)
    with bench.database(activities.build) as database:
        values = {"batch": BATCH, "activities": batches * BATCH, "now": NOW}
        prepare(database, ARRIVALS, values)
        turns = take_turns(
            bench.rounds,
            lambda: insert_summarised(database, batches),
            lambda: insert_bare(database, batches),
        )
        yield turns.takes_at_most("activities-batch", 2)

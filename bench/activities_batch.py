"""Activities of this year inserted a thousand at a time, with our triggers against without."""

from collections.abc import Iterator

from bench import activities
from bench.database import Bench, Database
from bench.dataset import NOW
from bench.results import Result, take_turns

BATCH = 1_000
ARRIVALS = """
    CREATE TABLE bench.arrivals AS
    SELECT
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
INSERT = """
    INSERT INTO momentum.activities (
        user_id, id, organisation_id, activity_type, completed_at
    )
    SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at
    FROM bench.arrivals AS a
    WHERE a.batch = %s
"""


def forget(database: Database) -> None:
    """Remove the arrivals, and make the summary what it was before them."""
    with database.connection.transaction():
        database.connection.execute("SET LOCAL session_replication_role = replica")
        database.connection.execute(
            "DELETE FROM momentum.activities AS a USING bench.arrivals AS b"
            " WHERE a.user_id = b.user_id AND a.id = b.id"
        )
        database.connection.execute("TRUNCATE momentum.annual_summary")
        database.connection.execute(
            "INSERT INTO momentum.annual_summary SELECT * FROM bench.before"
        )
    database.connection.execute("VACUUM ANALYZE momentum.activities, momentum.annual_summary")


def insert(database: Database, batches: int) -> float:
    """Insert all arrivals, a statement and a transaction for each batch; return the seconds."""
    forget(database)
    return sum(database.timed(INSERT, (batch,)) for batch in range(batches))


def insert_bare(database: Database, batches: int) -> float:
    """Do the same without our triggers."""
    with database.bare("activities"):
        return insert(database, batches)


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    batches = bench.size.of(100, 2)
    with bench.database(activities.build) as database:
        values = {"batch": BATCH, "activities": batches * BATCH, "now": NOW}
        database.connection.execute(ARRIVALS, values)
        database.connection.execute("CREATE INDEX ON bench.arrivals (batch)")
        database.connection.execute("VACUUM ANALYZE bench.arrivals")
        database.connection.execute(
            "CREATE TABLE bench.before AS SELECT * FROM momentum.annual_summary"
        )
        turns = take_turns(
            bench.rounds,
            lambda: insert(database, batches),
            lambda: insert_bare(database, batches),
        )
        yield turns.takes_at_most("activities-batch", 2)

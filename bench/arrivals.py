"""Activities that arrive: inserted, with our triggers and without, and forgotten again."""

from collections.abc import Mapping
from typing import LiteralString

from bench.database import Database

BATCH = 1_000
INSERT = """
    INSERT INTO momentum.activities (
        user_id, id, organisation_id, activity_type, completed_at
    )
    SELECT a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at
    FROM bench.arrivals AS a
    WHERE a.batch = %s
"""


def prepare(database: Database, query: LiteralString, values: Mapping[str, object]) -> None:
    """Make the arrivals, and keep the summary as it is before them."""
    database.connection.execute(query, values)
    database.connection.execute("CREATE INDEX ON bench.arrivals (batch)")
    database.connection.execute("CREATE INDEX ON bench.arrivals (number)")
    database.connection.execute("VACUUM ANALYZE bench.arrivals")
    database.connection.execute(
        "CREATE TABLE bench.before AS SELECT * FROM momentum.annual_summary"
    )


def forget(database: Database) -> None:
    """Remove the arrivals and what came of them."""
    with database.connection.transaction():
        database.connection.execute("SET LOCAL session_replication_role = replica")
        database.connection.execute(
            "DELETE FROM momentum.activities AS a USING bench.arrivals AS b"
            " WHERE a.user_id = b.user_id AND a.id = b.id"
        )
        database.connection.execute(
            "DELETE FROM momentum.badge_evaluation_log AS l USING bench.arrivals AS b"
            " WHERE l.user_id = b.user_id AND l.activity_id = b.id"
        )
        database.connection.execute("DELETE FROM momentum.badge_awards WHERE source = 'trigger'")
        database.connection.execute("TRUNCATE momentum.annual_summary")
        database.connection.execute(
            "INSERT INTO momentum.annual_summary SELECT * FROM bench.before"
        )
    database.connection.execute(
        "VACUUM ANALYZE momentum.activities, momentum.annual_summary,"
        " momentum.badge_evaluation_log, momentum.badge_awards, momentum.badge_turns"
    )


def insert(database: Database, batches: int) -> float:
    """Insert all arrivals, a statement and a transaction for each batch; return the seconds."""
    forget(database)
    return sum(database.timed(INSERT, (batch,)) for batch in range(batches))


def insert_bare(database: Database, batches: int) -> float:
    """Do the same without our triggers."""
    with database.bare("activities"):
        return insert(database, batches)

"""The cost of one user follows that user: nothing reads the tables of everyone."""

from collections.abc import Iterator

import psycopg
import pytest
from pytest_postgresql.executors import NoopExecutor

from tests.stored import insert_users
from tests.support import pin_clock
from tests.truth import count
from tools.servers import Server

FILL = """
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT u.id, day, 0, 0, 0, 'NeedsCare', '{}', 0, 'v2'
FROM generate_series('2026-01-01'::timestamp, '2026-04-10', '1 day') AS day, auth.users AS u;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
SELECT u.id, 'chat_message', '2026-04-10 00:00+00'::timestamptz + n * interval '1 minute'
FROM generate_series(1, 60) AS n, auth.users AS u;
DELETE FROM momentum.rescore_queue;
"""
READ = """
SELECT COALESCE(sum(s.seq_tup_read + s.idx_tup_fetch), 0)
FROM pg_catalog.pg_stat_xact_user_tables AS s
WHERE s.relname ~ '^(daily_engagement_scores|momentum_events)'
"""
USER = "'00000000-0000-0000-0000-000000000007'"


@pytest.fixture(scope="module")
def filled(server: Server, migrated: NoopExecutor) -> Iterator[str]:
    """A database with 400 users with 100 days each, and 24,000 events of the last day by time."""
    with server.database(migrated.template_dbname) as name:
        with psycopg.connect(server.dsn(name), autocommit=True) as db:
            pin_clock(db, "2026-04-10 12:00+00")
            db.execute("UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring'")
            insert_users(db, 400)
            db.execute(FILL.encode())
            db.execute("UPDATE momentum.settings SET value = 'on' WHERE name = 'live_scoring'")
            db.execute("VACUUM ANALYZE")
        yield name


@pytest.fixture
def busy(server: Server, filled: str) -> Iterator[psycopg.Connection]:
    """A copy of it."""
    with (
        server.database(filled) as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT momentum.calculate_score({USER}, '2026-04-10')",
        f"SELECT momentum.calculate_score({USER}, '2026-04-09')",
        f"SELECT momentum.calculate_scores('2026-04-10', ARRAY[{USER}]::uuid[])",
        f"SELECT momentum.record_event({USER}, 'chat_message')",
        f"UPDATE momentum.momentum_events SET event_type = 'x' WHERE user_id = {USER}"
        " AND event_ts = '2026-04-10 00:01+00'",
        f"SELECT momentum.explain_score({USER}, '2026-04-10')",
        f"SELECT momentum.preview_scores('v1', '2026-04-10', '2026-04-10', ARRAY[{USER}]::uuid[])",
    ],
)
def test_one_user_reads_the_rows_of_one_user(busy: psycopg.Connection, statement: str) -> None:
    for _ in range(6):  # a plan that is kept is chosen by then
        busy.execute(statement.encode())
    assert rows_read(busy, statement) < 1000, "of 40,000 rows and 24,000 events"


def test_a_drain_reads_the_rows_of_who_is_queued(busy: psycopg.Connection) -> None:
    busy.execute(
        "INSERT INTO momentum.rescore_queue (user_id, from_date, reason)"
        f" VALUES ({USER}, '2026-04-01', 'test')".encode()
    )
    read = rows_read(busy, "SELECT momentum.drain_rescore_queue()")
    assert read < 2000, "ten days of thirty before each, and sixty events of one"


def rows_read(connection: psycopg.Connection, statement: str) -> int:
    """Run a statement and return how many rows of scores and events it read."""
    with connection.transaction():
        before = count(connection, READ)
        connection.execute(statement.encode())
        return count(connection, READ) - before

"""100,000 events of today inserted a thousand at a time, live scoring on against off."""

from collections.abc import Iterator
from dataclasses import replace

from bench import live, plans
from bench.database import Bench, Database
from bench.dataset import TODAY
from bench.results import Result, take_turns

BATCH = 1_000
ARRIVALS = """
    CREATE TABLE bench.arrivals AS
    SELECT
        n / %(batch)s AS batch,
        bench.user_id(floor(random() * %(users)s)::integer) AS user_id,
        (ARRAY['chat_message', 'biometric_sync', 'action_step_complete', 'note'])[1 + n %% 4]
        AS event_type,
        %(today)s::timestamp AT TIME ZONE 'UTC' + n * interval '0.1 seconds' AS event_ts
    FROM generate_series(0, %(events)s - 1) AS n
"""
INSERT = """
    INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
    SELECT a.user_id, a.event_type, a.event_ts FROM bench.arrivals AS a WHERE a.batch = %s
"""
DRAIN = "SELECT momentum.drain_rescore_queue()"


def insert(database: Database, batches: int) -> float:
    """Insert all arrivals, a statement and a transaction for each batch; return the seconds."""
    return sum(database.timed(INSERT, (batch,)) for batch in range(batches))


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    batches = bench.size.of(100, 2)
    with bench.database() as database:
        live.require(database)
        values = {"batch": BATCH, "users": bench.size.users, "today": TODAY}
        database.connection.execute(ARRIVALS, {**values, "events": batches * BATCH})
        database.connection.execute("CREATE INDEX ON bench.arrivals (batch)")
        database.connection.execute("VACUUM ANALYZE bench.arrivals")
        turns = take_turns(
            bench.rounds,
            lambda: live.measure(database, "on", lambda: insert(database, batches)),
            lambda: live.measure(database, "off", lambda: insert(database, batches)),
        )
        live.measure(database, "off", lambda: insert(database, batches))
        drained = plans.take(database, "drain_rescore_queue", DRAIN)
        live.measure(database, "on", lambda: 0.0)
        yield replace(
            turns.takes_at_most("ingest-batch", 2.5),
            plans=plans.take(database, "INSERT of events", INSERT, (0,)) + drained,
        )

"""One user's events of the last hours, among those of everyone, against a probe of the index.

Both are statements of a client on one connection. The outbox has the 1,000,000 events of
100,000 users on eight days, as it is kept; what is asked for lies on the last of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import LiteralString

from bench import plans
from bench.database import Bench, Database
from bench.dataset import NOW, TODAY, Size
from bench.progress import say
from bench.results import Result, take_turns

DAYS = 8
#: Share of the events that come after the client's position.
NEW = 0.1
ANNOUNCE: LiteralString = """
    INSERT INTO momentum.realtime_inbox (user_id, event_type, payload)
    SELECT
        a.user_id,
        'momentum_score_updated',
        jsonb_build_object(
            'event_type', 'momentum_score_updated',
            'user_id', a.user_id,
            'score_date', current_date,
            'momentum_state', 'Rising',
            'final_score', 78.42,
            'previous_state', 'Steady',
            'state_changed', true,
            'timestamp', now()
        )
    FROM (
        SELECT bench.user_id(floor(random() * %s)::integer) AS user_id
        FROM generate_series(1, %s)
    ) AS a
"""
FOUND: LiteralString = """
    SELECT
        count(*),
        count(*) FILTER (
            WHERE jsonb_array_length(
                momentum.realtime_events_since(s.user_id, %s, 10000) -> 'events'
            ) <> (
                SELECT count(*)
                FROM momentum.realtime_events AS e
                WHERE e.user_id = s.user_id AND e.position > %s
            )
        )
    FROM (
        SELECT DISTINCT e.user_id FROM momentum.realtime_events AS e WHERE e.position > %s
        LIMIT 100
    ) AS s
"""
SOMEONE: LiteralString = """
    SELECT e.user_id FROM momentum.realtime_events AS e WHERE e.position > %s LIMIT 1
"""
CALL: LiteralString = "SELECT momentum.realtime_events_since(%s, %s)"


def events(size: Size) -> int:
    """Return how many events the outbox has."""
    return 10 * size.users


def fill(database: Database) -> None:
    """Announce the events of eight days, and give them positions."""
    say(f"{events(database.size):,} announcements")
    for back in reversed(range(DAYS)):
        database.connection.execute(
            "UPDATE momentum.clock_pin SET pinned_at = %s::timestamptz - %s",
            (NOW, timedelta(back)),
        )
        database.row("SELECT momentum.cleanup_realtime_events()")
        database.connection.execute(ANNOUNCE, (database.size.users, events(database.size) // DAYS))
        while database.row("SELECT momentum._sequence_events()") != (0,):
            pass
    database.connection.execute("VACUUM ANALYZE momentum.realtime_events, momentum.realtime_inbox")


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    calls = bench.size.of(20_000, 200)
    with bench.database() as database:
        fill(database)
        last, position = database.row(
            "SELECT momentum.realtime_events_since(NULL, '') ->> 'last_event_id',"
            " last_position - %s FROM momentum.realtime_positions",
            (round(NEW * events(database.size)),),
        )
        after = f"{last.partition('-')[0]}-{position}"
        variables = {
            "users": database.size.users,
            "after": after,
            "position": position,
            "today": f"{TODAY} 00:00+00",
        }
        looked_at, wrong = database.row(FOUND, (after, position, position))
        if wrong or not looked_at:
            raise RuntimeError(f"not the events of {wrong} of {looked_at} users")

        def call(script: str) -> float:
            seconds, _ = database.pgbench(
                script,
                "--client=1",
                "--jobs=1",
                f"--transactions={calls}",
                variables=variables,
            )
            return seconds / calls

        turns = take_turns(
            bench.rounds, lambda: call("realtime_since.sql"), lambda: call("realtime_probe.sql")
        )
        (user_id,) = database.row(SOMEONE, (position,))
        call_of = (user_id, after)
        yield replace(
            turns.takes_at_most("realtime-since", 3),
            plans=plans.take(database, "realtime_events_since", CALL, call_of, warm_up=call_of),
        )

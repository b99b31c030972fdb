"""Everything at once: writers that commit in any order, and readers that poll all the while.

Each writer draws what it does from a seed of its own; what meets what is up to the server.
"""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest

WRITERS, USERS = 32, 20

SETUP = """
CREATE TABLE public.counter (user_id uuid PRIMARY KEY, n integer NOT NULL);
INSERT INTO public.counter
SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 0
FROM generate_series(1, 20) AS n;
CREATE FUNCTION public.write(p_user_id uuid, p_times integer) RETURNS void LANGUAGE plpgsql
AS $write$
DECLARE
    v_n integer;
BEGIN
    FOR i IN 1..p_times LOOP
        UPDATE public.counter AS c SET n = c.n + 1 WHERE c.user_id = p_user_id
        RETURNING c.n INTO v_n;
        PERFORM momentum._announce(
            ARRAY[ROW(p_user_id, 'numbered', NULL, jsonb_build_object('n', v_n), NULL)]
            ::momentum._announcement[]
        );
    END LOOP;
END
$write$;
"""

Seen = list[tuple[str, int]]


def write(dsn: str, seed: int, events: int) -> None:
    """Count users up, each count announced, in transactions of any shape."""
    draw = random.Random(seed)
    committed = 0
    with psycopg.connect(dsn) as connection:
        while committed < events / WRITERS:
            written = 0
            for number in sorted(draw.sample(range(1, USERS + 1), draw.randint(1, 2))):
                times = draw.randint(1, 6)
                user_id = UUID(int=number)
                if draw.random() < 0.3:
                    connection.execute("SAVEPOINT a")
                    connection.execute("SELECT public.write(%s, %s)", (user_id, times))
                    connection.execute("ROLLBACK TO a")
                connection.execute("SELECT public.write(%s, %s)", (user_id, times))
                written += times
            if draw.random() < 0.2:
                connection.rollback()
            else:
                connection.commit()
                committed += written


def read(dsn: str, user_id: UUID | None, done: threading.Event) -> Seen:
    """Poll until the writers are done and nothing more comes."""
    seen: Seen = []
    after = None
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            last = done.is_set()
            row = connection.execute(
                "SELECT momentum.realtime_events_since(%s, %s, %s)", (user_id, after, 200)
            ).fetchone()
            assert row is not None
            told: dict[str, Any] = row[0]
            assert told["recovered"]
            seen += [(event["user_id"], event["payload"]["n"]) for event in told["events"]]
            after = told["last_event_id"]
            if last and not told["events"]:
                return seen


@pytest.mark.slow
def test_each_event_once_and_one_users_in_order(
    db: psycopg.Connection, database: str, pytestconfig: pytest.Config
) -> None:
    events = pytestconfig.getoption("--storm")
    db.execute(SETUP.encode())
    done = threading.Event()
    with ThreadPoolExecutor(WRITERS + 3) as pool:
        watched = UUID(int=7)
        readers = [pool.submit(read, database, user, done) for user in (None, None, watched)]
        try:
            for writer in [pool.submit(write, database, seed, events) for seed in range(WRITERS)]:
                writer.result()
        finally:
            done.set()
        everyone, again, one = (reader.result() for reader in readers)
    counters = {
        str(user_id): n for user_id, n in db.execute("SELECT user_id, n FROM public.counter")
    }
    assert sum(counters.values()) >= events
    assert everyone == again, "all readers see the same, in the same order"
    assert [event for event in everyone if event[0] == str(watched)] == one
    assert Counter(user_id for user_id, _ in everyone) == counters
    for user_id, n in counters.items():
        assert [m for other, m in everyone if other == user_id] == list(range(1, n + 1))
    assert db.execute("SELECT count(*) FROM momentum.realtime_inbox").fetchone() == (0,)

"""Nothing is skipped and nothing comes twice, whatever the order of commits."""

from uuid import UUID

import psycopg

from tests.realtime.stream import ANNOUNCE, SINCE, Listener, announce, announcement, answer, since
from tests.sessions import Session, wait_until, wait_until_blocked

ONE, TWO = UUID(int=1), UUID(int=2)


def test_who_commits_later_comes_later(db: psycopg.Connection, first: Session) -> None:
    first.run("BEGIN")
    first.run(ANNOUNCE, announcement(ONE, 1))
    announce(db, ONE, 2)
    seen = since(db)
    assert seen.numbers == [2]
    first.run("COMMIT")
    assert since(db, after=seen.last_event_id).numbers == [1]
    assert since(db).numbers == since(db, ONE).numbers == [2, 1]


def test_what_is_rolled_back_did_not_happen(db: psycopg.Connection) -> None:
    with db.transaction():
        announce(db, ONE, 1)
        with db.transaction(force_rollback=True):
            announce(db, ONE, 2)
        announce(db, ONE, 3)
    with db.transaction(force_rollback=True):
        announce(db, ONE, 4)
    announce(db, TWO, 5)
    assert since(db).numbers == [1, 3, 5]
    assert since(db, ONE).numbers == [1, 3]


def test_nobody_waits_for_a_transaction_that_stays_open(
    db: psycopg.Connection, first: Session
) -> None:
    first.run("BEGIN")
    first.run(ANNOUNCE, announcement(ONE, 0))
    after = since(db).last_event_id
    for number in range(1, 6):
        announce(db, ONE, number)
        seen = since(db, ONE, after)
        assert seen.numbers == [number]
        after = seen.last_event_id
    first.run("COMMIT")
    assert since(db, ONE, after).numbers == [0]


def test_one_users_changes_keep_their_order(
    db: psycopg.Connection, first: Session, second: Session
) -> None:
    """The trigger of the second change fires when the first one is committed."""
    db.execute(
        """
        CREATE TABLE public.state (user_id uuid PRIMARY KEY, n integer);
        CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS $tell$
        BEGIN
            PERFORM momentum._announce(
                array_agg(
                    ROW(c.user_id, 'numbered', NULL, jsonb_build_object('n', c.n), NULL)
                    ::momentum._announcement
                )
            )
            FROM changed AS c;
            RETURN NULL;
        END
        $tell$;
        CREATE TRIGGER tell AFTER UPDATE ON public.state REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION public.tell();
        INSERT INTO public.state VALUES ('00000000-0000-0000-0000-000000000001', 0);
        """
    )
    first.run("BEGIN")
    first.run("UPDATE public.state SET n = 1")
    second.run("BEGIN")
    waiting = second.start("UPDATE public.state SET n = 2")
    wait_until_blocked(db, second, first)
    first.run("COMMIT")
    waiting.result()
    assert since(db, ONE).numbers == [1]
    second.run("COMMIT")
    assert since(db, ONE).numbers == [1, 2]


def test_a_killed_sequencer_leaves_everything_as_it_was(
    db: psycopg.Connection, first: Session
) -> None:
    announce(db, ONE, 1, 2)
    first.run("BEGIN")
    assert first.run("SELECT momentum._sequence_events()") == [(2,)]
    db.execute("SELECT pg_terminate_backend(%s, 15000)", (first.pid,))
    announce(db, ONE, 3)
    seen = since(db)
    assert seen.numbers == [1, 2, 3]
    # the positions 1 and 2 may have been seen
    assert seen.last_event_id.endswith("-5")


def test_a_reader_that_is_rolled_back_misses_nothing(
    db: psycopg.Connection, first: Session, second: Session
) -> None:
    """What it was shown comes again, at another position."""
    start = since(db).last_event_id
    first.run("BEGIN")
    first.run(ANNOUNCE, announcement(ONE, 1))
    announce(db, ONE, 2)
    second.run("BEGIN")
    seen = since(second, None, start)
    assert seen.numbers == [2]
    second.run("ROLLBACK")
    first.run("COMMIT")
    later = since(second, None, seen.last_event_id)
    assert (later.recovered, later.numbers) == (True, [1, 2])


def test_a_savepoint_that_is_rolled_back(db: psycopg.Connection) -> None:
    with db.transaction():
        with db.transaction(force_rollback=True):
            announce(db, ONE, 1)
            seen = since(db)
        announce(db, ONE, 2)
        assert since(db, None, seen.last_event_id).numbers == [2]


def test_a_reader_waits_for_the_sequencer_before_it(
    db: psycopg.Connection, first: Session, second: Session
) -> None:
    """So it has what was committed before it was called, also what the other one left."""
    after = None
    for number in range(1, 100, 2):
        announce(db, ONE, number)
        first.run("BEGIN")
        first.run("SELECT momentum._sequence_events()")
        announce(db, ONE, number + 1)
        waiting = second.start(SINCE, (None, after, 500))
        wait_until(lambda: waiting.done or sleeps(db, second), "the reader waits")  # noqa: B023
        first.run("COMMIT")
        seen = answer(waiting.result()[0][0])
        assert seen.numbers in ([number, number + 1], [])
        if seen.numbers:
            return
        after = since(db, None, after).last_event_id  # the test was held up for 400 ms: once more
    raise AssertionError("it never waited long enough")


def sleeps(db: psycopg.Connection, session: Session) -> bool:
    row = db.execute(
        "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = %s", (session.pid,)
    ).fetchone()
    return row == (True,)


def test_a_reader_that_waits_in_vain_leaves_the_rest(
    db: psycopg.Connection, database: str, first: Session
) -> None:
    """It rings nobody: all would come, and wait in vain themselves."""
    announce(db, ONE, 1)
    first.run("BEGIN")
    first.run("SELECT momentum._sequence_events()")
    announce(db, ONE, 2)
    listener = Listener(database, "realtime_events")
    assert since(db).numbers == []
    first.run("COMMIT")
    assert since(db).numbers == [1, 2]
    assert listener.heard(db) == []
    listener.close()


def test_a_writer_with_an_old_snapshot_is_heard(db: psycopg.Connection, first: Session) -> None:
    first.run("BEGIN ISOLATION LEVEL SERIALIZABLE")
    first.run("SELECT FROM momentum.realtime_inbox")
    announce(db, ONE, 1)
    assert since(db).numbers == [1]
    first.run(ANNOUNCE, announcement(ONE, 2))
    first.run("COMMIT")
    assert since(db).numbers == [1, 2]


def test_a_page_of_one_at_a_time(db: psycopg.Connection) -> None:
    announce(db, ONE, 1, 2)
    announce(db, None, 3)
    announce(db, TWO, 4)
    announce(db, ONE, 5)
    numbers: list[int] = []
    after = None
    while (seen := since(db, ONE, after, limit=1)).numbers:
        numbers += seen.numbers
        after = seen.last_event_id
    assert numbers == [1, 2, 3, 5]
    assert seen.recovered


def test_a_sequence_that_is_behind_skips_nothing(db: psycopg.Connection) -> None:
    """As after logical replication, which does not take sequences along."""
    announce(db, ONE, *range(8))
    end = since(db, ONE).last_event_id
    db.execute("SELECT setval('momentum.realtime_positions_seen', 0)")
    assert since(db, ONE, end).recovered
    announce(db, ONE, 8)
    assert since(db, ONE, end).numbers == [8]

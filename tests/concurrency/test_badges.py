"""Activities that meet: who earns a badge gets it exactly once, whoever comes second."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import UUID

import psycopg
import pytest

from tests.badges.model import Badge
from tests.badges.people import (
    activity_id,
    add,
    awards,
    define,
    make_organisations,
    organisation_id,
    read_windows,
    reconcile,
    reviews,
    set_live,
)
from tests.scenarios.people import DEADLOCKS
from tests.sessions import Session, wait_until, wait_until_blocked
from tests.stored import insert_users
from tests.support import pin_clock

NOW = "2026-11-20 12:00+00"
DAY_18, DAY_19, DAY_20 = (f"2026-11-{day} 08:00+00" for day in (18, 19, 20))
ONE, TWO = UUID(int=1), UUID(int=2)
SESSIONS = 16

ADD = (
    "INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)"
    f" VALUES (%s, '{organisation_id(0)}', 'session', %s)"
)
ADD_WITH_ID = (
    "INSERT INTO momentum.activities (user_id, id, organisation_id, activity_type, completed_at)"
    f" VALUES (%s, %s, '{organisation_id(0)}', 'session', %s)"
)
UNLOGGED = (
    "SELECT count(*) FROM momentum.activities AS a WHERE NOT EXISTS (SELECT"
    " FROM momentum.badge_evaluation_log AS l WHERE (l.user_id, l.activity_id) = (a.user_id, a.id))"
)
SLEEPS = "SELECT wait_event FROM pg_catalog.pg_stat_activity WHERE pid = %s"

Pair = tuple[Session, Session]


@pytest.fixture
def pair(database: str) -> Iterator[Pair]:
    """Two sessions."""
    with ExitStack() as stack:
        yield stack.enter_context(Session(database)), stack.enter_context(Session(database))


@pytest.fixture
def badge(db: psycopg.Connection) -> UUID:
    """A badge for two days in a row, and two users without activities."""
    pin_clock(db, NOW)
    insert_users(db, 2)
    make_organisations(db, 1)
    return define(db, Badge(0, 2, "day"))


def make_turns(db: psycopg.Connection, *users: UUID) -> None:
    """Make the rows that writers lock."""
    db.execute(
        "INSERT INTO momentum.badge_turns SELECT * FROM unnest(%s::uuid[]) ON CONFLICT DO NOTHING",
        (list(users),),
    )


def wait_until_it_tries(db: psycopg.Connection, session: Session) -> None:
    """Return once a session tries to get the turn that another one has."""
    wait_until(
        lambda: db.execute(SLEEPS, (session.pid,)).fetchone() == ("PgSleep",),
        f"session {session.pid} tries again and again",
    )


def waits(db: psycopg.Connection, session: Session) -> bool:
    """Whether a session waits for a lock."""
    query = "SELECT wait_event_type FROM pg_catalog.pg_stat_activity WHERE pid = %s"
    return db.execute(query, (session.pid,)).fetchone() == ("Lock",)


def unlogged(db: psycopg.Connection) -> int:
    """Return how many activities have no row in the log."""
    row = db.execute(UNLOGGED).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("known", [True, False], ids=["known user", "new user"])
@pytest.mark.parametrize("first", [DAY_19, DAY_20])
def test_two_that_earn_a_badge_together(
    db: psycopg.Connection, badge: UUID, pair: Pair, first: str, known: bool
) -> None:
    one, two = pair
    if known:
        make_turns(db, ONE)
    one.run("BEGIN")
    one.run(ADD, (ONE, first))
    second = two.start(ADD, (ONE, DAY_19 if first == DAY_20 else DAY_20))
    wait_until_it_tries(db, two)
    assert awards(db) == []
    one.run("COMMIT")
    second.result()
    assert awards(db) == [(ONE, badge, "trigger")]
    assert unlogged(db) == 0


@pytest.mark.parametrize("end", ["ROLLBACK", "ROLLBACK TO here", "killed"])
def test_the_second_when_the_first_gives_up(
    db: psycopg.Connection, badge: UUID, pair: Pair, end: str
) -> None:
    one, two = pair
    add(db, ONE, DAY_18)
    one.run("BEGIN")
    one.run("SAVEPOINT here")
    one.run(ADD, (ONE, DAY_19))
    second = two.start(ADD, (ONE, DAY_19))
    wait_until_it_tries(db, two)
    if end == "killed":
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s, 10000)", (one.pid,))
    else:
        one.run(end)
    second.result()
    assert awards(db) == [(ONE, badge, "trigger")]
    assert db.execute(
        "SELECT badges_awarded FROM momentum.badge_evaluation_log ORDER BY 1"
    ).fetchall() == [(0,), (1,)]


def test_who_waits_in_vain_is_left_to_the_reconciliation(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_19))
    two.run(ADD, (ONE, DAY_20))  # gives up by itself
    one.run("COMMIT")
    assert awards(db) == []
    assert unlogged(db) == 1
    assert reconcile(db, "1 year")[:3] == (2, 1, 1)
    assert awards(db) == [(ONE, badge, "reconciliation")]
    assert reconcile(db, "1 year")[1:3] == (0, 0)


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_older_snapshot_evaluates_nothing(
    db: psycopg.Connection, badge: UUID, pair: Pair, isolation: str
) -> None:
    """It would not see what others have written since."""
    one, two = pair
    one.run(f"BEGIN ISOLATION LEVEL {isolation}")
    one.run("SELECT")
    one.run("SELECT count(*) FROM momentum.activities")
    two.run(ADD, (ONE, DAY_19))
    one.run(ADD, (ONE, DAY_20))
    one.run("COMMIT")
    assert (awards(db), unlogged(db)) == ([], 1)
    assert reconcile(db, "1 year")[1:3] == (1, 1)
    assert awards(db) == [(ONE, badge, "reconciliation")]


def test_users_in_opposite_orders(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    one, two = pair
    make_turns(db, ONE, TWO)
    for session, users in ((one, (ONE, TWO)), (two, (TWO, ONE))):
        session.run("BEGIN")
        session.run(ADD, (users[0], DAY_19))
    waiting = [one.start(ADD, (TWO, DAY_20)), two.start(ADD, (ONE, DAY_20))]
    for statement in waiting:
        statement.result()
    one.run("COMMIT")
    two.run("COMMIT")
    reconcile(db, "1 year")
    assert [award[:2] for award in awards(db)] == [(ONE, badge), (TWO, badge)]
    assert db.execute(DEADLOCKS).fetchone() == (0,)


@pytest.mark.slow
def test_sixteen_sessions(db: psycopg.Connection, database: str) -> None:
    """Users in any order, badges of every kind: each once, and once reconciled none is missing."""
    pin_clock(db, NOW)
    users = insert_users(db, 12)
    make_organisations(db, 1)
    badges = [
        define(db, Badge(0, 3, "day"), "days"),
        define(db, Badge(0, 2, "week"), "weeks"),
        define(db, Badge(0, 2, "month"), "months"),
        define(db, Badge(0, 10), "count"),
    ]
    rows = [
        (user_id, f"2026-{day} 08:00+00")
        for user_id in users
        for day in ("10-18", "11-10", "11-18", "11-19", "11-20")
        for _ in range(4)
    ]
    chosen = random.Random(1)
    chosen.shuffle(rows)

    def write(number: int) -> None:
        with psycopg.connect(database) as connection:
            mine = rows[number::SESSIONS]
            for place, row in enumerate(mine):
                connection.execute(ADD, row)
                if place % 3 == number % 3:
                    connection.commit()

    with ThreadPoolExecutor(SESSIONS) as pool:
        list(pool.map(write, range(SESSIONS)))
    earned = Counter((user_id, badge_id) for user_id, badge_id, _ in awards(db))
    assert set(earned.values()) <= {1}
    awarded = db.execute("SELECT sum(badges_awarded) FROM momentum.badge_evaluation_log").fetchone()
    assert awarded == (len(earned),)
    reconcile(db, "1 year")
    assert {award[:2] for award in awards(db)} == {(u, b) for u in users for b in badges}
    assert unlogged(db) == 0
    assert db.execute(DEADLOCKS).fetchone() == (0,)


def test_the_reconciliation_meets_a_writer(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    one, two = pair
    set_live(db, "off")
    add(db, ONE, DAY_19)
    set_live(db, "on")
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_20))  # earns it: the day before has no log row, but is there
    run = two.start("SELECT reevaluated, awarded FROM momentum.reconcile_badges('1 year')")
    wait_until_it_tries(db, two)
    one.run("COMMIT")
    assert run.result() == [(1, 0)]
    assert awards(db) == [(ONE, badge, "trigger")]


def test_two_reconciliations(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    one, two = pair
    set_live(db, "off")
    add(db, ONE, DAY_19, DAY_20)
    one.run("BEGIN")
    one.run("SELECT momentum.reconcile_badges('1 year')")
    run = two.start("SELECT reevaluated, awarded FROM momentum.reconcile_badges('1 year')")
    wait_until_it_tries(db, two)
    one.run("COMMIT")
    assert run.result()[0][1] == 0
    assert awards(db) == [(ONE, badge, "reconciliation")]
    assert db.execute(
        "SELECT sum(badges_awarded) FROM momentum.badge_evaluation_log"
    ).fetchone() == (1,)


def test_the_reconciliation_leaves_a_user_to_the_next_run(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    """It does not wait for ever for a turn: what it found stays queued, whatever span is next."""
    one, two = pair
    set_live(db, "off")
    add(db, ONE, DAY_18, DAY_19)
    add(db, TWO, DAY_19, DAY_20)
    make_turns(db, ONE)
    one.run("BEGIN")
    one.run("SELECT FROM momentum.badge_turns WHERE user_id = %s FOR UPDATE", (ONE,))
    assert two.run("SELECT reevaluated, awarded FROM momentum.reconcile_badges('1 year')") == [
        (2, 1)
    ]
    one.run("COMMIT")
    assert awards(db) == [(TWO, badge, "reconciliation")]
    pin_clock(db, "2126-11-20 12:00+00")
    reconcile(db, "1 second")
    assert sorted(awards(db)) == [(user, badge, "reconciliation") for user in (ONE, TWO)]


def test_a_deletion_meets_the_reconciliation(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    """What it found is gone by the time its turn comes."""
    one, two = pair
    add(db, ONE, DAY_20)
    set_live(db, "off")
    db.execute(ADD_WITH_ID, (ONE, activity_id(1), DAY_19))
    one.run("BEGIN")
    one.run("DELETE FROM momentum.activities WHERE id = %s", (activity_id(1),))
    run = two.start("SELECT reevaluated, awarded FROM momentum.reconcile_badges('1 year')")
    wait_until_it_tries(db, two)
    one.run("COMMIT")
    run.result()
    assert awards(db) == []


def test_a_deletion_meets_a_writer(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    """Without its turn, a deletion cannot see what it takes the evidence of: it is queued."""
    one, two = pair
    db.execute(ADD_WITH_ID, (ONE, activity_id(1), DAY_19))
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_20))
    two.run("DELETE FROM momentum.activities WHERE id = %s", (activity_id(1),))
    one.run("COMMIT")
    assert awards(db) == [(ONE, badge, "trigger")]
    reconcile(db, "1 year")
    assert reviews(db) == [(ONE, badge, activity_id(1), "activity deleted")]


def test_a_change_that_did_not_get_its_turn(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    """The activity was logged as it came; what it is now was never evaluated."""
    one, two = pair
    db.execute(ADD_WITH_ID, (ONE, activity_id(1), "2026-11-01 08:00+00"))
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_20))
    two.run(
        "UPDATE momentum.activities SET completed_at = %s WHERE id = %s", (DAY_19, activity_id(1))
    )
    one.run("COMMIT")
    reconcile(db, "1 year")
    assert [award[:2] for award in awards(db)] == [(ONE, badge)]


def test_the_evidence_is_what_was_found_whatever_is_gone_meanwhile(
    db: psycopg.Connection, database: str, badge: UUID, pair: Pair
) -> None:
    """Who deletes waits 400 ms for the user's turn, no more; here no trigger fires instead."""
    one, two = pair
    two.run("SET session_replication_role = replica")
    db.execute(ADD_WITH_ID, (ONE, activity_id(1), DAY_19))
    with Session(database) as keeper:
        keeper.run("BEGIN")
        keeper.run("LOCK TABLE momentum.badge_awards")
        adding = one.start(ADD, (ONE, DAY_20))
        wait_until_blocked(db, one, by=keeper)
        two.run("DELETE FROM momentum.activities WHERE id = %s", (activity_id(1),))
        keeper.run("COMMIT")
        adding.result()
    (evidence,) = [row[0] for row in db.execute("SELECT evidence FROM momentum.badge_awards")]
    assert [window[0].day for window in read_windows(evidence["windows"])] == [20, 19]


def test_awards_in_retrospect_and_users_in_the_opposite_order(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    one, two = pair
    set_live(db, "off")
    for user_id in (ONE, TWO):
        add(db, user_id, DAY_19, DAY_20)
    set_live(db, "on")
    one.run("BEGIN")
    one.run(ADD, (TWO, DAY_18))
    run = two.start("SELECT momentum.award_retroactively(%s)", (badge,))
    wait_until(lambda: run.done or waits(db, two), "the run has awarded what it could")
    one.run(ADD, (ONE, DAY_18))
    one.run("COMMIT")
    run.result()
    assert [award[:2] for award in awards(db)] == [(ONE, badge), (TWO, badge)]
    assert db.execute(DEADLOCKS).fetchone() == (0,)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="award_retroactively does not wait for writers that do not see the badge yet",
)
def test_a_badge_defined_while_an_activity_comes(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    one, two = pair
    add(db, ONE, DAY_19)
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_20))
    later = define(db, Badge(0, 2), "later")
    retro = two.start("SELECT momentum.award_retroactively(%s)", (later,))
    retro.result()
    one.run("COMMIT")
    reconcile(db, "1 year")
    assert (ONE, later) in [award[:2] for award in awards(db)]


@pytest.mark.parametrize("by_hand", ["award_badge", "evaluate_badges", "award_retroactively"])
def test_an_award_by_hand_meets_the_trigger(
    db: psycopg.Connection, badge: UUID, pair: Pair, by_hand: str
) -> None:
    one, two = pair
    add(db, ONE, DAY_18)
    call = {
        "award_badge": f"SELECT momentum.award_badge('{ONE}', '{badge}')",
        "evaluate_badges": "SELECT momentum.evaluate_badges"
        f"('{ONE}', '{organisation_id(0)}', '{DAY_19}'::timestamptz + '1 hour')",
        "award_retroactively": f"SELECT momentum.award_retroactively('{badge}')",
    }[by_hand]
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_19))
    two.run("BEGIN")
    run = two.start(call)
    if by_hand == "award_badge":
        wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    run.result()
    two.run("COMMIT")
    assert awards(db) == [(ONE, badge, "trigger")]


def test_what_is_completed_while_another_waits(db: psycopg.Connection, pair: Pair) -> None:
    """The clock goes on: who waits for the turn sees what was completed meanwhile."""
    one, two = pair
    insert_users(db, 1)
    make_organisations(db, 1)
    badge_id = define(db, Badge(0, 3))
    make_turns(db, ONE)
    one.run("BEGIN")
    one.run(ADD, (ONE, "2026-01-01"))
    second = two.start(ADD, (ONE, "2026-01-02"))
    wait_until_it_tries(db, two)
    one.run(ADD.replace("%s)", "clock_timestamp())"), (ONE,))
    one.run("COMMIT")
    second.result()
    assert awards(db) == [(ONE, badge_id, "trigger")]


def test_an_id_that_comes_again(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    """It was evaluated as another activity."""
    one, _ = pair
    add(db, ONE, DAY_19)
    db.execute(ADD_WITH_ID, (ONE, activity_id(1), "2026-11-10"))
    db.execute("DELETE FROM momentum.activities WHERE id = %s", (activity_id(1),))
    one.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
    one.run(ADD_WITH_ID, (ONE, activity_id(1), DAY_20))
    one.run("COMMIT")
    reconcile(db, "1 second")
    assert awards(db) == [(ONE, badge, "reconciliation")]


@pytest.mark.parametrize(
    ("by_hand", "source"), [("award_badge", "manual"), ("evaluate_badges", "reconciliation")]
)
def test_awards_by_hand_and_users_in_the_opposite_order(
    db: psycopg.Connection, badge: UUID, pair: Pair, by_hand: str, source: str
) -> None:
    one, two = pair
    call = {
        "award_badge": f"SELECT momentum.award_badge(%s, '{badge}')",
        "evaluate_badges": "SELECT momentum.evaluate_badges"
        f"(%s, '{organisation_id(0)}', '{DAY_20}'::timestamptz + '1 hour')",
    }[by_hand]
    for user_id in (ONE, TWO):
        add(db, user_id, DAY_19)
    one.run("BEGIN")
    one.run(call, (ONE,))
    two.run("BEGIN")
    two.run(ADD, (TWO, DAY_20))
    two.run(ADD, (ONE, DAY_20))  # its turn is not to be had: queued
    second = one.start(call, (TWO,))
    wait_until_blocked(db, one, by=two)
    two.run("COMMIT")
    second.result()
    one.run("COMMIT")
    reconcile(db)
    assert awards(db) == [(ONE, badge, source), (TWO, badge, "trigger")]
    assert db.execute(DEADLOCKS).fetchone() == (0,)


def test_one_wait_for_each_transaction(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    """Who has missed a turn once takes those that are free, and waits for none."""
    one, two = pair
    make_turns(db, ONE, TWO)
    one.run("BEGIN")
    one.run(ADD, (ONE, DAY_19))
    two.run("BEGIN")
    two.run(ADD, (ONE, DAY_20))
    assert two.run("SELECT current_setting('momentum.missed_a_turn')") == [("on",)]
    for day in (DAY_18, DAY_19, DAY_20):
        two.run(ADD, (ONE, day))
    two.run(ADD, (TWO, DAY_19))
    two.run(ADD, (TWO, DAY_20))
    two.run("COMMIT")
    one.run("COMMIT")
    assert awards(db) == [(TWO, badge, "trigger")]
    assert reconcile(db, "1 second")[1:3] == (4, 1)

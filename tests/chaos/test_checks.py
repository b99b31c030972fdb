"""Each check of `make chaos` by itself: what it must not overlook."""

import os
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from chaos.checks import milestones, outbox, scores
from chaos.checks.activities import Activities
from chaos.crashes import crashes
from chaos.run import Checks, compare_all
from chaos.world import FIRST_DAY, LATE, Tally, World
from tests.support import pin_clock
from tools.servers import throw_away

pytestmark = pytest.mark.servers(18)
NOTHING = Activities({}, {})
LIMIT = "UPDATE momentum.settings SET value = %s WHERE name = 'realtime_fanout_limit'"
CALCULATE = "SELECT momentum.calculate_scores(%s)"
SILENTLY = """
    ALTER TABLE momentum.daily_engagement_scores DISABLE TRIGGER {};
    UPDATE momentum.daily_engagement_scores SET momentum_state = 'Rising' WHERE user_id = '{}'
"""


@pytest.fixture
def world(database: str) -> World:
    """Two users in the morning of the first day, of which they have scores."""
    world = World(database, 2)
    with world.session("test") as connection:
        world.now -= timedelta(days=LATE)
        pin_clock(connection, world.now)
        connection.execute(CALCULATE, (FIRST_DAY,))
    return world


def announcing(connection: psycopg.Connection) -> str:
    (name,) = connection.execute(
        "SELECT t.tgname FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p"
        " ON p.oid = t.tgfoid WHERE p.proname = 'tg_daily_engagement_scores_announce'"
        " AND t.tgrelid = 'momentum.daily_engagement_scores'::regclass AND (t.tgtype & 16) > 0"
    ).fetchone() or ("",)
    return str(name)


def test_a_marker_hides_no_score_that_was_told_to_nobody(
    world: World, db: psycopg.Connection
) -> None:
    db.execute(LIMIT, ("1",))
    db.execute("UPDATE momentum.daily_engagement_scores SET final_score = 1")
    db.execute(LIMIT, ("10000",))
    outbox.last_position(db, None)
    assert list(outbox.differences(db, world, [])) == []
    db.execute(SILENTLY.format(announcing(db), world.users[0]).encode())
    (difference,) = outbox.differences(db, world, [])
    assert difference.startswith(f"score {world.users[0]}")


def test_a_marker_that_is_gone(world: World, db: psycopg.Connection) -> None:
    db.execute(LIMIT, ("1",))
    db.execute("UPDATE momentum.daily_engagement_scores SET final_score = 1")
    outbox.last_position(db, None)
    db.execute("DELETE FROM momentum.realtime_events WHERE event_type ~ 'recalculated'")
    assert list(outbox.differences(db, world, [])) == ["0 markers, of 1 transactions"]


@pytest.mark.parametrize("pillars", ['{"sleep": 0}', '{"unassigned": 1}'])
def test_points_of_a_wrong_pillar(world: World, db: psycopg.Connection, pillars: str) -> None:
    assert list(scores.differences(db, world)) == []
    db.execute(
        "UPDATE momentum.daily_engagement_scores"
        " SET breakdown = pg_catalog.jsonb_set(breakdown, '{pillars}', %s) WHERE user_id = %s",
        (pillars, world.users[1]),
    )
    (difference,) = scores.differences(db, world)
    assert difference.startswith(f"score {world.users[1]}")


def test_a_milestone_that_nobody_is_told_of(world: World, db: psycopg.Connection) -> None:
    db.execute(
        "INSERT INTO momentum.activities (user_id, id, activity_type, completed_at)"
        " SELECT %s, gen_random_uuid(), 'session', momentum.clock() FROM generate_series(1, 5)",
        (world.users[1],),
    )
    db.execute("SELECT momentum.evaluate_milestones()")
    told = list(milestones.differences(db, world, NOTHING))
    assert not any("nobody" in each for each in told)
    db.execute("UPDATE momentum.scenario_notifications SET announced = false")
    told = list(milestones.differences(db, world, NOTHING))
    assert any("announced to nobody" in each for each in told)


def test_an_area_without_rows_is_a_difference() -> None:
    tally = Tally(compared=Counter(scores=3))
    checks: Checks = {"scores": iter(()), "badges": iter(())}
    compare_all(tally, checks)
    assert tally.differences == ["badges: there is nothing to compare"]


@pytest.mark.slow
def test_a_crash_by_itself_is_told_from_one_that_was_intended() -> None:
    with throw_away(18) as server:
        log = Path(server.host, "log")
        with server.admin() as victim:
            pid = victim.info.backend_pid
            with server.admin() as connection:
                connection.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (pid,))
        server.restart("immediate")
        assert list(crashes(log)) == []
        with server.admin() as victim, server.admin() as bystander:
            os.kill(victim.info.backend_pid, signal.SIGSEGV)
            with pytest.raises(psycopg.OperationalError):
                bystander.execute("SELECT pg_catalog.pg_sleep(20)")
        (line,) = crashes(log)
        assert "terminated by signal 11" in line

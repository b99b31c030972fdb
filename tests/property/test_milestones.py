"""Whatever people did and organisations decided, the milestones are those of the model."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import bounded
from tests.scenarios.model import Activity, Config, Organisation, World, milestones
from tests.stored import insert_users
from tests.support import pin_clock

USERS = 3
TYPES = ("session", "lesson", "call")
#: The edges of 2025 and 2026, where years of other time zones have begun or not ended yet.
EDGES = [datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026, 2027)]
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles")

#: Organisation, year, threshold and sessions of one user.
Row = tuple[UUID, UUID | None, int, int, int]

MILESTONES = "SELECT user_id, organisation_id, milestone_year, milestone_value, session_count FROM "

instants = st.builds(
    lambda edge, offset: edge + offset,
    st.sampled_from(EDGES),
    st.sampled_from(
        [
            timedelta(hours=-12),
            timedelta(microseconds=-1),
            timedelta(0),
            timedelta(hours=9),
            timedelta(days=100),
            timedelta(days=200),
        ]
    ),
)
user_numbers = st.integers(0, USERS - 1)
activities = st.builds(
    Activity, user_numbers, instants, st.sampled_from(TYPES), st.sampled_from([False, False, True])
)
#: Few of them, so that what organisations decide often overlaps.
thresholds = st.sampled_from([(1,), (1, 2), (2, 4), (1, 3, 5), (3, 6), (2, 3, 4, 7)])
some_types = st.sampled_from([None, None, ("session",), ("lesson", "call")])
enabled = st.sampled_from([True, True, True, False])
configs = st.builds(Config, enabled, st.none() | thresholds, some_types)
defaults = st.builds(Config, enabled, thresholds, some_types)
organisations = st.builds(
    Organisation,
    st.sampled_from([frozenset(members) for members in ([], [0], [0, 1], [1, 2], [0, 1, 2])]),
    st.none() | configs | configs,
    st.sampled_from([False, False, False, True]),
)
recorded = st.tuples(user_numbers, st.sampled_from([2025, 2026]), st.integers(1, 7))


@dataclass(frozen=True)
class History:
    """How a world came about: what each activity was at first, and the years forgotten since."""

    world: World
    at_first: tuple[Activity | None, ...]
    gone: tuple[Activity, ...]
    forgotten: frozenset[int]
    queued: frozenset[int]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Return a world and how it came about; often many activities of one user and year."""
    done = draw(st.lists(activities, max_size=10))
    bursts = draw(st.lists(st.tuples(activities, st.integers(2, 6)), min_size=1, max_size=4))
    done += [activity for activity, number in bursts for _ in range(number)]
    world = World(
        USERS,
        tuple(done),
        tuple(draw(st.lists(organisations, max_size=3))),
        draw(defaults),
        draw(st.frozensets(user_numbers, max_size=1)),
        draw(st.frozensets(user_numbers, max_size=1)),
        draw(st.frozensets(recorded, max_size=4)),
    )
    return History(
        world,
        tuple(draw(st.none() | activities) for _ in done),
        tuple(draw(st.lists(activities, max_size=3))),
        draw(st.frozensets(user_numbers, max_size=1)),
        draw(st.frozensets(user_numbers, max_size=2)),
    )


def organisation_id(number: int | None) -> UUID | None:
    """Return the id of an organisation; ids ascend as the numbers do."""
    return None if number is None else UUID(int=0xA000 + number)


def put_config(db: psycopg.Connection, number: int | None, config: Config) -> None:
    """Store what an organisation, or the default, says."""
    db.execute(
        "INSERT INTO momentum.scenario_configs"
        " (organisation_id, scenario_type, enabled, thresholds, activity_types)"
        " VALUES (%s, 'milestone', %s, %s, %s)"
        " ON CONFLICT (organisation_id, scenario_type) DO UPDATE SET enabled = EXCLUDED.enabled,"
        " thresholds = EXCLUDED.thresholds, activity_types = EXCLUDED.activity_types",
        (
            organisation_id(number),
            config.enabled,
            None if config.thresholds is None else list(config.thresholds),
            None if config.activity_types is None else list(config.activity_types),
        ),
    )


def insert_activities(db: psycopg.Connection, users: list[UUID], rows: dict[int, Activity]) -> None:
    """Insert activities with the ids given, in one statement."""
    db.execute(
        "INSERT INTO momentum.activities (id, user_id, completed_at, activity_type, deleted_at)"
        " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::text[],"
        " %s::timestamptz[])",
        (
            [UUID(int=number) for number in rows],
            [users[a.user] for a in rows.values()],
            [a.completed_at for a in rows.values()],
            [a.activity_type for a in rows.values()],
            [a.completed_at if a.deleted else None for a in rows.values()],
        ),
    )


def put(db: psycopg.Connection, history: History) -> list[UUID]:
    """Bring a world about, and return its users."""
    world = history.world
    users = insert_users(db, world.users)
    put_config(db, None, world.default)
    for number, organisation in enumerate(world.organisations):
        db.execute(
            "INSERT INTO momentum.organisations (id, name, deleted_at)"
            " VALUES (%s, 'Organisation', %s)",
            (organisation_id(number), EDGES[0] if organisation.deleted else None),
        )
        for member in organisation.members:
            db.execute(
                "INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (%s, %s)",
                (users[member], organisation_id(number)),
            )
        if organisation.config is not None:
            put_config(db, number, organisation.config)
    was = dict(enumerate(history.at_first))
    insert_activities(db, users, {n: a for n, a in was.items() if a is not None})
    insert_activities(db, users, {1000 + n: a for n, a in enumerate(history.gone)})
    db.execute("DELETE FROM momentum.activities WHERE id >= %s", (UUID(int=1000),))
    db.execute(
        "DELETE FROM momentum.annual_summary WHERE user_id = ANY (%s)",
        ([users[number] for number in history.forgotten],),
    )
    for number, activity in enumerate(world.activities):
        if was[number] is None:
            insert_activities(db, users, {number: activity})
        else:
            db.execute(
                "UPDATE momentum.activities SET user_id = %s, completed_at = %s,"
                " activity_type = %s, deleted_at = %s WHERE id = %s",
                (
                    users[activity.user],
                    activity.completed_at,
                    activity.activity_type,
                    activity.completed_at if activity.deleted else None,
                    UUID(int=number),
                ),
            )
    for number in history.queued:
        db.execute(
            "UPDATE momentum.annual_summary SET session_count = 77, last_activity_at = %s"
            " WHERE user_id = %s AND year = 2026",
            (EDGES[1], users[number]),
        )
        db.execute(
            "INSERT INTO momentum.summary_queue (user_id, year) VALUES (%s, 2026)", (users[number],)
        )
    for number in world.opted_out:
        db.execute(
            "INSERT INTO momentum.notification_preferences (user_id, scenario_type)"
            " VALUES (%s, 'milestone')",
            (users[number],),
        )
    for user, year, value in world.recorded:
        db.execute(
            "INSERT INTO momentum.scenario_notifications"
            " (user_id, scenario_type, milestone_year, milestone_value)"
            " VALUES (%s, 'milestone', %s, %s)",
            (users[user], year, value),
        )
    db.execute(
        "UPDATE auth.users SET deleted_at = now() WHERE id = ANY (%s)",
        ([users[number] for number in world.deleted_users],),
    )
    return users


def expected(history: History, users: list[UUID], now: datetime) -> dict[UUID, list[Row]]:
    """Return what the model says, per user."""
    return {
        user_id: [
            (user_id, organisation_id(organisation), year, value, count)
            for organisation, year, value, count in milestones(history.world, number, now)
        ]
        for number, user_id in enumerate(users)
    }


@bounded
@given(history=histories(), now=instants, zone=st.sampled_from(ZONES))
def test_milestones_are_those_of_the_model(
    db: psycopg.Connection, history: History, now: datetime, zone: str
) -> None:
    with db.transaction(force_rollback=True):
        db.execute("SELECT set_config('TimeZone', %s, true)", (zone,))
        pin_clock(db, EDGES[-1])
        users = put(db, history)
        model = expected(history, users, now)
        there = [user_id for n, user_id in enumerate(users) if n not in history.world.deleted_users]
        asked = {
            user_id: db.execute(
                f"{MILESTONES} unnest(momentum.milestone_triggers(%s, %s))".encode(),
                (user_id, now),
            ).fetchall()
            for user_id in there
        }
        assert asked == {user_id: model[user_id] for user_id in there}

        evaluate = f"{MILESTONES} momentum.evaluate_milestones(%s, %s::uuid[], %s)".encode()
        for number, organisation in enumerate(history.world.organisations):
            if not organisation.deleted:
                with db.transaction(force_rollback=True):
                    rows = db.execute(evaluate, (now, None, organisation_id(number))).fetchall()
                assert sorted(rows) == [
                    row for member in sorted(organisation.members) for row in model[users[member]]
                ]
        with db.transaction(force_rollback=True):
            one_by_one = [
                row
                for user_id in there
                for row in db.execute(evaluate, (now, [user_id], None)).fetchall()
            ]
        everyone = db.execute(evaluate, (now, None, None)).fetchall()
        assert everyone == one_by_one == [row for user_id in users for row in model[user_id]]
        assert db.execute(evaluate, (now, None, None)).fetchall() == []
        stored = db.execute(
            "SELECT user_id, organisation_id, milestone_year, milestone_value,"
            " (payload ->> 'session_count')::integer FROM momentum.scenario_notifications"
            " WHERE payload ? 'session_count' ORDER BY user_id, milestone_value"
        ).fetchall()
        assert stored == everyone

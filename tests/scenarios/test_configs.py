"""What one organisation decides, or forgets to decide, never harms the members of another."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from tests.scenarios.people import add_activities, make_organisation
from tests.stored import insert_users
from tests.support import pin_clock

NOW = "2026-11-21 12:00+00"
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
ALPHA, BETA = UUID(int=0xA001), UUID(int=0xA002)

CONFIGURE = (
    "INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, {}) VALUES (%s, %s, %s)"
)


@pytest.fixture
def people(db: psycopg.Connection) -> psycopg.Connection:
    """User 1 is active in Alpha, user 2 inactive in Alpha, user 3 a member of Beta."""
    pin_clock(db, NOW)
    insert_users(db, 3)
    make_organisation(db, 1, [ONE, TWO])
    make_organisation(db, 2, [THREE])
    add_activities(db, ONE, 1, "2026-11-20Z", ALPHA)
    add_activities(db, THREE, 1, "2026-11-20Z", BETA)
    db.execute(
        "INSERT INTO momentum.credentials (user_id, organisation_id, credential_type, expires_on)"
        " VALUES (%s, %s, 'first aid', '2026-12-01')",
        (TWO, ALPHA),
    )
    return db


@contextmanager
def perhaps_refused(sqlstate: str = "PM006") -> Iterator[None]:
    """Let a statement fail with this error, and no other."""
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate != sqlstate:
            raise


def evaluated(db: psycopg.Connection) -> list[tuple[str, UUID]]:
    """Evaluate everything, and return who is told what."""
    db.execute("SELECT momentum.evaluate_scenarios()")
    return db.execute(
        "SELECT scenario_type, user_id FROM momentum.scenario_notifications ORDER BY 1, 2"
    ).fetchall()


def test_without_any_configuration_of_its_own(people: psycopg.Connection) -> None:
    assert evaluated(people) == [("expiry", TWO), ("inactivity", TWO)]


@pytest.mark.parametrize(
    ("scenario_type", "field", "value"),
    [
        ("inactivity", "inactive_after", "10000 years"),
        ("inactivity", "cooldown", "200000000 days"),
        ("expiry", "expires_within", "300000 years"),
        ("expiry", "cooldown", "200000000 days"),
        ("inactivity", "inactive_after", "1000 years"),
        ("inactivity", "activity_types", ["%", "_", ""]),
        ("milestone", "thresholds", [2147483647]),
        ("expiry", "expires_within", "1000 years"),
    ],
)
def test_a_value_out_of_all_proportion(
    people: psycopg.Connection, scenario_type: str, field: str, value: object
) -> None:
    with perhaps_refused():
        people.execute(CONFIGURE.format(field).encode(), (BETA, scenario_type, value))
    told = evaluated(people)
    assert ("expiry", TWO) in told
    assert ("inactivity", TWO) in told


@pytest.mark.servers(18)
@pytest.mark.parametrize("field", ["inactive_after", "cooldown"])
def test_an_infinite_time(people: psycopg.Connection, field: str) -> None:
    with perhaps_refused():
        people.execute(CONFIGURE.format(field).encode(), (BETA, "inactivity", "infinity"))
    assert evaluated(people) == [("expiry", TWO), ("inactivity", TWO)]


def test_types_in_two_dimensions_are_refused(people: psycopg.Connection) -> None:
    with pytest.raises(psycopg.Error) as raised:
        people.execute(
            CONFIGURE.format("activity_types").encode(), (BETA, "inactivity", "{{a,b},{c,d}}")
        )
    assert raised.value.sqlstate == "PM006"


def test_the_default_is_deleted_and_an_organisation_relied_on_it(
    people: psycopg.Connection,
) -> None:
    """Who is active must not be told otherwise."""
    people.execute(CONFIGURE.format("cooldown").encode(), (ALPHA, "inactivity", "7 days"))
    with perhaps_refused():
        people.execute("DELETE FROM momentum.scenario_configs WHERE organisation_id IS NULL")
    assert ("inactivity", ONE) not in evaluated(people)


@pytest.mark.parametrize(
    ("scenario_type", "field"), [("inactivity", "inactive_after"), ("expiry", "expires_within")]
)
def test_the_default_becomes_that_of_an_organisation(
    people: psycopg.Connection, scenario_type: str, field: str
) -> None:
    people.execute(CONFIGURE.format(field).encode(), (ALPHA, scenario_type, "30 days"))
    with perhaps_refused():
        people.execute(
            "UPDATE momentum.scenario_configs SET organisation_id = %s"
            " WHERE organisation_id IS NULL AND scenario_type = %s",
            (BETA, scenario_type),
        )
    evaluated(people)


@pytest.mark.parametrize("year", [0, -1])
def test_a_year_that_is_none_is_refused_or_passed_over(
    people: psycopg.Connection, year: int
) -> None:
    with perhaps_refused("23514"):
        people.execute(
            "INSERT INTO momentum.summary_queue (user_id, year) VALUES (%s, %s)", (ONE, year)
        )
    assert evaluated(people) == [("expiry", TWO), ("inactivity", TWO)]

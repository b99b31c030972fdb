"""Sessions and people that tests of several modules begin with."""

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import UUID

import psycopg
import pytest

from tests.concurrency.meeting import NOW, Pair
from tests.scenarios.people import add_activities, make_organisation, set_thresholds
from tests.sessions import Session
from tests.stored import insert_users
from tests.support import pin_clock


@pytest.fixture
def pair(database: str) -> Iterator[Pair]:
    """Two sessions."""
    with ExitStack() as stack:
        yield stack.enter_context(Session(database)), stack.enter_context(Session(database))


@pytest.fixture
def third(database: str) -> Iterator[Session]:
    """One session more."""
    with Session(database) as session:
        yield session


@pytest.fixture
def people(db: psycopg.Connection) -> list[UUID]:
    """Three users with two activities each."""
    users = insert_users(db, 3)
    for user_id in users:
        add_activities(db, user_id, 2)
    return users


@pytest.fixture
def due(db: psycopg.Connection) -> list[UUID]:
    """Two users of one organisation, with a milestone, a reminder and a warning each due."""
    pin_clock(db, NOW)
    users = insert_users(db, 2)
    organisation_id = make_organisation(db, 1, users)
    set_thresholds(db, [2])
    for user_id in users:
        add_activities(db, user_id, 2)
        db.execute(
            "INSERT INTO momentum.credentials (user_id, id, organisation_id, credential_type,"
            " expires_on) VALUES (%s, %s, %s, 'first aid', '2026-12-01')",
            (user_id, user_id, organisation_id),
        )
    return users

"""Two sessions that meet; users, and what is said of them."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.realtime.announced import World
from tests.sessions import Session


@pytest.fixture
def first(database: str) -> Iterator[Session]:
    """A session."""
    with Session(database) as session:
        yield session


@pytest.fixture
def second(database: str) -> Iterator[Session]:
    """Another session."""
    with Session(database) as session:
        yield session


@pytest.fixture
def world(db: psycopg.Connection, database: str) -> Iterator[World]:
    """Three users, and whoever hears of them."""
    world = World(db, database)
    yield world
    world.close()

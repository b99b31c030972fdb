"""Two sessions that meet."""

from collections.abc import Iterator

import pytest

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

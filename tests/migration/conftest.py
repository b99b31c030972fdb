"""Fixtures of the tests of installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migration.catalog import Workshop, connect, copy_sources
from tools.servers import Server, throw_away


@pytest.fixture
def workshop(database: str, tmp_path: Path) -> Iterator[Workshop]:
    """A migrated database, and a copy of the sources to edit."""
    with connect(database) as connection:
        yield Workshop(copy_sources(tmp_path), connection)


@pytest.fixture(scope="module")
def own_server(server: Server) -> Iterator[Server]:
    """A server of this module alone: roles belong to the whole of a server."""
    with throw_away(server.version) as own:
        yield own

"""Fixtures of the tests of installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migration.catalog import Workshop, connect, copy_sources


@pytest.fixture
def workshop(database: str, tmp_path: Path) -> Iterator[Workshop]:
    """A migrated database, and a copy of the sources to edit."""
    with connect(database) as connection:
        yield Workshop(copy_sources(tmp_path), connection)

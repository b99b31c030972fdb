"""Where the SQL lies: inside the wheel, or at the root of a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Resources:
    """The directories of the re-loadable source and of the versioned migrations."""

    sql: Path
    migrations: Path


def find() -> Resources:
    """Return the resources that belong to this package; a wheel carries its own."""
    package = Path(__file__).resolve().parent
    carried = package / "_resources"
    root = carried if carried.is_dir() else package.parents[1]
    return Resources(sql=root / "sql", migrations=root / "migrations")

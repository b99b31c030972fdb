"""Switching live scoring on and off, for the benchmarks of arriving events."""

from collections.abc import Callable

from bench.database import Database
from bench.dataset import TODAY
from bench.results import NotAvailableError

SETTING = "momentum.settings WHERE name = 'live_scoring'"


def require(database: Database) -> None:
    """Raise where this version has no live scoring."""
    if database.row(f"SELECT count(*) FROM {SETTING}") == (0,):
        raise NotAvailableError("no live scoring in this version")


def measure(database: Database, value: str, insert: Callable[[], float]) -> float:
    """Insert events of today, of which there is nothing yet, with live scoring on or off."""
    database.forget_from(TODAY, events=True)
    database.connection.execute(
        "UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'", (value,)
    )
    return insert()

"""The data of the benchmarks of the scenarios: members, and three years of their activities."""

from datetime import date
from pathlib import Path

import psycopg

from bench.dataset import NOW, Size, add_users, settle
from bench.progress import say

FIRST = date(2024, 1, 1)


def build(connection: psycopg.Connection, size: Size) -> None:
    """Install, and make users, organisations, memberships, activities and their summary."""
    add_users(connection, size, FIRST)
    connection.execute((Path(__file__).parent / "activities.sql").read_bytes())
    connection.execute("SELECT bench.add_memberships(%s)", (FIRST,))
    say(f"{size.activities:,} activities from {FIRST} on")
    connection.execute(
        "SELECT bench.add_activities(%s, %s, %s)", (f"{FIRST} 00:00+00", NOW, size.activities)
    )
    connection.execute("SELECT bench.summarize()")
    settle(connection)

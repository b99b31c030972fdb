"""``pgmomentum import events`` of 1,000,000 lines of CSV, against a bare COPY into the same table.

Both start from a table without events. The import is a process of its own, whose start counts; the
COPY fires no trigger of ours.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench.database import Bench, Database
from bench.dataset import DAY
from bench.progress import say
from bench.results import NotAvailableError, Result, take_turns
from pgmomentum.cli import COMMANDS

BLOCK = 1 << 16
GENERATE = """
    COPY (
        SELECT
            gen_random_uuid() AS id,
            bench.user_id(floor(random() * {users})::integer) AS user_id,
            (ARRAY['chat_message', 'biometric_sync', 'action_step_complete', 'note'])[1 + n % 4]
            AS event_type,
            timestamptz '{first}' + n * interval '30 days' / {lines} AS event_ts,
            CASE WHEN n % 3 = 0 THEN 'sleep' END AS pillar_id,
            '{{"source": "import"}}' AS payload
        FROM generate_series(0, {lines} - 1) AS n
    ) TO STDOUT (FORMAT csv, HEADER)
"""
COPY = """
    COPY momentum.momentum_events (id, user_id, event_type, event_ts, pillar_id, payload)
    FROM STDIN (FORMAT csv, HEADER)
"""


def generate(database: Database, file: Path, lines: int) -> None:
    """Write a file of events of random users over thirty days."""
    first = f"{DAY - timedelta(30)} 00:00+00"
    query = GENERATE.format(users=database.size.users, first=first, lines=lines)
    with (
        file.open("wb") as target,
        database.connection.cursor() as cursor,
        cursor.copy(query.encode()) as copy,
    ):
        for block in copy:
            target.write(block)


def empty(database: Database) -> None:
    """Remove every event, and what is queued."""
    database.connection.execute("TRUNCATE momentum.momentum_events, momentum.rescore_queue")


def import_events(database: Database, file: Path, lines: int) -> float:
    """Import the file and return the seconds; raise where not every line has arrived."""
    empty(database)
    start = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pgmomentum", "--database-url", database.dsn),
            *("import", "events", str(file)),
        ],
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"the import failed:\n{done.stderr}")
    (rows,) = database.row("SELECT count(*) FROM momentum.momentum_events")
    if rows != lines:
        raise RuntimeError(f"{rows} of {lines} lines arrived")
    return seconds


def copy_events(database: Database, file: Path) -> float:
    """Copy the file into the table and return the seconds."""
    empty(database)
    with database.bare("momentum_events"):
        start = time.perf_counter()
        with (
            file.open("rb") as source,
            database.connection.cursor() as cursor,
            cursor.copy(COPY) as copy,
        ):
            while block := source.read(BLOCK):
                copy.write(block)
        return time.perf_counter() - start


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    if "import" not in COMMANDS:
        raise NotAvailableError("no `pgmomentum import` in this version")
    lines = bench.size.of(1_000_000, 1_000)
    with bench.database() as database, tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "events.csv"
        say(f"a file of {lines:,} lines")
        generate(database, file, lines)
        turns = take_turns(
            bench.rounds,
            lambda: import_events(database, file, lines),
            lambda: copy_events(database, file),
            warm_up=False,
        )
        yield turns.takes_at_most("import", 2)

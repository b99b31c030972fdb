"""The server of a run, and a database for each benchmark: a copy of the same data at rest."""

import itertools
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from bench.dataset import DAY, Size, build
from tools.servers import Server

#: Makes data in an empty database.
Build = Callable[[psycopg.Connection, Size], None]
#: Connections of pgbench, and its threads.
CLIENTS = 8
THREADS = 2
_numbers = itertools.count(1)


class Call(NamedTuple):
    """A run of a script of pgbench: by which client, when it was sent, and how long it took."""

    client: int
    sent: float
    milliseconds: float


def _call(
    client: int, _number: int, took: int, _script: int, second: int, part: int, late: int = 0
) -> Call:
    """Read a line of the log; times are in microseconds, and end when the call did."""
    return Call(client, second + (part - took + late) / 1e6, took / 1000)


@dataclass(frozen=True)
class Database:
    """A database of one benchmark."""

    server: Server
    name: str
    size: Size
    connection: psycopg.Connection[tuple[Any, ...]]

    @property
    def dsn(self) -> str:
        """The connection string, for the superuser."""
        return self.server.dsn(self.name)

    def timed(self, query: LiteralString, parameters: Sequence[object] = ()) -> float:
        """Execute a statement in a transaction of its own and return its seconds."""
        start = time.perf_counter()
        self.connection.execute(query, parameters)
        return time.perf_counter() - start

    def row(self, query: LiteralString, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the only row of a query."""
        row = self.connection.execute(query, parameters).fetchone()
        assert row is not None
        return row

    def timed_row(
        self, query: LiteralString, parameters: Sequence[object] = ()
    ) -> tuple[float, tuple[Any, ...]]:
        """Return the seconds of a query, and its only row."""
        start = time.perf_counter()
        row = self.row(query, parameters)
        return time.perf_counter() - start, row

    @contextmanager
    def bare(self, table: str) -> Iterator[None]:
        """Switch the triggers of a table off, those of its constraints apart."""
        alter = sql.SQL("ALTER TABLE momentum.{} {} TRIGGER USER")
        name = sql.Identifier(table)
        self.connection.execute(alter.format(name, sql.SQL("DISABLE")))
        try:
            yield
        finally:
            self.connection.execute(alter.format(name, sql.SQL("ENABLE")))

    def forget_from(self, day: object = DAY, *, events: bool = False) -> None:
        """Remove the scores, and the events too if asked to, of a day and those after it."""
        with self.connection.transaction():
            self.connection.execute("SET LOCAL session_replication_role = replica")
            self.connection.execute("DELETE FROM momentum.rescore_queue")
            self.connection.execute(
                "DELETE FROM momentum.daily_engagement_scores WHERE score_date >= %s", (day,)
            )
            if events:
                self.connection.execute(
                    "DELETE FROM momentum.momentum_events"
                    " WHERE event_ts >= %s::timestamp AT TIME ZONE 'UTC'",
                    (day,),
                )
        self.connection.execute(
            "VACUUM momentum.rescore_queue, momentum.daily_engagement_scores"
            + (", momentum.momentum_events" if events else "")
        )

    def pgbench(
        self, script: str, *options: str, variables: Mapping[str, object]
    ) -> tuple[float, list[float]]:
        """Run a script of this directory; return seconds, and the milliseconds of each call.

        The seconds are those after connecting. With ``--rate``, a call begins when it is due:
        waiting for a free connection counts.
        """
        seconds, calls = self.pgbench_calls(script, *options, variables=variables)
        return seconds, [call.milliseconds for call in calls]

    def pgbench_calls(
        self, script: str, *options: str, variables: Mapping[str, object]
    ) -> tuple[float, list[Call]]:
        """Do so, and return the calls, those of each client in their order."""
        with tempfile.TemporaryDirectory() as directory:
            done = subprocess.run(
                [
                    str(self.server.programs / "pgbench"),
                    "--no-vacuum",
                    "--protocol=prepared",
                    f"--client={CLIENTS}",
                    f"--jobs={THREADS}",
                    f"--file={Path(__file__).parent / script}",
                    "--log",
                    f"--log-prefix={directory}/log",
                    *(f"--define={name}={value}" for name, value in variables.items()),
                    *options,
                ],
                env=self.server.environment(self.name),
                capture_output=True,
                text=True,
            )
            if done.returncode:
                raise RuntimeError(f"pgbench failed:\n{done.stderr}")
            calls = [
                _call(*map(int, line.split()))
                for log in Path(directory).iterdir()
                for line in log.read_text().splitlines()
            ]
        rate = re.search(r"^tps = ([0-9.]+) \(without", done.stdout, re.MULTILINE)
        assert rate is not None, done.stdout
        return len(calls) / float(rate[1]), calls


@dataclass(frozen=True)
class Bench:
    """A run: its server, the size of its data, and how often each pair is measured."""

    server: Server
    size: Size
    rounds: int
    #: The databases to copy, by what makes their data.
    templates: dict[Build, str] = field(default_factory=dict)

    def template(self, made_by: Build) -> str:
        """Return the name of the database with this data, which is made when first asked for."""
        if made_by not in self.templates:
            name = f"bench_template_{len(self.templates) + 1}"
            with self.server.admin() as admin:
                admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            with psycopg.connect(self.server.dsn(name), autocommit=True) as connection:
                made_by(connection, self.size)
            self.templates[made_by] = name
        return self.templates[made_by]

    @contextmanager
    def database(self, made_by: Build = build) -> Iterator[Database]:
        """Yield a copy of the data, and drop it afterwards."""
        template = self.template(made_by)
        name = f"bench_{next(_numbers)}"
        with self.server.admin() as admin:
            # The other strategy would write every page of the copy to the write-ahead log.
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
            admin.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        with self._dropped(name) as connection:
            yield Database(self.server, name, self.size, connection)

    @contextmanager
    def fresh(self, made_by: Build, size: Size) -> Iterator[Database]:
        """Yield data of another size, which is not kept to be copied, and drop it afterwards."""
        name = f"bench_{next(_numbers)}"
        with self.server.admin() as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        with self._dropped(name) as connection:
            made_by(connection, size)
            yield Database(self.server, name, size, connection)

    @contextmanager
    def _dropped(self, name: str) -> Iterator[psycopg.Connection]:
        """Yield a connection to a database, and drop the database afterwards."""
        try:
            with psycopg.connect(self.server.dsn(name), autocommit=True) as connection:
                yield connection
        finally:
            with self.server.admin() as admin:
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
                admin.execute(drop.format(sql.Identifier(name)))

"""What a database holds, to be compared, and installations from sources that a test edits."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from pgmomentum import migrations
from pgmomentum.database import Connection
from pgmomentum.resources import Resources, find
from tools.servers import Server


def catalog(server: Server, dsn: str, *options: str) -> str:
    """Return the schema of a database as pg_dump writes it, without what differs at random."""
    dump = subprocess.run(
        [server.programs / "pg_dump", "--schema-only", *options],
        env=server.environment(str(conninfo_to_dict(dsn)["dbname"])),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # Recent versions frame the dump with a random token.
    lines = (line for line in dump.splitlines() if not line.startswith(("\\restrict", "\\unre")))
    return "\n".join(lines)


@contextmanager
def connect(dsn: str) -> Iterator[Connection]:
    """Open an autocommit connection, and close it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def install(dsn: str) -> None:
    """Migrate a database with the sources of this checkout."""
    with connect(dsn) as connection:
        migrations.migrate(connection)


@dataclass(frozen=True)
class Workshop:
    """A copy of the sources, to be edited, and an installation of it."""

    resources: Resources
    connection: Connection

    def migrate(self) -> migrations.Migrated:
        """Bring the database up to date with the copy."""
        return migrations.migrate(self.connection, self.resources)

    def write(self, path: str, text: str, *, after: str | None = None) -> None:
        """Write a file of sql/; a new one is listed after another, by default before policies."""
        file = self.resources.sql / path
        is_new = not file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if is_new:
            if after is None:
                self._edit_order("security/policies.sql", f"{path}\nsecurity/policies.sql")
            else:
                self._edit_order(after, f"{after}\n{path}")

    def read(self, path: str) -> str:
        """Return the text of a file of sql/."""
        return (self.resources.sql / path).read_text()

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that the file of sql/ must contain."""
        text = self.read(path)
        assert old in text
        (self.resources.sql / path).write_text(text.replace(old, new))

    def remove(self, path: str) -> None:
        """Delete a file of sql/, and its line in the load order."""
        (self.resources.sql / path).unlink()
        self._edit_order(path, "")

    def move(self, path: str, to: str) -> None:
        """Move a file of sql/, and change its line in the load order."""
        (self.resources.sql / to).parent.mkdir(parents=True, exist_ok=True)
        (self.resources.sql / path).rename(self.resources.sql / to)
        self._edit_order(path, to)

    def _edit_order(self, old: str, new: str) -> None:
        order = self.resources.sql / "load_order"
        lines = order.read_text().splitlines()
        assert old in lines
        order.write_text("\n".join(new if line == old else line for line in lines))

    def routines(self, name: str) -> set[str]:
        """Return the signatures and results of the routines of that name in momentum."""
        rows = self.connection.execute(
            """
            SELECT pg_catalog.pg_get_function_identity_arguments(oid)
                || ' -> ' || pg_catalog.pg_get_function_result(oid)
            FROM pg_catalog.pg_proc
            WHERE pronamespace = 'momentum'::regnamespace AND proname = %s
            """,
            (name,),
        )
        return {row[0] for row in rows}

    def value(self, query: str, *parameters: object) -> object:
        """Return the one value that a query gives."""
        row = self.connection.execute(query.encode(), parameters).fetchone()
        assert row is not None
        return row[0]


def copy_sources(directory: Path) -> Resources:
    """Copy sql/ and migrations/ of this checkout."""
    own = find()
    for name, path in (("sql", own.sql), ("migrations", own.migrations)):
        shutil.copytree(path, directory / name)
    return Resources(directory / "sql", directory / "migrations")

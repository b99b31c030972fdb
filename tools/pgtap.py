"""Run the pgTAP files through pg_prove on a throw-away server with a migrated database.

``python -m tools.pgtap --server 15 [FILE ...]``; with files, every test line is printed.
"""

import argparse
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from pgmomentum.migrations import migrate
from tools.packages import EXTENSIONS
from tools.servers import Server, throw_away

ROOT = Path(__file__).parent.parent
TESTS = "pgtap"
DATABASE = "pgtap"


def install(dsn: str) -> None:
    """Migrate a database."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        migrate(connection)


def load_pgtap(dsn: str) -> None:
    """Create pgTAP's functions in the schema tap, open to every role.

    From the script of Debian's package, because the embedded server has no such extension.
    """
    version = next(
        line.split("'")[1]
        for line in (EXTENSIONS / "pgtap.control").read_text().splitlines()
        if line.startswith("default_version")
    )
    script = (EXTENSIONS / f"pgtap--{version}.sql").read_text()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE SCHEMA tap")
        connection.execute("SET LOCAL search_path = tap")
        connection.execute(script.encode())
        connection.execute("GRANT USAGE ON SCHEMA tap TO PUBLIC")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA tap TO PUBLIC")


@contextmanager
def pgtap_database(server: Server) -> Iterator[str]:
    """Yield the connection string of a migrated database with pgTAP in it."""
    with server.database(name=DATABASE) as name:
        install(server.dsn(name))
        load_pgtap(server.dsn(name))
        yield server.dsn(name)


def prove(server: Server, files: Sequence[str] = ()) -> int:
    """Run pg_prove in the pgTAP database and return its exit status."""
    environment = server.environment(DATABASE) | {
        "PGOPTIONS": "-c search_path=tap -c client_min_messages=warning"
    }
    command = ["pg_prove", "--psql-bin", str(server.programs / "psql"), "--norc", "--failures"]
    selection = ["--verbose", *files] if files else ["--ext", ".sql", "--recurse", TESTS]
    print(f"pgTAP on PostgreSQL {server.version}", flush=True)
    return subprocess.run([*command, *selection], env=environment, cwd=ROOT).returncode


def main(settings: Mapping[str, str] | None = None) -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", type=int, choices=(15, 18), default=15)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    with throw_away(arguments.server, settings) as server, pgtap_database(server):
        return prove(server, arguments.files)


if __name__ == "__main__":
    raise SystemExit(main())

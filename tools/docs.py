"""Generate the parts of docs/ that follow from the catalog; ``--check`` fails when they drift.

``python -m tools.docs`` migrates a database of a throw-away PostgreSQL 15 and writes
docs/schema.sql (its dump), docs/schema.md (tables) and docs/reference.md (functions).
"""

import argparse
import re
import subprocess
from pathlib import Path

import psycopg

from tools.pgtap import ROOT, install
from tools.reference import render_reference
from tools.schema import render_schema
from tools.servers import Server, throw_away

DOCS = ROOT / "docs"
#: Lines of a dump that differ from one run or patch release to the next.
_RANDOM = re.compile(r"^(\\(un)?restrict .*|-- Dumped (from|by) .*)\n", re.MULTILINE)


def dump(server: Server, dbname: str) -> str:
    """Return the definition of everything in a database, the same for the same catalog."""
    done = subprocess.run(
        [server.programs / "pg_dump", "--schema-only"],
        env=server.environment(dbname),
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"\n{3,}", "\n\n", _RANDOM.sub("", done.stdout)).strip() + "\n"


def generate(server: Server, dbname: str) -> dict[Path, str]:
    """Return path and text of each generated file, from a migrated database."""
    with psycopg.connect(server.dsn(dbname)) as connection:
        return {
            DOCS / "schema.sql": dump(server, dbname),
            DOCS / "schema.md": render_schema(connection),
            DOCS / "reference.md": render_reference(connection),
        }


def drifted(files: dict[Path, str]) -> list[Path]:
    """Return the files whose text on disk is another one."""
    return [file for file, text in files.items() if not file.exists() or file.read_text() != text]


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    arguments = parser.parse_args()
    with throw_away(15) as server, server.database() as name:
        install(server.dsn(name))
        files = generate(server, name)
    changed = drifted(files)
    for file in changed:
        print(f"{'differs' if arguments.check else 'written'}: {file.relative_to(ROOT)}")
        if not arguments.check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(files[file])
    if arguments.check and changed:
        print("Run `make docs` and commit the result.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

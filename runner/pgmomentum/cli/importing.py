"""import: bring what a file holds into the database."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click
import psycopg

from pgmomentum import importer, records
from pgmomentum.cli import console, echo_json, json_option, pass_database
from pgmomentum.database import Database, PgmomentumError
from pgmomentum.progress import Rows

_STDIN = Path("-")
_AGAIN = "Start it again: what is stored stays as it is, nothing is lost or doubled."
_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}


@click.group("import")
def group() -> None:
    """Import events from files."""


@group.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "jsonl"]),
    help="Default: by the name of FILE, else by its first character.",
)
@click.option(
    "--rejects",
    "reject_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for the lines that are wrong (default: FILE.rejected; for standard input "
    "rejected.csv or rejected.jsonl). Made when there are any, in place of an older one.",
)
@click.option(
    "--max-rejects",
    type=click.IntRange(min=0),
    help="Stop, with exit status 1, when more lines than this are wrong (default: no limit).",
)
@json_option
@pass_database
def events(
    database: Database,
    file: Path,
    file_format: str | None,
    reject_path: Path | None,
    max_rejects: int | None,
    as_json: bool,
) -> None:
    """Import the events of FILE: CSV with a header, or JSON lines; - is standard input.

    The columns, or keys, are user_id, event_type and event_ts (with its time zone; without, UTC),
    and if need be id, pillar_id and payload (a JSON object). FILE may be packed with gzip.

    Importing a file again changes nothing, so that one that was interrupted is just started anew.
    An event is known by user, time and id. The id of a line without one follows from its content:
    two lines that are alike in everything are then one event.

    A line that is wrong goes to the file of rejects, with its number and the reason, and the
    others go in. Mend that file and import it. Rejects alone do not make the exit status 1:
    --max-rejects 0 does.
    """
    with ExitStack() as opened:
        raw: BinaryIO = (
            getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
            if file == _STDIN
            else opened.enter_context(file.open("rb", buffering=0))
        )
        source = records.Source(raw)
        file_format = file_format or _format_of(file) or source.guess_format()
        try:
            lines = records.read(source, file_format)
        except records.WrongFileError as error:
            raise click.UsageError(f"{file}: {error}. {error.hint or ''}".strip()) from error
        rejects = importer.Rejects(reject_path or _reject_path(file, file_format), lines.header)
        opened.callback(rejects.close)
        if file.is_file() and rejects.path.exists() and rejects.path.samefile(file):
            raise click.UsageError(f"{file} cannot take its own rejects")
        with Rows(console(stderr=as_json), "importing", "lines") as rows:
            counts = _run(database, source, lines, rejects, max_rejects, rows)
    reject_file = str(rejects.path) if counts.rejected else None
    if as_json:
        seconds = round(rows.seconds, 3)
        echo_json({**asdict(counts), "reject_file": reject_file, "seconds": seconds})
        return
    click.echo(
        f"{counts.read:,} lines in {rows.seconds:.1f} s: {counts.inserted:,} inserted, "
        f"{counts.present:,} there already, {counts.rejected:,} rejected"
    )
    if reject_file:
        click.echo(f"The rejected lines, and why: {reject_file}", err=True)


def _run(
    database: Database,
    source: records.Source,
    lines: records.Records,
    rejects: importer.Rejects,
    max_rejects: int | None,
    rows: Rows,
) -> importer.Counts:
    def report(counts: importer.Counts) -> None:
        share = source.share()
        rows.update(counts.read, round(counts.read / share) if share else None, counts.rejected)

    try:
        return importer.import_events(database.connection, lines, rejects, max_rejects, report)
    except KeyboardInterrupt:
        raise PgmomentumError(f"interrupted after {rows.done:,} lines", _AGAIN) from None
    except psycopg.Error as error:
        if rows.done:
            error.add_note(f"after {rows.done:,} lines. {_AGAIN}")
        raise


def _format_of(file: Path) -> str | None:
    suffixes = [suffix for suffix in file.suffixes if suffix != ".gz"]
    return _ENDINGS.get(suffixes[-1]) if suffixes else None


def _reject_path(file: Path, file_format: str) -> Path:
    if file.is_file():
        return file.with_name(f"{file.name}.rejected")
    return Path(f"rejected.{file_format}")

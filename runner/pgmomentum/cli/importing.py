"""import: bring what a file holds into the database."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import click
import psycopg

from pgmomentum import importer, records
from pgmomentum.cli import Failure, console, echo_json, json_option, pass_database
from pgmomentum.database import Database, PgmomentumError
from pgmomentum.kinds import ACTIVITIES, EVENTS, Kind
from pgmomentum.progress import Rows
from pgmomentum.rejects import Rejects

_STDIN = Path("-")
_AGAIN = "Start it again: what is stored stays as it is, nothing is lost or doubled."
_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}
_ABOUT = """\
Importing a file again changes nothing, so that one that was interrupted is just started anew.

A line that is wrong goes to the file of rejects, with its number and the reason, and the others go
in. Mend that file and import it. Rejects alone do not make the exit status 1: --max-rejects 0 does.
"""
#: Where a regular file may be named that has another place, such as a redirected /dev/stdin.
_STREAMS = ("/dev", "/dev/fd", "/proc/self/fd")


@click.group("import")
def group() -> None:
    """Import events or activities from files."""


def _of_a_file(command: Callable[..., None]) -> Callable[..., None]:
    """Add the argument FILE and the options of an import to a command."""
    for decorate in (
        pass_database,
        json_option,
        click.option(
            "--max-rejects",
            type=click.IntRange(min=0),
            help="Stop, with exit status 1, when more lines than this are wrong (default: no "
            "limit).",
        ),
        click.option(
            "--rejects",
            "reject_path",
            type=click.Path(dir_okay=False, path_type=Path),
            help="File for the lines that are wrong (default: FILE.rejected; for standard input "
            "rejected.csv or rejected.jsonl). Made when there are any; nothing is overwritten: "
            "where there is such a file, the new one gets a number.",
        ),
        click.option(
            "--format",
            "file_format",
            type=click.Choice(["csv", "jsonl"]),
            help="Default: by the name of FILE, else by its first character.",
        ),
        click.argument(
            "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
        ),
    ):
        command = decorate(command)
    return command


@group.command(epilog=_ABOUT)
@_of_a_file
def events(database: Database, **options: Any) -> None:
    """Import the events of FILE: CSV with a header, or JSON lines; - is standard input.

    The columns, or keys, are user_id, event_type and event_ts (with its time zone; without, UTC),
    and if need be id, pillar_id and payload (a JSON object). FILE may be packed with gzip.

    An event is known by user, time and id. The id of a line without one follows from its content:
    two lines that are alike in everything are then one event.
    """
    _import(database, EVENTS, **options)


@group.command(epilog=_ABOUT)
@_of_a_file
def activities(database: Database, **options: Any) -> None:
    """Import the activities of FILE: CSV with a header, or JSON lines; - is standard input.

    The columns, or keys, are user_id, activity_type and completed_at (with its time zone; without,
    UTC), and if need be activity_id (or id) and organisation_id. FILE may be packed with gzip.

    An activity is known by user and id. The id of a line without one follows from its content: two
    lines that are alike in everything are then one activity.

    Milestones of past years are recorded with the activities that reach them, but not announced.
    Those of the current year are left to the daily evaluation.

    Badges belong to organisations: activities without organisation_id earn none. Those with one
    earn the badges that are defined by now; for a badge that is defined later, see badges define
    --retroactively.
    """
    _import(database, ACTIVITIES, **options)


def _import(
    database: Database,
    kind: Kind,
    file: Path,
    file_format: str | None,
    reject_path: Path | None,
    max_rejects: int | None,
    as_json: bool,
) -> None:
    if reject_path == _STDIN:
        raise click.BadParameter("standard output is not for rejects", param_hint="--rejects")
    counts = importer.Counts()
    older: list[Path] = []
    failure: PgmomentumError | psycopg.Error | None = None
    rows = Rows(console(stderr=as_json), "importing", "lines", estimated=True)
    try:
        with ExitStack() as opened:
            raw: BinaryIO = (
                getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
                if file == _STDIN
                else opened.enter_context(file.open("rb", buffering=0))
            )
            source = records.Source(raw)
            file_format = file_format or _format_of(file) or source.guess_format()
            lines = _read(file, source, file_format, kind)
            if reject_path and _is_open(raw, reject_path):
                raise click.UsageError(f"{file} cannot take its own rejects")
            rejects = _rejects(reject_path or _reject_path(file, file_format), lines)
            older = [path for path in rejects.older() if not _is_open(raw, path)]

            def report() -> None:
                share = source.share()
                total = round(counts.read / share) if share else None
                rows.update(counts.read, total, counts.rejected)

            with rejects, rows:
                importer.import_lines(
                    database.connection, kind, lines, rejects, max_rejects, counts, report
                )
    except KeyboardInterrupt:
        failure = PgmomentumError("interrupted")
        failure.add_note(_how_far(counts, at_least=True))
    except (PgmomentumError, psycopg.Error) as error:
        failure = error
        # who lost the server while it stored a batch does not know whether it has
        failure.add_note(_how_far(counts, isinstance(error, psycopg.OperationalError)))
    _tell(counts, older, rows.seconds, failure, as_json)
    if failure:
        raise failure


def _tell(
    counts: importer.Counts,
    older: list[Path],
    seconds: float,
    failure: PgmomentumError | psycopg.Error | None,
    as_json: bool,
) -> None:
    if as_json:
        told = {**asdict(counts), "seconds": round(seconds, 3)}
        if failure:
            told["error"] = Failure(failure).message
        echo_json(told)
    elif failure is None:
        click.echo(
            f"{_lines(counts.read)} in {seconds:.1f} s: {counts.inserted:,} inserted, "
            f"{counts.present:,} there already, {counts.rejected:,} rejected"
        )
    if counts.reject_file and not as_json:
        click.echo(f"The rejected lines, and why: {counts.reject_file}", err=True)
    if older:
        names = ", ".join(map(str, older))
        click.echo(f"Still there, with the rejected lines of earlier imports: {names}", err=True)


def _how_far(counts: importer.Counts, at_least: bool) -> str:
    stored = counts.inserted + counts.present
    verb = "is" if stored == 1 else "are"
    return f"{'at least ' if at_least else ''}{_lines(stored)} {verb} stored. {_AGAIN}"


def _lines(count: int) -> str:
    return f"{count:,} {'line' if count == 1 else 'lines'}"


def _read(file: Path, source: records.Source, file_format: str, kind: Kind) -> records.Records:
    try:
        return records.read(source, file_format, kind)
    except records.WrongFileError as error:
        raise click.UsageError(f"{file}: {error}. {error.hint or ''}".strip()) from error


def _rejects(path: Path, lines: records.Records) -> Rejects:
    try:
        return Rejects(path, lines.header)
    except OSError as error:
        raise click.UsageError(
            f"rejected lines could not be written to {path}: {error.strerror}. "
            "Name another file with --rejects."
        ) from error


def _is_open(raw: BinaryIO, path: Path) -> bool:
    """Whether this regular file is what is read, by whatever name."""
    try:
        return path.is_file() and os.path.samestat(os.fstat(raw.fileno()), path.stat())
    except OSError:
        return False


def _format_of(file: Path) -> str | None:
    suffixes = [suffix for suffix in file.suffixes if suffix != ".gz"]
    return _ENDINGS.get(suffixes[-1]) if suffixes else None


def _reject_path(file: Path, file_format: str) -> Path:
    if file.is_file() and str(file.absolute().parent) not in _STREAMS:
        return file.with_name(f"{file.name}.rejected")
    return Path(f"rejected.{file_format}")

"""Streams events from a file into the database, batch by batch, and keeps what is wrong aside.

A batch is copied into a temporary table, judged and taken over by one call, and committed. Sending
a batch again changes nothing, so an import that was interrupted is simply started anew.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import psycopg
from psycopg import sql

from pgmomentum.database import Connection, PgmomentumError
from pgmomentum.records import LONGEST, Records

#: Lines of a batch, and bytes after which it is full whatever the number of lines.
BATCH_LINES = 50_000
BATCH_BYTES = 8 << 20
#: What a batch runs into when users are deleted or imported by others at this moment.
_PASSING = (
    psycopg.errors.ForeignKeyViolation,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
_ATTEMPTS = 5


@dataclass
class Counts:
    """Lines that were read; of these, written now, there already, and wrong."""

    read: int = 0
    inserted: int = 0
    present: int = 0
    rejected: int = 0


@dataclass
class _Batch:
    lines: dict[int, bytes] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


class Rejects:
    """The file of rejected lines, in the format of the import; made for the first of them.

    Each line stands there as it came, behind its number and the reason, so that the file can be
    mended and imported.
    """

    def __init__(self, path: Path, header: bytes) -> None:
        self.path = path
        self._header = header.rstrip(b"\r\n")
        self._file: BinaryIO | None = None

    def write(self, number: int, reason: str, raw: bytes) -> None:
        """Add a line; one that is too long is not repeated."""
        if self._file is None:
            self._file = self.path.open("wb")
            if self._header:
                self._file.write(b",".join([b"line,reason", self._header]) + b"\n")
        raw = b"" if len(raw) > LONGEST else raw.rstrip(b"\r\n")
        if self._header:
            quoted = reason.replace('"', '""').replace("\n", " ")
            self._file.write(b'%d,"%s",%s\n' % (number, quoted.encode(), raw))
        else:
            told = json.dumps({"line": number, "reason": reason}, ensure_ascii=False).encode()
            rest = raw.lstrip()
            joined = told[:-1] + b", " + rest[1:] if rest.startswith(b"{") else told + rest
            self._file.write(joined + b"\n")

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()


def import_events(
    connection: Connection,
    records: Records,
    rejects: Rejects,
    max_rejects: int | None,
    report: Callable[[Counts], None],
) -> Counts:
    """Import all records; ``report`` is told the counts after each batch that is committed.

    Raises PgmomentumError when more than ``max_rejects`` lines are wrong: the batch with the line
    that is too many is not stored.
    """
    # whatever the default is: two imports at once see each other's events
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    counts = Counts()
    for batch in _batches(records):
        left = None if max_rejects is None else max_rejects - counts.rejected
        inserted, present, problems = _send(connection, batch, records.columns, left)
        for number in sorted(problems):
            rejects.write(number, problems[number], batch.lines[number])
        if left is not None and len(problems) > left:
            raise PgmomentumError(
                f"more than {max_rejects:,} rejected lines",
                f"They are in {rejects.path}, up to line {max(batch.lines):,}, "
                "before which the import stopped.",
            )
        counts.read += len(batch.lines)
        counts.inserted += inserted
        counts.present += present
        counts.rejected += len(problems)
        report(counts)
    return counts


def _batches(records: Records) -> Iterator[_Batch]:
    batch, size = _Batch(), 0
    for number, fields, raw, problem in records:
        batch.lines[number] = raw
        size += len(raw)
        if problem is None:
            batch.rows.append(_row(number, fields))
        else:
            batch.problems[number] = problem
        if len(batch.lines) == BATCH_LINES or size >= BATCH_BYTES:
            yield batch
            batch, size = _Batch(), 0
    if batch.lines:
        yield batch


def _row(number: int, fields: tuple[str, ...]) -> str:
    """Write a line in the text format of COPY; what is empty is null."""
    text = "\t".join(fields)
    if "\\" in text or "\n" in text or "\r" in text or text.count("\t") != len(fields) - 1:
        text = "\t".join(
            each.replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            for each in fields
        )
    return f"{number}\t{text}\n"


def _send(
    connection: Connection, batch: _Batch, columns: tuple[str, ...], max_problems: int | None
) -> tuple[int, int, dict[int, str]]:
    """Store a batch, unless too much is wrong; return lines written, lines present, problems."""
    copy_in = sql.SQL("COPY pg_temp.staged_events (line, {}) FROM STDIN (NULL '')").format(
        sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    rows = "".join(batch.rows)
    for attempt in itertools.count(1):
        try:
            with connection.transaction() as transaction:
                connection.execute("SELECT momentum._stage_events()")
                with connection.cursor().copy(copy_in) as copy:
                    copy.write(rows)
                found = connection.execute(
                    "SELECT inserted, present, rejected_lines, problems"
                    " FROM momentum._import_staged_events()"
                ).fetchone()
                assert found is not None
                inserted, present, numbers, problems = found
                wrong = batch.problems | dict(zip(numbers or (), problems or (), strict=True))
                if max_problems is not None and len(wrong) > max_problems:
                    raise psycopg.Rollback(transaction)
        except _PASSING:
            if attempt == _ATTEMPTS:
                raise
        else:
            return inserted, present, wrong
    raise AssertionError("not reached")

"""Streams what a file holds into the database, batch by batch, and keeps what is wrong aside.

A batch is copied into a temporary table, judged and taken over by one call, and committed. Sending
a batch again changes nothing, so an import that was interrupted is simply started anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from pgmomentum.database import Connection, PgmomentumError
from pgmomentum.kinds import Kind
from pgmomentum.records import CutOffError, Records
from pgmomentum.rejects import Rejects

#: Lines of a batch, and bytes after which it is full whatever the number of lines.
BATCH_LINES = 50_000
BATCH_BYTES = 8 << 20
#: What a batch runs into when users are deleted or imported by others at this moment: a foreign key
#: that is violated, a deadlock, a serialization failure, a user who is unknown by now.
_PASSING = ("23503", "40P01", "40001", "PM001")
_ATTEMPTS = 5


@dataclass
class Counts:
    """Lines of the batches that are stored; of these, written now, there already, and wrong.

    The file of rejects also holds those of the batch at which the import stopped.
    """

    read: int = 0
    inserted: int = 0
    present: int = 0
    rejected: int = 0
    reject_file: str | None = None


@dataclass
class _Batch:
    lines: dict[int, bytes] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


def import_lines(
    connection: Connection,
    kind: Kind,
    records: Records,
    rejects: Rejects,
    max_rejects: int | None,
    counts: Counts,
    report: Callable[[], None],
) -> None:
    """Import all records; keeps ``counts`` and calls ``report`` after each batch committed.

    Raises PgmomentumError when more than ``max_rejects`` lines are wrong: the batch with the line
    that is too many is not stored. Raises it, too, when the file cannot be read to its end: the
    lines before are stored.
    """
    # whatever the default is: two imports at once see each other's lines
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    for batch in _batches(records):
        left = None if max_rejects is None else max_rejects - counts.rejected
        inserted, present, problems = _send(connection, kind, batch, records.columns, left)
        too_many = left is not None and len(problems) > left
        if not too_many:
            counts.read += len(batch.lines)
            counts.inserted += inserted
            counts.present += present
            counts.rejected += len(problems)
        if problems:
            rejects.write(problems, batch.lines)
            counts.reject_file = str(rejects.path)
        if too_many:
            raise PgmomentumError(
                f"more than {max_rejects:,} rejected {'line' if max_rejects == 1 else 'lines'}: "
                f"stopped before line {min(batch.lines):,}",
                f"They are in {rejects.path}, up to line {max(batch.lines):,}.",
            )
        report()


def _batches(records: Records) -> Iterator[_Batch]:
    batch, size = _Batch(), 0
    try:
        for number, fields, raw, problem in records:
            batch.lines[number] = raw
            size += len(raw)
            if problem is None:
                batch.rows.append(_row(number, fields))
            else:
                batch.problems[number] = f"{problem} [PM005]"
            if len(batch.lines) == BATCH_LINES or size >= BATCH_BYTES:
                yield batch
                batch, size = _Batch(), 0
    except CutOffError:
        if batch.lines:
            yield batch
        raise
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
    connection: Connection,
    kind: Kind,
    batch: _Batch,
    columns: tuple[str, ...],
    max_problems: int | None,
) -> tuple[int, int, dict[int, str]]:
    """Store a batch, unless too much is wrong; return lines written, lines present, problems."""
    copy_in = sql.SQL("COPY pg_temp.{} (line, {}) FROM STDIN (NULL '')").format(
        sql.Identifier(kind.staged), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    rows = "".join(batch.rows)
    for attempt in itertools.count(1):
        try:
            with connection.transaction() as transaction:
                connection.execute(kind.stage)
                with connection.cursor().copy(copy_in) as copy:
                    copy.write(rows)
                found = connection.execute(kind.take_over).fetchone()
                assert found is not None
                inserted, present, numbers, problems = found
                wrong = batch.problems | dict(zip(numbers or (), problems or (), strict=True))
                if max_problems is not None and len(wrong) > max_problems:
                    raise psycopg.Rollback(transaction)
        except psycopg.Error as error:
            if error.sqlstate not in _PASSING or attempt == _ATTEMPTS:
                raise
        else:
            return inserted, present, wrong
    raise AssertionError("not reached")

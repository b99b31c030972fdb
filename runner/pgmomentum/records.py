"""Reads files of events, record by record: CSV or JSON lines, plain or gzip, whatever is in them.

A record is (line, fields, raw, problem): the number of its first line, from 1; the texts to store;
the bytes as they stand in the file; and why it cannot be read, in which case there are no fields.
Whether the texts make sense is for the database to judge.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from pgmomentum.database import PgmomentumError

Record = tuple[int, tuple[str, ...], bytes, str | None]
Line = tuple[int, bytes]

#: Bytes of the longest line, and characters of the longest CSV field, that is read.
LONGEST = 1 << 20
REQUIRED = ("user_id", "event_type", "event_ts")
OPTIONAL = ("id", "pillar_id", "payload")
#: Columns that a file of rejected lines has besides; its import passes over them.
IGNORED = ("line", "reason")

_BUFFER = 1 << 20
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_CLOSED = "a quote is not closed (only a payload may go on over the end of the line)"


class WrongFileError(PgmomentumError):
    """The file as a whole is not one of events."""


class _UnreadableError(Exception):
    """A line that cannot be read, and why."""


class Source:
    """The lines of a file: unpacked if need be, numbered, without a byte order mark."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._stream = self._packed = io.BufferedReader(cast(io.RawIOBase, raw), _BUFFER)
        if self._stream.peek(2).startswith(_GZIP):
            unpacked = gzip.GzipFile(fileobj=self._stream)
            self._stream = io.BufferedReader(cast(io.RawIOBase, unpacked), _BUFFER)
        self._given_back: list[Line] = []
        self._number = 0
        if self.beginning().startswith(_BYTE_ORDER_MARK):
            self._stream.read(len(_BYTE_ORDER_MARK))

    def share(self) -> float | None:
        """The share of the file, packed as it is, that has been read; None for a stream."""
        try:
            found = os.fstat(self._raw.fileno())
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            return None
        return min(self._packed.tell() / found.st_size, 1.0)

    def beginning(self) -> bytes:
        """Some of the bytes that come next, without taking them; none at the end."""
        try:
            return self._stream.peek(_BUFFER)
        except (OSError, EOFError, zlib.error) as error:
            raise self._broken(error) from error

    def guess_format(self) -> str:
        """Tell by the first character whether these are ``jsonl`` or ``csv``."""
        return "jsonl" if self.beginning().lstrip().startswith((b"{", b"[")) else "csv"

    def take(self) -> Line | None:
        """Take the next line; None at the end. One that is too long is cut, but not to LONGEST."""
        if self._given_back:
            return self._given_back.pop()
        try:
            raw = rest = self._stream.readline(LONGEST + 1)
            while len(rest) > LONGEST and not rest.endswith(b"\n"):
                rest = self._stream.readline(LONGEST + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise self._broken(error) from error
        if not raw:
            return None
        self._number += 1
        return self._number, raw

    def give_back(self, lines: list[Line]) -> None:
        """Let these lines be the next ones."""
        self._given_back += reversed(lines)

    def _broken(self, error: Exception) -> PgmomentumError:
        return PgmomentumError(f"the file cannot be read on after line {self._number:,}: {error}")


class JsonLines:
    """The records of JSON lines: the whole line is the one field."""

    columns = ("document",)
    header = b""

    def __init__(self, source: Source) -> None:
        self._source = source
        if source.beginning().lstrip().startswith(b"["):
            raise WrongFileError("a JSON array, where one object per line is expected")

    def __iter__(self) -> Iterator[Record]:
        while line := self._source.take():
            number, raw = line
            try:
                text = _text(raw)
            except _UnreadableError as error:
                yield number, (), raw, str(error)
            else:
                if raw.strip():
                    yield number, (text.rstrip("\r\n"),), raw, None


class CsvLines:
    """The records of a CSV file with a header.

    When a record over several lines turns out to be wrong, only its first line is: the others are
    read anew. So a quote that is not closed costs one line, not the rest of the file.
    Raises WrongFileError for columns that are missing, unknown or named twice.
    """

    def __init__(self, source: Source) -> None:
        csv.field_size_limit(LONGEST)
        self._source = source
        self._feed = _Feed(source)
        self._reader = csv.reader(self._feed, strict=True)
        names = self._read_header()
        self._kept = [place for place, name in enumerate(names) if name not in IGNORED]
        self._width = len(names)
        self._in_one_line = [place for place, name in enumerate(names) if name != "payload"]
        self.columns = tuple(names[place] for place in self._kept)

    def _read_header(self) -> list[str]:
        names: list[str] = []
        while not names:
            self._feed.taken = []
            try:
                names = [name.strip() for name in next(self._reader)]
            except StopIteration:
                break
            except (csv.Error, _UnreadableError) as error:
                raise WrongFileError(f"the header cannot be read: {error}") from error
        self.header = b"".join(raw for _, raw in self._feed.taken)
        wanted = [name for name in names if name not in IGNORED]
        for label, wrong in (
            ("unknown", [name for name in wanted if name not in REQUIRED + OPTIONAL]),
            ("missing", [name for name in REQUIRED if name not in wanted]),
            ("repeated", [name for name in dict.fromkeys(wanted) if wanted.count(name) > 1]),
        ):
            if wrong:
                raise WrongFileError(
                    f"{label} in the header: {', '.join(repr(name[:50]) for name in wrong[:10])}",
                    f"The columns are {', '.join(REQUIRED)}; if need be {', '.join(OPTIONAL)}.",
                )
        return names

    def __iter__(self) -> Iterator[Record]:
        kept, everything = self._kept, len(self._kept) == self._width
        while True:
            self._feed.taken = []
            try:
                fields = next(self._reader)
                problem = self._problem(fields)
            except StopIteration:
                return
            except (csv.Error, _UnreadableError) as error:
                problem = str(error)
            taken = self._feed.taken
            number, raw = taken[0]
            if problem is None:
                if len(taken) > 1:
                    raw = b"".join(each for _, each in taken)
                chosen = fields if everything else [fields[place] for place in kept]
                yield number, tuple(chosen), raw, None
            elif raw.strip() or len(taken) > 1:
                if len(taken) > 1 or problem == "unexpected end of data":
                    problem = _NOT_CLOSED
                self._source.give_back(taken[1:])
                yield number, (), raw, problem

    def _problem(self, fields: list[str]) -> str | None:
        if len(fields) != self._width:
            return f"{len(fields)} fields instead of {self._width}"
        if len(self._feed.taken) > 1 and any("\n" in fields[n] for n in self._in_one_line):
            return _NOT_CLOSED
        return None


class _Feed:
    """The lines that a CSV reader reads, and those of the record it is at."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.taken: list[Line] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._source.take()
        if line is None:
            raise StopIteration
        self.taken.append(line)
        return _text(line[1])


Records = CsvLines | JsonLines


def read(source: Source, file_format: str) -> Records:
    """Return the records of a file that is ``csv`` or ``jsonl``; raises WrongFileError."""
    return JsonLines(source) if file_format == "jsonl" else CsvLines(source)


def _text(raw: bytes) -> str:
    if len(raw) > LONGEST:
        raise _UnreadableError(f"longer than {LONGEST:,} bytes")
    if b"\0" in raw:
        raise _UnreadableError("a NUL character")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"not UTF-8 at byte {error.start + 1}") from error

"""Reads files to import, record by record: CSV or JSON lines, plain or gzip, whatever is in them.

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
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from pgmomentum.database import PgmomentumError
from pgmomentum.kinds import Kind

Record = tuple[int, tuple[str, ...], bytes, str | None]
Line = tuple[int, bytes]

#: Bytes of the longest line, and characters of the longest CSV field, that is read.
LONGEST = 1 << 20
#: The first columns of a file of rejected lines; its import passes over them.
REJECTED = ["line", "reason"]

_BUFFER = 1 << 20
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: How gzip's complaints begin when what it has unpacked is not what was packed.
_DAMAGED = ("CRC check failed", "Incorrect length of data")
_NOT_CLOSED = "a quote is not closed"


class WrongFileError(PgmomentumError):
    """The file as a whole is not one of its kind."""


class CutOffError(PgmomentumError):
    """The file ends, or breaks off, too early; nothing is wrong with the lines before."""


class _UnreadableError(Exception):
    """A line that cannot be read, and why."""


class Source:
    """The lines of a file: unpacked if need be, numbered, without a byte order mark."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._packed = io.BufferedReader(cast(io.RawIOBase, raw), _BUFFER)
        self._given_back: list[Line] = []
        self._number = 0
        # not peek(): a pipe may have no more than one byte yet
        try:
            begins = self._packed.read(len(_GZIP))
        except OSError as error:
            raise self._broken(error) from error
        self._stream = io.BufferedReader(_Rest(begins, self._packed), _BUFFER)
        if begins == _GZIP:
            unpacked = gzip.GzipFile(fileobj=self._stream)
            self._stream = io.BufferedReader(_Rest(b"", unpacked), _BUFFER)

    def share(self) -> float | None:
        """The share of the file, packed as it is, that has been read; None for a stream."""
        try:
            found = os.fstat(self._raw.fileno())
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            return None
        return min(self._packed.tell() / found.st_size, 1.0)

    def first(self) -> bytes:
        """The first line that is not blank, without taking it; none at the end."""
        while line := self.take():
            if line[1].strip():
                self.give_back([line])
                return line[1]
        return b""

    def guess_format(self) -> str:
        """Tell by the first character whether these are ``jsonl`` or ``csv``."""
        return "jsonl" if self.first().lstrip().startswith((b"{", b"[")) else "csv"

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
        return self._number, raw if self._number > 1 else raw.removeprefix(_BYTE_ORDER_MARK)

    def give_back(self, lines: list[Line]) -> None:
        """Let these lines be the next ones."""
        self._given_back += reversed(lines)

    def _broken(self, error: Exception) -> PgmomentumError:
        message = f"the file cannot be read on after line {self._number:,}: {error}"
        if isinstance(error, zlib.error) or str(error).startswith(_DAMAGED):
            return PgmomentumError(message)
        return CutOffError(message)


class _Rest(io.RawIOBase):
    """What comes next: some bytes, and then a stream, of which all is given that it has.

    An error comes after what was read before it, while a GzipFile asked for a whole buffer would
    fail without it.
    """

    def __init__(self, begins: bytes, stream: io.BufferedIOBase) -> None:
        self._begins = begins
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._begins[: len(buffer)] or self._stream.read1(len(buffer))
        self._begins = self._begins[len(read) :]
        buffer[: len(read)] = read
        return len(read)


class JsonLines:
    """The records of JSON lines: the whole line is the one field."""

    columns = ("document",)
    header = b""

    def __init__(self, source: Source) -> None:
        self._source = source
        first = source.first().strip()
        if first.startswith(b"["):
            raise WrongFileError("a JSON array, where one object per line is expected")
        if first == b"{":
            raise WrongFileError(
                "a JSON object over several lines, where one object per line is expected"
            )

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

    def __init__(self, source: Source, kind: Kind) -> None:
        csv.field_size_limit(LONGEST)
        self._source = source
        self._kind = kind
        self._feed = _Feed(source)
        self._reader = csv.reader(self._feed, strict=True)
        names = self._read_header()
        self._width = len(names)
        self._in_one_line = [place for place, name in enumerate(names) if name != kind.long_column]
        self._passed_over = _passed_over(names)
        self.columns = tuple(kind.aliases.get(name, name) for name in names[self._passed_over :])
        self._not_closed = _NOT_CLOSED
        if kind.long_column:
            self._not_closed += f" (only a {kind.long_column} may go on over the end of the line)"

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
        required, optional, aliases = self._kind.required, self._kind.optional, self._kind.aliases
        wanted = names[_passed_over(names) :]
        meant = Counter(aliases.get(name, name) for name in wanted)
        for label, wrong in (
            ("unknown", [n for n in wanted if aliases.get(n, n) not in required + optional]),
            ("missing", [n for n in required if n not in meant]),
            ("repeated", [n for n in dict.fromkeys(wanted) if meant[aliases.get(n, n)] > 1]),
        ):
            if wrong:
                raise WrongFileError(
                    f"{label} in the header: {', '.join(repr(name[:50]) for name in wrong[:10])}",
                    f"The columns are {', '.join(required)}; if need be {', '.join(optional)}.",
                )
        return names

    def __iter__(self) -> Iterator[Record]:
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
                yield number, tuple(fields[self._passed_over :]), raw, None
            elif raw.strip() or len(taken) > 1:
                if len(taken) > 1 or problem == "unexpected end of data":
                    problem = self._not_closed
                self._source.give_back(taken[1:])
                yield number, (), raw, problem

    def _problem(self, fields: list[str]) -> str | None:
        if len(fields) != self._width:
            fields_found = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
            return f"{fields_found} instead of {self._width}"
        if len(self._feed.taken) > 1 and any("\n" in fields[n] for n in self._in_one_line):
            return self._not_closed
        return None


def _passed_over(names: list[str]) -> int:
    """How many columns in front are those of a file of rejects, or of one made of such a file."""
    count = 0
    while names[count : count + len(REJECTED)] == REJECTED:
        count += len(REJECTED)
    return count


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


def read(source: Source, file_format: str, kind: Kind) -> Records:
    """Return the records of a file that is ``csv`` or ``jsonl``; raises WrongFileError."""
    return JsonLines(source) if file_format == "jsonl" else CsvLines(source, kind)


def _text(raw: bytes) -> str:
    if len(raw) > LONGEST:
        raise _UnreadableError(f"longer than {LONGEST:,} bytes")
    if b"\0" in raw:
        raise _UnreadableError("a NUL character")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _UnreadableError(f"not UTF-8 at byte {error.start + 1}") from error

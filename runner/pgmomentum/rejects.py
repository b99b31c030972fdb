"""The file of the lines that were not imported."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from pgmomentum.database import PgmomentumError
from pgmomentum.records import LONGEST

#: What a rejected JSON line says of itself, as it is written here.
_REJECTED = re.compile(
    rb'\s*\{\s*"_rejected":\s*\{"line": \d+, "reason": "(?:[^"\\]|\\.)*"\}\s*,\s*'
)


class Rejects:
    """The file of rejected lines, in the format of the import; made for the first of them.

    A line of CSV stands there as it came, behind its number and the reason; a JSON object has them
    under the key ``_rejected``, and what is no JSON object is the text ``raw`` beside that key. So
    the file can be mended and imported.

    Nothing is ever overwritten: where there is a file of that name, the new one gets a number.
    Raises OSError when no file can be made there.
    """

    def __init__(self, path: Path, header: bytes) -> None:
        self.path = path
        self._header = header.rstrip(b"\r\n")
        self._file: BinaryIO | None = None
        place = str(path) if _is_device(path) else f"{path.parent}/."
        os.stat(place)  # noqa: PTH116 (a Path drops the dot, which only a directory has)
        if not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), place)

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            # what could not be written has been told
            with contextlib.suppress(OSError):
                self._file.close()

    def older(self) -> list[Path]:
        """The files of earlier imports that are there."""
        return list(itertools.takewhile(Path.is_file, self._names()))

    def write(self, problems: dict[int, str], lines: dict[int, bytes]) -> None:
        """Add these lines, for these reasons, by number; one that is too long is not repeated.

        Afterwards they are in the file, whatever happens to this process.
        Raises PgmomentumError when the file cannot be written.
        """
        try:
            if self._file is None:
                self._file = self._create()
                if self._header:
                    self._file.write(b"line,reason,%s\n" % self._header)
            told = _in_csv if self._header else _in_json
            for number in sorted(problems):
                raw = lines[number]
                raw = b"" if len(raw) > LONGEST else raw.rstrip(b"\r\n")
                self._file.write(told(number, problems[number], raw))
            self._file.flush()
        except OSError as error:
            raise PgmomentumError(
                f"the rejected lines cannot be written to {self.path}: {error.strerror}"
            ) from error

    def _create(self) -> BinaryIO:
        for path in self._names():
            try:
                made = path.open("wb" if _is_device(path) else "xb")
            except FileExistsError:
                continue
            self.path = path
            return made
        raise AssertionError("not reached")

    def _names(self) -> Iterator[Path]:
        yield (first := self.path)
        for number in itertools.count(2):
            yield first.with_name(f"{first.name}.{number}")


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _in_csv(number: int, reason: str, raw: bytes) -> bytes:
    quoted = reason.replace('"', '""').replace("\n", " ")
    return b'%d,"%s",%s\n' % (number, quoted.encode(), raw)


def _in_json(number: int, reason: str, raw: bytes) -> bytes:
    told = json.dumps({"line": number, "reason": reason}, ensure_ascii=False).encode()
    try:
        document = json.loads(raw.decode())
    except (ValueError, RecursionError):
        document = None
    if document and isinstance(document, dict):
        # the text itself: numbers stay as they are written
        rest = _REJECTED.sub(b"", raw, count=1) if _REJECTED.match(raw) else raw.lstrip()[1:]
    else:
        text = raw.decode(errors="backslashreplace").replace("\0", "\\x00")
        rest = b'"raw": %s}' % json.dumps(text, ensure_ascii=False).encode()
    return b'{"_rejected": %s, %s\n' % (told, rest)

"""The files of ``sql/``: which there are, in which order, and what each of them makes.

What a file makes follows from its path: ``<area>/triggers/<table>.sql``,
``<area>/views/<view>.sql``, ``<area>/seed_<what>.sql``, ``security/policies.sql``,
``security/grants.sql``, ``realtime/publication.sql``; any other file makes the routine of its
name, with all its overloads.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from pgmomentum.database import PgmomentumError

_INCLUDE = re.compile(r"@include\(([^)]+)\)")
#: Suffixes of files that others include.
INCLUDED = (".json", ".inc")


class Kind(Enum):
    """What a file makes."""

    ROUTINE = "routine"
    TRIGGERS = "triggers"
    VIEW = "view"
    SEED = "seed"
    POLICIES = "policies"
    GRANTS = "grants"
    PUBLICATION = "publication"


#: Run by every migrate: what they are about can change without them.
ALWAYS = (Kind.GRANTS, Kind.PUBLICATION)


@dataclass(frozen=True)
class SourceFile:
    """One file: its path below ``sql/`` and its text, with what it includes."""

    path: str
    text: str

    @property
    def sha256(self) -> str:
        """Hash of the text, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def kind_of(path: str) -> Kind:
    """Return what the file of that path makes."""
    parts = PurePosixPath(path)
    if path == "security/grants.sql":
        return Kind.GRANTS
    if path == "security/policies.sql":
        return Kind.POLICIES
    if path == "realtime/publication.sql":
        return Kind.PUBLICATION
    if parts.parent.name == "triggers":
        return Kind.TRIGGERS
    if parts.parent.name == "views":
        return Kind.VIEW
    if parts.name.startswith("seed_"):
        return Kind.SEED
    return Kind.ROUTINE


def name_of(path: str) -> str:
    """Return the name of the routine, view or table that the file is about."""
    return PurePosixPath(path).stem


def read(root: Path) -> list[SourceFile]:
    """Return the files that ``load_order`` lists, in that order.

    Raises PgmomentumError unless it lists every file exactly once, but for itself and those that
    others include.
    """
    listed = [
        line.strip()
        for line in (root / "load_order").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    present = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.name != "load_order" and path.suffix not in INCLUDED
    }
    for problem, paths in (
        ("lists a file twice", [path for path, times in Counter(listed).items() if times > 1]),
        ("lists a file that is not there", sorted(set(listed) - present)),
        ("does not list a file", sorted(present - set(listed))),
    ):
        if paths:
            raise PgmomentumError(f"{root / 'load_order'} {problem}: {', '.join(paths)}")
    return [SourceFile(path, _text(root, path)) for path in listed]


def _text(root: Path, path: str) -> str:
    """Return the text of a file, each ``@include(path)`` replaced by the text of that file."""
    return _INCLUDE.sub(
        lambda include: (root / include[1]).read_text(encoding="utf-8").strip(),
        (root / path).read_text(encoding="utf-8"),
    )

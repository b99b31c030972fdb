"""Crashes that nobody intended: to the sessions they look like the faults of a run."""

import re
from collections.abc import Iterator
from pathlib import Path

#: What the server says of them; not of sessions that are terminated, nor of an immediate stop.
UNINTENDED = re.compile("was terminated by signal|PANIC:  |TRAP: ")


def crashes(log: Path) -> Iterator[str]:
    """Return the lines of a server's log that tell of a crash."""
    with log.open(errors="replace") as lines:
        yield from (line.strip() for line in lines if UNINTENDED.search(line))

"""What a run leaves behind in a file: its results, and what they were made on and with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.catalog import BENCHMARKS, benchmark_of
from bench.results import Plan, Point, Result


class UnreadableError(Exception):
    """A file is not one that a run has written."""


@dataclass
class Run:
    """A run, as far as it has come."""

    #: Of its beginning, in UTC.
    date: str
    commit: str
    machine: dict[str, str]
    #: Major version, and the whole name of it.
    server: int
    postgresql: str
    settings: dict[str, str]
    scale: float
    rounds: int
    users: int
    events: int
    activities: int
    results: list[Result] = field(default_factory=list)

    def write(self, file: Path) -> None:
        """Write it to a file."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(file: Path) -> Run:
    """Return the run that a file holds; raises UnreadableError where it holds none."""
    try:
        data = json.loads(file.read_text("utf-8"))
        run = Run(**{**data, "results": [_result(each) for each in data["results"]]})
        unknown = {benchmark_of(result.name) for result in run.results} - BENCHMARKS.keys()
    except OSError as error:
        raise UnreadableError(f"{file}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise UnreadableError(f"{file} is not the result of a run ({error})") from None
    if unknown:
        raise UnreadableError(f"{file} has benchmarks that there are not: {', '.join(unknown)}")
    return run


def _result(data: dict[str, Any]) -> Result:
    """Return a result."""
    plans = tuple(Plan(**each) for each in data["plans"])
    growth = tuple(Point(**each) for each in data["growth"])
    percentiles = tuple((float(percent), float(each)) for percent, each in data["percentiles"])
    return Result(**{**data, "plans": plans, "growth": growth, "percentiles": percentiles})

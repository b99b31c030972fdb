"""Measure each figure beside its baseline and print a table: ``python -m bench [NAME ...]``.

Starts a PostgreSQL server of its own. The exit status is 1 where the load script (latency) lies
above its limits; no other time fails a run.
"""

import argparse
import json
import math
import os
import platform
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import psutil
from rich.table import Table

from bench.database import Bench
from bench.dataset import DAY, HISTORY_DAYS, Size
from bench.progress import say
from bench.results import NotAvailableError, Result
from pgmomentum.cli import console
from tools.servers import INSTALLATIONS, available, throw_away

#: Name and module of each benchmark, in the order of the table.
BENCHMARKS = {
    "day": "day",
    "day-again": "day_again",
    "day-12x": "day_12x",
    "edge-function": "edge_function",
    "one-user": "one_user",
    "latency": "latency",
    "recalculate": "recalculate",
    "ingest-batch": "ingest_batch",
    "ingest-single": "ingest_single",
    "import": "import_events",
    "milestones-none": "milestones_none",
    "milestones-20000": "milestones_20000",
    "milestones-count": "milestones_count",
    "inactivity": "inactivity",
    "activities-batch": "activities_batch",
    "one-mentor": "one_mentor",
    "streak-one": "streak_one",
    "streaks-everyone": "streaks_everyone",
    "badge-insert-single": "badge_insert_single",
    "badge-insert-batch": "badge_insert_batch",
    "reconcile": "reconcile",
    "interventions": "interventions",
    "realtime-bulk": "realtime_bulk",
    "realtime-statements": "realtime_statements",
    "realtime-updates": "realtime_updates",
    "realtime-since": "realtime_since",
    "realtime-latency": "realtime_latency",
    "gateway-latency": "gateway_latency",
    "gateway-fanout": "gateway_fanout",
    "gateway-idle": "gateway_idle",
    "gateway-handshakes": "gateway_handshakes",
    "gateway-reconnect": "gateway_reconnect",
    "gateway-stalled": "gateway_stalled",
    "gateway-node": "gateway_node",
}


def settings() -> dict[str, str]:
    """Return the settings that a person would give the server; durable, unlike a test server."""
    megabytes = min(2048, psutil.virtual_memory().total // 2**20 // 4)
    return {
        "shared_buffers": f"{megabytes}MB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "30min",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_preload_libraries": "",
        "timezone": "UTC",
    }


def check_disk(size: Size, names: Sequence[str]) -> None:
    """Stop before the disk is full: the data is copied for each benchmark, one or two at a time."""
    gigabytes = math.ceil((50 if "day-12x" in names else 20) * size.scale)
    if shutil.disk_usage("/tmp").free < gigabytes * 2**30:
        raise SystemExit(
            f"Error: /tmp needs {gigabytes} GB free at this scale\n"
            "Hint: --scale takes a share of the data; day-12x is what takes most of it."
        )


def setting(text: str) -> tuple[str, str]:
    """Take NAME=VALUE apart."""
    name, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def scale(text: str) -> float:
    """Take a share of the data: more than nothing, and all of it at most."""
    share = float(text)
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 1")
    return share


def measure(bench: Bench, names: Sequence[str]) -> Iterator[Result]:
    """Run benchmarks; one that this version cannot run gives a line that says why."""
    for name in names:
        say(name)
        module = import_module(f"bench.{BENCHMARKS[name]}")
        try:
            yield from module.run(bench)
        except NotAvailableError as reason:
            yield Result(name, None, None, "", None, "", None, note=f"not available: {reason}")


def shown(number: float | None, unit: str = "") -> str:
    """Return three significant digits or whole numbers, and the unit."""
    if number is None:
        return ""
    digits = f"{number:,.0f}" if abs(number) >= 100 else f"{number:#.3g}"
    return f"{digits} {unit}".strip()


def table(results: Sequence[Result], caption: str) -> Table:
    """Return the table for people."""
    made = Table(title="Benchmarks", caption=caption, caption_justify="left")
    for name in ("name", "figure", "baseline", "ratio", "target", "met", "note"):
        made.add_column(
            name, justify="right" if name in ("figure", "baseline", "ratio") else "left"
        )
    for result in results:
        made.add_row(
            result.name,
            shown(result.figure, result.unit),
            shown(result.baseline, result.unit),
            shown(result.ratio),
            result.target,
            {True: "yes", False: "NO", None: ""}[result.met],
            result.note,
        )
    return made


def exit_status(results: Sequence[Result]) -> int:
    """Return 1 where a target was missed that must not be."""
    return int(any(result.is_asserted and not result.met for result in results))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--scale", type=scale, default=1.0, help="share of the data, up to 1")
    parser.add_argument("--server", type=int, choices=INSTALLATIONS, default=available()[0])
    parser.add_argument("--rounds", type=int, default=3, help="turns of each pair (default 3)")
    parser.add_argument("--set", type=setting, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here too")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown or options.rounds < 1:
        parser.error(f"names are {', '.join(BENCHMARKS)}; rounds are positive")

    names = options.names or list(BENCHMARKS)
    size, given = Size(options.scale), settings() | dict(options.set)
    check_disk(size, names)
    facts = {
        "server": options.server,
        "settings": given,
        "users": size.users,
        "events": size.events,
        "activities": size.activities,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GB",
    }
    with throw_away(options.server, given, in_memory=False) as server:
        bench = Bench(server, size, options.rounds)
        results = list(measure(bench, names))

    caption = (
        f"PostgreSQL {options.server} on {facts['machine']}; {size.users:,} users, "
        f"{size.events:,} events on {DAY}, {HISTORY_DAYS} days before it, "
        f"{size.activities:,} activities\n"
        + ", ".join(f"{name} = {value or repr(value)}" for name, value in given.items())
    )
    console().print(table(results, caption))
    if options.json:
        report = {**facts, "results": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    return exit_status(results)


if __name__ == "__main__":
    raise SystemExit(main())

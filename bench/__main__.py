"""Measure each figure beside its baseline and print a table: ``python -m bench [NAME ...]``.

Starts a PostgreSQL server of its own. The exit status is 1 where the load script (latency) lies
above its limits, or where a benchmark finds something wrong; no other time fails a run. What was
measured is kept in a file, and with --report made into a page (see bench.report).
"""

import argparse
import math
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import psutil
import psycopg
from rich.table import Table

from bench import machine, report
from bench.catalog import BENCHMARKS, QUICK, QUICK_SCALE
from bench.database import Bench
from bench.dataset import DAY, HISTORY_DAYS, Size
from bench.progress import say
from bench.record import Run
from bench.results import NotAvailableError, Result, shown
from pgmomentum.cli import console
from tools.servers import INSTALLATIONS, Server, available, throw_away

#: Of /tmp, of those that take more than the others.
GIGABYTES = {"day-12x": 50, "growth": 30}


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
    gigabytes = math.ceil(max(GIGABYTES.get(name, 20) for name in names) * size.scale)
    if shutil.disk_usage("/tmp").free < gigabytes * 2**30:
        raise SystemExit(
            f"Error: /tmp needs {gigabytes} GB free at this scale\n"
            "Hint: --scale takes a share of the data; day-12x and growth take most of it."
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
    """Run benchmarks; one that this version cannot run gives a line that says why.

    So does one that finds something wrong: it fails the run, in the end.
    """
    for name in names:
        say(name)
        module = import_module(f"bench.{BENCHMARKS[name]}")
        try:
            yield from module.run(bench)
        except NotAvailableError as reason:
            yield Result(name, None, None, "", None, "", None, note=f"not available: {reason}")
        except (RuntimeError, psycopg.Error) as error:
            yield Result(name, None, None, "", None, "", False, f"failed: {error}", True)


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


def begun(server: Server, size: Size, rounds: int, given: dict[str, str]) -> Run:
    """Return a run without results."""
    with server.admin() as admin:
        postgresql = admin.execute("SELECT split_part(version(), ' on ', 1)").fetchone()
    assert postgresql is not None
    return Run(
        date=datetime.now(UTC).isoformat(" ", "minutes"),
        commit=machine.commit(),
        machine=machine.describe(Path(server.host) / "data"),
        server=server.version,
        postgresql=postgresql[0],
        settings=given,
        scale=size.scale,
        rounds=rounds,
        users=size.users,
        events=size.events,
        activities=size.activities,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--scale", type=scale, help="share of the data, up to 1")
    parser.add_argument(
        "--quick", action="store_true", help=f"some of each area, at a scale of {QUICK_SCALE:g}"
    )
    parser.add_argument("--server", type=int, choices=INSTALLATIONS, default=available()[0])
    parser.add_argument("--rounds", type=int, default=3, help="turns of each pair (default 3)")
    parser.add_argument("--set", type=setting, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results here too")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the page of them here")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown or options.rounds < 1:
        parser.error(f"names are {', '.join(BENCHMARKS)}; rounds are positive")

    names = options.names or list(QUICK if options.quick else BENCHMARKS)
    size = Size(options.scale or (QUICK_SCALE if options.quick else 1))
    given = settings() | dict(options.set)
    check_disk(size, names)
    with throw_away(options.server, given, in_memory=False) as server:
        run = begun(server, size, options.rounds, given)
        for result in measure(Bench(server, size, options.rounds), names):
            run.results.append(result)
            if options.json:
                run.write(options.json)

    caption = (
        f"{run.postgresql} on {', '.join(run.machine.values())}; {size.users:,} users, "
        f"{size.events:,} events on {DAY}, {HISTORY_DAYS} days before it, "
        f"{size.activities:,} activities\n"
        + ", ".join(f"{name} = {value or repr(value)}" for name, value in given.items())
    )
    console().print(table(run.results, caption))
    if options.report:
        report.write([run], options.report)
    return exit_status(run.results)


if __name__ == "__main__":
    raise SystemExit(main())

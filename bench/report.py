"""Make the page of what was measured: ``python -m bench.report FILE ... --to docs/benchmarks.md``.

Each FILE is what a run wrote (``python -m bench --json FILE``); where two have the same
benchmark, the one named later holds. The plots go to images/ beside the page; without matplotlib
there are none.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import plots
from bench.catalog import AREAS, BENCHMARKS, benchmark_of, description
from bench.dataset import DAY, HISTORY_DAYS
from bench.machine import ROOT
from bench.progress import say
from bench.record import Run, UnreadableError, read
from bench.results import Result, shown

MET = {True: "yes", False: "**NO**", None: ""}
SCALED = """\
> **This shows that the benchmarks run, and no more: at a scale of {scales}.**
> Below full scale fixed costs and caches decide; no figure of this page is one to quote.
"""
INTRODUCTION = """\
Each figure stands beside a baseline that does the least a person could do by hand. Both were
measured in the same run, by turns where more than one round is possible, and the ratio is the
median of the rounds' ratios: times of two machines, or of two days, cannot be compared, ratios can.
A line without a ratio holds the figure itself against the target.
[What makes the comparison fair, what stands in the way of the targets that are missed]({readme}),
and the data.
"""
PLANS = """\
Taken by auto_explain in a call of its own after the measurements, which is slower than those: each
step is timed. A statement is listed where it took more than a twentieth of what the longest inside
its call took; its time has that of the statements inside the functions that it calls, and of its
triggers. Of a statement executed several times it is the plan of the longest execution.
"""


def newest(runs: Sequence[Run]) -> list[Result]:
    """Return the lines of all benchmarks in their order, those of a later run for an earlier's."""
    shown_of = shares(runs)
    return [
        result
        for name in BENCHMARKS
        for run, names in zip(runs, shown_of, strict=True)
        if name in names
        for result in run.results
        if benchmark_of(result.name) == name
    ]


def shares(runs: Sequence[Run]) -> list[list[str]]:
    """Return the benchmarks of each run that no later one has again."""
    left: list[list[str]] = []
    later: set[str] = set()
    for run in reversed(runs):
        names = dict.fromkeys(benchmark_of(result.name) for result in run.results)
        left.append([name for name in names if name not in later])
        later |= names.keys()
    return left[::-1]


def shortcomings(runs: Sequence[Run]) -> Iterator[str]:
    """Say why a page is not of everything at full scale."""
    scales = sorted({run.scale for run in runs if run.scale < 1})
    if scales:
        yield SCALED.format(scales=", ".join(f"{scale:g}" for scale in scales))
    measured = {benchmark_of(result.name) for run in runs for result in run.results}
    if absent := [f"`{name}`" for name in BENCHMARKS if name not in measured]:
        yield f"> Not measured: {', '.join(absent)}.\n"


def render(runs: Sequence[Run], page: Path, images: Sequence[tuple[str, str]]) -> str:
    """Return the page, given the plots: the name and the title of each."""
    results = newest(runs)
    readme = Path(os.path.relpath(ROOT / "bench" / "README.md", page.parent.resolve()))
    return "\n".join(
        [
            "<!-- Made by `make bench` (python -m bench.report); not to be edited. -->",
            "# Benchmarks\n",
            *shortcomings(runs),
            INTRODUCTION.format(readme=readme.as_posix()),
            *_summary(results),
            *(f"![{title}](images/{name})\n" for name, title in images),
            *_areas(results),
            *_growth(results),
            *_machines(runs),
            *_plans(results),
        ]
    )


def _summary(results: Sequence[Result]) -> Iterator[str]:
    """Say how many targets are met, which are not, and what found something wrong."""
    judged = [result for result in results if result.met is not None]
    failed = [f"`{result.name}`" for result in judged if result.figure is None]
    missed = [
        f"`{result.name}`" for result in judged if not result.met and result.figure is not None
    ]
    lacking = [f"`{result.name}`" for result in results if result.met is None]
    yield (
        f"**{sum(result.met is True for result in judged)} of {len(judged)} targets are met.**"
        + (f" Missed: {', '.join(missed)}." if missed else "")
        + (f" Failed: {', '.join(failed)}." if failed else "")
        + (f" Not judged: {', '.join(lacking)}." if lacking else "")
        + "\n"
    )


def _areas(results: Sequence[Result]) -> Iterator[str]:
    """Show a table for each area."""
    for area, names in AREAS.items():
        mine = [result for result in results if benchmark_of(result.name) in names]
        if not mine:
            continue
        yield f"## {area}\n"
        yield "| | what, against what | figure | baseline | ratio | target | met |"
        yield "|---|---|--:|--:|--:|---|---|"
        for result in mine:
            what = " ".join(description(benchmark_of(result.name)).partition("\n\n")[0].split())
            note = f"<br>*{_cell(result.note)}*" if result.note and not result.growth else ""
            cells = (
                f"`{result.name}`",
                _cell(what) + note,
                shown(result.figure, result.unit),
                shown(result.baseline, result.unit),
                shown(result.ratio),
                _cell(result.target),
                MET[result.met],
            )
            yield f"| {' | '.join(cells)} |"
        yield ""
        details = {
            name: description(name).partition("\n\n")[2].replace("\n", "\n  ")
            for name in dict.fromkeys(benchmark_of(result.name) for result in mine)
        }
        if any(details.values()):
            yield "<details><summary>In detail</summary>\n"
            yield from (f"- `{name}`: {text}" for name, text in details.items() if text)
            yield "\n</details>\n"


def _cell(text: str) -> str:
    """Return a text that ends no cell."""
    return text.replace("|", "\\|").replace("*", "\\*").replace("\n", " ")


def _growth(results: Sequence[Result]) -> Iterator[str]:
    """Show what it takes by number of users."""
    growing = [result for result in results if result.growth]
    if not growing:
        return
    yield "| users |" + "".join(f" {result.name} |" for result in growing)
    yield "|--:|" + "--:|" * len(growing)
    for points in zip(*(result.growth for result in growing), strict=True):
        cells = (
            f"{shown(each.seconds, 's')}, {each.users / each.seconds:,.0f} users/s"
            + (f", {each.spilled / 2**20:,.0f} MiB to disk" if each.spilled else "")
            for each in points
        )
        yield f"| {points[0].users:,} | {' | '.join(cells)} |"
    yield (
        f"| **exponent** |{''.join(f' **{shown(each.figure)}** |' for each in growing)}\n\n"
        '"To disk": temporary files, where `work_mem` does not do.\n'
    )


def _machines(runs: Sequence[Run]) -> Iterator[str]:
    """Show what each run was made on and with."""
    yield "## Where and when\n"
    yield f"| |{' run |' * len(runs)}\n|---|{'---|' * len(runs)}"
    machine = dict.fromkeys(name for run in runs for name in run.machine)
    rows = {
        "date (UTC)": [run.date for run in runs],
        "commit": [run.commit for run in runs],
        **{name: [run.machine.get(name, "") for run in runs] for name in machine},
        "server": [run.postgresql for run in runs],
        "settings": [
            ", ".join(f"{name} = {value or repr(value)}" for name, value in run.settings.items())
            for run in runs
        ],
        "scale, rounds": [f"{run.scale:g}, {run.rounds}" for run in runs],
        "data": [
            f"{run.users:,} users, {run.events:,} events on {DAY}, {HISTORY_DAYS} days before it,"
            f" {run.activities:,} activities"
            for run in runs
        ],
        "benchmarks": [
            "all" if len(names) == len(BENCHMARKS) else ", ".join(names) for names in shares(runs)
        ],
    }
    for name, values in rows.items():
        yield f"| {name} | {' | '.join(map(_cell, values))} |"
    yield ""


def _plans(results: Sequence[Result]) -> Iterator[str]:
    """Show the plans of the hot statements."""
    yield "## Plans\n"
    planned = [result for result in results if result.plans]
    if not planned:
        yield "None: not every benchmark takes one, nor has every server auto_explain.\n"
        return
    yield PLANS
    for result in planned:
        calls = dict.fromkeys(plan.call for plan in result.plans)
        yield f"### `{'`, `'.join(calls)}`\n\n<details><summary>{result.name}</summary>\n"
        for plan in result.plans:
            where = f" in `{plan.place}`" if plan.place else ""
            executed = "executed once" if plan.times == 1 else f"executed {plan.times:,} times"
            yield f"{shown(plan.milliseconds, 'ms')} of `{plan.call}`{where}, {executed}:\n"
            yield f"```text\n{plan.query}\n\n{plan.text}\n```\n"
        yield "</details>\n"


def write(runs: Sequence[Run], page: Path) -> None:
    """Write the page and its plots."""
    images = plots.draw(newest(runs), page.parent / "images")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render(runs, page, images), "utf-8")
    say(f"written: {page}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the page."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "benchmarks.md", metavar="PAGE")
    options = parser.parse_args(arguments)
    try:
        runs = [read(file) for file in options.files]
    except UnreadableError as error:
        print(f"Error: {error}", file=sys.stderr)
        print("Hint: `python -m bench --json FILE` writes one.", file=sys.stderr)
        return 1
    write(runs, options.to)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

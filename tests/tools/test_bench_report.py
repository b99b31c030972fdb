"""The page of the benchmarks says what was measured, shows what is missed, and refuses rubbish."""

import importlib.util
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bench import catalog, growth, plans, plots, record, report
from bench.results import PERCENTS, Plan, Point, Result, percentiles

ROOT = Path(__file__).parents[2]
PLAN = Plan("calculate_scores", "_score_users, line 7", "INSERT INTO t", 3, 750.0, "Insert on t")
RUN = record.Run(
    date="2026-11-22 06:00+00:00",
    commit="0123456789ab",
    machine={"processor": "Abacus, 2 cores", "memory": "24 GB"},
    server=15,
    postgresql="PostgreSQL 15.14",
    settings={"fsync": "on", "shared_preload_libraries": ""},
    scale=1.0,
    rounds=3,
    users=100_000,
    events=2_000_000,
    activities=5_000_000,
    results=[
        Result("latency at 100/s", 5.0, None, "ms", None, "p95 below 400 ms", True, used=0.0125),
        Result("day", 3.0, 2.0, "s", 1.5, "at most 1.5 x", True, used=1.0, plans=(PLAN,)),
        Result("day-again", 3.0, 2.0, "s", 1.5, "at most 0.8 x", False, "7 | rows", used=1.9),
        Result("import", None, None, "", None, "", None, "not available: no import"),
        Result(
            "gateway-latency doorbell",
            *(9.0, None, "ms", None, "p99 at most 20 ms", True),
            used=0.45,
            percentiles=((50.0, 2.0), (99.0, 9.0), (99.9, 40.0)),
        ),
        growth.result("day", [Point(10, 1.0, 0), Point(100, 10.0, 2**20), Point(1_000, 100.0, 0)]),
    ],
)
NEEDS_MATPLOTLIB = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None, reason="only `make bench` installs matplotlib"
)


def written(directory: Path, *runs: record.Run) -> list[str]:
    """Write runs to files and return their names."""
    files = [directory / f"{number}.json" for number in range(len(runs))]
    for file, run in zip(files, runs, strict=True):
        run.write(file)
    return [str(file) for file in files]


def page(directory: Path, *runs: record.Run) -> str:
    """Return the page of runs."""
    file = directory / "page.md"
    assert report.main([*written(directory, *runs), f"--to={file}"]) == 0
    return file.read_text()


def test_each_benchmark_is_in_one_area_and_says_what_it_measures() -> None:
    names = [name for names in catalog.AREAS.values() for name in names]
    assert len(names) == len(set(names)) == len(catalog.BENCHMARKS)
    modules = {
        file.stem
        for file in (ROOT / "bench").glob("*.py")
        if "\ndef run(bench: Bench) -> Iterator[Result]:" in file.read_text()
    }
    assert modules == set(catalog.BENCHMARKS.values())
    assert all(catalog.description(name) for name in names)


def test_something_of_each_area_is_quick() -> None:
    for names in catalog.AREAS.values():
        assert set(catalog.QUICK) & set(names)
    assert set(catalog.QUICK) < set(catalog.BENCHMARKS)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    RUN.write(tmp_path / "new" / "run.json")
    assert record.read(tmp_path / "new" / "run.json") == RUN


def test_the_page_has_each_line_in_the_order_of_the_areas(tmp_path: Path) -> None:
    text = page(tmp_path, RUN)
    assert "**4 of 5 targets are met.** Missed: `day-again`. Not judged: `import`." in text
    day, again, latency = (
        next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
        for name in ("day", "day-again", "latency at 100/s")
    )
    assert text.index(day) < text.index(again) < text.index(latency) < text.index("## Growth")
    assert day.startswith("| `day` | calculate_scores of a day, against the least")
    assert day.endswith("| 3.00 s | 2.00 s | 1.50 | at most 1.5 x | yes |")
    assert again.endswith("<br>*7 \\| rows* | 3.00 s | 2.00 s | 1.50 | at most 0.8 x | **NO** |")
    assert latency.endswith("| 5.00 ms |  |  | p95 below 400 ms | yes |")
    assert "That is the sum of three statements" in text
    assert "| 100 | 10.0 s, 10 users/s, 1 MiB to disk |" in text
    assert "| **exponent** | **1.00** |" in text
    for fact in ("Abacus, 2 cores", "PostgreSQL 15.14", "0123456789ab", "fsync = on", "5,000,000"):
        assert fact in text
    assert "750 ms of `calculate_scores` in `_score_users, line 7`, executed 3 times:" in text
    assert "INSERT INTO t\n\nInsert on t\n" in text


def test_the_last_of_several_runs_holds(tmp_path: Path) -> None:
    day = RUN.results[1]
    failed = Result("latency", None, None, "", None, "", False, "failed: too few")
    again = replace(RUN, date="later", results=[failed, replace(day, ratio=9.0, met=False)])
    text = page(tmp_path, RUN, again)
    assert "| 9.00 | at most 1.5 x | **NO** |" in text
    assert "`calculate_scores`" in text
    assert "| date (UTC) | 2026-11-22 06:00+00:00 | later |" in text
    assert text.count("\n| `day` |") == 1
    assert "\n| `latency` |" in text
    assert "latency at 100/s" not in text
    assert (
        "**2 of 5 targets are met.** Missed: `day`, `day-again`. Failed: `latency`."
        " Not judged: `import`." in text
    )
    # what the page has of each
    assert "| benchmarks | day-again, import, gateway-latency, growth | latency, day |" in text


def test_a_page_that_is_not_of_everything_at_full_scale_says_so(tmp_path: Path) -> None:
    text = page(tmp_path, replace(RUN, scale=0.1))
    assert "no more: at a scale of 0.1.**" in text
    assert "> Not measured: `day-12x`, `edge-function`, `one-user`, " in text
    assert "no more" not in page(tmp_path, RUN)
    everything = [replace(RUN.results[1], name=name, plans=()) for name in catalog.BENCHMARKS]
    text = page(tmp_path, replace(RUN, results=everything))
    assert "> " not in text
    assert "| benchmarks | all |" in text
    assert "nor has every server auto_explain" in text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, "No such file or directory"),
        ("{", "is not the result of a run"),
        ("[]", "is not the result of a run"),
        ("{}", "is not the result of a run"),
        (json.dumps({**asdict(RUN), "results": [{}]}), "is not the result of a run"),
        (json.dumps({**asdict(RUN), "results": [[]]}), "is not the result of a run"),
        (
            json.dumps({**asdict(RUN), "results": [asdict(RUN.results[0]) | {"name": "sunshine"}]}),
            "has benchmarks that there are not: sunshine",
        ),
    ],
)
def test_a_file_that_is_no_run_is_an_error(
    text: str | None, error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "run.json"
    if text is not None:
        file.write_text(text)
    assert report.main([str(file), f"--to={tmp_path / 'page.md'}"]) == 1
    said = capsys.readouterr().err
    assert f"Error: {file}" in said
    assert error in said
    assert "Hint: `python -m bench --json FILE`" in said
    assert not (tmp_path / "page.md").exists()


@pytest.mark.parametrize(("power", "met"), [(1.0, True), (1.09, True), (1.2, False), (0.5, True)])
def test_the_exponent_is_that_of_a_power(power: float, met: bool) -> None:
    result = growth.result(
        "day", [Point(users, 3e-5 * users**power, 0) for users in (1_000, 10_000, 100_000)]
    )
    assert result.figure == pytest.approx(power)
    assert result.met is met
    assert result.used == pytest.approx(power / 1.1)


def test_percentiles_are_what_shares_of_the_times_keep_to() -> None:
    found = dict(percentiles([float(number) for number in range(1_001)]))
    assert found == {percent: pytest.approx(10 * percent) for percent in PERCENTS}


NOTICES = [
    (
        "duration: 60.0 ms  plan:\nQuery Text: SELECT count(*)\n    FROM t\n"
        "Aggregate  (cost=1..2)\n  ->  Seq Scan on t  (cost=1..2)",
        "SQL statement\nPL/pgSQL function momentum._inner(date,text) line 12 at SQL statement\n"
        "PL/pgSQL function momentum._outer() line 3 at PERFORM",
    ),
    (
        "duration: 10.0 ms  plan:\nQuery Text: SELECT count(*)\n    FROM t\n"
        "Seq Scan on t  (cost=3..4)",
        "PL/pgSQL function momentum._inner(date,text) line 12 at SQL statement",
    ),
    ("duration: 70.0 ms  plan:\nQuery Text: SELECT f()\nResult  (cost=0..1)", ""),
    (
        "duration: 71.0 ms  plan:\nQuery Text: SELECT g()\nFunction Scan on g x  (cost=0..1)",
        'SQL function "h" statement 2',
    ),
    (
        "duration: 80.0 ms  plan:\nQuery Text: INSERT INTO t\nInsert on t  (cost=0..1)\n"
        "  ->  Function Scan on g  (cost=0..1)\nTrigger x: time=70.000 calls=1",
        "",
    ),
    ("duration: 3.4 ms  plan:\nQuery Text: SELECT 1 FROM t\nSeq Scan on t  (cost=0..1)", ""),
    ("a notice of somebody else", ""),
]


def test_plans_are_those_of_what_took_long() -> None:
    insert, count = plans.summed_up("f", NOTICES)
    assert (insert.place, insert.times, insert.milliseconds) == ("", 1, 80)
    assert insert.text.endswith("Trigger x: time=70.000 calls=1")
    assert (count.place, count.times, count.milliseconds) == ("_inner, line 12", 2, 70)
    assert count.query == "SELECT count(*) FROM t"
    assert count.text == "Aggregate  (cost=1..2)\n  ->  Seq Scan on t  (cost=1..2)"


def test_a_plan_that_is_too_long_to_be_read_is_cut() -> None:
    lines = "\n".join(f"  ->  Seq Scan on t{number}  (cost=0..1)" for number in range(140))
    notice = f"duration: 9.0 ms  plan:\nQuery Text: {'x' * 500}\nAppend  (cost=0..1)\n{lines}"
    (plan,) = plans.summed_up("f", [(notice, "")])
    assert len(plan.query) == plans.QUERY_WIDTH
    assert len(plan.text.splitlines()) == plans.LINES + 1
    assert plan.text.endswith("… 41 more lines")


def test_without_matplotlib_there_are_no_plots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert "![" not in page(tmp_path, RUN)
    assert not (tmp_path / "images").exists()


@NEEDS_MATPLOTLIB
def test_plots_are_the_same_each_time(tmp_path: Path) -> None:
    names = ["bench-targets.svg", "bench-growth.svg", "bench-latency.svg"]
    for directory in ("a", "b"):
        assert [name for name, _ in plots.draw(RUN.results, tmp_path / directory)] == names
    for name in names:
        drawn = (tmp_path / "a" / name).read_text()
        assert drawn == (tmp_path / "b" / name).read_text()
        assert ("gateway-latency doorbell" if "latency" in name else "day") in drawn
    assert "](images/bench-targets.svg)" in page(tmp_path, RUN)

"""A benchmark whose work was not done gives no figure: it would be a good one."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from bench import __main__ as bench
from bench import (
    activities_batch,
    day,
    day_12x,
    edge_function,
    import_events,
    interventions,
    latency,
    live,
    milestones_20000,
    one_user,
    realtime_latency,
    realtime_updates,
    recalculate,
    scenarios,
    streaks_everyone,
)
from bench.database import CLIENTS, Call
from bench.results import Result


def database(*rows: tuple[object, ...], users: int = 100) -> Any:
    """A database that answers with these rows, one after the other, and does nothing."""
    answers = iter(rows)
    return SimpleNamespace(
        dsn="",
        size=SimpleNamespace(users=users, of=lambda full, _: full),
        row=lambda *_: next(answers),
        timed=lambda *_: 1.5,
        timed_row=lambda *_: (1.5, next(answers)),
        forget_from=lambda *_, **__: None,
        bare=lambda _: nullcontext(),
        pgbench=lambda *_, **__: (1.5, []),
        connection=SimpleNamespace(execute=lambda *_: None, transaction=lambda **_: nullcontext()),
    )


@pytest.mark.parametrize("calculate", [day.calculate, day_12x.calculate, day.prepare])
def test_a_day_that_lacks_a_user(calculate: Callable[[Any], object]) -> None:
    calculate(database((100, 0, 0)))
    with pytest.raises(RuntimeError, match="99 of 100 users got a row"):
        calculate(database((99, 0, 1)))


def test_a_client_whose_rows_are_compared_with_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_function, "score_users", lambda *_: 1.5)
    users: Any = [1, 2, 3]
    edge_function.check(database((100, 0, 0), (3, 0)), users)
    for found in ((0, 0), (2, 0), (3, 1)):
        with pytest.raises(RuntimeError, match=f"{found[0]} have a row of both, {found[1]} "):
            edge_function.check(database((100, 0, 0), found), users)


def test_a_call_that_leaves_no_row() -> None:
    assert one_user.call(database((80,)), "calculate_score.sql", 80) == 1.5
    with pytest.raises(RuntimeError, match="79 of 80 calls left a row"):
        one_user.call(database((79,)), "calculate_score.sql", 80)


def test_calls_under_load_that_leave_no_row() -> None:
    calls = [Call(number % CLIENTS, 0.0, 19.0) for number in range(80)]
    with pytest.raises(RuntimeError, match="0 of 80 calls left a row"):
        latency.result(1_000, "deferred", 20, calls, 0, 80)


def test_an_import_that_loses_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    done = SimpleNamespace(returncode=0)
    monkeypatch.setattr("bench.import_events.subprocess.run", lambda *_, **__: done)
    import_events.import_events(database((1_000,)), Path("events.csv"), 1_000)
    with pytest.raises(RuntimeError, match="999 of 1000 lines arrived"):
        import_events.import_events(database((999,)), Path("events.csv"), 1_000)


def test_a_recalculation_that_leaves_out_a_row() -> None:
    assert recalculate.recalculate(database((3_000,))) == 1.5
    with pytest.raises(RuntimeError, match="2999 rows of 100 users on 30 days"):
        recalculate.recalculate(database((2_999,)))


def test_an_evaluation_that_leaves_out_a_user() -> None:
    assert scenarios.evaluate(database((100, 0)), scenarios.MILESTONES) == 1.5
    with pytest.raises(RuntimeError, match="99 of 100 users were evaluated"):
        scenarios.evaluate(database((99, 0)), scenarios.MILESTONES)


def test_milestones_none_of_which_is_due() -> None:
    made = database((0,), (0,))
    run: Any = SimpleNamespace(
        database=lambda _: nullcontext(made), size=made.size, rounds=1, server=None
    )
    with pytest.raises(RuntimeError, match="0 were recorded, 20000 are to fire"):
        list(milestones_20000.run(run))


def test_interventions_that_come_again() -> None:
    interventions.evaluate(database((0,)))
    with pytest.raises(RuntimeError, match="3 were recorded again"):
        interventions.evaluate(database((3,)))


def test_interventions_of_which_none_is_due() -> None:
    made = database((0,))
    run: Any = SimpleNamespace(database=lambda: nullcontext(made), size=made.size, rounds=1)
    with pytest.raises(RuntimeError, match="nothing was recorded"):
        list(interventions.run(run))


def test_streaks_of_fewer_than_all_or_of_nothing() -> None:
    streaks_everyone.evaluate(database((100, 7)))
    for found in ((99, 7), (100, 0)):
        with pytest.raises(RuntimeError, match=f"{found[0]} of 100 users, the longest {found[1]}"):
            streaks_everyone.evaluate(database(found))


def test_activities_that_the_summary_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activities_batch, "insert", lambda *_: 1.5)
    assert activities_batch.insert_summarised(database((2_000, 2_000)), 2) == 1.5
    with pytest.raises(RuntimeError, match="1999 of 2000 activities are in the summary"):
        activities_batch.insert_summarised(database((1_999, 2_000)), 2)


def test_updates_that_are_not_announced() -> None:
    # one in ten thousand leaves the score as it is
    assert realtime_updates.update_announced(database((999,)), "deferred", 1_000) == 1.5
    for found in (0, 1_001):
        with pytest.raises(RuntimeError, match=f"{found} announcements of 1000 updates"):
            realtime_updates.update_announced(database((found,)), "deferred", 1_000)


def test_a_message_that_comes_twice() -> None:
    messages = [SimpleNamespace(channel=name) for name in "aab"]
    listener: Any = SimpleNamespace(notifies=lambda **_: iter(messages))
    with pytest.raises(RuntimeError, match="a message too many on a"):
        realtime_latency.commit(database(), listener, "ab")


@pytest.mark.parametrize(
    ("value", "found"),
    [("on", 1_000), ("on", 950), ("off", 0)],
)
def test_events_that_are_scored_as_they_come_or_not(value: str, found: int) -> None:
    assert live.measure(database((1_000, found)), value, lambda: 1.5) == 1.5


@pytest.mark.parametrize(("value", "found"), [("on", 0), ("on", 800), ("on", 1_001), ("off", 1)])
def test_events_that_are_scored_at_another_time(value: str, found: int) -> None:
    with pytest.raises(RuntimeError, match=f"live scoring {value}: {found} of 1000 events"):
        live.measure(database((1_000, found)), value, lambda: 1.5)


def test_what_the_server_refuses_fails_one_benchmark_and_not_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Module:
        @staticmethod
        def run(_: object) -> Iterator[Result]:
            raise psycopg.errors.UndefinedFunction("function momentum.x() does not exist")

    monkeypatch.setattr(bench, "import_module", lambda _: Module)
    results = list(bench.measure(None, ["import", "day"]))  # type: ignore[arg-type]
    notes = [result.note for result in results]
    assert notes == 2 * ["failed: function momentum.x() does not exist"]
    assert bench.exit_status(results) == 1

"""The benchmarks run, hold ratios against targets the right way round, and print their table."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from bench import __main__ as bench
from bench import (
    activities,
    arrivals,
    badges,
    dataset,
    latency,
    milestones_20000,
    plans,
    realtime,
    realtime_latency,
    realtime_since,
    reconcile,
    scenarios,
    streak_one,
)
from bench.catalog import BENCHMARKS
from bench.database import CLIENTS, Bench, Call, Database
from bench.dataset import Size
from bench.latency import percentile_95
from bench.results import NotAvailableError, Result, Turns, take_turns
from tests.support import pin_clock
from tools.servers import Server

ROOT = Path(__file__).parents[2]
RESULT = Result("latency", 30.0, None, "ms", None, "p95 below 20 ms", False, is_asserted=True)


def test_the_ratio_is_the_median_of_the_ratios() -> None:
    turns = Turns([2.0, 30.0, 100.0], [1.0, 10.0, 100.0])
    assert turns.ratio == 2


@pytest.mark.parametrize(("limit", "met"), [(2, True), (1.9, False)])
def test_a_time_is_at_most_so_many_times_the_baseline(limit: float, met: bool) -> None:
    result = Turns([2.0], [1.0]).takes_at_most("name", limit)
    assert (result.figure, result.baseline, result.ratio) == (2, 1, 2)
    assert result.met is met


@pytest.mark.parametrize(("limit", "met"), [(0.5, True), (0.6, False)])
def test_a_rate_is_at_least_a_share_of_the_baseline(limit: float, met: bool) -> None:
    result = Turns([2.0], [1.0]).achieves_at_least("name", limit, "calls/s", 100)
    assert (result.figure, result.baseline, result.ratio) == (50, 100, 0.5)
    assert result.met is met


@pytest.mark.parametrize(
    ("warm_up", "order", "figures"),
    [(True, "bffbbf", [2, 3]), (False, "fbbf", [1, 2])],
)
def test_they_take_turns(warm_up: bool, order: str, figures: list[float]) -> None:
    called: list[str] = []

    def call(name: str) -> float:
        called.append(name)
        return called.count(name)

    turns = take_turns(2, lambda: call("f"), lambda: call("b"), warm_up=warm_up)
    assert "".join(called) == order
    assert turns.figures == turns.baselines == figures


def test_percentile_is_what_95_of_100_keep_to() -> None:
    assert percentile_95([float(number) for number in range(1, 102)]) == 96


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (RESULT, 1),
        (replace(RESULT, met=True), 0),
        (replace(RESULT, is_asserted=False), 0),
    ],
)
def test_only_a_promise_about_time_fails_a_run(result: Result, status: int) -> None:
    assert bench.exit_status([result]) == status


def test_what_a_version_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Module:
        @staticmethod
        def run(_: object) -> Iterator[Result]:
            raise NotAvailableError("nothing to import")

    monkeypatch.setattr(bench, "import_module", lambda _: Module)
    (result,) = bench.measure(None, ["import"])  # type: ignore[arg-type]
    assert result.met is None
    assert result.note == "not available: nothing to import"
    assert bench.exit_status([result]) == 0


def test_what_is_wrong_fails_the_run_and_stops_no_other_benchmark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Module:
        @staticmethod
        def run(_: object) -> Iterator[Result]:
            raise RuntimeError("3 fired instead of 0")

    monkeypatch.setattr(bench, "import_module", lambda _: Module)
    results = list(bench.measure(None, ["import", "day"]))  # type: ignore[arg-type]
    assert [result.note for result in results] == 2 * ["failed: 3 fired instead of 0"]
    assert bench.exit_status(results) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["--scale=0"],
        ["--scale=1.1"],
        ["--scale=-1"],
        ["--scale=nan"],
        ["--scale=much"],
        ["--rounds=0"],
        ["--set=fsync"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        bench.main(arguments)
    assert stopped.value.code == 2


def test_a_disk_that_is_too_small_is_noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(free=2**30)
    monkeypatch.setattr("bench.__main__.shutil.disk_usage", lambda _: full)
    with pytest.raises(SystemExit, match="/tmp needs 50 GB free"):
        bench.main(["day-12x"])


@pytest.mark.parametrize(
    ("mode", "milliseconds", "users", "met", "note", "status"),
    [
        ("deferred", 19.0, 104, True, "", 0),
        ("deferred", 20.0, 104, False, "", 1),
        # a client has begun anew, and scored a user who has a row
        ("deferred", 20.0, 103, None, "not judged at this scale", 0),
        ("channels", 20.0, 104, False, "", 0),
    ],
)
def test_latency_is_asserted_where_each_call_scores_a_user_without_a_row(
    mode: str, milliseconds: float, users: int, met: bool | None, note: str, status: int
) -> None:
    calls = [Call(number % CLIENTS, 0.0, milliseconds) for number in range(100)]
    result = latency.result(1_000, mode, 20, calls, 100, users)
    assert (result.figure, result.met, result.note) == (milliseconds, met, note)
    assert bench.exit_status([result]) == status


def test_partitions_do_not_depend_on_the_day_of_the_run(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA bench")
        connection.execute(
            "CREATE FUNCTION bench.user_id(integer) RETURNS uuid LANGUAGE sql AS"
            " $$SELECT '00000000-0000-0000-0000-000000000001'::uuid$$"
        )
        connection.execute("INSERT INTO auth.users (id) SELECT bench.user_id(0)")
        pin_clock(connection, "2031-01-01T00:00:00Z")
        dataset.make_partitions(connection)
        found = connection.execute(
            "SELECT max(p.to_day) FROM momentum._event_partitions() AS p"
        ).fetchone()
    assert found == (date(2027, 3, 1),)


def test_the_server_is_durable_unless_told_otherwise() -> None:
    durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    assert bench.settings().items() >= durable.items()


def test_data_is_made_when_first_asked_for_and_once(server: Server) -> None:
    made = []

    def build(connection: psycopg.Connection, size: Size) -> None:
        made.append(size.users)
        connection.execute("CREATE TABLE things (number integer)")

    run = Bench(server, Size(0.01), 1)
    try:
        for _ in range(2):
            with run.database(build) as database:
                assert database.row("SELECT count(*) FROM things") == (0,)
                database.connection.execute("INSERT INTO things VALUES (1)")
    finally:
        with server.admin() as admin:
            admin.execute("DROP DATABASE IF EXISTS bench_template_1")
    assert made == [1_000]


def test_activities_are_those_of_three_years_and_cross_thresholds(server: Server) -> None:
    size = Size(0.005)
    with (
        server.database() as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        activities.build(connection, size)

        def row(query: str) -> tuple[Any, ...] | None:
            return connection.execute(query.encode()).fetchone()

        assert row("SELECT count(*) FROM bench.people AS p") == (size.users,)
        assert row(
            "SELECT min(m.count), max(m.count) FROM ("
            " SELECT count(*) FROM momentum.memberships GROUP BY user_id) AS m"
        ) == (1, 2)
        assert row("SELECT count(DISTINCT organisation_id) FROM momentum.memberships") == (10,)
        assert row(
            f"SELECT abs(count(*) - {size.activities}) < 0.05 * {size.activities},"
            f" min(completed_at) >= '2024-01-01 00:00+00', max(completed_at) <= '{dataset.NOW}',"
            " bool_and(created_at = completed_at)"
            " FROM momentum.activities"
        ) == (True, True, True, True)
        assert row("SELECT count(*) FROM momentum.verify_annual_summary()") == (0,)
        fired = row("SELECT count(*) FROM momentum.evaluate_milestones()")
    assert fired is not None
    assert fired[0] >= size.of(20_000, 1)


def test_an_evaluation_that_fires_what_it_ought_not_to_is_no_measurement() -> None:
    size = SimpleNamespace(users=100)
    database: Any = SimpleNamespace(timed=lambda _: 1.5, row=lambda _: (100, 3), size=size)
    assert scenarios.evaluate(database, scenarios.MILESTONES, fires=3) == 1.5
    with pytest.raises(RuntimeError, match="3 fired instead of 0"):
        scenarios.evaluate(database, scenarios.MILESTONES)


def test_firing_may_take_bare_inserts_and_a_run_where_none_fires() -> None:
    database: Any = SimpleNamespace(
        timed=lambda query: 2.0 if query == milestones_20000.INSERT else 7.0,
        row=lambda _: (100, 0),
        size=SimpleNamespace(users=100),
        bare=lambda _: nullcontext(),
        connection=SimpleNamespace(execute=lambda _: None),
    )
    assert milestones_20000.allowed(database) == 2.5 * 2.0 + 7.0


def test_badges_are_those_of_years_of_use(server: Server) -> None:
    size = Size(0.005)
    with (
        server.database() as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        badges.build(connection, size)
        database = Database(server, name, size, connection)

        defined = connection.execute(
            "SELECT organisation_id, criteria_type, window_unit, count(*)"
            " FROM momentum.badge_definitions WHERE active GROUP BY 1, 2, 3"
        ).fetchall()
        assert len(defined) == 10 * 4
        assert {row[1:] for row in defined} == {
            ("streak", "day", 3),
            ("streak", "week", 3),
            ("streak", "month", 2),
            ("count", None, 2),
        }
        assert database.row(
            "SELECT count(*) > 0, (SELECT sum(momentum.award_retroactively(b.id))"
            " FROM momentum.badge_definitions AS b) FROM momentum.badge_awards"
        ) == (True, 0)
        assert database.row(
            "SELECT r.scanned = count(*), r.reevaluated, r.awarded FROM momentum.activities"
            " CROSS JOIN momentum.reconcile_badges('4 years') AS r"
            " GROUP BY r.scanned, r.reevaluated, r.awarded"
        ) == (True, 0, 0)
        assert database.row(
            "SELECT count(DISTINCT a.user_id) = (SELECT count(*) FROM momentum.badge_turns)"
            " FROM momentum.activities AS a"
        ) == (True,)

        values = {"batch": 100, "activities": 200, "now": dataset.NOW}
        arrivals.prepare(database, badges.ARRIVALS, values)
        assert database.row(
            "SELECT count(*), count(DISTINCT number), max(number), count(DISTINCT batch),"
            f" min(completed_at) > '{dataset.NOW}'::timestamptz - interval '12 hours',"
            f" max(completed_at) <= '{dataset.NOW}'"
            " FROM bench.arrivals JOIN momentum.memberships USING (user_id, organisation_id)"
        ) == (200, 200, 199, 2, True, True)
        was = database.row("SELECT count(*), sum(session_count) FROM momentum.annual_summary")
        badges.evaluated(database, lambda: arrivals.insert(database, 2))
        with pytest.raises(RuntimeError, match="badges of 200 activities were not evaluated"):
            badges.evaluated(database, lambda: arrivals.insert_bare(database, 2))
        arrivals.forget(database)
        assert was == database.row(
            "SELECT count(*), sum(session_count) FROM momentum.annual_summary"
        )
        assert database.row(
            "SELECT count(*) FROM momentum.badge_awards WHERE source = 'trigger'"
        ) == (0,)


def test_a_streak_of_two_years_is_found_by_both(server: Server) -> None:
    with (
        server.database() as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        activities.build(connection, Size(0.001))
        database = Database(server, name, Size(0.001), connection)
        streak_one.add_user(database)
        assert database.row(
            "SELECT count(*) FROM momentum.activities WHERE user_id = %s", (streak_one.USER_ID,)
        ) == (10_000,)
        streak_one.check(database)
        # the streak, and not what was before it
        assert streak_one.reads(database) == "105 scans of the index read 6,964 entries"
        probe = plans.take(
            database, "evaluate_streak", streak_one.EVALUATE, (streak_one.USER_ID, 1)
        )
        if server.version == 15:  # the other one has no auto_explain
            assert (probe[0].call, probe[0].times) == ("evaluate_streak", 105)
            assert "Index Only Scan" in probe[0].text
        else:
            assert probe == ()
        connection.execute(
            "DELETE FROM momentum.activities WHERE user_id = %s AND completed_at > %s",
            (streak_one.USER_ID, dataset.DAY - timedelta(7)),
        )
        with pytest.raises(RuntimeError, match="0 weeks instead of 104"):
            streak_one.check(database)


def test_a_reconciliation_evaluates_what_was_missed() -> None:
    database: Any = SimpleNamespace(
        timed=lambda *_: 1.5,
        row=lambda *_: (99, 100),
        connection=SimpleNamespace(execute=lambda _: None, transaction=nullcontext),
    )
    with pytest.raises(RuntimeError, match="99 activities were evaluated instead of 100"):
        reconcile.reconcile(database, timedelta(1))


def test_what_is_announced_is_counted() -> None:
    database: Any = SimpleNamespace(row=lambda _: (2,))
    assert realtime.announced(database, 1.5, 2) == 1.5
    with pytest.raises(RuntimeError, match="2 announcements instead of 1"):
        realtime.announced(database, 1.5, 1)


def test_modes_beside_a_figure_are_held_against_its_baseline() -> None:
    times = iter([1.0, 9.0, 2.0])
    turns = Turns([5.0], [4.0])
    assert list(realtime.beside(turns, 3, {"channels": lambda: next(times)})) == [
        ("channels", 2.0, 0.5)
    ]


def test_only_what_announces_is_silenced(server: Server, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        own = Database(server, connection.info.dbname, Size(0.01), connection)

        def enabled() -> list[str]:
            return [
                name
                for (name,) in connection.execute(
                    "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal"
                    " AND tgrelid = 'momentum.daily_engagement_scores'::regclass ORDER BY 1"
                )
            ]

        before = enabled()
        with realtime.silence(own):
            during = enabled()
        assert [name for name in before if name not in during] == [
            f"daily_engagement_scores_announce_on_{event}"
            for event in ("delete", "insert", "truncate", "update")
        ]
        assert enabled() == before


def test_the_outbox_to_replay_has_days_and_every_event(server: Server) -> None:
    size = Size(0.001)
    with (
        server.database() as name,
        psycopg.connect(server.dsn(name), autocommit=True) as connection,
    ):
        dataset.add_users(connection, size, dataset.DAY)
        database = Database(server, name, size, connection)
        realtime_since.fill(database)
        assert database.row(
            "SELECT count(*), max(position), count(DISTINCT sequenced_at::date),"
            " count(DISTINCT tableoid), (SELECT count(*) FROM momentum.realtime_inbox)"
            " FROM momentum.realtime_events"
        ) == (1_000, 1_000, 8, 8, 0)
        assert database.row("SELECT momentum.clock()::text") == database.row(
            f"SELECT '{dataset.NOW}'::timestamptz::text"
        )


def test_a_message_that_does_not_come_is_no_measurement() -> None:
    database: Any = SimpleNamespace(connection=SimpleNamespace(execute=lambda _: None))
    message = SimpleNamespace(channel="a")

    def listener(*messages: object) -> Any:
        return SimpleNamespace(notifies=lambda timeout: iter(messages))  # noqa: ARG005

    assert set(realtime_latency.commit(database, listener(message, message), "aa")) == {"a"}
    with pytest.raises(RuntimeError, match=r"no message on \['a'\]"):
        realtime_latency.commit(database, listener(message), "aa")


@pytest.mark.slow
@pytest.mark.servers(15)
def test_all_run_at_a_tiny_scale(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    server = str(pytestconfig.getoption("--server"))
    options = ["--scale=0.005", "--rounds=1", "--server", server, "--json", str(file)]
    options += ["--set", "fsync=off"]  # it only has to run
    done = subprocess.run(
        [sys.executable, "-m", "bench", *options], cwd=ROOT, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    report = json.loads(file.read_text())
    results = report["results"]
    late = [result for result in results if result["is_asserted"] and not result["met"]]
    assert done.returncode == int(bool(late))

    assert report["settings"] == bench.settings() | {"fsync": "off"}
    assert "fsync = off" in " ".join(done.stdout.split())
    assert {result["name"].split()[0] for result in results} == set(BENCHMARKS)
    for result in results:
        assert f"│ {result['name']} " in done.stdout
        assert (
            result["figure"]
            or result["name"] == "gateway-node lost"
            or result["note"].startswith("not available")
        )
    (again,) = [result for result in results if result["name"] == "day-again"]
    assert again["note"] == "0 rows written"
    (fired,) = [result for result in results if result["name"] == "milestones-20000"]
    assert fired["note"] == "100 fired"
    (streak,) = [result for result in results if result["name"] == "streak-one"]
    assert streak["note"] == "105 scans of the index read 6,964 entries"
    notes = {result["name"]: result["note"] for result in results}
    assert notes["realtime-statements"].startswith("channels: ")
    assert notes["realtime-updates"].startswith("doorbell: ")
    assert "; channels: " in notes["realtime-updates"]

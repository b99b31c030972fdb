"""status and metrics: how an installation is doing, for people, machines and Prometheus."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families
from psycopg.conninfo import make_conninfo

from pgmomentum import figures
from pgmomentum.cli import main
from pgmomentum.figures import JobRun
from pgmomentum.views.status import percent, size
from tests.cli.conftest import Run
from tests.jobs.samples import change_job, close_gate, fail_at, make_job
from tests.sessions import Session, wait_until_blocked
from tests.stored import insert_users
from tests.support import pin_clock

pytestmark = pytest.mark.servers(18)

RUNS = [
    JobRun(
        "score-yesterday",
        "succeeded",
        datetime(2026, 5, 12, 2, tzinfo=UTC),
        3.25,
        1200,
        None,
        datetime(2026, 5, 12, 2, 0, 3, tzinfo=UTC),
    ),
    JobRun("maintain-partitions", "running", datetime(2026, 5, 12, 3, tzinfo=UTC), *[None] * 4),
    JobRun(
        "reconcile-badges",
        "failed",
        datetime(2026, 5, 12, 2, 30, tzinfo=UTC),
        0.5,
        0,
        "22012: [red]by zero",
        datetime(2026, 5, 11, 2, 30, tzinfo=UTC),
    ),
]


@pytest.fixture
def population(db: psycopg.Connection) -> None:
    """Three users, all scored on 10 May, two of them on 11 May; the clock shows 12 May."""
    pin_clock(db, "2026-05-12T09:00:00Z")
    users = insert_users(db, 3, "2026-05-10")
    db.execute("SELECT momentum.maintain_partitions()")
    db.execute("SELECT momentum.calculate_scores('2026-05-10')")
    db.execute("SELECT momentum.calculate_scores('2026-05-11', %s)", (users[:2],))
    db.execute("DELETE FROM momentum.realtime_inbox")
    db.execute(
        "INSERT INTO momentum.summary_queue (user_id, year, created_at)"
        " VALUES (%s, 2026, '2026-05-12 08:00:00Z'), (%s, 2025, '2026-05-12 08:30:00Z')",
        users[:2],
    )


def read(run: Run) -> Any:
    return json.loads(run("status", "--json").stdout)


def test_the_days_of_the_last_week(run: Run, population: None) -> None:
    days = read(run)["figures"]["days"]
    assert [day["score_date"] for day in days] == [f"2026-05-{day:02}" for day in range(12, 4, -1)]
    assert [(day["scored"], day["active_users"], day["share"]) for day in days] == [
        (0, 3, 0),
        (2, 3, pytest.approx(2 / 3)),
        (3, 3, 1),
        *[(0, 0, None)] * 5,
    ]


def test_what_waits(run: Run, population: None) -> None:
    found = read(run)["figures"]
    assert found["notification_queue_usage"] == 0
    assert found["jobs"] == []
    queues = {queue.pop("name"): queue for queue in found["queues"]}
    assert queues.keys() == {"rescore_queue", "summary_queue", "badge_queue", "realtime_inbox"}
    assert queues["badge_queue"] == {"entries": 0, "oldest_at": None, "oldest_seconds": 0}
    assert queues["summary_queue"] == {
        "entries": 2,
        "oldest_at": "2026-05-12T08:00:00+00:00",
        "oldest_seconds": 3600,
    }


def test_the_last_runs_of_jobs(
    run: Run, db: psycopg.Connection, database: str, population: None
) -> None:
    make_job(db)
    db.execute("UPDATE momentum.jobs SET enabled = true WHERE name = 'score-yesterday'")
    db.execute("CALL momentum.run_job('score-yesterday')")
    db.execute("CALL momentum.run_job('sample')")
    pin_clock(db, "2026-05-12T09:05:00Z")
    db.execute("INSERT INTO public.todo SELECT n FROM generate_series(1, 50) AS n")
    fail_at(db, 15)
    with pytest.raises(psycopg.Error, match="made to fail"):
        db.execute("CALL momentum.run_job('sample')")
    scored = {
        "job": "score-yesterday",
        "status": "succeeded",
        "started_at": "2026-05-12T09:00:00+00:00",
        "seconds": 0,
        "rows_done": 3,
        "error": None,
        "succeeded_at": "2026-05-12T09:00:00+00:00",
    }
    assert read(run)["figures"]["jobs"] == [
        {
            "job": "sample",
            "status": "failed",
            "started_at": "2026-05-12T09:05:00+00:00",
            "seconds": 0,
            "rows_done": 10,
            "error": "XX123: made to fail",
            "succeeded_at": "2026-05-12T09:00:00+00:00",
        },
        scored,
    ]
    shown = r"^ sample +│ +failed │ +2026-05-12 09:05:00 UTC │ +0\.0 │ +10 │ +XX123: made to fail "
    assert re.search(shown, run("status").stdout, re.MULTILINE)
    figures_of_jobs = metrics(run("metrics").stdout)
    assert figures_of_jobs["pgmomentum_job_last_run_duration_seconds"].keys() == {
        ("sample",),
        ("score-yesterday",),
    }
    nine = datetime(2026, 5, 12, 9, tzinfo=UTC).timestamp()
    assert figures_of_jobs["pgmomentum_job_last_success_timestamp_seconds"] == {
        ("sample",): nine,
        ("score-yesterday",): nine,
    }
    with close_gate(db, database, at=35) as keeper, Session(database) as session:
        fail_at(db, None)
        running = session.start("CALL momentum.run_job('sample')")
        wait_until_blocked(db, session, by=keeper)
        under_way = read(run)["figures"]["jobs"][0]
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    assert under_way == {
        "job": "sample",
        "status": "running",
        "started_at": "2026-05-12T09:05:00+00:00",
        "seconds": None,
        "rows_done": 20,
        "error": None,
        "succeeded_at": "2026-05-12T09:00:00+00:00",
    }
    change_job(db, enabled=False)
    assert read(run)["figures"]["jobs"] == [scored]


def test_sizes_of_tables_and_partitions(run: Run, db: psycopg.Connection, population: None) -> None:
    db.execute("ANALYZE momentum.daily_engagement_scores")
    tables = {table["name"]: table for table in read(run)["figures"]["tables"]}
    assert tables["daily_engagement_scores"]["rows"] == 5
    assert tables["daily_engagement_scores"]["size_bytes"] >= 8192
    part = tables["momentum_events_2026_05"]
    assert (part["partition_of"], part["rows"]) == ("momentum_events", 0)
    assert tables["momentum_events"]["size_bytes"] == 0, "the partitions have it all"


def test_what_grows_with_events_is_not_read(db: psycopg.Connection) -> None:
    queries = (figures._QUEUES, figures._TABLES, figures._DAYS.replace("%s", "1"))
    plans = [row[0] for query in queries for row in db.execute(f"EXPLAIN {query}".encode())]
    assert any("on rescore_queue" in line for line in plans)
    for name in ("momentum_events", "activities", "realtime_events"):
        assert not any(f"on {name}" in line for line in plans), name


def test_a_page_for_people(
    run: Run, db: psycopg.Connection, population: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "last_job_runs", lambda _: RUNS)
    monkeypatch.setattr("pgmomentum.views.status._SMALL", 64 * 1024)
    page = run("status").stdout
    for line in (
        r"pgmomentum 0\.\d+\.\d+ on PostgreSQL \d+.*",
        r"Database \w+ at \S+ port \d+, as \w+",
        r"\d+ migrations applied, the last 00\d\d\.\w+ at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC",
        r" 2026-05-12 \(today\) +│ +0 │ +3 │ +0 % ",
        r" 2026-05-11 +│ +2 │ +3 │ +66\.6 % ",
        r" 2026-05-10 +│ +3 │ +3 │ +100 % ",
        r" 2026-05-09 +│ +0 │ +0 │ +- ",
        r" badge_queue +│ +0 │ *",
        r" summary_queue +│ +2 │ +2026-05-12 08:00:00 UTC ",
        r"Notification queue: 0 % full",
        r" score-yesterday +│ +succeeded │ +2026-05-12 02:00:00 UTC │ +3\.2 │ +1,200 │ *",
        r" reconcile-badges +│ +failed │ .* │ +0 │ +22012: \[red\]by zero ",
        r" momentum_events, 5 partitions +│ +[\d,.]+ kB │ +0 ",
        r"   momentum_events_2026_05 +│ +[\d,.]+ kB │ +0 ",
        r" \d+ smaller tables +│ +[\d,.]+ kB │ *",
        r" all +│ +[\d,.]+ [kM]B │ *",
        r"Up to date",
    ):
        assert re.search(rf"^{line}$", page, re.MULTILINE), f"{line} is not in\n{page}"


def test_what_was_changed_by_hand(run: Run, db: psycopg.Connection) -> None:
    db.execute("DROP TRIGGER settings_check ON momentum.settings")
    found = read(run)
    assert found["changed_by_hand"] == ["missing: trigger settings_check on momentum.settings"]
    assert (found["up_to_date"], found["figures"] is None) == (False, False)
    page = run("status").stdout
    assert "By hand: missing: trigger settings_check on momentum.settings\n" in page
    assert page.endswith("To bring it up to date: pgmomentum migrate --reload\n")
    assert "Loaded" in run("migrate", "--reload").stdout
    assert read(run)["up_to_date"]
    db.execute("DROP FUNCTION momentum.active_users")
    assert read(run)["figures"] is None


def test_shares_and_sizes_for_people() -> None:
    assert [percent(share) for share in (0, 0.5, 0.99999, 1)] == ["0 %", "50 %", "99.9 %", "100 %"]
    assert [size(number) for number in (0, 1023, 1536, 5 * 1024**3)] == [
        "0 bytes",
        "1,023 bytes",
        "1.5 kB",
        "5.0 GB",
    ]
    assert size(2 * 1024**5) == "2,048.0 TB"


def test_a_dump_of_a_terminal_has_colour_unless_unwanted(
    monkeypatch: pytest.MonkeyPatch, run: Run, population: None
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[31m66.6 %" in run("status").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in run("status").stdout


def metrics(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """Return the samples by name and labels, as Prometheus reads them."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_metrics(
    run: Run, db: psycopg.Connection, population: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "last_job_runs", lambda _: RUNS)
    db.execute(
        "INSERT INTO momentum.scoring_failures"
        " (operation, score_date, user_ids, error_code, error_message)"
        " VALUES ('drain', '2026-05-12', '{}', '22012', 'by zero')"
    )
    db.execute(
        "WITH o AS (INSERT INTO momentum.organisations (name) VALUES ('A') RETURNING id)"
        " INSERT INTO momentum.badge_definitions"
        " (organisation_id, name, criteria_type, required) SELECT id, 'B', 'count', 1 FROM o"
    )
    db.execute(
        "SELECT momentum.award_badge(u.id, b.id)"
        " FROM auth.users AS u, momentum.badge_definitions AS b"
    )
    waiting = metrics(run("metrics").stdout)
    assert waiting["pgmomentum_outbox_waiting_announcements"] == {(): 3}
    db.execute("SELECT momentum.realtime_events_since(NULL)")
    text = run("metrics").stdout
    found = metrics(text)
    ((labels, one),) = found.pop("pgmomentum_build_info").items()
    assert (len(labels), one) == (2, 1)
    sizes = found.pop("pgmomentum_table_size_bytes")
    assert sizes["momentum_events",] > 0
    assert not any("2026" in name for (name,) in sizes), "partitions are not series"
    assert found.pop("pgmomentum_table_estimated_rows").keys() == sizes.keys()
    position = found.pop("pgmomentum_outbox_events_total")[()]
    assert position >= 3
    assert found == {
        "pgmomentum_yesterday_active_users": {(): 3},
        "pgmomentum_yesterday_scored_users": {(): 2},
        "pgmomentum_queue_entries": {
            ("rescore_queue",): 0,
            ("summary_queue",): 2,
            ("badge_queue",): 0,
        },
        "pgmomentum_queue_oldest_age_seconds": {
            ("rescore_queue",): 0,
            ("summary_queue",): 3600,
            ("badge_queue",): 0,
        },
        "pgmomentum_scoring_failures": {(): 1},
        "pgmomentum_outbox_waiting_announcements": {(): 0},
        "pgmomentum_outbox_lag_seconds": {(): 0},
        "pgmomentum_notification_queue_usage_ratio": {(): 0},
        "pgmomentum_job_last_success_timestamp_seconds": {
            ("score-yesterday",): 1778551203,
            ("reconcile-badges",): 1778466600,
        },
        "pgmomentum_job_last_run_failed": {
            ("score-yesterday",): 0,
            ("maintain-partitions",): 0,
            ("reconcile-badges",): 1,
        },
        "pgmomentum_job_last_run_duration_seconds": {
            ("score-yesterday",): 3.25,
            ("reconcile-badges",): 0.5,
        },
        "pgmomentum_recent_badge_awards": {
            ("manual",): 3,
            ("reconciliation",): 0,
            ("retroactive",): 0,
            ("trigger",): 0,
        },
    }
    assert "# TYPE pgmomentum_outbox_events_total counter" in text


def test_metrics_into_a_file(run: Run, population: None, tmp_path: Path) -> None:
    file = tmp_path / "pgmomentum.prom"
    done = run("metrics", "--output", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    assert "pgmomentum_yesterday_scored_users 2.0\n" in file.read_text()
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_stays_where_the_database_fails(empty_database: str, tmp_path: Path) -> None:
    file = tmp_path / "pgmomentum.prom"
    file.write_text("as it was")
    arguments = ["--database-url", empty_database, "metrics", "--output", str(file)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "pgmomentum migrate" in done.stderr
    assert file.read_text() == "as it was"


def test_metrics_take_the_rights_of_the_service(
    database: str, db: psycopg.Connection, population: None
) -> None:
    db.execute(
        "DO $$ BEGIN CREATE ROLE watcher LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;"
    )
    db.execute("GRANT service_role TO watcher")
    url = make_conninfo(database, user="watcher")
    done = CliRunner().invoke(main, ["--database-url", url, "metrics"])
    assert done.exit_code == 0, done.output
    db.execute("DROP ROLE watcher")

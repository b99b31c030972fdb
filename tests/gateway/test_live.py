"""demo --live: a population that goes on with its day, and the page before it."""

import importlib.util
import re
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum import demo
from pgmomentum.cli import main
from pgmomentum.cli.demo import record
from pgmomentum.live import Day
from tests.gateway.client import Client, Message
from tests.gateway.raw import request
from tests.migration.test_embedded import servers
from tests.processes import start
from tests.support import pin_clock

FEW = ("--users", "12", "--days", "8")
COUNTS = """
SELECT
    (SELECT count(*) FROM momentum.scenario_notifications WHERE scenario_type = 'milestone'),
    (SELECT count(*) FROM momentum.badge_awards),
    (SELECT count(*) FROM momentum.momentum_notifications WHERE rule_name IS NULL),
    (SELECT count(*) FROM momentum.coach_interventions WHERE rule_name IS NULL)
"""
FULLEST = """
SELECT max(d.events)
FROM (
    SELECT count(*) AS events
    FROM momentum.momentum_events
    WHERE event_ts >= '2026-05-12Z' AND event_ts < '2026-05-13Z'
    GROUP BY user_id
) AS d
"""
SCORES = """
SELECT DISTINCT final_score FROM momentum.daily_engagement_scores
WHERE user_id = %s AND score_date = %s
"""


class Live:
    """The command in a process of its own; ready when it has told where the page is."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.process = start("demo", "--live", "--port", 0, *arguments, environment=environment)
        assert self.process.stdout is not None
        told = ""
        while (found := re.search(r"(http://127\.0\.0\.1:\d+)/\S*", told)) is None:
            line = self.process.stdout.readline()
            assert line, self.process.communicate()
            told += line
        self.url = found[1]
        (self.user,) = parse_qs(urlsplit(found[0]).query)["user"]

    def token(self) -> str:
        token: str = request(self.url, "GET", f"/dev/token?user={self.user}").json["token"]
        return token

    def ended(self) -> tuple[int, str]:
        """Wait for the end; return the status, and what was said of errors."""
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


Run = Callable[..., Live]


@pytest.fixture
def run() -> Iterator[Run]:
    started: list[Live] = []

    def call(*arguments: str, **environment: str) -> Live:
        started.append(Live(*arguments, **environment))
        return started[-1]

    yield call
    for live in started:
        live.process.kill()
        live.process.communicate()


@pytest.fixture
def directory() -> Iterator[Path]:
    # not under root's own temporary directories, which the server's account may not enter
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="pgmomentum-live-") as name:
        data = Path(name) / "pg18"
        yield data
        for process in servers(data):
            process.kill()
            process.wait()


def happens(client: Client) -> Message:
    """Return what happens by itself, which may take a while: it is left to chance."""
    for _ in range(6):
        with suppress(TimeoutError):
            event: Message = client.wait_for("realtime_event")["event"]
            return event
    raise AssertionError("nothing happens")


@pytest.mark.slow
@pytest.mark.servers(18)
def test_a_day_on_the_embedded_server_and_the_day_goes_on(run: Run, directory: Path) -> None:
    for ending in (signal.SIGINT, signal.SIGTERM):
        live = run(*FEW, PGMOMENTUM_DATA_DIR=str(directory))
        assert servers(directory)
        assert request(live.url, "GET", "/").status == 200
        assert request(live.url, "GET", "/sync/health").json["status"] == "ok"
        with Client(live.url, live.token()) as client:
            assert client.joined()["momentum"]["has_data"]
            assert happens(client)["user_id"] in (live.user, None)
            live.process.send_signal(ending)
            assert client.closed() == (1012, "restart")
        assert live.ended() == (0, "")
        assert servers(directory) == []


@pytest.mark.slow
@pytest.mark.servers(18)
def test_it_can_be_ended_before_it_is_there(directory: Path) -> None:
    process = start(
        *("demo", "--live", "--port", 0, "--users", 500),
        environment={"PGMOMENTUM_DATA_DIR": str(directory)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Installed")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert servers(directory) == []


def test_without_its_database_it_ends_and_says_so(
    run: Run, db: psycopg.Connection, database: str
) -> None:
    live = run(*FEW, "--database-url", database)
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'pgmomentum'"
    )
    status, errors = live.ended()
    assert status == 1
    assert "Error: " in errors
    assert "Traceback" not in errors


def test_what_stands_in_the_way_is_said_at_once(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*arguments: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(main, ["--database-url", database, "demo", "--live", *arguments])
        return done.exit_code, done.stdout, done.stderr

    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        status, output, errors = told("--port", str(taken.getsockname()[1]))
    assert (status, output) == (1, "")
    assert "Address already in use" in errors
    assert "--port chooses another one" in errors
    assert told("--date", "2026-05-11")[0] == 2
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    status, output, errors = told()
    assert (status, output) == (1, "")
    assert "pip install 'pgmomentum[gateway]'" in errors


@pytest.fixture
def day(db: psycopg.Connection) -> Day:
    """Noon of 12 May 2026, after eight days."""
    pin_clock(db, "2026-05-12T12:00:00Z")
    chosen = demo.plan(db, 40, 8, 1, None)
    demo.run(db, chosen, lambda *_: None)
    record(db, chosen)
    return Day(db, chosen, seed=1)


def test_all_sorts_of_things_happen(db: psycopg.Connection, day: Day) -> None:
    def counts() -> tuple[int, ...]:
        return db.execute(COUNTS).fetchall()[0]

    before, scores = counts(), set()
    for _ in range(120):
        day.step()
        scores |= set(db.execute(SCORES, (day.favourite.user_id, "2026-05-12")).fetchall())
    assert all(now > then for now, then in zip(counts(), before, strict=True)), counts()
    assert len(scores) > 5
    assert db.execute(FULLEST).fetchall()[0][0] < 8


def test_it_moves_without_live_scoring_as_well(db: psycopg.Connection, day: Day) -> None:
    db.execute("UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring'")
    for _ in range(5):
        day.step()
    assert db.execute("SELECT count(*) FROM momentum.rescore_queue").fetchall() == [(0,)]


def test_at_midnight_another_day_begins(db: psycopg.Connection, day: Day) -> None:
    db.execute("DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2026-05-12'")
    pin_clock(db, "2026-05-13T00:00:01Z")
    day.step()
    scored = db.execute(
        "SELECT score_date, count(*) FROM momentum.daily_engagement_scores"
        " WHERE score_date >= '2026-05-12' GROUP BY score_date ORDER BY score_date"
    ).fetchall()
    assert [count for _, count in scored] == [40, 40]

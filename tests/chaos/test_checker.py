"""`make chaos` passes where all is well, and finds what is not."""

import psycopg
import pytest

from chaos.__main__ import DEFECTS, SHOWN, main, planted
from chaos.run import run
from chaos.world import Tally

pytestmark = pytest.mark.servers(18)

SECONDS = 20.0
#: What somebody might do who bypasses the triggers, and where it shows.
TAMPERING = {
    "acknowledged": """
        DELETE FROM momentum.momentum_events WHERE (user_id, event_ts, id) = (
            SELECT e.user_id, e.event_ts, e.id FROM momentum.momentum_events AS e LIMIT 1
        )
    """,
    "scores": """
        UPDATE momentum.daily_engagement_scores SET momentum_state = 'Rising'
        WHERE (user_id, score_date) = (
            SELECT s.user_id, s.score_date FROM momentum.daily_engagement_scores AS s
            WHERE s.momentum_state = 'NeedsCare' LIMIT 1
        )
    """,
    "summaries": """
        UPDATE momentum.annual_summary SET session_count = session_count + 1
        WHERE user_id = (SELECT a.user_id FROM momentum.activities AS a LIMIT 1)
    """,
    "milestones": """
        DELETE FROM momentum.scenario_notifications
        WHERE milestone_value = (
            SELECT min(n.milestone_value) FROM momentum.scenario_notifications AS n
        )
    """,
    "badges": """
        UPDATE momentum.badge_awards
        SET evidence = jsonb_set(evidence, '{windows, 0, activity_count}', '1000')
        WHERE evidence ? 'windows'
    """,
    "outbox": """
        DELETE FROM momentum.realtime_events
        WHERE position = (SELECT min(e.position) FROM momentum.realtime_events AS e)
    """,
}
#: The defects that can be planted, and where they show, among other places.
FOUND_IN = {
    "badges_without_turns": "badges",
    "scores_without_locks": "scores",
}


@pytest.mark.slow
def test_a_run_without_a_difference(
    pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    server = pytestconfig.getoption("--server")
    status = main([f"--server={server}", "--users=60", f"--minutes={SECONDS / 60}", "--seed=1"])
    told = capsys.readouterr().out
    assert "differences: 0\n" in told
    assert status == 0
    for fault in ("sessions terminated", "runner killed", "server stopped"):
        assert fault in told


@pytest.mark.slow
def test_every_area_is_checked(pytestconfig: pytest.Config) -> None:
    def tamper(connection: psycopg.Connection) -> None:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for area, statement in TAMPERING.items():
                changed = connection.execute(statement.encode()).rowcount
                assert changed > 0, area

    tally = run(pytestconfig.getoption("--server"), 2, 40, SECONDS / 2, tamper=tamper)
    assert {difference.split(":")[0] for difference in tally.differences} == TAMPERING.keys()


@pytest.mark.slow
@pytest.mark.servers(15)
@pytest.mark.parametrize(("defect", "area"), FOUND_IN.items())
def test_a_defect_is_found(pytestconfig: pytest.Config, defect: str, area: str) -> None:
    tally = run(pytestconfig.getoption("--server"), 3, 60, SECONDS, planted(defect))
    assert area in {difference.split(":")[0] for difference in tally.differences}


def test_each_defect_that_can_be_planted_is_tried() -> None:
    assert DEFECTS.keys() == FOUND_IN.keys()


def test_a_run_that_finds_something_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("chaos.__main__.run", lambda *_: Tally(differences=["scores: this"] * 30))
    assert main(["--seed=1"]) == 1
    told = capsys.readouterr().out
    assert "differences: 30\n" in told
    assert told.count("scores: this") == SHOWN

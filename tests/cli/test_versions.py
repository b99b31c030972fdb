"""versions list, load, preview, activate: what they print, and how they end."""

import json
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum.cli import main
from tests.cli.conftest import Run
from tests.stored import insert_users
from tests.support import pin_clock

pytestmark = pytest.mark.servers(18)

GOOD = '{"nap": 1, "walk": 2.5, "max_weight_per_day": 20}'


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "v3.json"
    file.write_text(GOOD)
    return file


def names(db: psycopg.Connection) -> list[str]:
    rows = db.execute("SELECT version FROM momentum.score_versions ORDER BY version")
    return [name for (name,) in rows]


def test_list_tells_which_version_is_in_effect(run: Run, db: psycopg.Connection) -> None:
    pin_clock(db, "2026-05-12T09:00:00Z")
    insert_users(db, 1)
    for name, start in (("old", "2026-05-01"), ("now", "2026-05-12"), ("next", "2026-05-13")):
        db.execute("SELECT momentum.load_score_version(%s, %s, %s)", (name, GOOD, start))
    db.execute("SELECT momentum.calculate_scores('2026-05-02')")
    listed = json.loads(run("versions", "list", "--json").stdout)
    assert [(each["version"], each["status"], each["used"]) for each in listed] == [
        ("next", "later", False),
        ("now", "in effect", False),
        ("old", "past", True),
        ("v2", "past", False),
        ("v1", "not active", False),
    ]
    assert listed[0]["weights"] == {"nap": 1, "walk": 2.5}
    assert [each["effective_from"] for each in listed[2:]] == ["2026-05-01", "-infinity", None]
    page = run("versions", "list")
    assert page.exit_code == 0, page.output
    for told in ("in effect", "-infinity", "not active", "decay", "full day"):
        assert told in page.stdout


def test_list_shows_names_as_they_are(run: Run, db: psycopg.Connection) -> None:
    db.execute("SELECT momentum.load_score_version('[/x][red]', %s)", (GOOD,))
    page = run("versions", "list")
    assert page.exit_code == 0, page.output
    assert "[/x][red]" in page.stdout


def test_load_prints_what_was_stored(run: Run, db: psycopg.Connection, weights: Path) -> None:
    loaded = run("versions", "load", "v3", str(weights))
    assert (loaded.exit_code, loaded.stdout) == (0, "Loaded v3: not active\n")
    again = run("versions", "load", "v3", str(weights), "--effective-from", "2026-06-01")
    assert again.stdout == "Loaded v3: in effect from 2026-06-01\n"
    row = json.loads(run("versions", "load", "v3", str(weights), "--json").stdout)
    assert (row["version"], row["max_weight_per_day"]) == ("v3", 20)
    assert row["effective_from"] == "2026-06-01", "the day that it had"
    stored = db.execute(
        "SELECT event_type, weight::text FROM momentum.event_weights WHERE version = 'v3'"
    )
    assert dict(stored.fetchall()) == {"nap": "1.00", "walk": "2.50"}


def test_times_are_told_in_utc(run: Run, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGTZ", "Asia/Kolkata")
    loaded = json.loads(run("versions", "load", "v3", str(weights), "--json").stdout)
    activate = ("versions", "activate", "v3", "--effective-from", "2026-06-01", "--json")
    listed = json.loads(run("versions", "list", "--json").stdout)
    shown = [loaded, json.loads(run(*activate).stdout), *listed]
    assert {each["created_at"][-6:] for each in shown} == {"+00:00"}


def test_load_warns_when_no_version_is_left(run: Run, weights: Path) -> None:
    assert run("versions", "load", "v2", str(weights)).stderr == ""
    later = run("versions", "load", "v2", str(weights), "--effective-from", "9999-01-01")
    assert later.exit_code == 0
    assert later.stderr.startswith("Warning: no score version is in effect on ")
    assert "Hint: " in later.stderr


def test_load_reads_standard_input(database: str, db: psycopg.Connection) -> None:
    result = CliRunner().invoke(
        main, ["--database-url", database, "versions", "load", "v3", "-"], input="\ufeff" + GOOD
    )
    assert result.exit_code == 0, result.output
    assert names(db) == ["v1", "v2", "v3"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"nap": 1, "max_weihgt_per_day": 20}', "max_weight_per_day"),
        ('{"nap": 1, "max_weight_per_day": 20, "histeresis": 3}', "histeresis"),
        ('{"nap": -1, "max_weight_per_day": 20}', '"nap"'),
        ('{"nap": "1", "max_weight_per_day": 20}', '"nap"'),
        ('{"nap": 1}', '"max_weight_per_day"'),
        ('{"nap": 1, "max_weight_per_da": 20}', '"max_weight_per_da" resembles'),
        ('{"nap": 1, "walk": 2, "nap": 3, "max_weight_per_day": 20}', '"nap"'),
        ('{"nap": 1, "\\u006eap": 1, "max_weight_per_day": 20}', '"nap"'),
        ('{"nap": 1, "max_weight_per_day": 20, "max_weight_per_day": 20}', '"max_weight_per_day"'),
        ('{"a": 1, "max_weight_per_day": 9, "pillars": {"a": "x", "a": "y"}}', '"a"'),
        ('{"a": 1, "max_weight_per_day": 9, "pillars": {}, "pillars": {}}', '"pillars"'),
        ('{"n\\ud800": 1, "n\\ud800": 1, "max_weight_per_day": 20}', "more than once"),
        ('{"nap": 1e400, "max_weight_per_day": 20}', '"nap"'),
        ('{"nap": 1.001, "max_weight_per_day": 20}', '"nap"'),
        ('{"nap": NaN, "max_weight_per_day": 20}', "bad.json is not JSON: NaN"),
        ('{"nap": -Infinity, "max_weight_per_day": 20}', "bad.json is not JSON: -Infinity"),
        ('{"nap": 1e999999, "max_weight_per_day": 20}', "bad.json cannot be stored: "),
        ('{"n\\u0000": 1, "max_weight_per_day": 20}', "bad.json cannot be stored: "),
        ('{"n\\ud800": 1, "max_weight_per_day": 20}', "bad.json cannot be stored: "),
        ('{"nap": 1,', "is not JSON"),
        ("", "is not JSON"),
        ('["nap"]', "not a JSON object"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_load_refuses_a_bad_file_and_names_the_key(
    run: Run, db: psycopg.Connection, tmp_path: Path, text: str, named: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    result = run("versions", "load", "v3", str(file))
    assert result.exit_code == 1, result.output
    assert named in result.stderr.splitlines()[0]
    assert "Traceback" not in result.output
    assert names(db) == ["v1", "v2"]


def test_load_refuses_what_is_no_text(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(b"\xff\xfe{}")
    result = run("versions", "load", "v3", str(file))
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert "bad.json is not UTF-8: " in result.stderr
    file.write_text(GOOD, encoding="utf-16")
    assert "bad.json is not UTF-8: " in run("versions", "load", "v3", str(file)).stderr


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("load", "v3", "no-such-file.json"), 2, "no-such-file.json"),
        (("load", "v1", "-", "--effective-from", "none"), 2, "not a date"),
        (("activate", "v1"), 2, "--effective-from"),
        (("activate", "v1", "--effective-from", "soon"), 2, "not a date"),
        (("activate", "v9", "--effective-from", "2026-06-01"), 1, "PM002"),
        (("activate", "v1", "--effective-from", "-infinity"), 1, "PM006"),
        (("preview", "v1", "--from", "2026-06-01"), 2, "--to"),
        (("preview", "v1", "--from", "2026-06-01", "--to", "2026-06-02", "--top", "-1"), 2, "top"),
    ],
)
def test_wrong_input_is_told_in_words(
    run: Run, arguments: tuple[str, ...], status: int, told: str
) -> None:
    result = run("versions", *arguments)
    assert result.exit_code == status
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_activate_moves_and_deactivates(run: Run) -> None:
    activate = ("versions", "activate", "v1", "--effective-from")
    done = run(*activate, "2026-06-01")
    assert (done.exit_code, done.stdout) == (0, "Version v1: in effect from 2026-06-01\n")
    assert json.loads(run(*activate, "2026-06-02", "--json").stdout)["effective_from"] == (
        "2026-06-02"
    )
    assert run(*activate, "none").stdout == "Version v1: not active\n"
    none_left = run("versions", "activate", "v2", "--effective-from", "none")
    assert none_left.exit_code == 0
    assert none_left.stderr.startswith("Warning: no score version is in effect on ")
    assert "Hint: " in none_left.stderr
    always = run(*activate, "-infinity")
    assert always.stdout == "Version v1: in effect on all days before the next version\n"


#: Stands in for the function: its rows are those of a table.
PREVIEWED = """
CREATE TABLE public.previewed (
    user_id uuid, score_date date, stored_score numeric(5, 2), preview_score numeric(5, 2),
    stored_state text, preview_state text
);
CREATE OR REPLACE FUNCTION momentum.preview_scores(
    p_version text, p_from date, p_to date, p_user_ids uuid[] DEFAULT NULL
)
RETURNS TABLE (
    user_id uuid, score_date date, stored_score numeric, preview_score numeric,
    stored_state text, preview_state text
)
LANGUAGE sql STABLE
AS $preview_scores$
    SELECT * FROM public.previewed AS p
    WHERE p.score_date BETWEEN p_from AND p_to
        AND (p_user_ids IS NULL OR p.user_id = ANY (p_user_ids));
$preview_scores$;
INSERT INTO public.previewed
VALUES
('00000000-0000-0000-0000-000000000001', '2026-05-01', 72, 60, 'Rising', 'Steady'),
('00000000-0000-0000-0000-000000000001', '2026-05-02', 71, 59, 'Rising', 'Steady'),
('00000000-0000-0000-0000-000000000001', '2026-05-03', 50, 50, 'Steady', 'Steady'),
('00000000-0000-0000-0000-000000000002', '2026-05-01', 10, 30.5, 'NeedsCare', 'NeedsCare'),
('00000000-0000-0000-0000-000000000002', '2026-05-02', NULL, 80, NULL, 'Rising'),
('00000000-0000-0000-0000-000000000003', '2026-05-01', 60, 60, 'Steady', 'Steady')
"""
PREVIEW = ("versions", "preview", "v1", "--from", "2026-05-01", "--to", "2026-05-03")


@pytest.fixture
def previewed(db: psycopg.Connection) -> psycopg.Connection:
    db.execute(PREVIEWED)
    return db


def test_preview_tells_a_machine_what_the_database_found(
    run: Run, previewed: psycopg.Connection
) -> None:
    result = run(*PREVIEW, "--json")
    told = previewed.execute(
        "SELECT momentum._summarize_preview('v1', '2026-05-01', '2026-05-03', NULL, 10)"
    ).fetchone()
    assert told is not None
    assert json.loads(result.stdout) == told[0]
    assert result.stderr == "Previewing version v1 from 2026-05-01 to 2026-05-03 ...\n"


def test_preview_shows_it_as_a_page(run: Run, previewed: psycopg.Connection) -> None:
    page = run(*PREVIEW)
    assert page.exit_code == 0, page.output
    for told in (
        "nothing is written",
        "6 scores of 3 users, 1 of them of days without a stored score",
        "3 scores of 2 users would differ",
        "2 scores of 1 users would have another state",
        "mean of the days with a stored score 52.60 -> 51.90",
        "Rising -> Steady",
        "10.00 -> 30.50",
    ):
        assert told in page.stdout
    cells = {
        line.split("│")[0].strip(): [cell.strip() for cell in line.split("│")[1:]]
        for line in page.stdout.splitlines()
        if "│" in line
    }
    assert cells["Rising"] == ["0", "2", "0", "2"]
    assert cells["no row"] == ["1", "0", "0", "1"]
    assert cells["all"] == ["1", "4", "1", "6"]


def test_pages_fit_into_a_terminal(
    run: Run, previewed: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pgmomentum.cli.WIDTH_OF_A_FILE", 80)
    previewed.execute(
        "UPDATE public.previewed SET stored_score = 100, preview_state = 'Rising'"
        " WHERE stored_score = 10"
    )
    for page in (run("versions", "list").stdout, run(*PREVIEW).stdout):
        assert "…" not in page
        assert max(map(len, page.splitlines())) <= 80
    assert str(UUID(int=2)) in page
    assert "100.00 -> 30.50" in page


def test_preview_of_some_users_and_of_nothing(run: Run, previewed: psycopg.Connection) -> None:
    users = [argument for number in (1, 3) for argument in ("--user", str(UUID(int=number)))]
    some = json.loads(run(*PREVIEW, *users, "--top", "1", "--json").stdout)
    assert some["users"] == {"previewed": 2, "changed": 1, "crossing": 1}
    assert len(some["top"]) == 1
    none = run(*PREVIEW, "--user", str(UUID(int=9)))
    assert none.exit_code == 0, none.output
    assert none.stdout == "Version v1, 2026-05-01 to 2026-05-03: nobody to score\n"
    assert "change most" not in run(*PREVIEW, "--top", "0").stdout


def test_preview_of_what_was_scored(run: Run, db: psycopg.Connection) -> None:
    """With the function itself: v1 makes more of a day without points than v2, by its history."""
    pin_clock(db, "2026-05-04T09:00:00Z")
    (user_id,) = insert_users(db, 1)
    for minute in range(5):
        db.execute(
            "SELECT momentum.record_event(%s, 'action_step_complete', %s)",
            (user_id, f"2026-05-01T08:0{minute}:00Z"),
        )
    db.execute("CALL momentum.recalculate_scores('2026-05-01', '2026-05-02')")
    before = db.execute("SELECT * FROM momentum.daily_engagement_scores").fetchall()
    told = json.loads(run(*PREVIEW, "--json").stdout)
    assert told["rows"]["previewed"] == 3
    assert told["rows"]["without_score"] == 1
    assert told["top"][0]["stored_score"] == 100
    assert told["top"][0]["preview_score"] == 5
    assert db.execute("SELECT * FROM momentum.daily_engagement_scores").fetchall() == before
    assert run("versions", "preview", "v9", *PREVIEW[3:]).exit_code == 1

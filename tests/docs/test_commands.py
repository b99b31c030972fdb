"""What README.md and docs/ tell people to type works: every command and every SQL statement."""

import re
import shlex
import signal
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner

from pgmomentum import jobs
from pgmomentum.cli import COMMANDS, gateway, live, main
from pgmomentum.scheduler import Scheduler
from tests.support import as_role, make_user, pin_clock

ROOT = Path(__file__).parents[2]
#: The pages that people write; the others are generated, and compared in test_generated.py.
PAGES = [ROOT / "README.md"] + [
    ROOT / "docs" / f"{name}.md"
    for name in ("guide", "cli", "architecture", "operations", "gateway")
]
BLOCK = re.compile(r"^```(sh|sql)\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: Commands of the examples that are not pgmomentum's, and are tried out elsewhere or by hand.
OTHERS = ("make", "python3", "export", "psql", "pg_dump", "pg_restore", "pip", "curl")
WEIGHTS = ROOT / "sql" / "scoring" / "event_weights_v1.json"
ORGANISATION = "a17e0000-0000-4000-8000-000000000001"
BADGE = "ba490000-0000-4000-8000-000000000001"
#: What the examples find in the database.
FOUND = f"""
INSERT INTO momentum.organisations (id, name) VALUES ('{ORGANISATION}', 'Hillside');
INSERT INTO momentum.badge_definitions (id, organisation_id, name, criteria_type, required)
VALUES ('{BADGE}', '{ORGANISATION}', 'Sample', 'count', 5);
SELECT momentum.award_badge(u.id, '{BADGE}') FROM auth.users AS u;
SELECT momentum.load_score_version(name, '{WEIGHTS.read_text(encoding="utf-8")}')
FROM unnest('{{v3,v4}}'::text[]) AS name;
CREATE SCHEMA legacy;
CREATE TABLE legacy.daily_engagement_scores (user_id uuid, score_date date, final_score numeric);
GRANT USAGE ON SCHEMA legacy TO service_role;
GRANT SELECT ON legacy.daily_engagement_scores TO service_role;
"""


def blocks(language: str) -> list[tuple[str, str]]:
    return [
        (page.name, text)
        for page in PAGES
        for found, text in BLOCK.findall(page.read_text(encoding="utf-8"))
        if found == language
    ]


def without_comment(line: str, mark: str) -> str:
    return line.split(f" {mark} ")[0].strip()


SHELL = [
    pytest.param(without_comment(line, "#"), id=f"{page}: {without_comment(line, '#')}")
    for page, text in blocks("sh")
    for line in text.replace("\\\n", "").splitlines()
    if line.strip() and not line.startswith("#")
]
SQL = [
    pytest.param(statement.strip(), id=f"{page}: {statement.split('(')[0].strip()}")
    for page, text in blocks("sql")
    for statement in re.sub(r"--.*", "", text).split(";")
    if statement.strip()
]


def interrupt(*_: object, **__: object) -> None:
    """What Ctrl-C does to whoever waits for messages."""
    raise KeyboardInterrupt


@pytest.fixture
def user(db: psycopg.Connection) -> UUID:
    pin_clock(db, "2026-11-21T09:00:00Z")
    user_id = make_user(db, created_at="2026-11-01T00:00:00Z")
    db.execute("SELECT momentum.calculate_score(%s, '2026-11-20')", (user_id,))
    db.execute(FOUND.encode())
    return user_id


def type_in(
    line: str, database: str, user: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run a line as it stands in the pages, in a directory with the files that it names."""
    monkeypatch.chdir(tmp_path)
    for name in ("events.csv", "events.csv.rejected"):
        Path(name).write_text(f"user_id,event_type,event_ts\n{user},note,2026-11-20T10:00:00Z\n")
    activity = f"{user},session,2026-11-20T10:00:00Z"
    Path("activities.csv").write_text(f"user_id,activity_type,completed_at\n{activity}\n")
    for word, meant in (("UUID", str(user)), ("ORGANISATION", ORGANISATION), ("BADGE", BADGE)):
        line = line.replace(word, meant)
    words = shlex.split(line.split(" > ")[0])
    program = Path(words[0]).name
    if program != "pgmomentum":
        assert program in OTHERS, f"{program} is not known to the tests of the documentation"
        return
    words = [str(WEIGHTS) if word == "weights.json" else word for word in words]
    if "listen" in words:
        monkeypatch.setattr(psycopg.Connection, "notifies", interrupt)
    if words[1:3] == ["jobs", "install"]:
        # pg_cron is in a database of its own: tests/jobs/test_pg_cron.py
        monkeypatch.setattr(jobs, "install", lambda *_, **__: jobs.Installation("postgres", 0, 0))
    if words[1:3] == ["jobs", "serve"]:
        monkeypatch.setattr(Scheduler, "run", lambda _: None)
    if words[1] == "gateway":
        monkeypatch.setenv(gateway.SECRET, "a secret that has thirty-two bytes")
        monkeypatch.setattr(gateway, "run_until_signal", lambda _: None)
    if "demo" in words:
        words += ["--users", "5", "--days", "3"]
    if "--live" in words:
        words += ["--port", "0"]
        monkeypatch.setattr(live, "_tell", lambda *_: signal.raise_signal(signal.SIGINT))
    done = CliRunner().invoke(main, ["--database-url", database, *words[1:]])
    # the clock of the tests is a finding
    expected = 1 if "doctor" in words and "--fix" not in words else 0
    assert done.exit_code == expected, done.output


@pytest.mark.servers(15)
@pytest.mark.parametrize("line", SHELL)
def test_shell(
    line: str, database: str, user: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(line, database, user, tmp_path, monkeypatch)


def with_ids(statement: str, user: UUID) -> str:
    """Put ids in the place of those that the pages abbreviate."""
    statement = re.sub(r"5b3c\S*?…", str(user), statement)
    statement = re.sub(r"a17e\S*?…", ORGANISATION, statement)
    return re.sub(r"ba49\S*?…", BADGE, statement)


@pytest.mark.servers(15)
@pytest.mark.parametrize("statement", SQL)
def test_sql(statement: str, db: psycopg.Connection, user: UUID) -> None:
    statement = with_ids(statement, user)
    if statement.startswith("CREATE ROLE"):
        with db.transaction(force_rollback=True):
            db.execute(statement.encode())
        return
    with as_role(db, "service_role"):
        db.execute(statement.encode())


def test_every_command_is_listed() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    first_column = " ".join(re.findall(r"^\| (`.*?) \| ", page, re.MULTILINE))
    assert COMMANDS.keys() - set(re.findall(r"`(?:pgmomentum )?(\w+)", first_column)) == set()

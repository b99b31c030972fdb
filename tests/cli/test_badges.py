"""badges list, define, award, revoke, explain, and evaluate badges: what they do and print."""

import json
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from rich.console import Console

from pgmomentum.views.badges import explained_badge
from tests.cli.conftest import Run
from tests.cli.interrupts import interrupt
from tests.sessions import Session
from tests.stored import insert_users
from tests.support import pin_clock

pytestmark = pytest.mark.servers(18)

#: A Tuesday.
NOW = "2026-05-12T09:00:00Z"
HARBOUR = UUID(int=0xA)
HILLSIDE = UUID(int=0xB)


@pytest.fixture
def user(db: psycopg.Connection) -> UUID:
    """A user with sessions in Harbour on 9 to 12 May 2026, two on the last day."""
    pin_clock(db, NOW)
    (user_id, _) = insert_users(db, 2)
    db.execute(
        "INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Harbour'), (%s, 'Hillside')",
        (HARBOUR, HILLSIDE),
    )
    complete(db, user_id, "2026-05-09", "2026-05-10", "2026-05-11", "2026-05-12", "2026-05-12")
    return user_id


def complete(db: psycopg.Connection, user_id: UUID, *days: str) -> None:
    """Complete sessions in Harbour, at eight o'clock on these days."""
    db.execute(
        "INSERT INTO momentum.activities"
        " (user_id, organisation_id, activity_type, completed_at, created_at)"
        " SELECT %(user)s, %(organisation)s, 'session', d.at, d.at"
        " FROM unnest(%(days)s::timestamp[]) AS t (day)"
        " CROSS JOIN LATERAL (SELECT (t.day + interval '8 hours') AT TIME ZONE 'UTC') AS d (at)",
        {"user": user_id, "organisation": HARBOUR, "days": list(days)},
    )


def define(db: psycopg.Connection, name: str = "Four days", required: int = 4) -> str:
    row = db.execute(
        "SELECT momentum.define_badge(%s, %s, 'streak', %s, 'day')::text",
        (HARBOUR, name, required),
    ).fetchone()
    assert row is not None
    return str(row[0])


def told(run: Run, *arguments: object) -> str:
    result = run(*map(str, arguments))
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def lines(run: Run, *arguments: object) -> list[str]:
    return [line.rstrip() for line in told(run, *arguments).splitlines()]


def awards(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT user_id, badge_id::text, source, revoked_reason FROM momentum.badge_awards"
    ).fetchall()


def test_a_badge_is_defined_and_listed(run: Run, db: psycopg.Connection, user: UUID) -> None:
    week = told(run, "badges", "define", HARBOUR, "Weekly", "--streak", 4, "--per", "week")
    badge_id = week.removeprefix('Defined badge "Weekly", ').split(":")[0]
    assert week == f'Defined badge "Weekly", {badge_id}: 4 weeks in a row\n'
    many = ("--count", 1, "--type", "call", "--type", "session")
    assert "1 activity, of call or session" in told(
        run, "badges", "define", HILLSIDE, "Many", *many
    )
    one = ("--streak", 1, "--per", "day", "--grace")
    assert "1 day in a row, with grace" in told(run, "badges", "define", HARBOUR, "A day", *one)
    db.execute("UPDATE momentum.badge_definitions SET active = false WHERE name = 'A day'")

    page = lines(run, "badges", "list")
    assert [line for line in page if "  0000" in line] == [
        f"Harbour  {HARBOUR}",
        f"Hillside  {HILLSIDE}",
    ]
    rows = [[cell.strip() for cell in line.split("│")] for line in page if "│" in line]
    assert [row[1:] for row in rows] == [
        ["A day", "1 day in a row, with grace, not active", "0"],
        ["Weekly", "4 weeks in a row", "0"],
        ["Many", "1 activity, of call or session", "0"],
    ]
    assert rows[1][0] == badge_id
    listed = json.loads(told(run, "badges", "list", "--organisation", HILLSIDE, "--json"))
    assert [(each["name"], each["organisation"], each["holders"]) for each in listed] == [
        ("Many", "Hillside", 0)
    ]


def test_no_badges(run: Run, db: psycopg.Connection) -> None:
    assert lines(run, "badges", "list") == [
        "No badges; pgmomentum badges define ORGANISATION NAME makes one",
        "The organisations and their ids: SELECT id, name FROM momentum.organisations",
    ]
    assert json.loads(told(run, "badges", "list", "--json")) == []


def test_a_badge_defined_later_is_awarded_retroactively(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    four = ("--streak", 4, "--per", "day")
    told(run, "badges", "define", HARBOUR, "First", *four)
    assert awards(db) == []
    page = lines(run, "badges", "define", HARBOUR, "Second", *four, "--retroactively")
    assert page[1:] == ["Awarded to 1 user who had earned it already, not announced"]
    assert [award[2] for award in awards(db)] == ["retroactive"]

    answer = told(run, "badges", "define", HILLSIDE, "Third", *four, "--retroactively", "--json")
    third = json.loads(answer)
    assert (third["name"], third["required"], third["awarded"]) == ("Third", 4, 0)
    fourth = json.loads(told(run, "badges", "define", HILLSIDE, "Fourth", *four, "--json"))
    assert fourth["awarded"] is None


def test_a_badge_is_awarded_revoked_and_given_back(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    badge = define(db, "Long ago", 100)
    assert lines(run, "badges", "award", user, badge) == [f'Awarded "Long ago" to user {user}']
    assert lines(run, "badges", "award", user, badge) == [
        f'User {user} has had "Long ago" since 2026-05-12: nothing is changed'
    ]
    assert lines(run, "badges", "revoke", user, badge, "--reason", "a mistake") == [
        f'Revoked "Long ago" of user {user}: a mistake'
    ]
    assert awards(db) == [(user, badge, "manual", "a mistake")]
    assert lines(run, "badges", "explain", user, badge)[1] == "revoked on 2026-05-12: a mistake"
    assert lines(run, "badges", "award", user, badge, "--reason", "an appeal") == [
        f'Gave "Long ago" back to user {user}'
    ]
    page = lines(run, "badges", "explain", user, badge)
    assert "reason       an appeal" in page
    assert "was revoked  2026-05-12: a mistake" in page

    revoked = json.loads(told(run, "badges", "revoke", user, badge, "--reason", "x", "--json"))
    assert (revoked["badge_id"], revoked["revoked_reason"]) == (badge, "x")
    awarded = json.loads(told(run, "badges", "award", user, badge, "--json"))
    assert (awarded["badge_id"], awarded["revoked_at"]) == (badge, None)


def test_an_award_is_explained(run: Run, db: psycopg.Connection, user: UUID) -> None:
    badge = define(db, "Five days", 5)
    complete(db, user, "2026-05-08")
    row = db.execute("SELECT activity_id FROM momentum.badge_awards").fetchone()
    assert row is not None
    page = lines(run, "badges", "explain", user, badge)
    assert page == [
        f"Five days  Harbour  user {user}",
        "earned on 2026-05-12, awarded on 2026-05-12",
        "",
        "earned by     5 days in a row",
        "now           ■■■■■  5 of 5 days; the most so far: 5",
        "earned        2026-05-12 08:00 UTC",
        "awarded       2026-05-12 09:00 UTC, as the activity came, not announced",
        f"completed by  activity {row[0]}",
        "",
        "What earned it",
        " day        ┃ activities",
        "━━━━━━━━━━━━╇━━━━━━━━━━━━",
        " 2026-05-12 │          2",
        *(f" 2026-05-{day:02} │          1" for day in (11, 10, 9, 8)),
    ]
    gone = db.execute(
        "DELETE FROM momentum.activities WHERE completed_at < '2026-05-09' RETURNING id"
    ).fetchone()
    assert gone is not None
    (review,) = (line for line in lines(run, "badges", "explain", user, badge) if "review" in line)
    assert review.startswith("to review     activity deleted on ")
    assert review.endswith(f": {gone[0]}")


def test_not_yet_is_explained(run: Run, db: psycopg.Connection, user: UUID) -> None:
    badge = define(db, "A fortnight", 14)
    page = lines(run, "badges", "explain", user, badge)
    assert page[1] == "not yet: 4 of 14 days in a row; the most so far: 4"
    assert page[4] == "now        ■■■■□□□□□□□□□□  4 of 14 days; the most so far: 4"
    assert page[6] == "The streak now"
    answer = json.loads(told(run, "badges", "explain", user, badge, "--json"))
    assert (answer["award"], answer["progress"]["missing"]) == (None, 10)

    count = told(run, "badges", "define", HARBOUR, "A hundred", "--count", 100, "--json")
    page = lines(run, "badges", "explain", user, json.loads(count)["id"])
    assert page[1:] == [
        "not yet: 5 of 100 activities",
        "",
        "earned by  100 activities",
        "now        5 of 100",
    ]


def test_a_long_streak_is_cut(run: Run, db: psycopg.Connection, user: UUID) -> None:
    badge = define(db, "A hundred days", 100)
    complete(db, user, *(f"2026-04-{day:02}" for day in range(1, 31)))
    complete(db, user, *(f"2026-05-{day:02}" for day in range(1, 9)))
    page = lines(run, "badges", "explain", user, badge)
    assert page[-2:] == [" 2026-05-01      │          1", " 30 earlier days │         30"]
    assert page[4] == "now        42 of 100 days; the most so far: 42"


def test_names_are_shown_as_they_are(run: Run, db: psycopg.Connection, user: UUID) -> None:
    db.execute("UPDATE momentum.organisations SET name = E'[red]Hill[/x]\\x1b[31m'")
    badge = define(db, "[b]Odd[/x]")
    reason = ("--reason", "[/x]\n\x1b[31m")
    assert '"[b]Odd[/x]"' in told(run, "badges", "award", user, badge, *reason)
    page = told(run, "badges", "explain", user, badge)
    assert "[b]Odd[/x]" in page
    assert [line.split()[1] for line in page.splitlines() if line.startswith("reason ")] == [
        "[/x]??[31m"
    ]
    assert told(run, "badges", "revoke", user, badge, *reason).endswith(": [/x]??[31m\n")
    assert "[red]Hill[/x]?[31m" in told(run, "badges", "list")


def test_an_error_moves_no_cursor(run: Run, db: psycopg.Connection) -> None:
    result = run("versions", "activate", "\x1b[31mv9\r", "--effective-from", "2026-05-12")
    assert result.exit_code == 1
    assert "?[31mv9?" in result.stderr
    assert result.stderr.replace("\n", "").isprintable()


def explained(badge: dict[str, Any], award: dict[str, Any] | None, reviews: int = 0) -> list[str]:
    """The page of an explanation, by line, where the criteria of the badge are these now."""
    badge = {
        "name": "Many",
        "criteria_type": "streak",
        "required": 2,
        "window_unit": "day",
        "activity_types": None,
        "open_window_grace": False,
        **badge,
    }
    page = explained_badge(
        {
            "user_id": str(UUID(int=1)),
            "badge": badge,
            "award": award,
            "reviews": [
                {
                    "reason": "activity deleted",
                    "created_at": "2026-05-12T09:00:00+00:00",
                    "activity_id": str(UUID(int=number)),
                }
                for number in range(reviews)
            ],
            "progress": {"current_value": 1, "required": 2, "longest": 1, "windows": None},
            "answer": "an answer",
        }
    )
    console = Console(width=100)
    with console.capture() as captured:
        console.print(page)
    return [line.rstrip() for line in captured.get().splitlines()]


def award_of(evidence: dict[str, Any], activity_id: str | None = None) -> dict[str, Any]:
    instant = "2026-05-12T09:00:00+00:00"
    return {
        "earned_at": instant,
        "awarded_at": instant,
        "activity_id": activity_id,
        "source": "manual",
        "evidence": evidence,
        "announced": True,
        "revoked_at": None,
    }


def test_an_award_is_explained_by_what_earned_it_then(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    badge = define(db)
    complete(db, user, "2026-05-08")
    db.execute(
        "UPDATE momentum.badge_definitions SET required = 2, window_unit = 'week',"
        " open_window_grace = true"
    )
    page = lines(run, "badges", "explain", user, badge)
    assert "earned by     4 days in a row, with grace: the current day may still be empty" in page
    assert "changed to    2 weeks in a row, with grace: the current week may still be empty" in page
    assert " day        ┃ activities" in page
    assert sum("│" in line for line in page) == 4


def test_an_award_by_hand_is_earned_at_no_time() -> None:
    page = explained({"open_window_grace": True}, award_of({"reason": "an appeal"}))
    assert [line.split("  ")[0] for line in page[3:]] == ["earned by", "now", "awarded", "reason"]
    again = explained({}, award_of({"reason": "an appeal"}, str(UUID(int=7))))
    assert any(line.startswith("earned  ") for line in again)


def test_a_long_list_of_reviews_is_cut() -> None:
    page = explained({}, None, reviews=112)
    assert sum(line.startswith("to review") for line in page) == 12
    assert page[-1].strip() == "... and 100 more"
    assert not any("more" in line for line in explained({}, None, reviews=12))


def test_the_organisation_of_a_badge_is_named() -> None:
    assert explained({"organisation": "Harbour\x1b"}, None)[0] == f"Many  Harbour?  user {SOME}"


def test_everyone_is_reconciled(run: Run, db: psycopg.Connection, user: UUID) -> None:
    badge = define(db)
    db.execute("UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges'")
    db.execute("DELETE FROM momentum.badge_evaluation_log")
    dry = run("evaluate", "badges", "--since", "5 days", "--dry-run")
    assert dry.exit_code == 0, dry.output
    found = (
        "5 activities arrived in the 5 days before 2026-05-12 09:00:00 UTC, 5 evaluated only now"
    )
    assert dry.stdout == f"{found}: 1 badge would be awarded; nothing is written\n"
    assert dry.stderr == ""
    assert awards(db) == []

    first = run("evaluate", "badges", "--since", "5 days")
    assert first.stdout == f"{found}: 1 badge awarded\n"
    assert first.stderr.startswith("Warning: more than 5 % of the awards of this time")
    assert awards(db) == [(user, badge, "reconciliation", None)]
    assert told(run, "evaluate", "badges") == (
        "3 activities arrived in the 26 hours before 2026-05-12 09:00:00 UTC, "
        "0 evaluated only now: 0 badges awarded\n"
    )
    now = ("--now", "2026-05-10T09:00:00+02:00", "--since", "36 hours", "--json")
    assert json.loads(told(run, "evaluate", "badges", *now)) == {
        "scanned": 1,
        "reevaluated": 0,
        "awarded": 0,
        "awarded_share": 0,
        "alerted": False,
        "until": "2026-05-10T07:00:00+00:00",
        "span": "36 hours",
        "dry_run": False,
    }


def test_one_user_is_evaluated(run: Run, db: psycopg.Connection, user: UUID) -> None:
    badge = define(db)
    one = ("evaluate", "badges", "--user", user, "--organisation", HARBOUR)
    told_then = told(run, *one, "--now", "2026-05-11T23:00:00Z")
    assert told_then == "0 badges awarded\n"
    dry = lines(run, *one, "--dry-run")
    assert dry[-1] == "1 badge would be awarded; nothing is written"
    assert awards(db) == []

    page = lines(run, *one)
    assert [cell.strip() for cell in page[2].split("│")] == [
        badge,
        "Four days",
        "2026-05-12",
        "yes",
    ]
    assert page[-1] == "1 badge awarded"
    assert awards(db) == [(user, badge, "manual", None)]
    assert json.loads(told(run, *one, "--json")) == {"dry_run": False, "awards": []}
    define(db, "Two days", 2)
    history = json.loads(told(run, *one, "--json"))["awards"]
    assert [(each["announced"], each["earned_at"]) for each in history] == [
        (False, "2026-05-10T08:00:00+00:00")
    ]


def test_how_far_back_is_told_as_it_was_understood(
    run: Run, db: psycopg.Connection, user: UUID
) -> None:
    for given, understood in (("1:30", "1 hour 30 mins"), ("P2D", "2 days"), ("1 week", "7 days")):
        page = told(run, "evaluate", "badges", "--since", given)
        assert f" arrived in the {understood} before 2026-05-12 09:00:00 UTC, " in page
    long_ago = told(run, "evaluate", "badges", "--now", "0001-02-03T04:05:06Z")
    assert " before 0001-02-03 04:05:06 UTC, " in long_ago


@pytest.mark.parametrize(
    "command",
    [
        ("evaluate", "badges"),
        ("evaluate", "badges", "--user", UUID(int=1), "--organisation", HARBOUR),
        ("badges", "define", HARBOUR, "Two", "--count", 2, "--retroactively"),
    ],
)
def test_the_isolation_level_of_the_session_does_not_matter(
    run: Run, db: psycopg.Connection, database: str, user: UUID, command: tuple[object, ...]
) -> None:
    options = "-c default_transaction_isolation=serializable"
    told(run, *command, "--database-url", make_conninfo(database, options=options))


def test_the_date_style_of_the_session_does_not_matter(
    run: Run, db: psycopg.Connection, database: str, user: UUID
) -> None:
    badge = define(db)
    options = "-c datestyle=german -c intervalstyle=iso_8601"
    url = ("--database-url", make_conninfo(database, options=options))
    assert " in the 5 days before 2026-05-12 09:00:00 UTC, " in told(
        run, "evaluate", "badges", "--since", "5 days", *url
    )
    one = ("--user", user, "--organisation", HARBOUR)
    assert "2026-05-12" in told(run, "evaluate", "badges", *one, *url)
    assert "since 2026-05-12: nothing" in told(run, "badges", "award", user, badge, *url)
    assert "2026-05-12 08:00 UTC" in told(run, "badges", "explain", user, badge, *url)


def hold_the_turn(other: Session, user: UUID) -> None:
    """Let another session evaluate the badges of a user until its transaction ends."""
    other.run("BEGIN")
    other.run("SELECT momentum._hold_badge_turns(ARRAY[%s])", (user,))


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (
            ("badges", "define", HARBOUR, "Two", "--count", 2, "--retroactively"),
            "call award_retroactively() again.",
        ),
        (("evaluate", "badges", "--since", "5 days"), "the next run finds what is left."),
    ],
)
def test_warnings_of_the_server_are_shown(
    run: Run,
    db: psycopg.Connection,
    database: str,
    user: UUID,
    command: tuple[object, ...],
    hint: str,
) -> None:
    db.execute("DELETE FROM momentum.badge_evaluation_log")
    with Session(database) as other:
        hold_the_turn(other, user)
        result = run(*map(str, command), "--json")
        other.run("ROLLBACK")
    assert json.loads(result.stdout)["awarded"] == 0
    warning, told_hint = result.stderr.splitlines()
    assert warning.startswith("Warning: 1 user")
    assert warning.endswith("left out")
    assert told_hint == f"Hint: Their badges are being evaluated; {hint}"


@pytest.mark.parametrize(
    ("command", "statement"),
    [
        (("evaluate", "badges", "--user", "{user}", "--organisation", str(HARBOUR)), ""),
        (("badges", "award", "{user}", "{badge}"), "SELECT momentum.award_badge(%s, %s)"),
    ],
)
def test_interrupted_at_the_keyboard(
    db: psycopg.Connection, database: str, user: UUID, command: tuple[str, ...], statement: str
) -> None:
    badge = define(db)
    words = [{"{user}": str(user), "{badge}": badge}.get(word, word) for word in command]
    with Session(database) as other:
        hold_the_turn(other, user)
        if statement:
            other.run(statement, (user, badge))
        out, err = interrupt(db, database, other, *words, "--json")
        other.run("ROLLBACK")
    (line,) = err.splitlines()
    assert line.startswith("Error: interrupted (nothing is recorded")
    assert f"Error: {json.loads(out)['error']}" == line
    assert awards(db) == []


@pytest.mark.parametrize(
    "command",
    [
        ("evaluate", "badges", "--since", "-1 day"),
        ("evaluate", "badges", "--user", UUID(int=0), "--organisation", HARBOUR),
        ("badges", "list", "--organisation", UUID(int=0)),
        ("badges", "define", UUID(int=0), "Name", "--count", 1),
        ("badges", "award", UUID(int=0), "{badge}"),
        ("badges", "revoke", UUID(int=0), "{badge}", "--reason", "x"),
        ("badges", "explain", UUID(int=0), "{badge}"),
    ],
)
def test_json_says_what_went_wrong(
    run: Run, db: psycopg.Connection, user: UUID, command: tuple[object, ...]
) -> None:
    badge = define(db)
    result = run(*(badge if word == "{badge}" else str(word) for word in command), "--json")
    assert result.exit_code == 1
    assert f"Error: {json.loads(result.stdout)['error']}" == result.stderr.splitlines()[0]


def test_the_examples_of_the_help_are_lines_of_their_own(run: Run) -> None:
    page = lines(run, "badges", "define", "--help")
    assert "  badges define ORGANISATION 'Four weeks' --streak 4 --per week" in page
    assert "  badges define ORGANISATION 'A hundred calls' --count 100 --type call" in page
    assert not any("\\b" in line for line in page)


def test_times_are_in_utc(run: Run, db: psycopg.Connection, database: str, user: UUID) -> None:
    badge = define(db)
    url = ("--json", "--database-url", make_conninfo(database, options="-c TimeZone=Asia/Kolkata"))
    one = ("--user", user, "--organisation", HARBOUR, "--dry-run")
    evaluated = json.loads(told(run, "evaluate", "badges", *one, *url))["awards"]
    awarded = json.loads(told(run, "badges", "award", user, badge, *url))
    for award in (*evaluated, awarded):
        assert award["awarded_at"] == "2026-05-12T09:00:00+00:00"
    assert json.loads(told(run, "evaluate", "badges", *url))["until"].endswith("+00:00")


NOBODY = "00000000-0000-0000-0000-000000000000"
SOME = str(UUID(int=1))
IN_HARBOUR = ("define", str(HARBOUR), "Name")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("badges", *IN_HARBOUR), 2, "give either --streak or --count"),
        (("badges", *IN_HARBOUR, "--count", "1", "--streak", "1"), 2, "give either"),
        (("badges", *IN_HARBOUR, "--streak", "4"), 2, "go together"),
        (("badges", *IN_HARBOUR, "--count", "4", "--per", "day"), 2, "go together"),
        (("badges", *IN_HARBOUR, "--count", "4", "--grace"), 2, "--grace is for a streak"),
        (("badges", *IN_HARBOUR, "--count", "0"), 2, "--count"),
        (("badges", *IN_HARBOUR, "--streak", "4", "--per", "year"), 2, "--per"),
        (("badges", *IN_HARBOUR, "--count", "3000000000"), 2, "--count"),
        (("badges", *IN_HARBOUR, "--streak", "3000000000"), 2, "--streak"),
        (("badges", "define", str(HARBOUR), " ", "--count", "1"), 1, "PM006"),
        (("badges", "define", NOBODY, "Name", "--count", "1"), 1, "PM007"),
        (("badges", "list", "--organisation", NOBODY), 1, "PM007"),
        (("badges", "award", NOBODY, "{badge}"), 1, "PM001"),
        (("badges", "award", SOME, NOBODY), 1, "PM007"),
        (("badges", "revoke", SOME, "{badge}", "--reason", "x"), 1, "PM007"),
        (("badges", "revoke", SOME, "{badge}", "--reason", " "), 1, "PM006"),
        (("badges", "revoke", SOME, "{badge}"), 2, "--reason"),
        (("badges", "explain", SOME, NOBODY), 1, "PM007"),
        (("badges", "explain", NOBODY, "{badge}"), 1, "PM001"),
        (("badges", "explain", SOME, "Ten days"), 2, "UUID"),
        (("evaluate", "badges", "--user", SOME), 2, "go together"),
        (("evaluate", "badges", "--organisation", str(HARBOUR)), 2, "go together"),
        (("evaluate", "badges", "--user", NOBODY, "--organisation", str(HARBOUR)), 1, "PM001"),
        (("evaluate", "badges", "--user", SOME, "--organisation", NOBODY), 1, "PM007"),
        (("evaluate", "badges", "--since", "3 dogs"), 2, "'3 dogs' is not a span"),
        (("evaluate", "badges", "--since", ""), 2, "'' is not a span"),
        (("evaluate", "badges", "--since", "5"), 2, "'5' has no unit: give one, such as '5 days'"),
        (("evaluate", "badges", "--since", "-1.5e3 "), 2, "has no unit"),
        (("evaluate", "badges", "--since", "infinity"), 2, "has no unit"),
        (("evaluate", "badges", "--since", "9999999999 days"), 2, "is not a span"),
        (("evaluate", "badges", "--since", "-1 day"), 1, "PM006"),
        (("evaluate", "badges", "--now", "yesterday"), 2, "is not an instant"),
    ],
)
def test_wrong_input_is_told_in_words(
    run: Run,
    db: psycopg.Connection,
    user: UUID,
    arguments: tuple[str, ...],
    status: int,
    message: str,
) -> None:
    badge = define(db)
    result = run(*(badge if argument == "{badge}" else argument for argument in arguments))
    assert result.exit_code == status, result.output
    (error,) = (line for line in result.stderr.splitlines() if line.startswith("Error: "))
    assert message in error
    assert (result.stdout, awards(db)) == ("", [])


def test_the_span_is_that_of_everyone(run: Run, db: psycopg.Connection, user: UUID) -> None:
    one = ("--user", SOME, "--organisation", str(HARBOUR), "--since", "1 day")
    result = run("evaluate", "badges", *one)
    assert result.exit_code == 2
    assert "--since is for everyone" in result.stderr

"""import activities: as events, but for the columns; and what was reached in past years."""

import functools
import gzip
import json
import subprocess
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from click.testing import Result
from psycopg.conninfo import make_conninfo

from tests.cli.imports import (
    OK,
    OTHER,
    USER,
    Import,
    Start,
    closed_table,
    counts,
    ended,
    lines_of,
    rejected,
    summary,
)
from tests.sessions import wait_until

pytestmark = pytest.mark.servers(15)

ORGANISATION = UUID(int=0xA1)
DELETED = UUID(int=0xA2)
HEADER = "user_id,activity_type,completed_at,activity_id,organisation_id"
GOOD = f"{OTHER},session,{OK},,"
ID = UUID("0b7a9c1e-5f0e-4a55-9b65-3f6e0d3c2a11")
#: 250 activities in each of four years that are over.
LINES = [
    f"{USER},session,{2020 + n // 250}-03-10T10:{n // 60:02}:{n % 60:02}Z,," for n in range(1000)
]

in_lines = functools.partial(lines_of, header=HEADER)


@pytest.fixture
def import_activities(run_import: Import, db: psycopg.Connection) -> Import:
    """Import a content of activities, from activities.csv; there are two organisations."""
    db.execute(
        "INSERT INTO momentum.organisations (id, name, deleted_at)"
        " VALUES (%s, 'Live', NULL), (%s, 'Gone', '2026-01-01')",
        (ORGANISATION, DELETED),
    )

    def call(
        content: str | bytes | None,
        *options: str,
        name: str = "activities.csv",
        stdin: bool = False,
    ) -> Result:
        return run_import(content, *options, name=name, stdin=stdin, kind="activities")

    return call


def stored(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT id, user_id, activity_type, completed_at, organisation_id"
        " FROM momentum.activities ORDER BY completed_at, user_id, id"
    ).fetchall()


def count(db: psycopg.Connection) -> int:
    return len(stored(db))


def history(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    """The milestones that are recorded: user, year, threshold, and whether they are announced."""
    return db.execute(
        "SELECT user_id, milestone_year, milestone_value, announced"
        " FROM momentum.scenario_notifications ORDER BY 1, 2, 3"
    ).fetchall()


def reached(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    """The milestones that the stored activities of past years reach, counted here."""
    years = Counter((row[1], row[3].astimezone(UTC).year) for row in stored(db))
    return sorted(
        (user_id, year, value, False)
        for (user_id, year), number in years.items()
        for value in (50, 100, 200)
        if year < 2026 and number >= value
    )


def json_line(**values: object) -> str:
    activity = {"user_id": str(USER), "activity_type": "session", "completed_at": OK, **values}
    return json.dumps({name: value for name, value in activity.items() if value is not ...})


def test_every_column_is_stored_and_the_summary_is_told(
    import_activities: Import, db: psycopg.Connection
) -> None:
    content = in_lines(
        f"{USER},session,2026-05-10T12:00:00+02:00,{ID},{ORGANISATION}",
        f"{OTHER},call,2027-05-11 10:00,,",
    )
    told = summary(import_activities(content, "--json"))
    assert told.pop("seconds") >= 0
    assert told == {"read": 2, "inserted": 2, "present": 0, "rejected": 0, "reject_file": None}
    first, second = stored(db)
    assert first == (ID, USER, "session", datetime.fromisoformat(OK), ORGANISATION)
    assert second[1:] == (OTHER, "call", datetime.fromisoformat("2027-05-11T10:00:00Z"), None)
    assert second[0].version == 8
    again = import_activities(content)
    assert again.exit_code == 0
    assert "0 inserted, 2 there already, 0 rejected" in again.stdout
    assert stored(db) == [first, second]


@pytest.mark.parametrize("name", ["activity_id", "id"])
def test_the_id_goes_by_two_names(
    import_activities: Import, db: psycopg.Connection, name: str
) -> None:
    header = f"{name},user_id,activity_type,completed_at"
    content = lines_of(f"{ID},{USER},session,{OK}", header=header)
    assert counts(import_activities(content, "--json")) == (1, 0, 0)
    assert [row[0] for row in stored(db)] == [ID]
    lines = json_line(**{name: str(ID)})
    assert counts(import_activities(lines, "--json", name="a.jsonl")) == (0, 1, 0)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("user_id,event_type,event_ts", "unknown in the header: 'event_type', 'event_ts'"),
        ("user_id,activity_type,completed_at,payload", "unknown in the header: 'payload'"),
        ("user_id,activity_type", "missing in the header: 'completed_at'"),
        (f"{HEADER},id", "repeated in the header: 'activity_id', 'id'"),
        (f"{HEADER},organisation_id", "repeated in the header: 'organisation_id'"),
    ],
)
def test_a_wrong_header_is_wrong_usage(
    import_activities: Import, db: psycopg.Connection, header: str, told: str
) -> None:
    result = import_activities(lines_of(GOOD, header=header))
    assert result.exit_code == 2
    assert told in result.stderr
    columns = "The columns are user_id, activity_type, completed_at; if need be activity_id,"
    assert f"{columns} organisation_id." in " ".join(result.stderr.split())
    assert stored(db) == []


BAD_LINES = {
    "user: none": (f",session,{OK},,", "unknown user: null [PM001]"),
    "user: no uuid": (f"me,session,{OK},,", "user_id: invalid input syntax for type uuid"),
    "user: unknown": (f"{UUID(int=99)},session,{OK},,", f"unknown user: {UUID(int=99)} [PM001]"),
    "type: blank": (f"{USER},  ,{OK},,", "an activity needs a type [PM005]"),
    "type: long": (f"{USER},{'x' * 201},{OK},,", "longer than 200 characters [PM005]"),
    "time: none": (f"{USER},session,,,", "an activity needs a finite time [PM005]"),
    "time: none such": (f"{USER},session,2026-02-30,,", "completed_at: date/time field value"),
    "time: words": (f"{USER},session,now,,", "completed_at is not a time such as"),
    "time: late": (f"{USER},session,9999-12-31T23:00:00-01,,", "outside the years 1 to 9999"),
    "id": (f"{USER},session,{OK},7,", "activity_id: invalid input syntax for type uuid"),
    "organisation: no uuid": (f"{USER},session,{OK},,we", "organisation_id: invalid input syntax"),
    "organisation: unknown": (
        f"{USER},session,{OK},,{UUID(int=99)}",
        f"unknown organisation: {UUID(int=99)} [PM007]",
    ),
    "organisation: deleted": (
        f"{USER},session,{OK},,{DELETED}",
        f"unknown organisation: {DELETED} [PM007]",
    ),
    "too few fields": (f"{USER},session,{OK}", "3 fields instead of 5 [PM005]"),
    "quote that is not closed": (f'{USER},"session,{OK},,', "a quote is not closed [PM005]"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_rejected_and_the_good_ones_go_in(
    import_activities: Import, case: str
) -> None:
    bad, reason = BAD_LINES[case]
    told = summary(import_activities(in_lines(GOOD, bad, LINES[0]), "--json"))
    assert (told["inserted"], told["rejected"]) == (2, 1)
    assert told["reject_file"] == "activities.csv.rejected"
    (row,) = rejected("activities.csv.rejected")
    assert row["line"] == "3"
    assert reason in row["reason"]
    assert Path("activities.csv.rejected").read_text().endswith(f",{bad}\n")


BAD_JSON_LINES = {
    "no JSON": ("{user", "the line: invalid input syntax for type json"),
    "array": ("[1]", "the line is not a JSON object [PM005]"),
    "type": (json_line(activity_type=5), "activity_type is not a string [PM005]"),
    "id": (json_line(id=7), "activity_id: invalid input syntax for type uuid"),
    "both ids": (json_line(id=str(ID), activity_id=str(ID)), "both activity_id and id: give one"),
    "organisation": (json_line(organisation_id=7), "organisation_id: invalid input syntax"),
    "unknown key": (json_line(event_type="session"), "unknown key: event_type [PM005]"),
}


@pytest.mark.parametrize("case", BAD_JSON_LINES)
def test_a_bad_json_line_is_rejected_and_the_good_ones_go_in(
    import_activities: Import, case: str
) -> None:
    bad, reason = BAD_JSON_LINES[case]
    content = "\n".join([json_line(), bad, json_line(activity_type="call")])
    assert counts(import_activities(content, "--json", name="a.jsonl")) == (2, 0, 1)
    (kept,) = Path("a.jsonl.rejected").read_text().splitlines()
    told = json.loads(kept)["_rejected"]
    assert told["line"] == 2
    assert reason in told["reason"]
    again = import_activities(None, "--json", name="a.jsonl.rejected")
    assert counts(again) == (0, 0, 1)


def test_json_lines_hold_what_csv_holds(import_activities: Import, db: psycopg.Connection) -> None:
    """And what comes without an id gets the same one."""
    lines = [
        json_line(organisation_id=str(ORGANISATION), _rejected={"line": 3}),
        json_line(activity_id=None, organisation_id=None, activity_type="cäll\t\\"),
    ]
    assert counts(import_activities("\n".join(lines), "--json", name="a.jsonl")) == (2, 0, 0)
    content = in_lines(
        f"{USER},session,2026-05-10T12:00:00+02:00,,{ORGANISATION}", f"{USER},cäll\t\\,{OK},,"
    )
    packed = gzip.compress(content.encode())
    assert counts(import_activities(packed, "--json", stdin=True)) == (0, 2, 0)
    assert {row[2] for row in stored(db)} == {"session", "cäll\t\\"}


def test_the_rejects_can_be_mended_and_imported(import_activities: Import) -> None:
    stopped = import_activities(in_lines(GOOD, f"me,session,{OK},,"), "--max-rejects", "0")
    assert stopped.exit_code == 1
    assert "more than 0 rejected lines" in stopped.stderr
    mended = Path("activities.csv.rejected").read_text().replace(",me,", f",{USER},")
    assert counts(import_activities(mended, "--json", name="mended.csv")) == (1, 0, 0)
    assert counts(import_activities(in_lines(GOOD), "--json")) == (1, 0, 0)


def test_history_is_recorded_but_not_announced_and_the_current_year_is_left(
    import_activities: Import, db: psycopg.Connection
) -> None:
    this_year = [f"{OTHER},session,2026-01-10T10:{n:02}:00Z,," for n in range(50)]
    content = in_lines(*LINES, *this_year)
    assert counts(import_activities(content, "--json")) == (1050, 0, 0)
    past = [(USER, year, value, False) for year in range(2020, 2024) for value in (50, 100, 200)]
    assert history(db) == past
    db.execute("SELECT * FROM momentum.evaluate_scenarios()")
    assert history(db) == [*past, (OTHER, 2026, 50, True)]
    assert counts(import_activities(None, "--json")) == (0, 1050, 0)
    assert history(db) == [*past, (OTHER, 2026, 50, True)]
    assert db.execute("SELECT * FROM momentum.verify_annual_summary()").fetchall() == []


def feed(process: "subprocess.Popen[str]", *lines: str) -> None:
    """Send lines, and leave the pipe open."""
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in lines))
    process.stdin.flush()


def finish(db: psycopg.Connection, import_activities: Import, before: int) -> None:
    """Import all lines, and find each of them and what they reach, once."""
    assert history(db) == reached(db)
    content = in_lines(*LINES)
    assert counts(import_activities(content, "--json")) == (1000 - before, before, 0)
    once = stored(db), history(db)
    assert len(once[0]) == 1000
    assert once[1] == reached(db)
    assert len(once[1]) == 12
    assert counts(import_activities(content, "--json")) == (0, 1000, 0)
    assert (stored(db), history(db)) == once
    assert db.execute("SELECT * FROM momentum.verify_annual_summary()").fetchall() == []


def test_killed_between_batches(
    db: psycopg.Connection, start: Start, import_activities: Import
) -> None:
    process = start(kind="activities")
    feed(process, HEADER, *LINES[:350])
    wait_until(lambda: count(db) == 300, "three batches are stored")
    process.kill()
    process.wait()
    assert [row[1:3] for row in history(db)] == [(2020, 50), (2020, 100), (2020, 200), (2021, 50)]
    finish(db, import_activities, before=300)


@pytest.mark.parametrize("table", ["activities", "scenario_notifications", "scenario_runs"])
def test_killed_within_a_batch(
    database: str, db: psycopg.Connection, start: Start, import_activities: Import, table: str
) -> None:
    process = start(kind="activities")
    feed(process, HEADER, *LINES[:150])
    wait_until(lambda: count(db) == 100, "a batch is stored")
    with closed_table(db, database, f"momentum.{table}") as wait:
        feed(process, *LINES[150:250])
        backend = wait()
        process.kill()
        process.wait()
    gone = "SELECT FROM pg_catalog.pg_stat_activity WHERE pid = %s"
    wait_until(lambda: db.execute(gone, (backend,)).fetchone() is None, "its backend is gone")
    assert count(db) == 100
    finish(db, import_activities, before=100)


def test_two_imports_that_reach_a_milestone_together(
    database: str, db: psycopg.Connection, start: Start, users: None
) -> None:
    """One has written its half, and found nothing to record, when the other one comes."""
    waiting = (
        "SELECT count(*) FROM pg_catalog.pg_locks WHERE NOT granted AND"
        " (locktype = 'advisory' OR relation = 'momentum.scenario_runs'::regclass)"
    )
    with closed_table(db, database, "momentum.scenario_runs") as wait:
        halves = [start(kind="activities") for _ in range(2)]
        for place, process in enumerate(halves):
            feed(process, HEADER, *LINES[place * 30 : place * 30 + 30])
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
            wait()
        wait_until(lambda: db.execute(waiting).fetchone() == (2,), "both imports wait")
    assert [ended(process)["inserted"] for process in halves] == [30, 30]
    assert history(db) == [(USER, 2020, 50, False)]


def test_a_user_is_deleted_while_history_is_recorded(
    database: str, db: psycopg.Connection, start: Start, users: None, tmp_path: Path
) -> None:
    """The mark of deletion comes between the evaluations of two years."""
    with closed_table(db, database, "momentum.scenario_runs") as wait:
        process = start(kind="activities")
        feed(process, HEADER, GOOD, LINES[0], LINES[250])
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
        wait()
        db.execute("UPDATE auth.users SET deleted_at = '2026-05-12' WHERE id = %s", (USER,))
    told = ended(process)
    assert (told["inserted"], told["rejected"]) == (1, 2)
    reasons = {row["reason"] for row in rejected(str(tmp_path / "rejected.csv"))}
    assert reasons == {f"unknown user: {USER} [PM001]"}


def test_as_the_service_and_as_others(
    database: str, db: psycopg.Connection, start: Start, users: None, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(in_lines(*LINES))

    def dsn(role: str, *more: str) -> str:
        settings = [f"role={role}", *more]
        return make_conninfo(database, options=" ".join(f"-c {setting}" for setting in settings))

    refused = start(kind="activities", file="a.csv", dsn=dsn("authenticated"))
    assert "permission denied for function _stage_activities [42501]" in ended(refused, status=1)
    assert count(db) == 0
    service = dsn("service_role", "default_transaction_isolation=serializable", "datestyle=German")
    assert ended(start(kind="activities", file="a.csv", dsn=service))["inserted"] == 1000
    assert len(history(db)) == 12

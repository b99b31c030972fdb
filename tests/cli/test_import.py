"""import events: the forms of a file, what is told, and the rejects."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from rich.console import Console

from pgmomentum import records
from pgmomentum.kinds import EVENTS
from pgmomentum.progress import Rows
from tests.cli.imports import (
    GOOD,
    HEADER,
    OK,
    OTHER,
    USER,
    Import,
    counts,
    json_line,
    lines_of,
    stored,
    summary,
    times,
)


def test_every_column_is_stored_and_the_summary_is_told(
    run_import: Import, db: psycopg.Connection
) -> None:
    event_id = "0b7a9c1e-5f0e-4a55-9b65-3f6e0d3c2a11"
    content = lines_of(
        f'{USER},chat_message,2026-05-10T12:00:00+02:00,{event_id},sleep,"{{""minutes"": 20}}"',
        f"{OTHER},note,2026-05-11 10:00,,,",
    )
    result = run_import(content, "--json")
    told = summary(result)
    assert told.pop("seconds") >= 0
    assert told == {"read": 2, "inserted": 2, "present": 0, "rejected": 0, "reject_file": None}
    first, second = stored(db)
    assert first[:3] == (UUID(event_id), USER, "chat_message")
    assert first[4:] == ("sleep", {"minutes": 20})
    assert (second[1], second[2], second[4], second[5]) == (OTHER, "note", None, {})
    assert second[0].version == 8
    assert times(db) == ["2026-05-10 10:00:00.000", "2026-05-11 10:00:00.000"]
    assert not Path("events.csv.rejected").exists()
    again = run_import(content)
    assert again.exit_code == 0
    assert "0 inserted, 2 there already, 0 rejected" in again.stdout


@pytest.mark.parametrize(
    "order",
    [
        ("event_ts", "payload", "user_id", "event_type"),
        ("line", "reason", " payload ", "event_type", "event_ts", "user_id"),
        ("line", "reason", "line", " reason ", "user_id", "event_type", "event_ts", "payload"),
    ],
)
def test_columns_come_in_any_order(
    run_import: Import, db: psycopg.Connection, order: Sequence[str]
) -> None:
    values = {"user_id": str(USER), "event_type": "note", "event_ts": "2026-05-10T10:00:00Z"}
    values |= {"payload": '{"a": "x, y"}', "line": "7", "reason": "whatever"}
    file = io.StringIO()
    csv.writer(file).writerows([order, [values[name.strip()] for name in order]])
    assert counts(run_import(file.getvalue(), "--json")) == (1, 0, 0)
    assert [(row[1], row[2], row[5]) for row in stored(db)] == [(USER, "note", {"a": "x, y"})]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("user_id,event_type,event_ts,pilar,Payload", "unknown in the header: 'pilar', 'Payload'"),
        ("line,user_id,event_type,event_ts", "unknown in the header: 'line'"),
        ("reason,line,user_id,event_type,event_ts", "unknown in the header: 'reason', 'line'"),
        ("user_id,event_type,event_ts,line,reason", "unknown in the header: 'line', 'reason'"),
        ("user_id,event_type", "missing in the header: 'event_ts'"),
        ("user_id,event_type,event_ts,id,id", "repeated in the header: 'id'"),
        ("user_id;event_type;event_ts", "unknown in the header: 'user_id;event_type;event_ts'"),
        ('"user_id,event_type,event_ts', "the header cannot be read"),
        ("", "missing in the header: 'user_id', 'event_type', 'event_ts'"),
    ],
)
def test_a_wrong_header_is_wrong_usage(
    run_import: Import, db: psycopg.Connection, header: str, told: str
) -> None:
    result = run_import(lines_of(GOOD, header=header) if header else "")
    assert result.exit_code == 2
    assert told in result.stderr
    assert stored(db) == []


@pytest.mark.parametrize(
    ("options", "content", "told"),
    [
        (("--format", "xml"), GOOD, "xml"),
        (("--max-rejects", "-1"), GOOD, "max-rejects"),
        (("--rejects", "events.csv"), lines_of(GOOD), "its own rejects"),
        (("--rejects", "-"), lines_of(GOOD), "--rejects"),
        (("--rejects", "no/such/directory.csv"), lines_of(GOOD), "No such file"),
        (("--rejects", "events.csv/rejects"), lines_of(GOOD), "Not a directory"),
        (("--format", "jsonl"), "[\n{}]", "a JSON array"),
        (("--format", "jsonl"), '\n{ \n"user_id": 1}', "a JSON object over several lines"),
        ((), "ÿþuser".encode("latin-1"), "the header cannot be read"),
    ],
)
def test_wrong_usage(
    run_import: Import, options: tuple[str, ...], content: str | bytes, told: str
) -> None:
    result = run_import(content, *options)
    assert (result.exit_code, told in result.stderr) == (2, True), result.output


def test_a_file_that_is_not_there(run_import: Import) -> None:
    assert run_import(None, name="nothing.csv").exit_code == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbf" + lines_of(GOOD).encode(), (1, 0, 0)),
        (lines_of(GOOD).replace("\n", "\r\n"), (1, 0, 0)),
        (lines_of(GOOD).rstrip("\n"), (1, 0, 0)),
        ("\n\n" + lines_of("", GOOD, "  \t", ""), (1, 0, 0)),
        (lines_of(), (0, 0, 0)),
        (lines_of(f'{USER},note,{OK},,,"{{""a"":\r\n ""x""}}"'), (1, 0, 0)),
        (lines_of(f'{USER},"no ""quoted"" te",{OK},,,'), (1, 0, 0)),
        (lines_of(GOOD, GOOD), (1, 1, 0)),
    ],
    ids=["BOM", "CRLF", "no end", "blank", "only a header", "payload", "quotes", "twice"],
)
def test_what_is_no_mistake(
    run_import: Import, content: str | bytes, expected: tuple[int, int, int]
) -> None:
    assert counts(run_import(content, "--json")) == expected
    assert not Path("events.csv.rejected").exists()


def test_odd_characters_are_stored_as_they_are(run_import: Import, db: psycopg.Connection) -> None:
    odd = ["a\tb", "\\N", "\\.", "a\\tb", "\\", "'a'", "%s", "a\u2028b", "\x7f\x1f", "🙂"]
    json_lines = "\n".join(json_line(event_type=each) for each in odd)
    assert counts(run_import(json_lines, "--json", name="a.jsonl")) == (len(odd), 0, 0)
    assert {row[2] for row in stored(db)} == set(odd)
    content = lines_of(*[f"{USER},{each},{OK},,," for each in odd])
    assert counts(run_import(content, "--json")) == (0, len(odd), 0)


def test_json_lines_hold_what_csv_holds(run_import: Import, db: psycopg.Connection) -> None:
    """And what comes without an id gets the same one."""
    content = [
        json_line(payload={"b": 1, "a": 'é\t\\ " \n'}, pillar_id="sleep", _rejected={"line": 3}),
        "",
        json_line(payload=None, pillar_id=None, id=None, event_type="no\\te"),
    ]
    told = run_import("\r\n".join(content), "--json", name="events.ndjson")
    assert counts(told) == (2, 0, 0)
    file = io.StringIO()
    csv.writer(file).writerows(
        [
            HEADER.split(","),
            [USER, "note", OK, "", "sleep", '{ "a": "é\\t\\\\ \\" \\n", "b": 1}'],
            [USER, "no\\te", "2026-05-10 22:00+12", "", "", ""],
        ]
    )
    assert counts(run_import(file.getvalue(), "--json")) == (0, 2, 0)
    payloads = {row[2]: row[5] for row in stored(db)}
    assert payloads == {"note": {"a": 'é\t\\ " \n', "b": 1}, "no\\te": {}}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", lines_of(GOOD)),
        ("a.jsonl", json_line()),
        ("a.ndjson", json_line()),
        ("a.json", json_line()),
        ("a.CSV", lines_of(GOOD)),
        ("a", lines_of(GOOD)),
        ("a.2026.txt", "\n" + json_line()),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_format_is_known_by_name_or_first_character(
    run_import: Import, name: str, content: str, packed: bool
) -> None:
    data = gzip.compress(content.encode()) if packed else content.encode()
    assert counts(run_import(data, "--json", name=name)) == (1, 0, 0)
    assert counts(run_import(data, "--json", name=f"{name}.gz")) == (0, 1, 0)
    assert counts(run_import(data, "--json", stdin=True)) == (0, 1, 0)


def test_the_format_can_be_given(run_import: Import) -> None:
    assert counts(run_import(json_line(), "--json", "--format", "jsonl", name="a.csv")) == (1, 0, 0)


@pytest.mark.parametrize(
    ("damage", "kept", "why"),
    [
        (lambda packed: packed[:30], 0, "end-of-stream"),
        (lambda packed: packed[:-8], 9, "end-of-stream"),
        (lambda packed: packed + b"garbage", 9, "Not a gzipped file"),
        # what is not what was packed is not stored
        (lambda packed: packed[:-5] + bytes([packed[-5] ^ 255]) + packed[-4:], 0, "CRC"),
    ],
    ids=["cut early", "cut", "garbage", "damaged"],
)
def test_a_damaged_gzip_file(
    run_import: Import,
    db: psycopg.Connection,
    damage: Callable[[bytes], bytes],
    kept: int,
    why: str,
) -> None:
    """The lines before are stored."""
    packed = gzip.compress(lines_of(*[f"{USER},{n},{OK},,," for n in range(9)]).encode())
    result = run_import(damage(packed), "--json", name="a.csv.gz")
    assert result.exit_code == 1
    assert "Error: the file cannot be read on after line" in result.stderr
    assert why in result.stderr
    assert f"({kept} lines are stored. Start it again" in result.stderr
    told = json.loads(result.stdout)
    assert (told["read"], told["inserted"]) == (kept, kept)
    assert told["error"] in result.stderr
    assert len(stored(db)) == kept
    assert counts(run_import(packed, "--json", name="a.csv.gz")) == (9 - kept, kept, 0)


def test_what_comes_byte_by_byte_is_read_as_what_it_is() -> None:
    """A pipe may have one byte, and the next ones later."""

    class Slow(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002
            return super().read1(1)

        def readinto(self, buffer: Any, /) -> int:
            return super().readinto(memoryview(buffer)[:1])

    for content, expected in (
        (b"\xef\xbb\xbf\n  " + json_line().encode(), "jsonl"),
        (b"\xef\xbb\xbf" + lines_of(GOOD).encode(), "csv"),
    ):
        for data in (content, gzip.compress(content)):
            source = records.Source(Slow(data))
            assert source.guess_format() == expected
            assert len(list(records.read(source, expected, EVENTS))) == 1


@pytest.mark.parametrize(("lines", "told"), [((GOOD,), "1 line in"), ((GOOD, GOOD), "2 lines in")])
def test_one_line_is_a_line(run_import: Import, lines: tuple[str, ...], told: str) -> None:
    assert run_import(lines_of(*lines)).stdout.splitlines()[-1].startswith(told)


def test_the_lines_in_all_are_an_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    with Rows(Console(width=200), "importing", "lines", estimated=True) as rows:
        rows._last_line -= 60
        rows.update(10, 30)
        rows.update(30, 30)
    first, last = capsys.readouterr().out.splitlines()
    assert "10 of about 30 lines" in first
    assert "30 of 30 lines" in last

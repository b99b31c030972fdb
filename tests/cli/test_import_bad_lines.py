"""import events: everything that can be wrong with a line costs that line, and no other."""

import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from pgmomentum.records import LONGEST
from tests.cli.imports import (
    GOOD,
    HEADER,
    OK,
    USER,
    Import,
    counts,
    json_line,
    lines_of,
    rejected,
    summary,
)

pytestmark = pytest.mark.servers(15)

BAD_LINES: dict[str, tuple[str | bytes, str]] = {
    "user: none": (f",note,{OK},,,", "unknown user: null [PM001]"),
    "user: no uuid": (f"me,note,{OK},,,", 'user_id: invalid input syntax for type uuid: "me"'),
    "user: unknown": (f"{UUID(int=99)},note,{OK},,,", f"unknown user: {UUID(int=99)} [PM001]"),
    "type: none": (f"{USER},,{OK},,,", "an event needs a type [PM005]"),
    "type: blank": (f"{USER},   ,{OK},,,", "an event needs a type [PM005]"),
    "type: long": (f"{USER},{'x' * 201},{OK},,,", "longer than 200 characters [PM005]"),
    "time: none": (f"{USER},note,,,,", "an event needs a finite time [PM005]"),
    "time: none such": (f"{USER},note,2026-02-30T10:00:00Z,,,", "event_ts: date/time field value"),
    "time: words": (f"{USER},note,yesterday,,,", "event_ts is not a time such as"),
    "time: now": (f"{USER},note,now,,,", "event_ts is not a time such as"),
    "time: never": (f"{USER},note,infinity,,,", "event_ts is not a time such as"),
    "time: ambiguous": (f"{USER},note,03/04/05,,,", "event_ts is not a time such as"),
    "time: a number": (f"{USER},note,1746870000,,,", "event_ts: "),
    "time: future": (f"{USER},note,2026-05-12T09:05:01Z,,,", "is in the future [PM005]"),
    "time: before Christ": (f"{USER},note,0044-03-15 BC,,,", "before the year 1 [PM005]"),
    "id": (f"{USER},note,{OK},7,,", 'id: invalid input syntax for type uuid: "7"'),
    "pillar": (f"{USER},note,{OK},,swim,", "unknown pillar: swim [PM007]"),
    "payload: no JSON": (f"{USER},note,{OK},,,{{a", "payload: invalid input syntax for type json"),
    "payload: array": (f'{USER},note,{OK},,,"[1, 2]"', "the payload is not a JSON object [PM005]"),
    "payload: null": (f"{USER},note,{OK},,,null", "the payload is not a JSON object [PM005]"),
    "payload: big": (
        f'{USER},note,{OK},,,"{{""a"": ""{"x" * 65536}""}}"',
        "the payload is larger than 64 kB [PM005]",
    ),
    "payload: escaped NUL": (f'{USER},note,{OK},,,"{{""a"": ""\\u0000""}}"', "payload: "),
    "payload: deep": (f'{USER},note,{OK},,,"{"[" * 100_000}"', "payload: stack depth"),
    "too few fields": (f"{USER},note,{OK}", "3 fields instead of 6 [PM005]"),
    "too many fields": (f"{USER},note,{OK},,,,", "7 fields instead of 6"),
    "one field": ("nonsense", "1 field instead of 6 [PM005]"),
    "text after a quote": (f'{USER},"note"s,{OK},,,', "expected after '\"'"),
    "quote that is not closed": (f'{USER},"note,{OK},,,', "a quote is not closed"),
    "quote within the payload": (f'{USER},note,{OK},,,"{{}}', "a quote is not closed"),
    "line break in a type": (f'{USER},"no\nte",{OK},,,', "a quote is not closed"),
    "NUL": (f"{USER},no\0te,{OK},,,", "a NUL character [PM005]"),
    "not UTF-8": (f"{USER},caf\xe9,{OK},,,".encode("latin-1"), "not UTF-8 at byte 41"),
    "carriage return": (f"{USER},no\rte,{OK},,,", "new-line character"),
    "10 MB": (f"{USER},note,{OK},,,{'x' * 10_000_000}", "longer than 1,048,576 bytes"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_rejected_and_the_good_ones_go_in(run_import: Import, case: str) -> None:
    bad, reason = BAD_LINES[case]
    raw = bad if isinstance(bad, bytes) else bad.encode()
    after = [f"{USER},note,2026-05-10T11:00:0{second}Z,,," for second in range(3)]
    content = b"\n".join([lines_of(GOOD).encode() + raw, *map(str.encode, after), b""])
    told = summary(run_import(content, "--json"))
    # the second line of a bad record is bad as well
    assert told["rejected"] == 1 + raw.count(b"\n")
    assert told["inserted"] == 4
    assert told["reject_file"] == "events.csv.rejected"
    kept = Path("events.csv.rejected").read_bytes().split(b"\n")
    assert kept[0].decode() == f"line,reason,{HEADER}"
    number, why = kept[1].decode(errors="replace").split(",", 1)
    assert number == "3"
    assert reason.replace('"', '""') in why
    first = raw.split(b"\n")[0]
    assert re.search(r' \[PM\d{3}\]"', why)
    assert kept[1].endswith(b"," + (first if len(first) < LONGEST else b""))


@pytest.mark.parametrize("case", ["quote that is not closed", "quote within the payload"])
def test_an_open_quote_at_the_end_of_the_file(run_import: Import, case: str) -> None:
    bad, reason = BAD_LINES[case]
    assert isinstance(bad, str)
    for end in ("", "\n"):
        content = lines_of(GOOD) + bad + end
        told = summary(run_import(content, "--json"))
        assert told["rejected"] == 1
        assert [reason in row["reason"] for row in rejected(told["reject_file"])] == [True]


def test_an_open_quote_does_not_swallow_a_large_file(
    run_import: Import,
) -> None:
    """The rest of the file would fit in no record, so that is known before it has all been read."""
    rest = [
        f"{USER},note,2026-05-10T10:{number // 60 % 60:02}:{number % 60:02}.{number // 3600:03}Z,,,"
        for number in range(20_000)
    ]
    bad = f'{USER},"note,{OK},,,'
    assert counts(run_import(lines_of(*rest[:3], bad, *rest[3:]), "--json")) == (20_000, 0, 1)
    assert [row["line"] for row in rejected()] == ["5"]


BAD_JSON_LINES: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("{user", "the line: invalid input syntax for type json"),
    "cut": (json_line()[:-1], "the line: invalid input syntax for type json"),
    "array": ("[1]", "the line is not a JSON object [PM005]"),
    "string": ('"user"', "the line is not a JSON object [PM005]"),
    "null": ("null", "the line is not a JSON object [PM005]"),
    "empty object": ("{}", "unknown user: null [PM001]"),
    "no user": (json_line(user_id=...), "unknown user: null [PM001]"),
    "user": (json_line(user_id="me"), "user_id: invalid input syntax for type uuid"),
    "no type": (json_line(event_type=...), "an event needs a type [PM005]"),
    "type": (json_line(event_type=5), "event_type is not a string [PM005]"),
    "type is an object": (json_line(event_type={}), "event_type is not a string [PM005]"),
    "no time": (json_line(event_ts=None), "an event needs a finite time [PM005]"),
    "time": (json_line(event_ts=1746870000), "event_ts: "),
    "id": (json_line(id=7), "id: invalid input syntax for type uuid"),
    "pillar": (json_line(pillar_id=7), "pillar_id is not a string [PM005]"),
    "unknown pillar": (json_line(pillar_id="swim"), "unknown pillar: swim [PM007]"),
    "payload": (json_line(payload=[1]), "the payload is not a JSON object [PM005]"),
    "payload is a text": (json_line(payload="{}"), "the payload is not a JSON object [PM005]"),
    "unknown key": (json_line(pilar="sleep", zoo=1), "unknown key: pilar [PM005]"),
    "escaped NUL": (json_line(event_type="a\0"), "the line: unsupported Unicode escape"),
    "half a surrogate": (json_line(event_type="\ud800"), "the line: "),
    "deep": ("[" * 100_000, "the line: stack depth"),
    "NUL": ("{\0}", "a NUL character [PM005]"),
    "not UTF-8": (b'{"caf\xe9": 1}', "not UTF-8 at byte 6"),
    "10 MB": (json_line(payload={"a": "x" * 10_000_000}), "longer than 1,048,576 bytes"),
}


NO_OBJECTS = ("empty object", "NUL", "not UTF-8", "10 MB")


@pytest.mark.parametrize("case", BAD_JSON_LINES)
def test_a_bad_json_line_is_rejected_and_the_good_ones_go_in(run_import: Import, case: str) -> None:
    bad, reason = BAD_JSON_LINES[case]
    raw = bad if isinstance(bad, bytes) else bad.encode()
    content = b"\n".join([json_line().encode(), raw, json_line(event_type="b").encode()])
    assert counts(run_import(content, "--json", name="events.jsonl")) == (2, 0, 1)
    (kept,) = Path("events.jsonl.rejected").read_bytes().rstrip(b"\n").split(b"\n")
    rejected_line = json.loads(kept)
    told = rejected_line.pop("_rejected")
    assert told["line"] == 2
    assert reason in told["reason"]
    assert re.search(r" \[PM\d{3}\]$", told["reason"])
    if raw.startswith(b"{") and raw.endswith(b"}") and case not in NO_OBJECTS:
        assert kept.endswith(raw.removeprefix(b"{"))
    else:
        # what cannot be told in JSON is escaped
        text = raw.decode(errors="backslashreplace").replace("\0", "\\x00")
        assert rejected_line == {"raw": text if len(raw) < LONGEST else ""}
    again = run_import(None, "--json", name="events.jsonl.rejected")
    assert counts(again) == (0, 0, 1)
    again_told = json.loads(Path("events.jsonl.rejected.rejected").read_bytes())
    assert again_told.keys() == {"_rejected", *rejected_line}
    if "raw" in rejected_line:
        assert again_told["_rejected"]["reason"].startswith("no event: raw holds a line")
    else:
        assert again_told["_rejected"] == told | {"line": 1}

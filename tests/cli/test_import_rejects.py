"""import events: the file of rejected lines, and how many of them are too many."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from pgmomentum import importer
from tests.cli.imports import (
    GOOD,
    OK,
    OTHER,
    USER,
    Import,
    counts,
    json_line,
    lines_of,
    rejected,
    stored,
    summary,
)

pytestmark = pytest.mark.servers(15)


@pytest.mark.parametrize(
    ("content", "name"), [(lines_of("me"), "rejected.csv"), ("{user", "rejected.jsonl")]
)
def test_rejects_of_standard_input(run_import: Import, content: str, name: str) -> None:
    assert summary(run_import(content, "--json", stdin=True))["reject_file"] == name
    assert "2" in Path(name).read_text() or '"line": 1' in Path(name).read_text()


def test_the_rejects_can_be_mended_and_imported(run_import: Import, db: psycopg.Connection) -> None:
    content = lines_of(
        GOOD,
        f'me,note,{OK},,,"{{""a"":\n1}}"',
        f'{USER},"note,{OK},,,',
        f"{USER},note,2026-05-10T12:00:00Z,,swim,",
        f"{USER},note",
    )
    assert counts(run_import(content, "--json")) == (1, 0, 4)
    mended = Path("events.csv.rejected").read_text()
    # as it is: the same lines are wrong for the same reasons
    same = run_import(None, "--json", name="events.csv.rejected")
    assert counts(same) == (0, 0, 4)
    assert summary(same)["reject_file"] == "events.csv.rejected.rejected"
    assert counts(run_import(None, "--json", name="events.csv.rejected.rejected")) == (0, 0, 4)
    for wrong, right in (
        (",me,", f",{USER},"),
        ('"note,', "note,"),
        (",swim,", ",sleep,"),
        (f"{USER},note\n", f"{USER},note,2026-05-10T13:00:00Z,,,\n"),
    ):
        assert wrong in mended
        mended = mended.replace(wrong, right)
    assert counts(run_import(mended, "--json", name="events.csv.rejected")) == (4, 0, 0)
    assert {"a": 1} in [row[5] for row in stored(db)]


def test_mended_json_lines(run_import: Import) -> None:
    content = "\n".join(["{}", json_line(user_id="me"), json_line()])
    assert counts(run_import(content, "--json", name="e.jsonl")) == (1, 0, 2)
    assert counts(run_import(None, "--json", name="e.jsonl.rejected")) == (0, 0, 2)
    mended = Path("e.jsonl.rejected").read_text().replace('"me"', f'"{OTHER}"')
    assert counts(run_import(mended, "--json", name="mended")) == (1, 0, 1)


def test_the_reject_file_can_be_named(run_import: Import) -> None:
    result = run_import(lines_of("me", GOOD), "--rejects", "bad.txt")
    assert result.exit_code == 0
    assert "1 rejected" in result.stdout
    assert "bad.txt" in result.stderr
    assert [row["line"] for row in rejected("bad.txt")] == ["2"]


@pytest.mark.parametrize("options", [(), ("--rejects", "bad.csv")], ids=["default", "named"])
def test_no_file_of_rejects_takes_the_place_of_another(
    run_import: Import, options: tuple[str, ...]
) -> None:
    first, content = options[-1] if options else "events.csv.rejected", lines_of("me", GOOD)
    Path(first).write_text("being mended")
    for name in (f"{first}.2", f"{first}.3"):
        result = run_import(content, "--json", *options)
        assert summary(result)["reject_file"] == name
        assert [row["line"] for row in rejected(name)] == ["2"]
    clean = run_import(lines_of(GOOD), *options)
    still = "Still there, with the rejected lines of earlier imports"
    assert f"{still}: {first}, {first}.2, {first}.3\n" in clean.stderr
    assert Path(first).read_text() == "being mended"
    assert not Path(f"{first}.4").exists()


@pytest.mark.parametrize("how", ["- < rejected.csv", "/dev/stdin < rejected.csv", "cat"])
def test_an_import_does_not_destroy_its_input(
    run_import: Import, database: str, db: psycopg.Connection, how: str
) -> None:
    """The rejects of standard input, mended in part, are imported from standard input."""
    content = lines_of("me", *[f"{USER},note,2026-05-10T10:00:0{n}Z,,," for n in range(9)])
    Path("rejected.csv").write_text(content)
    program = [sys.executable, "-m", "pgmomentum", "--database-url", database, "import", "events"]
    command = shlex.join(program)
    line = f"cat rejected.csv | {command} -" if how == "cat" else f"{command} {how}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        line, shell=True, env=environment, capture_output=True, text=True, check=True
    )
    assert "rejected.csv.2" in done.stderr
    assert ("Still there" in done.stderr) == (how == "cat")
    assert len(stored(db)) == 9
    assert Path("rejected.csv").read_text() == content
    assert [row["line"] for row in rejected("rejected.csv.2")] == ["2"]
    assert sorted(path.name for path in Path().iterdir()) == ["rejected.csv", "rejected.csv.2"]
    own = subprocess.run(
        f"{command} - --rejects rejected.csv < rejected.csv",
        shell=True,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (own.returncode, "its own rejects" in own.stderr) == (2, True)
    assert Path("rejected.csv").read_text() == content


def test_a_directory_that_cannot_be_written_is_known_before_anything_is_stored(
    run_import: Import, db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # root may write anywhere
    monkeypatch.setattr(os, "access", lambda place, _: Path(place) != Path("kept"))
    Path("kept").mkdir()
    result = run_import(lines_of("me", GOOD), name="kept/events.csv")
    assert result.exit_code == 2
    assert "kept/events.csv.rejected: Permission denied. Name another" in result.stderr
    assert stored(db) == []
    result = run_import(lines_of("me", GOOD), "--rejects", "bad.csv", name="kept/events.csv")
    assert result.exit_code == 0


def test_a_full_disk(run_import: Import, db: psycopg.Connection) -> None:
    result = run_import(lines_of("me", GOOD), "--rejects", "/dev/full", "--json")
    assert result.exit_code == 1
    assert "cannot be written to /dev/full: No space left on device" in result.stderr
    assert "(1 line is stored. Start it again" in result.stderr
    assert len(stored(db)) == 1
    told = json.loads(result.stdout)
    assert (told["inserted"], told["rejected"], told["reject_file"]) == (1, 1, None)
    assert told["error"] in result.stderr
    assert counts(run_import(None, "--json", "--rejects", "/dev/null")) == (0, 1, 1)


@pytest.mark.parametrize(
    ("limit", "kept", "told"),
    [(0, 0, ["3"]), (1, 3, ["3", "7"]), (2, 4, ["3", "7", "8"]), (3, 5, ["3", "7", "8"])],
    ids=str,
)
def test_more_rejects_than_allowed(
    run_import: Import,
    db: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    kept: int,
    told: list[str],
) -> None:
    """The batch with the one too many is not stored, but told."""
    monkeypatch.setattr(importer, "BATCH_LINES", 2)
    good = [f"{USER},note,2026-05-10T10:00:0{second}Z,,," for second in range(5)]
    unknown = f"{UUID(int=99)},note,{OK},,,"
    content = lines_of(good[0], "me", good[1], good[2], good[3], unknown, unknown, good[4])
    result = run_import(content, "--max-rejects", str(limit))
    assert len(stored(db)) == kept
    assert [row["line"] for row in rejected()] == told
    if limit == 3:
        assert result.exit_code == 0
    else:
        assert result.exit_code == 1
        word = "line" if limit == 1 else "lines"
        stop = {0: 2, 1: 6, 2: 8}[limit]
        assert f"Error: more than {limit} rejected {word}: stopped before line {stop}" in (
            result.stderr
        )
        assert f"({kept} lines are stored. Start it again" in result.stderr
        assert "Hint: They are in events.csv.rejected" in result.stderr
        assert counts(run_import(None, "--json")) == (5 - kept, kept, 3)


def test_a_batch_is_full_after_so_many_bytes_as_well(
    run_import: Import, db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH_BYTES", len(GOOD) + 10)
    result = run_import(lines_of(GOOD, GOOD, "me"), "--max-rejects", "0")
    assert result.exit_code == 1
    assert len(stored(db)) == 1

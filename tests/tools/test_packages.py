"""What is missing is installed where that is allowed, and named exactly where it is not."""

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tools import packages


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which pg_cron and pg_prove are not installed, and never will be."""
    gone = {
        "postgresql-15-cron": tmp_path / "pg_cron.control",
        "libtap-parser-sourcehandler-pgtap-perl": tmp_path / "pg_prove",
    }
    monkeypatch.setattr(packages, "NEEDED", {**packages.NEEDED, **gone})
    monkeypatch.setattr(packages, "WANTED", {})
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run."""
    seen: list[list[str]] = []

    def run(command: list[str], **_: Any) -> CompletedProcess[bytes]:
        seen.append(command)
        return CompletedProcess(command, 0)

    monkeypatch.setattr("subprocess.run", run)
    return seen


def test_nothing_to_do(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "NEEDED", {"python": Path(__file__)})
    monkeypatch.setattr(packages, "WANTED", {})
    assert packages.main() == 0
    assert commands == []


def test_without_a_browser_the_other_tests_run(
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(packages, "NEEDED", {"python": Path(__file__)})
    monkeypatch.setattr(packages, "WANTED", {"chromium": tmp_path / "chromium"})
    monkeypatch.setattr(packages, "administrator", lambda: None)
    assert packages.main() == 0
    assert commands == []
    assert "Without chromium: what needs it will say that it did not run" in capsys.readouterr().out


@pytest.mark.usefixtures("absent")
def test_ordinary_user_is_told_what_to_do(
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(packages, "administrator", lambda: None)
    assert packages.main() == 1
    assert commands == []
    said = capsys.readouterr().err
    wanted = "postgresql-15-cron libtap-parser-sourcehandler-pgtap-perl"
    assert f"apt-get update && apt-get install --yes {wanted}" in said
    assert "postgresql-15-pgtap " not in said


@pytest.mark.parametrize("prefix", [[], ["/usr/bin/sudo", "-n"]], ids=["root", "sudo"])
def test_administrator_installs_just_what_is_missing(
    absent: Path,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    prefix: list[str],
) -> None:
    monkeypatch.setattr(packages, "administrator", lambda: prefix)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert packages.main() == 1, "the commands did nothing, and that is noticed"
    (absent / "pg_cron.control").touch()
    (absent / "pg_prove").touch()
    assert packages.main() == 0
    start = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "/usr/bin/apt-get", "-q"]
    options = ["--yes", "--no-install-recommends"]
    wanted = ["postgresql-15-cron", "libtap-parser-sourcehandler-pgtap-perl"]
    assert commands == [[*start, "update"], [*start, "install", *options, *wanted]]

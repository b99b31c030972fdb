"""The wheel carries what it installs, and works from any directory."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from pgmomentum import script
from pgmomentum.resources import find
from tools.servers import Server

pytestmark = [pytest.mark.slow, pytest.mark.servers(18)]

ROOT = Path(__file__).parents[2]
MIGRATE = ("-m", "pgmomentum", "migrate")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program pgmomentum of a fresh environment that has the wheel, and sees what we have."""
    directory = tmp_path_factory.mktemp("wheel")
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "-w", directory, ROOT], check=True)
    (wheel,) = directory.glob("pgmomentum-*.whl")
    venv.create(directory / "env", with_pip=False)
    (packages,) = (directory / "env").glob("lib/python*/site-packages")
    target: list[str | Path] = ["--no-deps", "--target", packages, wheel]
    subprocess.run([*pip, "install", "-q", *target], check=True)
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return directory / "env" / "bin" / "python"


def run(program: Path, *arguments: str, env: dict[str, str] | None = None) -> str:
    """Run it isolated: what a variable or the current directory would add to its path is not."""
    return subprocess.check_output([str(program), "-I", *arguments], cwd="/", env=env, text=True)


def test_the_wheel_brings_its_own_sources(program: Path) -> None:
    code = "from pgmomentum.resources import find; print(find().sql, find().migrations)"
    for path in run(program, "-c", code).split():
        assert path.startswith(str(program.parents[1]))
        assert Path(path).parent.name == "_resources"


def test_it_prints_the_same_script_as_the_checkout(program: Path) -> None:
    assert run(program, "-m", "pgmomentum", "sql") == "".join(script.install_script(find()))


def test_it_installs(program: Path, server: Server, empty_database: str) -> None:
    name = str(conninfo_to_dict(empty_database)["dbname"])
    environment = server.environment(name)
    assert "Applied 0001.roles_and_auth" in run(program, *MIGRATE, env=environment)
    assert run(program, *MIGRATE, env=environment) == "Up to date: nothing to do\n"

"""Make a virtual environment with pip in it: ``python3 tools/make_venv.py .venv``.

Debian ships Python without ``ensurepip`` (it is in python3-venv). Where it is absent, the wheel of
pip is taken from a Debian package, which needs no administrator: it is downloaded and unpacked
beside the environment, not installed.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACKAGE = "python3-pip-whl"
ADVICE = f"""\
Error: this Python has no ensurepip, and {PACKAGE} could not be downloaded with apt.
Install it as root, then run make again:
  apt-get update && apt-get install --yes python3-venv"""


def unpack_pip(directory: Path) -> Path:
    """Download Debian's package with the wheel of pip, unpack it, and return the wheel."""
    download = ["apt-get", "-q", "download", PACKAGE]
    if subprocess.run(download, cwd=directory).returncode:
        # The lists of packages may be empty; only root can fetch them.
        subprocess.run(["apt-get", "-q", "update"], stdin=subprocess.DEVNULL)
        subprocess.run(download, cwd=directory, check=True)
    package = next(directory.glob(f"{PACKAGE}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", str(package), str(directory)], check=True)
    return next(directory.glob("usr/share/python-wheels/pip-*.whl"))


def make(directory: Path) -> None:
    """Make (or repair) the virtual environment."""
    try:
        venv.create(directory, with_pip=True, symlinks=True)
    except (ImportError, subprocess.CalledProcessError):
        venv.create(directory, with_pip=False, symlinks=True)
        with tempfile.TemporaryDirectory() as temporary:
            try:
                wheel = unpack_pip(Path(temporary))
            except (OSError, StopIteration, subprocess.CalledProcessError):
                raise SystemExit(ADVICE) from None
            python = str(directory / "bin" / "python")
            # A wheel is a zip archive, and Python runs a package inside one.
            command = [python, f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    make(Path(sys.argv[1]))

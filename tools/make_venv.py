"""Make a virtual environment with pip in it: ``python3 tools/make_venv.py .venv``.

Debian ships Python without ``ensurepip`` (it is in python3-venv). Where it is absent, pip's wheel
is fetched from the package index and installs itself, so that no administrator is needed.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import venv
from pathlib import Path

INDEX = "https://pypi.org/pypi/pip/json"


def download_pip(directory: Path) -> Path:
    """Fetch the newest wheel of pip into the directory, checked against the index's hash."""
    with urllib.request.urlopen(INDEX, timeout=60) as answer:
        files = json.load(answer)["urls"]
    wheel = next(file for file in files if file["packagetype"] == "bdist_wheel")
    # A mirror of the index may state the address relative to its own.
    url = urllib.parse.urljoin(INDEX, wheel["url"])
    with urllib.request.urlopen(url, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["digests"]["sha256"]:
        raise SystemExit(f"Error: {url} does not have the hash that the index states")
    path = directory / str(wheel["filename"])
    path.write_bytes(content)
    return path


def make(directory: Path) -> None:
    """Make (or repair) the virtual environment."""
    try:
        venv.create(directory, with_pip=True, symlinks=True)
    except (ImportError, subprocess.CalledProcessError):
        venv.create(directory, with_pip=False, symlinks=True)
        with tempfile.TemporaryDirectory() as temporary:
            wheel = download_pip(Path(temporary))
            python = str(directory / "bin" / "python")
            # A wheel is a zip archive, and Python runs a package inside one.
            command = [python, f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (the project's own is not installed yet)
        raise SystemExit(f"Error: Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    make(Path(sys.argv[1]))

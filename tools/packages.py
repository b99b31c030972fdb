"""Install the Debian packages that the tests need, or say exactly what is missing.

Uses nothing outside the standard library, so that it runs before anything is installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

EXTENSIONS = Path("/usr/share/postgresql/15/extension")

#: Package, and the file by which it is recognised.
NEEDED: Mapping[str, Path] = {
    "postgresql-15": Path("/usr/lib/postgresql/15/bin/initdb"),
    "postgresql-15-pgtap": EXTENSIONS / "pgtap.control",
    "postgresql-15-cron": EXTENSIONS / "pg_cron.control",
    "postgresql-15-plpgsql-check": EXTENSIONS / "plpgsql_check.control",
    "libtap-parser-sourcehandler-pgtap-perl": Path("/usr/bin/pg_prove"),
}
#: The same, of what some tests do without, saying so.
WANTED: Mapping[str, Path] = {
    "chromium": Path("/usr/bin/chromium"),
    "pgbouncer": Path("/usr/sbin/pgbouncer"),
}


def missing(packages: Mapping[str, Path]) -> list[str]:
    """Return the packages whose file is absent."""
    return [package for package, proof in packages.items() if not proof.exists()]


def administrator() -> list[str] | None:
    """Return the prefix that runs a command as root, or None where that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def install(packages: list[str]) -> None:
    """Install packages with apt, if this user may; leave it to the caller to look again."""
    prefix = administrator()
    apt = shutil.which("apt-get")
    if prefix is None or apt is None:
        return
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-q"]
    subprocess.run([*quiet, "update"], stdin=subprocess.DEVNULL)
    subprocess.run(
        [*quiet, "install", "--yes", "--no-install-recommends", *packages],
        stdin=subprocess.DEVNULL,
    )


def advice(packages: list[str]) -> str:
    """Say what is missing and how to get it."""
    return "\n".join(
        [
            "Error: the tests need Debian packages that are not installed:",
            *(f"  {package:<40} ({NEEDED[package]})" for package in packages),
            "Install them as root, then run make again:",
            f"  apt-get update && apt-get install --yes {' '.join(packages)}",
            "Debian 12 has them all; elsewhere add the repository of https://apt.postgresql.org",
        ]
    )


def main() -> int:
    """Install what is missing; 1 when something still is."""
    absent = missing(NEEDED)
    if wanted := absent + missing(WANTED):
        print(f"Installing {', '.join(wanted)}", flush=True)
        install(wanted)
        absent = missing(NEEDED)
    if absent:
        print(advice(absent), file=sys.stderr)
    elif lacking := missing(WANTED):
        print(f"Without {', '.join(lacking)}: what needs it will say that it did not run")
    return 1 if absent else 0


if __name__ == "__main__":
    raise SystemExit(main())

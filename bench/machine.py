"""What a run is made on: its times mean nothing without it."""

import os
import platform
import subprocess
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]


def describe(data: Path) -> dict[str, str]:
    """Return what the machine is, and what the server's data lies on."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "file system": _file_system(data),
    }


def commit() -> str:
    """Return the commit that is checked out, and whether files differ from it."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head} and changes" if changed else head


def _git(*arguments: str) -> str:
    """Return what git says."""
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def _processor() -> str:
    """Return the model of the processor; the architecture where the system does not say."""
    cpus = Path("/proc/cpuinfo")
    for line in cpus.read_text().splitlines() if cpus.exists() else []:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def _file_system(path: Path) -> str:
    """Return the kind and the device of the file system that a path lies on."""
    mounted = {Path(each.mountpoint): each for each in psutil.disk_partitions(all=True)}
    for place in (path.resolve(), *path.resolve().parents):
        if place in mounted:
            return f"{mounted[place].fstype} on {mounted[place].device}"
    return "unknown"

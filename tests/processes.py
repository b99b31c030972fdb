"""The command line in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping


def start(
    *arguments: object, environment: Mapping[str, str], stdout: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Start ``pgmomentum``; the environment is added to that of the tests."""
    return subprocess.Popen(
        [sys.executable, "-m", "pgmomentum", *map(str, arguments)],
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "",  # as for users
            "PYTHONPATH": os.pathsep.join(sys.path),
            **environment,
        },
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )

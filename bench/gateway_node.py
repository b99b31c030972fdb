"""The gateway beside a naive bridge of Node.js: a message per row, and nothing that is kept.

1,000 clients of both get scores that 32 connections update one by one, as fast as they can. Then
the bridge is killed and started again under 200 updates a second; its clients come back.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import gateway, realtime
from bench.database import Bench, Database
from bench.gateway_latency import CLIENTS
from bench.progress import say
from bench.results import NotAvailableError, Result

SOURCE = Path(__file__).parent / "gateway_node"
WRITERS = 32
SECONDS = 10
#: Updates a second while it is restarted, and seconds around that, and that it is away.
RATE = 200
BEFORE, AWAY, AFTER = 3, 1, 4
#: Seconds of silence after which nothing more is expected.
SILENCE = 5


class Found(NamedTuple):
    """What a bridge achieves."""

    #: Messages delivered per second.
    rate: float
    #: Events of the restart, and those of them that did not come.
    events: int
    lost: int


@contextmanager
def installed() -> Iterator[Path]:
    """Yield a directory with the naive bridge and what it needs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotAvailableError("no node, or no npm")
    with tempfile.TemporaryDirectory() as directory:
        for file in SOURCE.iterdir():
            shutil.copy(file, directory)
        done = subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"],
            cwd=directory,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NotAvailableError(f"npm install fails: {done.stderr.strip()[-200:]}")
        yield Path(directory)


def measure(database: Database, program: gateway.Program, users: int, seconds: int) -> Found:
    """Let a bridge deliver, and restart it."""
    with gateway.running(program) as clients, ThreadPoolExecutor() as pool:
        clients.ask("join", first=0, count=users)
        clients.ask("keep_scores")
        sent = gateway.update(database, 0, users, WRITERS, f"--time={seconds}")
        clients.ask("wait", count=len(sent), patience=SILENCE)
        received = clients.ask("forget")
        if {each[:2] for each in received} != sent.keys():
            raise RuntimeError(f"{len(sent)} updates, {len(received)} messages")
        start = min(call.sent for call in sent.values())
        rate = len(received) / (max(each.at for each in received) - start)

        clients.ask("come_back")
        gateway.reset(database)
        writing = pool.submit(
            gateway.update,
            database,
            0,
            users,
            8,
            f"--rate={RATE}",
            f"--time={BEFORE + AWAY + AFTER}",
        )
        time.sleep(BEFORE)
        program.kill()
        time.sleep(AWAY)
        program.start()
        due = writing.result()
        clients.ask("wait", count=len(due), patience=SILENCE)
        lost = due.keys() - {each[:2] for each in clients.ask("forget")}
    return Found(rate, len(due), len(lost))


def run(bench: Bench) -> Iterator[Result]:
    """Measure."""
    users, seconds = bench.size.of(CLIENTS, 20), bench.size.of(SECONDS, 2)
    with installed() as directory:
        with gateway.database(bench) as database:
            realtime.choose(database, "deferred")
            ours = measure(database, gateway.start(database), users, seconds)
            say(f"  the gateway: {ours}")
        with gateway.database(bench) as database, realtime.silence(database):
            database.connection.execute((SOURCE / "notify.sql").read_bytes())
            environment = database.server.environment(database.name)
            naive = gateway.Program(["node", str(directory / "bridge.js")], environment)
            theirs = measure(database, naive, users, seconds)
            say(f"  the naive bridge: {theirs}")
    yield Result(
        "gateway-node",
        ours.rate,
        theirs.rate,
        "messages/s",
        ours.rate / theirs.rate,
        "ahead",
        ours.rate > theirs.rate,
        "of committed updates, one by one; the gateway under notify_mode deferred",
        used=theirs.rate / ours.rate,
    )
    yield Result(
        "gateway-node lost",
        ours.lost,
        theirs.lost,
        "events",
        None,
        "0, and ahead",
        ours.lost == 0 < theirs.lost,
        f"of {ours.events:,} and {theirs.events:,}, across a restart",
    )

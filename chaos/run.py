"""A run: everyone at once, for a while; then what is due is done, and everything is recomputed."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psycopg

from chaos.checks import acknowledged, activities, badges, milestones, outbox, scores, summaries
from chaos.crashes import crashes
from chaos.faults import Faults
from chaos.listener import Listener
from chaos.runner import Runner
from chaos.settle import settle
from chaos.workers import Worker
from chaos.world import LEAP, Tally, World
from chaos.writers import Writer
from tools.pgtap import install
from tools.servers import throw_away

WRITERS, WORKERS = 5, 3
#: Until an actor has noticed that the run is over: as long as a statement may take.
PATIENCE = 90.0
DATABASE = "postgres"
#: A server that keeps what it has acknowledged when it is stopped; the machine does not crash.
SETTINGS = {
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_preload_libraries": "",
}
#: What is done to the installation before a run, or after it.
Change = Callable[[psycopg.Connection], object]
#: Differences by area.
Checks = Mapping[str, Iterator[str]]


def run(
    server: int,
    seed: int,
    users: int,
    seconds: float,
    plant: Change | None = None,
    tamper: Change | None = None,
    say: Callable[[str], object] = print,
) -> Tally:
    """Let everyone act for so many seconds, and return what was done and what differs."""
    with throw_away(server, SETTINGS) as running, tempfile.TemporaryDirectory() as directory:
        dsn = running.dsn(DATABASE)
        install(dsn)
        world = World(dsn, users)
        if plant is not None:
            with world.session("plant") as connection:
                plant(connection)
        writers = [Writer(world, f"writer {number}", seed) for number in range(WRITERS)]
        workers = [Worker(world, f"worker {number}", seed) for number in range(WORKERS)]
        listeners = [Listener(world, user, seed) for user in (None, world.users[0])]
        runner = Runner(world, Path(directory), seed)
        faults = Faults(world, running, runner, seed)
        acting = (*writers, *workers, runner, faults)
        for thread in (*acting, *listeners):
            thread.start()
        try:
            world.over.wait(seconds)
        finally:
            world.over.set()
            faults.join(PATIENCE)  # who goes now, by Ctrl-C, leaves no server being started
            runner.kill()
        for thread in acting:
            thread.join(PATIENCE)
            if thread.is_alive():
                world.tally.differs(f"{thread.name} does not come to its end")
        say("settling")
        world.while_closed(lambda: None, LEAP)
        with world.session("checker") as connection:
            connection.execute("SET statement_timeout = '10min'")
            settle(world, runner, connection)
            if tamper is not None:
                tamper(connection)
            for listener in listeners:
                listener.finish(outbox.last_position(connection, listener.user_id))
            say("checking")
            began = time.monotonic()
            _check(world, connection, writers, runner, listeners)
            for crash in crashes(Path(running.host, "log")):
                world.tally.differs(f"the server crashed by itself: {crash}")
            say(f"checked in {time.monotonic() - began:.1f} s")
        for writer in writers:
            for outcome, number in writer.ledger.unknown.items():
                world.tally.operations[f"transactions broken off: {outcome}"] += number
        world.tally.operations["events heard"] = len(listeners[0].events)
        return world.tally


def _check(
    world: World,
    connection: psycopg.Connection,
    writers: Sequence[Writer],
    runner: Runner,
    listeners: Sequence[Listener],
) -> None:
    files = runner.files.imported
    found = activities.read(connection, writers, files)
    compare_all(
        world.tally,
        {
            "acknowledged": acknowledged.differences(connection, world, writers, files),
            "scores": scores.differences(connection, world),
            "summaries": summaries.differences(connection, world),
            "milestones": milestones.differences(connection, world, found),
            "badges": badges.differences(connection, world, found),
            "outbox": outbox.differences(connection, world, listeners),
        },
    )


def compare_all(tally: Tally, checks: Checks) -> None:
    """Note the differences of each area; to have nothing to compare is one."""
    for area, differences in checks.items():
        for difference in differences:
            tally.differs(f"{area}: {difference}")
        if not tally.compared[area]:
            tally.differs(f"{area}: there is nothing to compare")

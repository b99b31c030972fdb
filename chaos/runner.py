"""The runner: commands of pgmomentum as processes, one after the other, some of them killed."""

import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from chaos.acting import Acting
from chaos.ledger import ActivityRow, EventRow, Stored
from chaos.world import ACTIVITY_TYPES, EVENT_TYPES, FIRST_DAY, ORGANISATIONS, World
from tests.badges.people import organisation_id

#: Lines of a file to import.
LINES = 400
#: Seconds until a command counts as stuck.
PATIENCE = 120.0
#: What a command may say when its session is ended or the server is down.
LOST = re.compile(
    "terminating connection|server closed the connection|connection .*(failed|lost|refused)"
    "|database system is|connection is bad|consuming input failed|could not connect"
)


@dataclass(frozen=True)
class File:
    """A file to import, and what is in it."""

    path: Path
    kind: str
    rows: dict[UUID, Stored]


@dataclass
class Files:
    """Files by whether their import was acknowledged."""

    imported: list[File] = field(default_factory=list)
    open: list[File] = field(default_factory=list)


class Runner(Acting):
    """Starts commands, and notes how they end."""

    def __init__(self, world: World, directory: Path, seed: int) -> None:
        super().__init__(world, "runner")
        self.files = Files()
        self._directory = directory
        self._users = [user for user in world.users if user not in world.prompt]
        self._random = random.Random(f"{seed} runner")
        self._process: subprocess.Popen[str] | None = None
        self._was_killed = False
        self._lock = threading.Lock()

    def work(self) -> None:
        """Run commands until the run is over."""
        while not self.world.over.is_set():
            if self._random.random() < 0.4:
                if not self.files.open or self._random.random() < 0.5:
                    self.files.open.append(self._make_file())
                self.bring(self._random.choice(self.files.open))
            else:
                self.command(*self._some_command())

    def _some_command(self) -> Sequence[str]:
        today = self.world.today
        day = today - timedelta(days=self._random.choice((0, 0, 1, 2, 5)))
        span = ("--from", str(max(day - timedelta(days=3), FIRST_DAY)), "--to", str(day))
        return self._random.choice(
            (
                ("score", "--date", str(self.world.today - timedelta(days=1))),
                ("score", *span, *(f"--user={user}" for user in self._users[:9])),
                ("backfill", *span, "--announce", "--page-size", "50", "--commit-every", "50"),
                ("evaluate", "milestones"),
                ("evaluate", "badges", "--since", "2 days"),
            )
        )

    def bring(self, file: File) -> None:
        """Import a file; who is interrupted starts again, some other time."""
        if self.command("import", file.kind, str(file.path)):
            self.files.open.remove(file)
            self.files.imported.append(file)

    def command(self, *arguments: str) -> bool:
        """Run a command; return whether it went well."""
        name = " ".join(arguments[:2] if arguments[0] in ("evaluate", "import") else arguments[:1])
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PG")},
            "PGMOMENTUM_DATABASE_URL": self.world.dsn,
            "PGOPTIONS": "-c momentum.past_days=told",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        with self.world.door, self._lock:
            self._was_killed = False
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pgmomentum", *arguments, "--json"],
                cwd=self._directory,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
        try:
            _, said = self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            self.world.tally.differs(f"pgmomentum {' '.join(arguments)} is stuck")
            return False
        with self._lock:
            was_killed = self._was_killed
            status = self._process.returncode
            self._process = None
        if status == 0:
            self.world.tally.did(f"runner: {name}")
            return True
        if was_killed or LOST.search(said):
            self.world.tally.did("runner: interrupted")
        else:
            self.world.tally.differs(f"pgmomentum {' '.join(arguments)}: status {status}: {said}")
        return False

    def kill(self) -> bool:
        """Kill the command that runs, with -9; return whether there was one."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                return False
            self._was_killed = True
            self._process.kill()
            return True

    def _make_file(self) -> File:
        choose, number = self._random, len(self.files.imported) + len(self.files.open)
        kind = choose.choice(("events", "activities"))
        rows: dict[UUID, Stored] = {}
        for _ in range(LINES):
            user = choose.choice(self._users)
            at = self._instant()
            rows[UUID(int=choose.getrandbits(128))] = (
                EventRow(user, choose.choice(EVENT_TYPES), at)
                if kind == "events"
                else ActivityRow(
                    user,
                    organisation_id(choose.randrange(ORGANISATIONS)),
                    choose.choice(ACTIVITY_TYPES),
                    at,
                )
            )
        path = self._directory / f"{number}-{kind}.jsonl"
        path.write_text("".join(f"{_line(row_id, row)}\n" for row_id, row in rows.items()))
        return File(path, kind, rows)

    def _instant(self) -> datetime:
        start = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
        seconds = int((self.world.now - start).total_seconds())
        return start + timedelta(seconds=self._random.randrange(seconds))


def _line(row_id: UUID, row: Stored) -> str:
    if isinstance(row, EventRow):
        return json.dumps(
            {
                "id": str(row_id),
                "user_id": str(row.user_id),
                "event_type": row.event_type,
                "event_ts": row.event_ts.isoformat(),
            }
        )
    return json.dumps(
        {
            "activity_id": str(row_id),
            "user_id": str(row.user_id),
            "organisation_id": str(row.organisation_id),
            "activity_type": row.activity_type,
            "completed_at": row.completed_at.isoformat(),
        }
    )

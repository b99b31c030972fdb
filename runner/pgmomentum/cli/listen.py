"""listen."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from contextlib import suppress
from functools import partial
from io import UnsupportedOperation
from typing import Any

import click

from pgmomentum.cli import json_option, pass_database
from pgmomentum.database import Database
from pgmomentum.listening import NOW, OLDEST, follow
from pgmomentum.views import printable
from pgmomentum.views.events import told_message

_EVENT_ID = re.compile("[0-9a-f]{12}-[0-9]{1,18}")


class _Position(click.ParamType[str]):
    name = "event id"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        if value not in (NOW, OLDEST) and not _EVENT_ID.fullmatch(value):
            self.fail(
                f"{value!r} is not an event id such as 6c1d0f8e2a97-1041, {OLDEST} or {NOW}",
                param,
                context,
            )
        return str(value)


@click.command()
@click.option("--user", type=click.UUID, help="Events of this user, and those for everyone.")
@click.option("--all", "everyone", is_flag=True, help="Events of all users (the default).")
@click.option(
    "--after",
    type=_Position(),
    metavar="EVENT_ID",
    default=NOW,
    show_default=True,
    help="Begin after this event; oldest: with the oldest kept; now: with what comes.",
)
@json_option
@pass_database
def listen(
    database: Database, user: uuid.UUID | None, everyone: bool, after: str, as_json: bool
) -> None:
    """Print events as they are committed, until Ctrl-C.

    A line for each: its id, when it was announced, what, of whom. The id is for --after. Where the
    connection is lost it is opened again, and what was missed meanwhile is printed first. A line
    says so where events can no longer be told: fetch the state anew.

    With --json an object for each; {"recovered": false, "last_event_id"} where events can no
    longer be told; and {"last_event_id"}, also for --after, at the start and at most once a minute
    where all events since the last one were not of this user.
    """
    if user is not None and everyone:
        raise click.UsageError("--user and --all exclude each other.")
    try:
        for message in follow(
            partial(database.connect, lasting=True),
            user,
            after,
            lambda text: click.echo(f"Warning: {printable(text)}", err=True),
        ):
            line = json.dumps(message) if as_json else told_message(message)
            if line is not None:
                click.echo(line)
    except KeyboardInterrupt:
        # The way to end it. A line that nobody takes would keep Python waiting as it ends.
        with suppress(UnsupportedOperation):  # in memory nothing waits
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

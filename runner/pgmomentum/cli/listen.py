"""listen."""

from __future__ import annotations

import json
import uuid
from functools import partial

import click

from pgmomentum.cli import json_option, pass_database
from pgmomentum.database import Database
from pgmomentum.listening import follow
from pgmomentum.views.events import told_event


@click.command()
@click.option("--user", type=click.UUID, help="Events of this user, and those for everyone.")
@click.option("--all", "everyone", is_flag=True, help="Events of all users (the default).")
@click.option("--after", metavar="EVENT_ID", help="Begin after this event (default: from now on).")
@json_option
@pass_database
def listen(
    database: Database, user: uuid.UUID | None, everyone: bool, after: str | None, as_json: bool
) -> None:
    """Print events as they are committed, until Ctrl-C.

    A line for each; with --json an object, whose event_id --after takes. Where the connection is
    lost it is opened again, and what was missed meanwhile is printed first.
    """
    if user is not None and everyone:
        raise click.UsageError("--user and --all exclude each other.")
    try:
        for event in follow(
            partial(database.connect, lasting=True),
            user,
            after,
            lambda text: click.echo(f"Warning: {text}", err=True),
        ):
            click.echo(json.dumps(event) if as_json else told_event(event))
    except KeyboardInterrupt:
        # the way to end it
        return

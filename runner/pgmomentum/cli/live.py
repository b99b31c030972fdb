"""demo --live: the gateway and its page, before a population that goes on with its day."""

from __future__ import annotations

import asyncio
import random
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from pgmomentum.cli.gateway import require_extra, run_until_signal
from pgmomentum.database import Database
from pgmomentum.demo import Plan
from pgmomentum.live import Day

_HOST = "127.0.0.1"
#: Seconds from one thing that happens to the next.
_SOONEST, _LATEST = 1.0, 3.0


@contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does, while there is no gateway: the embedded server ends, too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def check(port: int) -> None:
    """Raise PgmomentumError where the page cannot be served, before all the work for it."""
    require_extra()
    from pgmomentum.gateway.server import bound

    bound(_HOST, port).close()


def serve(database: Database, chosen: Plan, port: int) -> None:
    """Serve the page, and let things happen, until SIGTERM or Ctrl-C.

    Tokens are signed with a secret that nobody else has, and that is forgotten at the end.
    """
    from pgmomentum.gateway import server
    from pgmomentum.gateway.options import Options
    from pgmomentum.gateway.tokens import Verifier

    day = Day(database.connection, chosen)
    secret = secrets.token_urlsafe(48)

    async def serving(stop: asyncio.Event) -> None:
        happening = asyncio.create_task(_go_on(day, stop))
        try:
            await server.serve(
                Options(host=_HOST, port=port, development=True),
                database.conninfo,
                Verifier(secret, development=True),
                stop,
                lambda url: _tell(url, day, chosen),
                secret,
            )
        finally:
            stop.set()
            await happening

    run_until_signal(serving)


async def _go_on(day: Day, stop: asyncio.Event) -> None:
    try:
        while not stop.is_set():
            await asyncio.to_thread(day.step)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), random.uniform(_SOONEST, _LATEST))
    finally:
        stop.set()


def _tell(url: str, day: Day, chosen: Plan) -> None:
    favourite = day.favourite
    others = {person.habit: person for person in chosen.persons if person != favourite}
    page = f"{url}/?user={favourite.user_id}"
    click.echo("\nA person's page, and what the operator sees:\n")
    click.echo(f"  {page}")
    click.echo(f"  {page}#operator")
    if others:
        click.echo("\nOther people:\n")
    for habit, person in others.items():
        click.echo(f"  {url}/?user={person.user_id}  {habit}")
    click.echo(
        "\nSomething happens every one to three seconds. A day with many events begins anew: most"
        "\nof them are deleted, and the score follows. Ctrl-C ends it."
    )

"""gateway."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import click

from pgmomentum.cli import pass_database
from pgmomentum.database import Database, PgmomentumError

SECRET = "PGMOMENTUM_JWT_SECRET"
#: What a secret of HS256 has at least, in bytes.
_SHORTEST_SECRET = 32
_EXTRA = ("aiohttp", "jwt", "prometheus_client", "psycopg_pool")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True)
@click.option(
    "--jwks",
    metavar="FILE|URL",
    help="Public keys of tokens that are signed with RS256 or ES256, as a JSON Web Key Set.",
)
@click.option("--audience", help="What a token has to be for: its claim aud.")
@click.option("--issuer", help="Who has to have made a token: its claim iss.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="URL",
    help="Let in pages of this origin, such as https://app.example.com; may be given again. "
    "Default: pages of the gateway itself.",
)
@click.option(
    "--allow-token-in-url", "token_in_url", is_flag=True, help="Take ?token=, which ends in logs."
)
@click.option(
    "--connections",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help="Connections to the database for queries; one more listens.",
)
@click.option("--max-clients", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--max-per-user", type=click.IntRange(1), default=8, show_default=True)
@click.option(
    "--max-message",
    type=click.IntRange(256),
    default=16 * 1024,
    show_default=True,
    help="Bytes of a message of a client.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0.1),
    default=20.0,
    show_default=True,
    help="Messages of a client per second.",
)
@click.option(
    "--burst",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="Messages of a client at once.",
)
@click.option(
    "--queue-bytes",
    type=click.IntRange(1024),
    default=256 * 1024,
    show_default=True,
    help="Bytes that may wait for a client.",
)
@click.option(
    "--queue-seconds",
    type=click.FloatRange(0.1),
    default=20.0,
    show_default=True,
    help="How long something may wait for a client.",
)
@click.option(
    "--handshake-seconds",
    type=click.FloatRange(0.1),
    default=10.0,
    show_default=True,
    help="How long a client may take to send its request, and its token.",
)
@click.option(
    "--ping-seconds",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Silence after which a client is asked whether it is there.",
)
@click.option(
    "--silence-seconds",
    type=click.FloatRange(0.1),
    default=75.0,
    show_default=True,
    help="Silence after which a client counts as gone.",
)
@click.option(
    "--development",
    is_flag=True,
    help="Hand out tokens at /dev/token to whoever sits at this machine.",
)
@pass_database
def gateway(
    database: Database, /, jwks: str | None, audience: str | None, issuer: str | None, **given: Any
) -> None:
    """Serve the live page, and updates over WebSocket and HTTP.

    The secret of tokens that are signed with HS256 comes from PGMOMENTUM_JWT_SECRET; --jwks names
    the keys of others. docs/gateway.md has the protocol. It ends with SIGTERM or Ctrl-C.
    """
    require_extra()
    from pgmomentum.gateway.options import Options
    from pgmomentum.gateway.server import serve
    from pgmomentum.gateway.tokens import KeySet, Verifier

    secret = os.environ.get(SECRET) or None
    if secret is None and jwks is None:
        raise PgmomentumError(
            "nobody could be let in: there is no key to check tokens with",
            f"Set {SECRET}, or name the public keys with --jwks.",
        )
    if secret is not None and len(secret.encode()) < _SHORTEST_SECRET:
        click.echo(
            f"Warning: the secret is shorter than {_SHORTEST_SECRET} bytes: it can be guessed",
            err=True,
        )
    options = Options(**given)
    if options.development and (secret is None or options.host not in ("127.0.0.1", "::1")):
        raise click.UsageError(f"--development needs {SECRET}, and a --host of this machine.")
    verifier = Verifier(
        secret,
        KeySet(jwks) if jwks else None,
        audience,
        issuer,
        development=options.development,
    )
    conninfo = database.conninfo
    run_until_signal(
        lambda stop: serve(
            options,
            conninfo,
            verifier,
            stop,
            lambda url: click.echo(f"Listening on {url}"),
            secret,
        )
    )


def require_extra() -> None:
    """Raise PgmomentumError where the packages are not there that the gateway needs."""
    if not all(importlib.util.find_spec(name) for name in _EXTRA):
        raise PgmomentumError(
            "the gateway needs packages that are not installed",
            "pip install 'pgmomentum[gateway]' installs them.",
        )


def run_until_signal(serving: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run what ends in order when an event is set: by SIGTERM or Ctrl-C."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # what strangers send to it is none of the log's business
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_until_signal(serving))


async def _until_signal(serving: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT) if sys.platform != "win32" else ()

    def end() -> None:
        for number in signals:
            loop.remove_signal_handler(number)  # the next one ends it at once
        stop.set()

    for number in signals:
        loop.add_signal_handler(number, end)
    await serving(stop)


def _loop_factory() -> Any:
    """Return the quickest event loop that there is; psycopg cannot use the default of Windows."""
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop
    if importlib.util.find_spec("uvloop"):
        import uvloop

        return uvloop.new_event_loop
    return None

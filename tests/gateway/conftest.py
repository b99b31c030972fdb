"""Gateways in a thread of this process, with the bounds that a test wants."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uvloop

from pgmomentum.gateway.options import Options
from pgmomentum.gateway.server import serve
from pgmomentum.gateway.tokens import Verifier
from tests.gateway.client import PATIENCE, Client
from tests.gateway.tokens import SECRET, token_of
from tests.support import make_user


class Gateway:
    """A gateway, started."""

    def __init__(self, dsn: str, verifier: Verifier | None = None, **options: Any) -> None:
        self._dsn = dsn
        self._verifier = verifier or Verifier(SECRET, development=bool(options.get("development")))
        self._options = Options(**{"port": 0, "tick_seconds": 0.05, **options})
        self._ready: Future[str] = Future()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self.url = self._ready.result(PATIENCE)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._serve())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        await serve(
            self._options,
            self._dsn,
            self._verifier,
            self._stop,
            self._ready.set_result,
            SECRET,
        )

    def client(self, user_id: UUID, **options: Any) -> Client:
        """Return a client of a user, connected."""
        return Client(self.url, token_of(user_id), **options)

    def stop(self) -> None:
        """End it, as SIGTERM does."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


Start = Callable[..., Gateway]


@pytest.fixture
def start(database: str) -> Iterator[Start]:
    """Start a gateway with options."""
    started: list[Gateway] = []

    def call(dsn: str = database, **options: Any) -> Gateway:
        started.append(Gateway(dsn, **options))
        return started[-1]

    yield call
    for gateway in started:
        gateway.stop()


@pytest.fixture
def gateway(start: Start) -> Gateway:
    """A gateway as it is by default."""
    return start()


@pytest.fixture
def user(db: psycopg.Connection) -> UUID:
    """A user."""
    return make_user(db)

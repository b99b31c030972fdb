"""The load generator of the gateway's benchmarks: many clients in a process of its own.

Clients in bench.gateway tells it through a pipe what to do. Times are seconds of the clock of the
machine, which pgbench writes to its log, too.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import resource
import socket
import time
from multiprocessing.connection import Connection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import uvloop
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.gateway_visits import Arrival, Visit, request_of, token, user_id

#: Seconds after which what was to come counts as not coming.
PATIENCE = 60.0
#: Clients that connect at the same time.
AT_ONCE = 32
_EVENT = b'{"type":"realtime_event"'
_SCORE = b'"final_score":'
_ID = b'"event_id": "'
#: Bytes that the system takes for a client that does not read.
_STALLED_BUFFER = 4096


class Received(NamedTuple):
    """A score that came: of which user, in hundredths of a point, and when."""

    user: int
    score: int
    at: float


class Client(WSListener):
    """A client of one user."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self._crowd = crowd
        self._number = number
        self._headers = {"Authorization": f"Bearer {token(number)}"}
        self._transport: WSTransport | None = None
        self._waits_for = ""
        self._served: asyncio.Future[float] | None = None
        #: Where it goes on from, once it has a state.
        self.last_event_id: str | None = None
        self.comes_back = False

    async def connect(self) -> Arrival:
        """Connect; one that had a state goes on from there."""
        self._waits_for = "resumed" if self.last_event_id else "initial_state"
        path = f"/ws?user_id={user_id(self._number)}"
        if self.last_event_id:
            path += f"&last_event_id={self.last_event_id}"
        started = time.time()
        self._served = asyncio.get_running_loop().create_future()
        await ws_connect(
            lambda: self,
            self._crowd.url + path,
            extra_headers=self._headers,
            websocket_handshake_timeout=PATIENCE,
            read_buffer_init_size=2048,
        )
        opened = time.time()
        async with asyncio.timeout(PATIENCE):
            return Arrival(opened - started, await self._served - started)

    def leave(self) -> None:
        """Go without a word."""
        self.comes_back = False
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Keep the connection."""
        self._transport = transport

    def on_ws_frame(self, _: WSTransport, frame: WSFrame) -> None:
        """Note an event, or what else was said."""
        if frame.msg_type is not WSMsgType.TEXT:
            return
        text = frame.get_payload_as_bytes()
        if text.startswith(_EVENT):
            self._crowd.count += 1
            if self._crowd.keeps_scores:
                start = text.index(_SCORE) + len(_SCORE)
                score = round(100 * float(text[start : text.index(b",", start)]))
                self._crowd.received.append(Received(self._number, score, time.time()))
                start = text.find(_ID) + len(_ID)
                if start >= len(_ID):
                    self.last_event_id = text[start : text.index(b'"', start)].decode()
            return
        message = json.loads(text)
        if message["type"] == "resumed":
            if not message["recovered"]:
                self._crowd.unrecovered += 1
            self.last_event_id = message.get("last_event_id")
        elif message["type"] == "initial_state" and self.last_event_id is None:
            self.last_event_id = message.get("last_event_id")
        if message["type"] == self._waits_for and self._served and not self._served.done():
            self._served.set_result(time.time())

    def on_ws_disconnected(self, _: WSTransport) -> None:
        """Come back, if that is what it does."""
        was_served = self._served is not None and self._served.done()
        self._transport = None
        if self._served is not None and not self._served.done():
            self._served.set_exception(ConnectionResetError("closed before it was served"))
        if self.comes_back and was_served:
            self._crowd.begin(self._come_back())

    async def _come_back(self) -> None:
        while self.comes_back:
            await asyncio.sleep(random.uniform(0.05, 0.2))
            try:
                await self.connect()
            except (OSError, WSError):
                continue
            return


class Crowd:
    """All clients, and what they got. Its public methods are what the pipe may ask for."""

    def __init__(self, url: str) -> None:
        self.url = url.replace("http", "ws", 1)
        self.count = self.unrecovered = 0
        self.keeps_scores = False
        self.received: list[Received] = []
        self._clients: list[Client] = []
        self._stalled: list[socket.socket] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(self, work: Any) -> None:
        """Do something beside."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def join(self, first: int, count: int, at_once: int = AT_ONCE) -> None:
        """Add clients of so many users."""
        added = [Client(self, number) for number in range(first, first + count)]
        self._clients += added
        gate = asyncio.Semaphore(at_once)

        async def one(client: Client) -> None:
            async with gate:
                await client.connect()

        await asyncio.gather(*map(one, added))

    async def stall(self, first: int, count: int) -> None:
        """Add clients that read nothing but the answer of their handshake."""
        loop, url = asyncio.get_running_loop(), urlsplit(self.url)
        for number in range(first, first + count):
            made = socket.socket()
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _STALLED_BUFFER)
            made.setblocking(False)
            await loop.sock_connect(made, (url.hostname, url.port))
            await loop.sock_sendall(made, request_of(url.netloc, number))
            if not (await loop.sock_recv(made, 12)).endswith(b"101"):
                raise RuntimeError("not let in")
            self._stalled.append(made)

    async def keep_scores(self) -> None:
        """Keep each score from here on, and not only their number."""
        self.keeps_scores = True

    async def come_back(self) -> None:
        """Let clients come back from here on, by themselves, where a connection is lost."""
        for client in self._clients:
            client.comes_back = True

    async def wait(self, count: int, patience: float = PATIENCE) -> int:
        """Wait until so many events came, or nothing new has for a while; return their number."""
        seen, since = -1, time.monotonic()
        while self.count < count and time.monotonic() - since < patience:
            if self.count != seen:
                seen, since = self.count, time.monotonic()
            await asyncio.sleep(0.001)
        return self.count

    async def forget(self) -> list[Received]:
        """Return what came, and begin anew."""
        received, self.received, self.count = self.received, [], 0
        return received

    async def leave(self, *, for_good: bool = True) -> None:
        """Let all go."""
        for client in self._clients:
            client.leave()
        if for_good:
            self._clients.clear()
        while self._stalled:
            self._stalled.pop().close()

    async def return_at_once(self) -> tuple[list[Arrival], int]:
        """Let all who left connect at once; return their times, and how many had to start anew."""
        arrivals = await asyncio.gather(*(client.connect() for client in self._clients))
        return arrivals, self.unrecovered

    async def visit(self, users: int, seconds: float, rate: float | None) -> list[Arrival]:
        """Let clients connect and go again: at a rate, or as fast as 32 of them can."""
        arrivals: list[Arrival] = []
        url = urlsplit(self.url)
        requests = itertools.cycle([request_of(url.netloc, number) for number in range(users)])
        loop = asyncio.get_running_loop()

        async def one() -> None:
            visit = Visit(next(requests))
            await loop.create_connection(lambda: visit, str(url.hostname), url.port or 80)
            async with asyncio.timeout(PATIENCE):
                arrivals.append(await visit.arrived)

        async def again_and_again() -> None:
            while time.monotonic() < end:
                await one()

        start = time.monotonic()
        end = start + seconds
        async with asyncio.TaskGroup() as group:
            if rate is None:
                for _ in range(AT_ONCE):
                    group.create_task(again_and_again())
            else:
                for number in range(round(seconds * rate)):
                    await asyncio.sleep(start + number / rate - time.monotonic())
                    group.create_task(one())
        return arrivals


async def _obey(pipe: Connection, url: str) -> None:
    crowd = Crowd(url)
    while True:
        try:
            name, arguments = await asyncio.to_thread(pipe.recv)
        except EOFError:
            return
        try:
            answer = await getattr(crowd, name)(**arguments)
        except Exception as error:
            answer = RuntimeError(f"{name}: {error!r}")
        pipe.send(answer)


def main(pipe: Connection, url: str) -> None:
    """Obey until nobody is there any more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(_obey(pipe, url))

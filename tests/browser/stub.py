"""A gateway that knows one user and does as it is told, also what a real one rarely does."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Coroutine
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import WSMsgType, web

from tests.browser import canned
from tests.browser.canned import Json

T = TypeVar("T")
STATIC = Path(str(resources.files("pgmomentum"))) / "gateway" / "static"
CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"
PATIENCE = 30.0


class Stub:
    """Serves in a thread of its own; what it is told and asked by tests goes through its loop."""

    def __init__(self) -> None:
        self.url = ""
        #: What is asked for, by the name of the question.
        self.data: dict[str, Any] = {
            "momentum": canned.momentum(),
            "interventions": canned.interventions(),
            "notifications": canned.notifications(),
            "dashboard": canned.dashboard(),
            "overview": canned.overview(),
        }
        self.health = canned.health()
        #: The outbox.
        self.events: list[Json] = []
        self.recovers = True
        self.answers_pings = True
        #: Tokens that are not good any more.
        self.expired: set[str] = set()
        #: Tokens given out by /dev/token.
        self.given = 0
        #: Every message that came, and every question asked by HTTP.
        self.received: list[Json] = []
        self.asked: list[str] = []
        self._changed = threading.Condition()
        self._sockets: set[web.WebSocketResponse] = set()
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.start()

    # What tests say.

    def start(self) -> None:
        """Serve: at the same address as before."""
        self._run(self._start())

    def stop(self) -> None:
        """Be gone at once, as after kill -9."""
        self._run(self._stop())

    def end(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def send(self, **message: Any) -> None:
        """Send a message to every client."""
        self._run(self._send(message))

    def tell(self, event: Json) -> None:
        """Let an event happen, and send it to every client."""
        self.events.append(event)
        self.send(type="realtime_event", event=event)

    def close(self, code: int) -> None:
        self._run(self._close(code))

    def messages(self, kind: str, count: int = 1) -> list[Json]:
        """Wait until so many messages of a type have come, and return them."""

        def found() -> list[Json]:
            return [each for each in self.received if each["type"] == kind]

        with self._changed:
            enough = self._changed.wait_for(lambda: len(found()) >= count, PATIENCE)
        assert enough, f"{len(found())} {kind} instead of {count}: {self.received}"
        return found()

    def questions(self, count: int) -> set[str]:
        """Wait until so many questions have been asked, and return them."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= count, PATIENCE), self.asked
        return set(self.asked)

    # What it does.

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _start(self) -> None:
        app = web.Application()
        app.on_response_prepare.append(_protect)
        app.router.add_get("/functions/v1/realtime-momentum-sync", self._connect)
        app.router.add_get("/sync/health", self._health)
        app.router.add_post("/sync/{question}", self._answer)
        app.router.add_get("/dev/token", self._token)
        app.router.add_get("/", _file)
        app.router.add_get("/{name}", _file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def _stop(self) -> None:
        for socket in self._sockets:
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _send(self, message: Json) -> None:
        for socket in self._sockets:
            await socket.send_str(json.dumps(message))

    async def _close(self, code: int) -> None:
        for socket in list(self._sockets):
            await socket.close(code=code)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                message = json.loads(frame.data)
                await self._take(socket, message)
                self._note(message)
        self._sockets.discard(socket)
        return socket

    def _note(self, message: Json) -> None:
        with self._changed:
            self.received.append(message)
            self._changed.notify_all()

    async def _take(self, socket: web.WebSocketResponse, message: Json) -> None:
        match message["type"]:
            case "auth" if message["token"] in self.expired:
                await socket.close(code=4401)
            case "auth" if socket in self._sockets:
                await socket.send_json({"type": "authenticated"})
            case "auth":
                self._sockets.add(socket)
                user_id = canned.user_of(message["token"])
                await socket.send_json(
                    {"type": "subscription_confirmed", "channels": [], "user_id": user_id}
                )
                await self._send_state(socket)
            case "resume":
                await self._resume(socket, message["last_event_id"])
            case "request_momentum_update":
                await socket.send_json(
                    {"type": "momentum_state_update", "momentum": self.data["momentum"]}
                )
            case "mark_notification_read":
                await self._mark_read(socket, message["notification_id"])
            case "cache_invalidation_ack":
                key = message["cache_key"]
                await socket.send_json({"type": "cache_invalidation_confirmed", "cache_key": key})
            case "ping" if self.answers_pings:
                await socket.send_json({"type": "pong", "timestamp": canned.instant()})

    async def _send_state(self, socket: web.WebSocketResponse) -> None:
        await socket.send_json(
            {
                "type": "initial_state",
                "momentum": self.data["momentum"],
                "interventions": self.data["interventions"],
                "last_event_id": self._last_event_id,
            }
        )

    @property
    def _last_event_id(self) -> str:
        return self.events[-1]["event_id"] if self.events else "86b4ab0a724b-0"

    async def _resume(self, socket: web.WebSocketResponse, after: str) -> None:
        if not self.recovers:
            await socket.send_json({"type": "resumed", "recovered": False})
            await self._send_state(socket)
            return
        ids = [each["event_id"] for each in self.events]
        missed = self.events[ids.index(after) + 1 :] if after in ids else self.events
        for event in missed:
            await socket.send_json({"type": "realtime_event", "event": event})
        await socket.send_json(
            {
                "type": "resumed",
                "recovered": True,
                "count": len(missed),
                "last_event_id": self._last_event_id,
            }
        )

    async def _mark_read(self, socket: web.WebSocketResponse, notification_id: str) -> None:
        for each in self.data["notifications"]:
            if each["notification_id"] == notification_id:
                each["read_at"] = canned.instant()
                await socket.send_json(
                    {"type": "notification_marked_read", "notification_id": notification_id}
                )
                return
        await socket.send_json({"type": "error", "code": "not_found", "message": "unknown"})

    async def _answer(self, request: web.Request) -> web.Response:
        question = request.match_info["question"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or token in self.expired:
            error = {"code": "not_authenticated", "message": "no token"}
            return web.json_response({"success": False, "error": error}, status=401)
        with self._changed:
            self.asked.append(question)
            self._changed.notify_all()
        return web.json_response({"success": True, "data": self.data[question]})

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response(self.health)

    async def _token(self, request: web.Request) -> web.Response:
        self.given += 1
        role = request.query.get("role", "authenticated")
        user_id = request.query.get("user")
        # each one differs from those before
        token = canned.token(user_id, role, seconds=3600 + self.given)
        return web.json_response({"token": token})


async def _protect(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Cache-Control"] = "no-cache"


async def _file(request: web.Request) -> web.StreamResponse:
    file = STATIC / request.match_info.get("name", "index.html")
    return web.FileResponse(file) if file.is_file() else web.Response(status=404)


def main() -> None:
    """Serve by itself: python -m tests.browser.stub."""
    stub = Stub()
    print(f"{stub.url}/?user={canned.USER}", flush=True)
    number = 0
    while True:
        time.sleep(5)
        number += 1
        stub.tell(canned.scored(number, 40 + 7 * number % 60))


if __name__ == "__main__":
    main()

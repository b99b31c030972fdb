"""The fan-out that the library of the gateway has to offer, without a gateway: sockets and texts.

``python -m bench.gateway_bare`` lets everyone in. Who asks for /send?each=N makes it send a text to
each client in turn, N times.
"""

from __future__ import annotations

import argparse
import asyncio
import json

import uvloop
from aiohttp import WSMsgType, web

from bench.gateway_visits import user_id

#: As long as what the gateway sends.
TEXT = json.dumps(
    {
        "type": "realtime_event",
        "event": {
            "event_id": "0123456789ab-123456",
            "event_type": "momentum_score_updated",
            "user_id": user_id(0),
            "payload": {
                "user_id": user_id(0),
                "timestamp": "2026-11-21T12:00:00.123456+00:00",
                "event_type": "momentum_score_updated",
                "score_date": "2026-11-21",
                "final_score": 78.42,
                "state_changed": True,
                "momentum_state": "Rising",
                "previous_state": "Steady",
            },
            "created_at": "2026-11-21T12:00:00.123456+00:00",
        },
    },
    separators=(",", ":"),
)
_sockets: list[web.WebSocketResponse] = []


async def connect(request: web.Request) -> web.WebSocketResponse:
    """Let a client in."""
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    await socket.send_json({"type": "initial_state"})
    _sockets.append(socket)
    async for message in socket:
        assert message.type is WSMsgType.TEXT
    return socket


async def send(request: web.Request) -> web.Response:
    """Send a text to all, again and again."""
    for _ in range(int(request.query["each"])):
        for socket in _sockets:
            await socket.send_str(TEXT)
        # others have to be let in between, or nothing would be read here
        await asyncio.sleep(0)
    return web.Response()


async def _serve(port: int) -> None:
    app = web.Application()
    app.router.add_get("/ws", connect)
    app.router.add_get("/send", send)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(f"Listening on http://127.0.0.1:{port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(_serve(parser.parse_args().port))

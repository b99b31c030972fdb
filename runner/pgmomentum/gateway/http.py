"""Everything that is asked for by HTTP, the handshake of a WebSocket included."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import jwt
import psutil
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pgmomentum.gateway import database, pages
from pgmomentum.gateway.database import FailedError
from pgmomentum.gateway.follower import Follower
from pgmomentum.gateway.hub import Hub
from pgmomentum.gateway.messages import iso, text_of, uuid_of
from pgmomentum.gateway.options import MAX_QUESTIONS
from pgmomentum.gateway.session import PROTOCOL, Session
from pgmomentum.gateway.tokens import ROLES, Caller, RefusedError

log = logging.getLogger(__name__)
HUB = web.AppKey("hub", Hub)
FOLLOWER = web.AppKey("follower", Follower)
SECRET = web.AppKey("secret", str)
_STARTED = web.AppKey("started", float)

STATUS = {
    "bad_json": 400,
    "bad_message": 400,
    "not_authenticated": 401,
    "not_allowed": 403,
    "not_found": 404,
    "internal": 500,
    "database": 503,
}
_SECURITY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
#: Seconds that a token for development is good.
_DEVELOPMENT = 3600


def problem(status: int, code: str, message: str, **headers: str) -> web.Response:
    """Return an error as JSON."""
    body = {"success": False, "error": {"code": code, "message": message}}
    return web.json_response(body, status=status, headers=headers)


def _refusal(error: RefusedError | FailedError) -> web.Response:
    challenge = {"WWW-Authenticate": "Bearer"} if error.code == "not_authenticated" else {}
    return problem(STATUS[error.code], error.code, str(error), **challenge)


def _is_allowed(request: web.Request, origin: str) -> bool:
    """Whether pages of that origin may ask; without a list, those of this very host."""
    listed = request.app[HUB].options.origins
    if listed:
        return origin in listed
    return request.host != "" and origin.partition("://")[2] == request.host


@web.middleware
async def errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse pages of other origins, and make JSON of what goes wrong."""
    origin = request.headers.get("Origin")
    if origin is not None and not _is_allowed(request, origin):
        request.app[HUB].metrics.handshakes.labels("origin").inc()
        return problem(403, "not_allowed", "pages of this origin are not let in")
    try:
        return await handler(request)
    except (RefusedError, FailedError) as error:
        return _refusal(error)
    except web.HTTPException as error:
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        code = {404: "not_found", 413: "too_big"}.get(error.status, "bad_request")
        return problem(error.status, code, error.reason, **allow)
    except (ConnectionError, asyncio.CancelledError):
        raise
    except Exception:
        log.exception("a request could not be answered")
        return problem(500, "internal", "this did not work; the log of the gateway says why")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say what browsers may do with the answer."""
    response.headers.update(_SECURITY)
    origin = request.headers.get("Origin")
    response.headers["Vary"] = "Origin"
    if origin is not None and _is_allowed(request, origin):
        response.headers["Access-Control-Allow-Origin"] = origin


async def preflight(_: web.Request) -> web.Response:
    """Tell a browser what a page of an allowed origin may send."""
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "600",
        },
    )


def _bearer(request: web.Request) -> str | None:
    headers = request.headers.getall("Authorization", ())
    if not headers:
        return None
    scheme, _, token = headers[0].partition(" ")
    if len(headers) > 1 or scheme.lower() != "bearer":
        raise RefusedError("not_authenticated", "Authorization has to be one, and Bearer")
    return token.strip()


def _offered(request: web.Request) -> str | None:
    """Return the token of a handshake: a header, a subprotocol or, where that is on, the URL."""
    token = _bearer(request)
    lines = ",".join(request.headers.getall("Sec-WebSocket-Protocol", ()))
    offered = [each.strip() for each in lines.split(",")]
    tokens = [each[4:] for each in offered if each.startswith("jwt.")]
    if token is None and tokens:
        if PROTOCOL not in offered:
            raise FailedError("bad_message", f"offer the subprotocol {PROTOCOL} as well")
        token = tokens[0]
    if "token" in request.query:
        if not request.app[HUB].options.token_in_url:
            raise RefusedError("not_authenticated", "tokens do not belong into an URL")
        token = token or request.query["token"]
    return token


async def connect(request: web.Request) -> web.StreamResponse:
    """Open a WebSocket; a client without a token sends it as its first message."""
    hub = request.app[HUB]
    if hub.is_full:
        hub.metrics.handshakes.labels("full").inc()
        return problem(503, "too_many", "too many connections", **{"Retry-After": "5"})
    try:
        token = _offered(request)
        given = dict(request.query)
        wanted = uuid_of(given, "user_id") if "user_id" in given else None
        after = text_of(given, "last_event_id") if "last_event_id" in given else None
        caller: Caller | None = None
        if token is not None:
            caller = await hub.verifier.verify(token)
            caller.acts_for(wanted)
    except (RefusedError, FailedError) as error:
        hub.metrics.handshakes.labels(error.code).inc()
        return _refusal(error)
    return await Session(hub, request, caller, wanted).run(after)


async def sync(request: web.Request) -> web.Response:
    """Answer one of the questions that a client may ask without a WebSocket."""
    hub = request.app[HUB]
    caller = await hub.verifier.verify(_bearer(request))
    if request.content_type != "application/json":
        return problem(415, "bad_request", "the body has to be application/json")
    try:
        async with asyncio.timeout(hub.options.handshake_seconds):
            body = json.loads(await request.read())
    except TimeoutError:
        return problem(408, "bad_request", "the body did not come in time")
    except web.RequestPayloadError:
        return problem(400, "bad_request", "the body is not encoded as it says")
    except (ValueError, RecursionError):
        raise FailedError("bad_json", "that is no JSON") from None
    if not isinstance(body, dict):
        raise FailedError("bad_message", "the body has to be an object")
    query, defaults = _QUESTIONS[request.match_info["question"]]
    parameters: dict[str, Any] = {
        name: _number(body, name, default) for name, default in defaults.items()
    }
    if query is not database.OVERVIEW:
        parameters["user"] = uuid_of({"user_id": caller.user_id, **body}, "user_id")
    if hub.asking[caller.user_id] >= MAX_QUESTIONS and caller.role != "service_role":
        return problem(429, "too_many", "too many questions at once", **{"Retry-After": "1"})
    hub.asking[caller.user_id] += 1
    try:
        data = await hub.database.call(caller, query, **parameters)
    finally:
        hub.asking[caller.user_id] -= 1
        hub.asking += Counter()  # keeps those alone who ask
    return web.json_response({"success": True, "data": data})


def _number(body: dict[str, Any], name: str, default: int) -> int:
    value = body.get(name, default)
    if type(value) is int and abs(value) < 2**31:
        return value
    raise FailedError("bad_message", f"{name} has to be a whole number")


#: The query of each question, and its numbers with what holds without them.
_QUESTIONS: dict[str, tuple[Any, dict[str, int]]] = {
    "momentum": (database.MOMENTUM, {}),
    "interventions": (database.INTERVENTIONS, {}),
    "notifications": (database.NOTIFICATIONS, {"limit": 50}),
    "dashboard": (database.DASHBOARD, {"days": 30}),
    "overview": (database.OVERVIEW, {}),
}


async def health(request: web.Request) -> web.Response:
    """Say how it is; 503 where the database is away."""
    hub, follower = request.app[HUB], request.app[FOLLOWER]
    body = {
        "status": "ok" if follower.is_fine else "degraded",
        "connected_clients": len(hub.clients),
        "active_subscriptions": hub.subscriptions,
        "timestamp": iso(datetime.now(UTC)),
        "uptime": round(time.monotonic() - request.app[_STARTED], 3),
        "memory_usage": psutil.Process().memory_info().rss,
        "outbox_lag_seconds": round(follower.lag, 3),
        "notification_queue_usage": follower.queue_usage,
    }
    return web.json_response(body, status=200 if follower.is_fine else 503)


async def metrics(request: web.Request) -> web.Response:
    """Return the figures in Prometheus' form."""
    text = generate_latest(request.app[HUB].metrics.registry)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def development_token(request: web.Request) -> web.Response:
    """Hand out a token to whoever sits at this machine."""
    host = urlsplit(f"//{request.host}").hostname
    if request.remote not in _LOOPBACK or host not in _LOOPBACK:
        raise RefusedError("not_allowed", "tokens for development are for this machine")
    role = request.query.get("role", "authenticated")
    if role not in ROLES:
        raise FailedError("bad_message", "there is no such role")
    user_id = request.query.get("user")
    if role == "authenticated" or user_id is not None:
        user_id = uuid_of(dict(request.query), "user")
    claims = {
        **({"sub": user_id} if user_id else {}),
        "role": role,
        "aud": "authenticated",
        "exp": int(time.time()) + _DEVELOPMENT,
        "jti": secrets.token_hex(8),
        "development": True,
    }
    return web.json_response({"token": jwt.encode(claims, request.app[SECRET], "HS256")})


def application(hub: Hub, follower: Follower, secret: str | None) -> web.Application:
    """Return what answers; the secret makes tokens for development."""
    app = web.Application(middlewares=[errors], client_max_size=hub.options.max_body)
    app[HUB], app[FOLLOWER], app[_STARTED] = hub, follower, time.monotonic()
    app.on_response_prepare.append(add_headers)
    router = app.router
    router.add_get("/functions/v1/realtime-momentum-sync", connect, allow_head=False)
    router.add_get("/ws", connect, allow_head=False)
    router.add_get("/sync/health", health)
    router.add_get("/metrics", metrics)
    question = "/sync/{question:" + "|".join(_QUESTIONS) + "}"
    router.add_post(question, sync)
    router.add_route("OPTIONS", question, preflight)
    if secret is not None and hub.options.development:
        app[SECRET] = secret
        router.add_get("/dev/token", development_token)
    pages.add(router)
    return app

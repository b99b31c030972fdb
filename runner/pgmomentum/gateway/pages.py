"""The live page and its files."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Awaitable, Callable
from importlib import resources

from aiohttp import web


def add(router: web.UrlDispatcher) -> None:
    """Serve every file; index.html is at /."""
    for file in resources.files("pgmomentum.gateway").joinpath("static").iterdir():
        if file.is_file():
            path = "/" if file.name == "index.html" else f"/{file.name}"
            router.add_get(path, _page(file.name, file.read_bytes()))


def _page(name: str, content: bytes) -> Callable[[web.Request], Awaitable[web.Response]]:
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    kind = mimetypes.types_map.get("." + name.rpartition(".")[2], "application/octet-stream")
    headers = {"Content-Type": f"{kind}; charset=utf-8", "ETag": tag, "Cache-Control": "no-cache"}

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag, "Cache-Control": "no-cache"})
        return web.Response(body=content, headers=headers)

    return answer

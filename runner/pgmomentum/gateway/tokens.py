"""Who calls: JSON Web Tokens, checked against a secret or a set of public keys."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt

from pgmomentum.database import PgmomentumError

#: Database roles that a token may name.
ROLES = ("authenticated", "service_role")
#: The algorithms of each kind of key. A token chooses one of those whose key is configured.
WITH_SECRET = ["HS256"]
WITH_KEYS = ["RS256", "ES256"]
#: Seconds between two looks for an unknown key, and after which even known ones are looked for:
#: they may have been withdrawn.
REFETCH, LIFETIME = 30.0, 600.0
#: Seconds that the clocks of whoever made a token and of this machine may differ.
LEEWAY = 5.0


class RefusedError(Exception):
    """Somebody is not let in; ``code`` is not_authenticated or not_allowed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a valid token was made for; a service may be nobody in particular."""

    role: str
    user_id: str | None
    claims: str
    expires: float

    def acts_for(self, wanted: str | None) -> str:
        """Return the user whose stream is meant; raises RefusedError for somebody else's."""
        if self.role == "service_role":
            if wanted is None:
                raise RefusedError("not_allowed", "a token of the service has to name a user_id")
            return wanted
        assert self.user_id is not None
        if wanted not in (None, self.user_id):
            raise RefusedError("not_allowed", "the token is that of another user")
        return self.user_id


class KeySet:
    """Public keys in a file or behind an URL, fetched again when a token names an unknown one."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched = float("-inf")
        url = urlsplit(source)
        self._is_url = url.scheme in ("http", "https")
        if url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise PgmomentumError(
                "keys cannot be fetched without TLS", "Give an https URL, or a file."
            )

    async def fetch(self) -> None:
        """Read the keys; raises PgmomentumError where they cannot be had."""
        self._fetched = time.monotonic()
        try:
            found = json.loads(await self._read())
            keys = jwt.PyJWKSet.from_dict(found).keys
        except (OSError, TimeoutError, ValueError, aiohttp.ClientError, jwt.PyJWTError) as error:
            raise PgmomentumError(
                f"no keys in {self._source}: {error or type(error).__name__}",
                "It has to be a JSON Web Key Set.",
            ) from error
        self._keys = {
            key.key_id: key
            for key in keys
            if key.algorithm_name in WITH_KEYS and key.public_key_use in (None, "sig")
        }

    async def _read(self) -> str:
        if not self._is_url:
            return Path(self._source).read_text(encoding="utf-8")
        timeout = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
            session.get(self._source) as answer,
        ):
            return await answer.text()

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        """Return the key of that id; without an id, the only key."""
        found = self._known(kid)
        if time.monotonic() - self._fetched > (LIFETIME if found else REFETCH):
            # where that fails, the keys that are known stay good
            with suppress(PgmomentumError):
                await self.fetch()
            found = self._known(kid)
        return found

    def _known(self, kid: str | None) -> jwt.PyJWK | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)


def _text(claims: dict[str, Any]) -> str:
    """Return claims as the database can read them; raises ValueError where it could not."""
    text = json.dumps(claims, ensure_ascii=False, allow_nan=False)
    text.encode()  # half a character is none
    if "\\u0000" in text:
        raise ValueError
    return text


class Verifier:
    """Checks tokens."""

    def __init__(
        self,
        secret: str | None = None,
        keys: KeySet | None = None,
        audience: str | None = None,
        issuer: str | None = None,
        *,
        development: bool = False,
    ) -> None:
        self._secret = secret
        self._keys = keys
        self._audience = audience
        self._issuer = issuer
        self._development = development

    async def start(self) -> None:
        """Get the keys; raises PgmomentumError where they cannot be had."""
        if self._keys is not None:
            await self._keys.fetch()

    async def verify(self, token: object) -> Caller:
        """Return whom the token is for; raises RefusedError."""
        try:
            claims = await self._claims(token)
            role = claims.get("role")
            if role not in ROLES:
                raise RefusedError("not_authenticated", "the token has no role that is let in")
            if claims.get("development") and not self._development:
                raise RefusedError("not_authenticated", "the token is one for development")
            user_id = claims.get("sub")
            if user_id is not None or role == "authenticated":
                claims["sub"] = user_id = str(uuid.UUID(user_id))
            return Caller(role, user_id, _text(claims), float(claims["exp"]))
        except jwt.ExpiredSignatureError:
            raise RefusedError("not_authenticated", "the token has expired") from None
        except (
            jwt.PyJWTError,
            ValueError,
            TypeError,
            AttributeError,
            OverflowError,
            RecursionError,
        ):
            raise RefusedError("not_authenticated", "the token is not valid") from None

    async def _claims(self, token: object) -> dict[str, Any]:
        if not isinstance(token, str):
            raise jwt.InvalidTokenError
        header = jwt.get_unverified_header(token)
        key: str | jwt.PyJWK | None = None
        if header.get("alg") in WITH_SECRET:
            key, allowed = self._secret, WITH_SECRET
        elif header.get("alg") in WITH_KEYS and self._keys is not None:
            key, allowed = await self._keys.find(header.get("kid")), WITH_KEYS
        if key is None:
            raise jwt.InvalidTokenError
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=allowed,
            audience=self._audience,
            issuer=self._issuer,
            leeway=LEEWAY,
            options={"require": ["exp"], "verify_aud": self._audience is not None},
        )
        return claims

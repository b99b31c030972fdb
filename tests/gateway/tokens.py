"""Tokens, good and bad."""

import time
from typing import Any
from uuid import UUID

import jwt

SECRET = "a secret of the tests, which is long enough"


def claims_of(user_id: UUID | str | None, **claims: Any) -> dict[str, Any]:
    """Return the claims of a user, good for an hour; None takes one away."""
    given = {
        "sub": str(user_id) if user_id else None,
        "role": "authenticated",
        "exp": int(time.time()) + 3600,
        **claims,
    }
    return {name: value for name, value in given.items() if value is not None}


def token_of(user_id: UUID | str | None, **claims: Any) -> str:
    """Return a token of a user."""
    return jwt.encode(claims_of(user_id, **claims), SECRET, "HS256")


def service_token(**claims: Any) -> str:
    """Return a token of the service, which is nobody in particular."""
    return token_of(None, role="service_role", **claims)

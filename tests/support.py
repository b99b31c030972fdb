"""Helpers that many tests share."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

API_ROLES = ("anon", "authenticated", "service_role")


@contextmanager
def as_role(
    connection: psycopg.Connection, role: str, user_id: UUID | None = None, **claims: object
) -> Iterator[None]:
    """Switch to a role with the claims that the API gateway would set, and back afterwards."""
    claims = {"role": role, **({"sub": str(user_id)} if user_id else {}), **claims}
    set_claims = "SELECT pg_catalog.set_config('request.jwt.claims', %s, false)"
    connection.execute(set_claims, (json.dumps(claims),))
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    try:
        yield
    finally:
        # In a failed transaction nothing can be said; its rollback switches back.
        if connection.info.transaction_status != TransactionStatus.INERROR:
            connection.execute("RESET ROLE")
            connection.execute(set_claims, ("",))


def make_user(connection: psycopg.Connection, created_at: datetime | str | None = None) -> UUID:
    """Insert a user, created now unless told otherwise, and return the id."""
    user_id = uuid4()
    connection.execute(
        "INSERT INTO auth.users (id, created_at) VALUES (%s, COALESCE(%s, pg_catalog.now()))",
        (user_id, created_at),
    )
    return user_id


def pin_clock(connection: psycopg.Connection, instant: datetime | str) -> None:
    """Make momentum.clock() return this instant."""
    connection.execute(
        "INSERT INTO momentum.clock_pin (pinned_at) VALUES (%s) "
        "ON CONFLICT (singleton) DO UPDATE SET pinned_at = EXCLUDED.pinned_at",
        (instant,),
    )

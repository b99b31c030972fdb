"""A real gateway before a real database, as the page finds them."""

from __future__ import annotations

import signal
import time
from typing import Any
from uuid import UUID

import psycopg

from tests.gateway.process import Process
from tests.gateway.tokens import token_of
from tests.support import make_user


class Live:
    """A gateway of its own, and a user."""

    def __init__(self, dsn: str) -> None:
        self._db = psycopg.connect(dsn, autocommit=True)
        self._process = Process(dsn, "--development")
        self.url = self._process.url
        self.user = make_user(self._db)

    def token(self, user_id: UUID, *, expired: bool = False) -> str:
        given = time.time() + (-3600 if expired else 3600)
        return token_of(user_id, exp=int(given), development=True)

    def sql(self, statement: str, **parameters: Any) -> Any:
        """Run a statement of the superuser; return the first column of the first row."""
        cursor = self._db.execute(statement, {"user": self.user, **parameters})
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]

    def kill(self) -> None:
        self._process.signal(signal.SIGKILL)

    def start_again(self) -> None:
        self._process.start_again()

    def end(self) -> None:
        self._db.close()
        self._process.stop()

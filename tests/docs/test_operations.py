"""The tables of docs/operations.md leave nothing out, and its calls of the API reach functions."""

import json
import re
import shlex
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.docs.test_commands import blocks, user, with_ids
from tests.migration.populated import TABLES
from tests.migration.recipes import section
from tests.support import as_role

__all__ = ["user"]
CALLS = [
    line
    for _, text in blocks("sh")
    for line in text.replace("\\\n", "").splitlines()
    if line.startswith("curl")
]


def test_every_setting_is_listed(db: psycopg.Connection) -> None:
    listed = re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", section("Settings"), re.MULTILINE)
    rows = db.execute("SELECT name, value FROM momentum.settings")
    assert dict(listed) == dict(rows.fetchall())


def test_every_table_is_kept_for_some_time(db: psycopg.Connection) -> None:
    named = set(re.findall(r"`(\w+)`", section("Retention")))
    assert {name for _, name in db.execute(TABLES)} - named == set()


@pytest.mark.parametrize("call", CALLS)
def test_what_the_api_is_asked_for_is_there(call: str, db: psycopg.Connection, user: UUID) -> None:
    """As PostgREST turns it into SQL: a function by its name, its arguments by theirs."""
    words = shlex.split(call)
    headers = {word.partition(": ")[0]: word.partition(": ")[2] for word in words}
    assert headers["Content-Profile"] == "momentum"
    assert headers["Content-Type"] == "application/json"
    (url,) = (word for word in words if word.startswith("https://"))
    arguments = json.loads(with_ids(words[words.index("--data") + 1], user))
    role = {"$USER_TOKEN": "authenticated", "$SERVICE_ROLE_KEY": "service_role"}[
        headers["Authorization"].removeprefix("Bearer ")
    ]
    statement = sql.SQL("SELECT momentum.{} ({})").format(
        sql.Identifier(url.rpartition("/")[2]),
        sql.SQL(", ").join(sql.SQL("{} => %s").format(sql.Identifier(name)) for name in arguments),
    )
    with as_role(db, role, user):
        assert db.execute(statement, list(arguments.values())).rowcount == 1

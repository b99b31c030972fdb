"""versions list, load, preview, activate."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from datetime import date
from typing import Any, TextIO

import click
import psycopg

from pgmomentum.cli import console, echo_json, json_option, pass_database
from pgmomentum.cli.types import DAY
from pgmomentum.database import Database, PgmomentumError, transaction
from pgmomentum.views.versions import first_day, listed_versions, previewed_scores


class _FirstDay(click.ParamType[str]):
    name = "date"

    def __init__(self, *words: str) -> None:
        self._words = words

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        if value in self._words:
            return str(value)
        return DAY.convert(value, param, context).isoformat()


@click.group()
def versions() -> None:
    """List, load, preview and activate score versions."""


@versions.command("list")
@json_option
@pass_database
def list_versions(database: Database, as_json: bool) -> None:
    """List the score versions, the newest first."""
    listed = _value(database, "SELECT momentum._list_score_versions()", {})
    if as_json:
        echo_json(listed)
    else:
        console().print(listed_versions(listed))


@versions.command()
@click.argument("name")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option(
    "--effective-from",
    "start",
    metavar="DATE",
    type=_FirstDay("-infinity"),
    help="First day scored with it; -infinity: all days. Default: the day that it has already; a "
    "new version is not active.",
)
@json_option
@pass_database
def load(database: Database, name: str, file: TextIO, start: str | None, as_json: bool) -> None:
    """Store version NAME from the weights in FILE, a JSON object (-: standard input)."""
    try:
        loaded = _value(
            database,
            "SELECT pg_catalog.to_jsonb(v) FROM momentum.load_score_version("
            "%(name)s, %(weights)s::jsonb, %(start)s::date) AS v",
            {"name": name, "weights": _weights(file), "start": start},
        )
    except psycopg.DataError as error:
        raise PgmomentumError(
            f"{file.name} cannot be stored: {error.diag.message_primary or error}",
            error.diag.message_detail,
        ) from error
    _show(loaded, "Loaded", as_json)


@versions.command()
@click.argument("name")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
@click.option("--user", "users", type=click.UUID, multiple=True, help="Only this user; repeatable.")
@click.option(
    "--top", type=click.IntRange(min=0), default=10, show_default=True, help="Users to show."
)
@json_option
@pass_database
def preview(
    database: Database,
    name: str,
    first: date,
    last: date,
    users: tuple[uuid.UUID, ...],
    top: int,
    as_json: bool,
) -> None:
    """Show what version NAME would have given over a span of days; nothing is written."""
    click.echo(f"Previewing version {name} from {first} to {last} ...", err=True)
    previewed = _value(
        database,
        "SELECT momentum._summarize_preview("
        "%(version)s, %(first)s, %(last)s, %(users)s::uuid[], %(top)s)",
        {"version": name, "first": first, "last": last, "users": list(users) or None, "top": top},
    )
    if as_json:
        echo_json(previewed)
    else:
        console().print(previewed_scores(previewed))


@versions.command()
@click.argument("name")
@click.option(
    "--effective-from",
    "start",
    metavar="DATE",
    type=_FirstDay("-infinity", "none"),
    required=True,
    help="First day scored with it; -infinity: all days; none: not active any more.",
)
@json_option
@pass_database
def activate(database: Database, name: str, start: str, as_json: bool) -> None:
    """Put version NAME into effect from a day on; stored scores stay as they are."""
    activated = _value(
        database,
        "SELECT pg_catalog.to_jsonb(v) FROM momentum.activate_score_version("
        "%(name)s, NULLIF(%(start)s, 'none')::date) AS v",
        {"name": name, "start": start},
    )
    _show(activated, "Version", as_json)


def _value(database: Database, query: str, parameters: dict[str, Any]) -> Any:
    connection = database.connection
    with transaction(connection):
        row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return row[0]


def _show(version: dict[str, Any], what: str, as_json: bool) -> None:
    if as_json:
        echo_json(version)
    else:
        click.echo(f"{what} {version['version']}: {first_day(version)}")


def _weights(file: TextIO) -> str:
    """Return the text of a weights file in which no key is lost for being there twice.

    What the keys and values must be is checked by the database, which gets the text as it is.
    """
    try:
        text = file.read()
        json.loads(text, object_pairs_hook=_each_key_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise PgmomentumError(
            f"{file.name} is not UTF-8: {error.reason} at byte {error.start}",
            "Save it in that encoding.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise PgmomentumError(
            f"{file.name} is not JSON: {error}",
            'Give one object, such as {"chat_message": 2, "max_weight_per_day": 10}.',
        ) from error
    return text


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that has a key twice.

    This is not left to the database, because it cannot tell: jsonb drops all but the last of them.
    """
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        key = json.dumps(twice[0], ensure_ascii=not twice[0].isprintable())
        raise PgmomentumError(
            f"weights: {key} is there more than once",
            "Which of them counts? Keep one.",
        )
    return dict(pairs)

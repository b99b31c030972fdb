"""record, score, backfill, explain."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import click
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from pgmomentum.cli import console, echo_json, json_option, pass_database
from pgmomentum.cli.types import DAY
from pgmomentum.database import Database, cancelled_by_interrupt
from pgmomentum.progress import Rows
from pgmomentum.views import counted
from pgmomentum.views.scores import explained_score


class _Json(click.ParamType[Any]):
    name = "json"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> Any:
        try:
            return json.loads(value)
        except (ValueError, RecursionError) as error:
            self.fail(f"not JSON: {error}", param, context)


@click.command()
@click.argument("user", type=click.UUID)
@click.argument("event_type")
@click.option("--at", metavar="TIME", help="When it happened, with time zone (default: now).")
@click.option("--payload", type=_Json(), default="{}", help="JSON object.")
@click.option("--id", "event_id", type=click.UUID, help="Id of the event, for safe retries.")
@json_option
@pass_database
def record(
    database: Database,
    user: uuid.UUID,
    event_type: str,
    at: str | None,
    payload: Any,
    event_id: uuid.UUID | None,
    as_json: bool,
) -> None:
    """Record that USER did something of EVENT_TYPE; print the event's id."""
    row = database.connection.execute(
        "SELECT momentum.record_event(%s, %s, %s::timestamptz, %s, %s)",
        (user, event_type, at, Jsonb(payload), event_id),
    ).fetchone()
    assert row is not None
    if as_json:
        echo_json({"event_id": row[0]})
    else:
        click.echo(str(row[0]))


@click.command()
@click.option("--date", "day", type=DAY, help="The day to score (default: yesterday, UTC).")
@click.option("--from", "first", type=DAY, help="First day of a span to score anew.")
@click.option("--to", "last", type=DAY, help="Last day of that span.")
@click.option("--user", "users", type=click.UUID, multiple=True, help="Only this user; repeatable.")
@click.option("--version", "version", help="Score version (default: that of the day).")
@json_option
@pass_database
def score(
    database: Database,
    day: date | None,
    first: date | None,
    last: date | None,
    users: tuple[uuid.UUID, ...],
    version: str | None,
    as_json: bool,
) -> None:
    """Score a day, or each day of a span, for all active users."""
    if first or last:
        if day or version or not (first and last):
            raise click.UsageError("give --date, or --from and --to (which takes no --version)")
        _run_paged(
            database,
            "recalculate",
            "CALL momentum.recalculate_scores(%s, %s, %s::uuid[])",
            (first, last, list(users) or None),
            as_json,
        )
        return
    given = {"p_score_date": day, "p_user_ids": list(users) or None, "p_version": version}
    named = {name: value for name, value in given.items() if value is not None}
    arguments = ", ".join(f"{name} => %({name})s" for name in named)
    counts = (
        database.connection.cursor(row_factory=dict_row)
        .execute(f"SELECT * FROM momentum.calculate_scores({arguments})".encode(), named)
        .fetchone()
    )
    assert counts is not None
    if as_json:
        echo_json(counts)
    else:
        click.echo(
            f"{counted(counts['users'], 'user')}: {counts['inserted']:,} inserted, "
            f"{counts['updated']:,} updated, {counts['unchanged']:,} unchanged"
        )


@click.command()
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
@click.option("--dry-run", is_flag=True, help="Only list the days with missing rows.")
@click.option("--announce", is_flag=True, help="Tell listeners of days before yesterday, too.")
@click.option("--page-size", type=click.IntRange(min=1), default=500, show_default=True)
@click.option("--commit-every", type=click.IntRange(min=1), default=1000, show_default=True)
@json_option
@pass_database
def backfill(
    database: Database,
    first: date,
    last: date,
    dry_run: bool,
    announce: bool,
    page_size: int,
    commit_every: int,
    as_json: bool,
) -> None:
    """Store the row of every active user and day of a span that has none."""
    if dry_run and announce:
        raise click.UsageError("--dry-run and --announce exclude each other.")
    if not dry_run:
        if announce:
            database.connection.execute("SET momentum.past_days = 'told'")
        _run_paged(
            database,
            "backfill",
            "CALL momentum.backfill_empty_days(%s, %s, %s, %s)",
            (first, last, page_size, commit_every),
            as_json,
        )
        return
    missing = (
        database.connection.cursor(row_factory=dict_row)
        .execute("SELECT * FROM momentum.missing_score_days(%s, %s)", (first, last))
        .fetchall()
    )
    if as_json:
        echo_json(missing)
        return
    for day in missing:
        click.echo(f"{day['score_date']}  {day['missing']:,} missing")
    click.echo(f"{sum(day['missing'] for day in missing):,} rows missing")


def _run_paged(
    database: Database, title: str, statement: str, arguments: tuple[Any, ...], as_json: bool
) -> None:
    with Rows(console(stderr=as_json), title) as rows:
        rows.listen(database.connection)
        database.connection.execute("SET client_min_messages = notice")
        with cancelled_by_interrupt(database.connection):
            database.connection.execute(statement.encode(), arguments)
    if as_json:
        echo_json({"rows": rows.done, "failed": rows.failed})
    else:
        click.echo(
            f"{rows.done - rows.failed:,} rows in {rows.seconds:.1f} s "
            f"({(rows.done - rows.failed) / rows.seconds:,.0f} rows/s), {rows.failed:,} failed"
        )


@click.command()
@click.argument("user", type=click.UUID)
@click.argument("day", metavar="DATE", type=DAY)
@json_option
@pass_database
def explain(database: Database, user: uuid.UUID, day: date, as_json: bool) -> None:
    """Explain the score of USER on DATE: events, caps, history, blend, state."""
    row = database.connection.execute(
        "SELECT momentum.explain_score(%s, %s)", (user, day)
    ).fetchone()
    assert row is not None
    if as_json:
        echo_json(row[0])
    else:
        console().print(explained_score(row[0]))

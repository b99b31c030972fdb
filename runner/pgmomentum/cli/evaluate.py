"""evaluate milestones, inactivity, expiry."""

from __future__ import annotations

import uuid
from typing import Any

import click
from psycopg.rows import dict_row

from pgmomentum.cli import console, echo_json, json_option, pass_database
from pgmomentum.database import Database
from pgmomentum.views.scenarios import SHOWN, evaluated_scenario

#: The run's figures in every row, and a notification in each; one row without one for none.
_EVALUATE = """
SELECT
    (e.run).evaluated_at, (e.run).evaluated_users, (e.run).triggered, (e.run).skipped,
    pg_catalog.to_jsonb(n) AS notification,
    (SELECT o.name FROM momentum.organisations AS o WHERE o.id = n.organisation_id) AS organisation
FROM momentum._evaluate(
    %(scenario_type)s, %(now)s::timestamptz, %(users)s::uuid[], %(organisation)s::uuid
) AS e
LEFT JOIN LATERAL pg_catalog.unnest(e.recorded) AS n ON true
LIMIT %(limit)s
"""


@click.group("evaluate")
def group() -> None:
    """Record what users are to be told: milestones, inactivity, expiry."""


def _add(name: str, scenario_type: str, about: str) -> None:
    @group.command(name, help=about)
    @click.option(
        "--now", metavar="TIME", help="Evaluate for this instant, with time zone (default: now)."
    )
    @click.option(
        "--organisation", type=click.UUID, help="Only this organisation, and its members."
    )
    @click.option(
        "--user", "users", type=click.UUID, multiple=True, help="Only this user; repeatable."
    )
    @click.option("--dry-run", is_flag=True, help="Show what would be recorded; write nothing.")
    @json_option
    @pass_database
    def command(
        database: Database,
        now: str | None,
        organisation: uuid.UUID | None,
        users: tuple[uuid.UUID, ...],
        dry_run: bool,
        as_json: bool,
    ) -> None:
        rows = _evaluate(
            database,
            {
                "scenario_type": scenario_type,
                "now": now,
                "users": list(users) or None,
                "organisation": organisation,
                "limit": None if as_json else SHOWN,
            },
            dry_run,
        )
        run = {
            "scenario_type": scenario_type,
            **{
                name: rows[0][name]
                for name in ("evaluated_at", "evaluated_users", "triggered", "skipped")
            },
            "dry_run": dry_run,
        }
        found = [row for row in rows if row["notification"] is not None]
        if as_json:
            echo_json({**run, "notifications": [row["notification"] for row in found]})
        else:
            console().print(evaluated_scenario(run, found))
        if run["skipped"]:
            click.echo(
                f"Warning: {run['skipped']:,} were recorded by another run at the same moment",
                err=True,
            )


_add("milestones", "milestone", "Record milestones that users have reached this year.")
_add("inactivity", "inactivity", "Record reminders for members who have done nothing for long.")
_add("expiry", "expiry", "Record warnings of credentials that expire soon.")


def _evaluate(
    database: Database, parameters: dict[str, Any], dry_run: bool
) -> list[dict[str, Any]]:
    connection = database.connection
    with connection.transaction(force_rollback=dry_run):
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        cursor = connection.cursor(row_factory=dict_row)
        return cursor.execute(_EVALUATE, parameters).fetchall()

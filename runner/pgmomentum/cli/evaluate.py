"""evaluate milestones, inactivity, expiry, badges, interventions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
import psycopg

from pgmomentum import evaluation
from pgmomentum.cli import console, echo_json, json_option, pass_database, recording
from pgmomentum.cli.types import DAY, INSTANT, SPAN
from pgmomentum.database import Database
from pgmomentum.views import recorded_by_another
from pgmomentum.views.badges import awarded_badges, reconciled_badges
from pgmomentum.views.interventions import evaluated_rules
from pgmomentum.views.scenarios import SHOWN, evaluated_scenario, skipped_notifications

#: How far back a reconciliation looks: a day, and transactions that were open for two hours.
_SPAN = "26 hours"
_ABOUT = """\
A run shows what it records, and the next one does not show it again: to deliver, read the table
momentum.scenario_notifications.

For a cron job, call the SQL function momentum.evaluate_scenarios(): in the first week of January
it looks at the old year, too.
"""


@click.group("evaluate")
def group() -> None:
    """Record what is due: milestones, inactivity, expiry, badges, interventions."""


_now_option = click.option(
    "--now",
    type=INSTANT,
    help="Evaluate for this instant, in ISO 8601 with its time zone (default: now).",
)


def _of_a_scenario(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of an evaluation to a command."""
    for decorate in (
        pass_database,
        json_option,
        click.option(
            "--dry-run", is_flag=True, help="Show what would be recorded, and roll it back."
        ),
        click.option(
            "--user", "users", type=click.UUID, multiple=True, help="Only this user; repeatable."
        ),
        click.option(
            "--organisation", type=click.UUID, help="Only this organisation, and its members."
        ),
        _now_option,
    ):
        command = decorate(command)
    return command


@group.command(epilog=_ABOUT)
@_of_a_scenario
def milestones(database: Database, **options: Any) -> None:
    """Record milestones that users have reached this year."""
    _evaluate(database, "milestone", **options)


@group.command(epilog=_ABOUT)
@_of_a_scenario
def inactivity(database: Database, **options: Any) -> None:
    """Record reminders for members who have done nothing for long."""
    _evaluate(database, "inactivity", **options)


@group.command(epilog=_ABOUT)
@_of_a_scenario
def expiry(database: Database, **options: Any) -> None:
    """Record warnings of credentials that expire soon."""
    _evaluate(database, "expiry", **options)


@group.command()
@_now_option
@click.option(
    "--since",
    metavar="SPAN",
    type=SPAN,
    help=f"Everyone: how far to look back, such as '3 days' (default: {_SPAN}).",
)
@click.option("--user", type=click.UUID, help="Only this user, in one organisation.")
@click.option("--organisation", type=click.UUID, help="With --user: the badges of which one.")
@click.option("--dry-run", is_flag=True, help="Show what would be awarded, and roll it back.")
@json_option
@pass_database
def badges(
    database: Database,
    now: datetime | None,
    since: str | None,
    user: uuid.UUID | None,
    organisation: uuid.UUID | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Award badges that were earned and are missing.

    For everyone: evaluates the activities that arrived in the last 26 hours (--since) and were not
    evaluated as they came, as while live badges were off; and, however old, what waits in
    badge_queue: it lay in the future, or somebody else was evaluating the same user. This is for
    each night, like the SQL function reconcile_badges().

    With --user and --organisation: evaluates the badges of that organisation for that user, by all
    activities; of streaks, those that reach up to now. The SQL function is evaluate_badges().

    For a badge that was defined later, see badges define --retroactively.
    """
    if (user is None) != (organisation is None):
        raise click.UsageError("--user and --organisation go together")
    if user is None or organisation is None:
        _reconcile(database, now, _SPAN if since is None else since, dry_run, as_json)
        return
    if since is not None:
        raise click.UsageError("--since is for everyone, without --user and --organisation")
    with recording(as_json):
        awards = evaluation.evaluate_badges(database.connection, now, user, organisation, dry_run)
    if as_json:
        echo_json({"dry_run": dry_run, "awards": [row for row, _ in awards]})
    else:
        console().print(awarded_badges(awards, dry_run))


@group.command()
@click.option("--date", "day", type=DAY, help="Yesterday or today, UTC (default: yesterday).")
@click.option("--user", "users", type=click.UUID, multiple=True, help="Only this user; repeatable.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and roll it back.")
@json_option
@pass_database
def interventions(
    database: Database,
    day: date | None,
    users: tuple[uuid.UUID, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record interventions and notifications that scores give rise to.

    The rules are the rows of momentum.intervention_rules. This is for each night, after the day is
    scored, like the SQL function evaluate_interventions(). How often a rule tells a user is limited
    by the clock: to run it again is safe.

    After a missed night run it as ever: the rules look at the days before, too.
    """
    with recording(as_json):
        rows = evaluation.evaluate_interventions(database.connection, day, users, dry_run)
    if as_json:
        echo_json({"dry_run": dry_run, "rules": rows})
    else:
        console().print(evaluated_rules(rows, dry_run))
    skipped = sum(row["skipped"] for row in rows)
    if skipped:
        click.echo(f"Warning: {recorded_by_another(skipped, f'{skipped:,} of them')}", err=True)


def _reconcile(
    database: Database, now: datetime | None, span: str, dry_run: bool, as_json: bool
) -> None:
    with recording(as_json):
        try:
            row = evaluation.reconcile_badges(database.connection, now, span, dry_run)
        except (
            psycopg.errors.InvalidDatetimeFormat,
            psycopg.errors.IntervalFieldOverflow,
        ) as error:
            raise click.BadParameter(
                f"{span!r} is not a span such as '3 days'", param_hint="'--since'"
            ) from error
    if as_json:
        echo_json({**row, "dry_run": dry_run})
    else:
        click.echo(reconciled_badges(row, dry_run))
    if row["alerted"] and not dry_run:
        click.echo(
            "Warning: more than 5 % of the awards of this time were not made as the activity came",
            err=True,
        )


def _evaluate(
    database: Database,
    scenario_type: str,
    now: datetime | None,
    organisation: uuid.UUID | None,
    users: tuple[uuid.UUID, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    with recording(as_json, scenario_type=scenario_type):
        run = evaluation.evaluate(
            database.connection,
            scenario_type,
            now,
            users,
            organisation,
            dry_run,
            limit=None if as_json else SHOWN,
        )
    if as_json:
        echo_json({**vars(run), "notifications": [each.row for each in run.notifications]})
    else:
        console().print(evaluated_scenario(run))
    if run.skipped:
        click.echo(f"Warning: {skipped_notifications(run)}", err=True)

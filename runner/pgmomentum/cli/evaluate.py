"""evaluate milestones, inactivity, expiry."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
import psycopg

from pgmomentum import evaluation
from pgmomentum.cli import Failure, console, echo_json, json_option, pass_database
from pgmomentum.cli.types import INSTANT
from pgmomentum.database import Database, PgmomentumError
from pgmomentum.views.scenarios import SHOWN, evaluated_scenario, recorded_by_another

_INTERRUPTED = (
    "nothing is recorded, unless it had just come to its end; start it again: nothing is recorded "
    "twice"
)
_ABOUT = """\
A run shows what it records, and the next one does not show it again: to deliver, read the table
momentum.scenario_notifications.

For a cron job, call the SQL function momentum.evaluate_scenarios(): in the first week of January
it looks at the old year, too.
"""


@click.group("evaluate", epilog=_ABOUT)
def group() -> None:
    """Record what users are to be told: milestones, inactivity, expiry."""


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
        click.option(
            "--now",
            type=INSTANT,
            help="Evaluate for this instant, in ISO 8601 with its time zone (default: now).",
        ),
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


def _evaluate(
    database: Database,
    scenario_type: str,
    now: datetime | None,
    organisation: uuid.UUID | None,
    users: tuple[uuid.UUID, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    failure: PgmomentumError | psycopg.Error
    try:
        run = evaluation.evaluate(
            database.connection,
            scenario_type,
            now,
            users,
            organisation,
            dry_run,
            limit=None if as_json else SHOWN,
        )
    except KeyboardInterrupt:
        failure = PgmomentumError("interrupted")
        failure.add_note(_INTERRUPTED)
    except (PgmomentumError, psycopg.Error) as error:
        failure = error
    else:
        _tell(run, as_json)
        return
    if as_json:
        echo_json({"scenario_type": scenario_type, "error": Failure(failure).message})
    raise failure


def _tell(run: evaluation.Run, as_json: bool) -> None:
    if as_json:
        echo_json({**vars(run), "notifications": [each.row for each in run.notifications]})
    else:
        console().print(evaluated_scenario(run))
    if run.skipped:
        click.echo(f"Warning: {recorded_by_another(run)}", err=True)

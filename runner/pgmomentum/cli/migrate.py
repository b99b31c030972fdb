"""Commands that install: migrate, rollback, sql."""

from __future__ import annotations

from dataclasses import asdict

import click

from pgmomentum import migrations, partitions, resources, script
from pgmomentum.cli import echo_json, json_option, pass_database
from pgmomentum.database import Database


def _report(message: str) -> None:
    click.echo(message, err=True)


@click.command()
@click.option(
    "--reload",
    is_flag=True,
    help="Load all functions, triggers, views and policies again: also what was dropped or "
    "replaced by hand.",
)
@json_option
@pass_database
def migrate(database: Database, reload: bool, as_json: bool) -> None:
    """Install pgmomentum, or bring it and the partitions of its events up to date."""
    done = migrations.migrate(database.connection, resources.find(), _report, reload=reload)
    changes = partitions.maintain(database.connection)
    if as_json:
        echo_json({**asdict(done), "partitions": [asdict(change) for change in changes]})
        return
    for migration in done.applied:
        click.echo(f"Applied {migration}")
    if done.loaded:
        click.echo(f"Loaded {_files(done.loaded)}")
    if done.removed:
        click.echo(f"Removed what {_files(done.removed)} had made")
    for change in changes:
        reason = f": {change.reason}" if change.reason else ""
        click.echo(f"{change.action.capitalize()} {change.partition_name}{reason}")
    if not (done.applied or done.loaded or done.removed or changes):
        click.echo("Up to date: nothing to do")


def _files(paths: list[str]) -> str:
    few = 5
    return (
        ", ".join(f"sql/{path}" for path in paths) if len(paths) <= few else f"{len(paths)} files"
    )


@click.command()
@click.option(
    "--to",
    metavar="ID",
    help="Roll back what was applied after this migration; zero rolls back everything. "
    "Default: only the newest is rolled back.",
)
@click.option("--drop-data", is_flag=True, help="Roll back even where rows of users are lost.")
@json_option
@pass_database
def rollback(database: Database, to: str | None, drop_data: bool, as_json: bool) -> None:
    """Take the newest migration back, and the functions with it.

    The next migrate brings all of it back. Nothing happens if rows would be lost, unless
    --drop-data says that they may be.
    """
    done = migrations.rollback(
        database.connection, resources.find(), to=to, drop_data=drop_data, report=_report
    )
    if as_json:
        echo_json({"rolled_back": done})
        return
    for migration in done:
        click.echo(f"Rolled back {migration}")
    click.echo("To install again: pgmomentum migrate" if done else "Nothing to roll back")


@click.command()
def sql() -> None:
    """Print one script that installs everything, for psql -f or an SQL editor."""
    for part in script.install_script(resources.find()):
        click.echo(part, nl=False)

"""Commands that look: status, metrics."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from pgmomentum import resources
from pgmomentum import status as state
from pgmomentum.cli import console, echo_json, json_option, pass_database
from pgmomentum.database import Database
from pgmomentum.views import counted, plain
from pgmomentum.views.status import doing


@click.command()
@json_option
@pass_database
def status(database: Database, as_json: bool) -> None:
    """Show what is installed and pending, the last week's scores, queues, jobs and sizes."""
    found = state.read(database.connection, resources.find())
    if as_json:
        echo_json(asdict(found))
        return
    out = console()
    out.print(f"pgmomentum {found.package_version} on PostgreSQL {found.server_version}")
    standby = ", a standby: it can be read only" if found.is_standby else ""
    where = f"{found.database} at {found.host} port {found.port}, as {found.role}{standby}"
    out.print(plain(f"Database {where}"))
    if not found.applied:
        out.print("Nothing is installed in this database: pgmomentum migrate installs")
        return
    last = found.applied[-1]
    out.print(
        f"{counted(len(found.applied), 'migration')} applied, the last "
        f"{last.id} at {last.applied_at:%Y-%m-%d %H:%M:%S} UTC"
    )
    for pending in found.pending:
        out.print(f"Migration {pending} is pending")
    if found.unknown:
        out.print(f"Of a newer version: {', '.join(found.unknown)}")
    for label, paths in asdict(found.files).items():
        if paths:
            out.print(f"Files of sql/ {label}: {state.few([f'sql/{path}' for path in paths])}")
    if found.changed_by_hand:
        out.print(plain(f"By hand: {state.few(found.changed_by_hand)}"))
    if found.figures:
        out.print("", doing(found.figures), sep="\n")
        out.print()
    if found.up_to_date:
        out.print("Up to date")
    elif found.unknown:
        out.print("The database is newer than this package: install the version it is of")
    else:
        reload = " --reload" if found.changed_by_hand else ""
        out.print(f"To bring it up to date: pgmomentum migrate{reload}")


@click.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file, which is whole at any time, for node_exporter's textfile collector.",
)
@pass_database
def metrics(database: Database, output: Path | None) -> None:
    """Print the figures of the database as Prometheus reads them.

    It takes the rights of service_role.
    """
    from pgmomentum import metrics as figures

    if output is None:
        click.echo(figures.text(database.connection), nl=False)
    else:
        figures.write(database.connection, output)

"""jobs list, run, serve, install."""

from __future__ import annotations

import signal
import threading
from datetime import datetime
from typing import Any

import click
import psycopg

from pgmomentum import jobs
from pgmomentum.cli import (
    Failure,
    console,
    echo_json,
    json_option,
    log_format_option,
    pass_database,
)
from pgmomentum.cli.types import INSTANT
from pgmomentum.database import Database, PgmomentumError, cancelled_by_interrupt
from pgmomentum.progress import Rows
from pgmomentum.views.jobs import ended_run, listed_jobs


@click.group("jobs")
def group() -> None:
    """Run what is to be done each minute, night and morning."""


@group.command("list")
@json_option
@pass_database
def list_jobs(database: Database, as_json: bool) -> None:
    """List the jobs: when each runs next, and how its last run ended. Times are in UTC."""
    rows = jobs.listed(database.connection)
    if as_json:
        echo_json(rows)
    else:
        out = console()
        out.print(listed_jobs(rows, out.width))


@group.command()
@click.argument("name")
@click.option(
    "--now",
    type=INSTANT,
    help="Run it as of this instant, in ISO 8601 with its time zone (default: now).",
)
@json_option
@pass_database
def run(database: Database, name: str, now: datetime | None, as_json: bool) -> None:
    """Run the job NAME now, whatever its schedule says.

    A job that catches up is first run for the days that it has missed. A run that fails is tried
    again by whatever runs the jobs, pg_cron or jobs serve. Exit status 1 where it failed, or was
    skipped because it was running already.
    """
    with Rows(console(stderr=True), name) as rows:

        def show(run: dict[str, Any]) -> None:
            if run["status"] == "running" and run["rows_total"]:
                rows.update(run["rows_done"] or 0, run["rows_total"])

        reports = jobs.Reports(database.connection, show)
        failure: PgmomentumError | psycopg.Error | None = None
        try:
            with cancelled_by_interrupt(database.connection):
                database.connection.execute(jobs.RUN.encode(), (name, now, False))
        except KeyboardInterrupt:
            failure = PgmomentumError("interrupted")
        except psycopg.Error as error:
            failure = error
    ended = [run for run in reports.runs.values() if run["status"] != "running"]
    if failure is None:
        failure = _not_run(name, ended, reports.messages)
    elif ended and ended[-1]["status"] == "failed":
        failure.add_note(_kept(ended[-1]))
    if as_json:
        told = {"error": Failure(failure).message} if failure is not None else {}
        echo_json({"runs": ended, **told})
    else:
        for ended_one in ended:
            click.echo(ended_run(ended_one))
    if failure is not None:
        raise failure


def _not_run(name: str, ended: list[dict[str, Any]], messages: list[str]) -> PgmomentumError | None:
    """Return the error of a call that has run nothing."""
    if not ended:
        message = messages[-1] if messages else f"job {name} was not run"
        return PgmomentumError(message, "pgmomentum jobs list shows the jobs.")
    if ended[-1]["status"] == "skipped":
        return PgmomentumError(
            f"job {name} was skipped: {ended[-1]['error']}",
            "pgmomentum jobs list shows how far that one is.",
        )
    return None


def _kept(run: dict[str, Any]) -> str:
    if not run["rows_done"]:
        return "nothing of that run is kept"
    return f"{run['rows_done']:,} rows are done, and kept"


@group.command()
@click.option(
    "--grace",
    type=click.FloatRange(0),
    default=30.0,
    show_default=True,
    help="Seconds that jobs have to end after SIGTERM; then they are cancelled.",
)
@log_format_option
@pass_database
def serve(database: Database, grace: float) -> None:
    """Run the jobs on their schedules, until SIGTERM or Ctrl-C: where there is no pg_cron.

    Two or more of these, on one machine or several, run each job once. What was missed while none
    was running is made up for where the job says so (catch_up).
    """
    from pgmomentum.scheduler import Scheduler

    database.on_notice = None  # the log has them
    _ = database.conninfo  # the embedded server starts here, not in each thread
    scheduler = Scheduler(lambda: database.connect(lasting=True), grace)

    def end(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # the next one ends it at once
        # not here: what was interrupted may hold the lock that stopping takes
        threading.Thread(target=scheduler.stop).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    scheduler.run()


@group.command()
@click.option("--uninstall", is_flag=True, help="Take the jobs away from pg_cron instead.")
@json_option
@pass_database
def install(database: Database, uninstall: bool, as_json: bool) -> None:
    """Register the jobs with pg_cron, in whichever database of the server it is.

    Run it again after a change of a schedule, of what is enabled, or an upgrade. pg_cron runs the
    jobs as the role that installs them.
    """
    done = jobs.install(database, uninstall=uninstall)
    if as_json:
        echo_json({"database": done.database, "entries": done.entries, "removed": done.removed})
        return
    click.echo(
        f"pg_cron in {done.database} has {done.entries:,} entries of this database; "
        f"{done.removed:,} were taken away"
    )

"""doctor."""

from __future__ import annotations

from dataclasses import asdict

import click
import psycopg
from rich.console import Console
from rich.text import Text

from pgmomentum import doctor as checks
from pgmomentum import resources
from pgmomentum.cli import Failure, console, echo_json, json_option, pass_database
from pgmomentum.database import Database, PgmomentumError
from pgmomentum.doctor import Finding
from pgmomentum.views import counted, plain

#: What is mended may bring other things to light, which are mended, too: so many times.
_ROUNDS = 3


@click.command()
@click.option("--fix", is_flag=True, help="Mend what needs no decision of yours.")
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=7,
    show_default=True,
    help="Days back for which scores have to be there.",
)
@json_option
@pass_database
def doctor(database: Database, fix: bool, days: int, as_json: bool) -> None:
    """Look for what is wrong: what it means, and what mends it.

    Exit status 1 where something is, and with --fix where something is left. It takes the rights of
    the owner of the tables, or of a superuser. Without --fix nothing is changed.
    """
    package = resources.find()
    out = Console(quiet=True) if as_json else console()
    left = checks.examine(database, package, days)
    mended: list[Finding] = []
    errors: dict[Finding, str] = {}
    for _ in range(_ROUNDS):
        to_mend = [each for each in left if fix and each.fixable and each not in errors]
        if not to_mend:
            break
        for finding in to_mend:
            out.print(Text.assemble(("Mending ", "bold"), _said(finding)), soft_wrap=True)
            try:
                checks.mend(database, package, finding, lambda said: click.echo(said, err=True))
            except (psycopg.Error, PgmomentumError) as error:
                errors[finding] = Failure(error).message
        left = checks.examine(database, package, days)
        mended += [each for each in to_mend if each not in left]
    if as_json:
        found = [{**asdict(each), "error": errors.get(each)} for each in left]
        echo_json({"findings": found, "mended": [asdict(each) for each in mended]})
    else:
        _show(out, left, errors, fix)
    raise click.exceptions.Exit(1 if left else 0)


def _said(finding: Finding) -> Text:
    return plain(f"{finding.check}: {finding.subject}")


def _show(out: Console, left: list[Finding], errors: dict[Finding, str], fix: bool) -> None:
    for finding in left:
        heading = _said(finding)
        heading.stylize("bold")
        out.print(heading, soft_wrap=True)
        out.print(plain(f"  {finding.meaning}."), soft_wrap=True)
        for command in finding.mend:
            end = "" if command.startswith(("pgmomentum", "timedatectl")) else ";"
            out.print(Text.assemble("    ", (f"{command}{end}", "cyan")), soft_wrap=True)
        if finding in errors:
            out.print(
                Text.assemble("  ", ("Failed: ", "red"), plain(errors[finding])), soft_wrap=True
            )
    if not left:
        out.print("Nothing is left to mend" if fix else "Nothing found")
        return
    fixable = sum(each.fixable for each in left)
    more = f", {fixable} of which pgmomentum doctor --fix mends" if fixable and not fix else ""
    out.print(f"{counted(len(left), 'finding')}{more}")

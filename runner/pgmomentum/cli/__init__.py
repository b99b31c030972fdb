"""The command line: the group, the connection options, and how results and errors are shown.

A command is a Click command in a module of this package, named in COMMANDS, from where it is
imported when it is called. It reads like this::

    @click.command()
    @click.argument("day")
    @json_option
    @pass_database
    def count(database: Database, day: str, as_json: bool) -> None:
        \"\"\"Count the scores of DAY.\"\"\"
        row = database.connection.execute("SELECT ...", (day,)).fetchone()
        ...

``pass_database`` goes last, next to the function. It passes a Database as the first argument, whose
``connection`` is opened at its first use, in autocommit mode, and closed when the command ends
(``connect()`` opens further ones), and it gives the command the option ``--database-url``.
``json_option`` passes ``as_json``. ``echo_json`` writes for machines; ``console()`` is rich's, for
people, without colour where NO_COLOR is set or the output is no terminal. A command that runs until
it is stopped has ``log_format_option``, above its ``pass_database``.

A psycopg.Error or PgmomentumError that leaves a command becomes ``Error: message`` and, where
there is one, ``Hint: hint`` on standard error, with exit status 1. Usage errors are Click's: exit
status 2. Notes added to an exception (``add_note``) are shown after its message. WARNINGs of the
server go to standard error as they come. A command that records something does so within
``recording``, which says of an interrupt what became of it, and of an error in JSON, too.
"""

from __future__ import annotations

import functools
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import IO, Any, Concatenate, ParamSpec, TypeVar

import click
import psycopg
from psycopg.errors import Diagnostic
from rich.console import Console

from pgmomentum import __version__, logs
from pgmomentum.database import Database, PgmomentumError
from pgmomentum.views import printable

P = ParamSpec("P")
R = TypeVar("R")
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

#: Each command and where it is, in the order of the help.
COMMANDS = {
    "migrate": "pgmomentum.cli.migrate:migrate",
    "rollback": "pgmomentum.cli.migrate:rollback",
    "status": "pgmomentum.cli.status:status",
    "doctor": "pgmomentum.cli.doctor:doctor",
    "metrics": "pgmomentum.cli.status:metrics",
    "sql": "pgmomentum.cli.migrate:sql",
    "demo": "pgmomentum.cli.demo:command",
    "record": "pgmomentum.cli.scores:record",
    "score": "pgmomentum.cli.scores:score",
    "backfill": "pgmomentum.cli.scores:backfill",
    "explain": "pgmomentum.cli.scores:explain",
    "evaluate": "pgmomentum.cli.evaluate:group",
    "badges": "pgmomentum.cli.badges:badges",
    "versions": "pgmomentum.cli.versions:versions",
    "import": "pgmomentum.cli.importing:group",
    "listen": "pgmomentum.cli.listen:listen",
    "jobs": "pgmomentum.cli.jobs:group",
    "gateway": "pgmomentum.cli.gateway:gateway",
}
#: What a database says that lacks our objects.
NOT_INSTALLED = (
    psycopg.errors.InvalidSchemaName,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.UndefinedTable,
)
#: What to do where a right is missing, and where nothing can be written.
RIGHTS = (
    "status, doctor, migrate, rollback and jobs install take the role that installed, or a "
    "superuser; the other commands a member of service_role."
)
READ_ONLY = (
    "The server is a standby, or the session may only read: connect to the primary, where there "
    "are several hosts by target_session_attrs=read-write in the connection string."
)
#: Columns of a table that does not go to a terminal: a file or a pipe has no edge.
WIDTH_OF_A_FILE = 200
_INTERRUPTED = (
    "nothing is recorded, unless it had just come to its end; start it again: nothing is recorded "
    "twice"
)


class Failure(click.ClickException):
    """An expected error, on its way to standard error and exit status 1."""

    def __init__(self, error: psycopg.Error | PgmomentumError) -> None:
        message, self.detail, self.hint = describe(error)
        super().__init__(" ".join([message, *(f"({note})" for note in _notes(error))]))

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message, the detail and the hint, each on a line of its own."""
        for label, text in (("Error", self.message), ("Detail", self.detail), ("Hint", self.hint)):
            if text or label == "Error":
                click.echo(f"{label}: {_shown(text or '')}", file=file, err=True)


def describe(error: psycopg.Error | PgmomentumError) -> tuple[str, str | None, str | None]:
    """Return the message, detail and hint of an error; a server's error names its SQLSTATE."""
    if isinstance(error, PgmomentumError):
        return str(error), None, error.hint
    message = error.diag.message_primary
    if message is None:
        hint = None
        if isinstance(error, psycopg.OperationalError):
            hint = (
                "--database-url or PGMOMENTUM_DATABASE_URL says where the database is; without "
                "them, DATABASE_URL and libpq's PG* variables, the embedded server is used."
            )
        return str(error).strip() or type(error).__name__, None, hint
    if error.sqlstate:
        message = f"{message} [{error.sqlstate}]"
    hint = error.diag.message_hint
    if isinstance(error, NOT_INSTALLED):
        hint = "pgmomentum migrate installs, or brings the database up to date."
    elif isinstance(error, psycopg.errors.InsufficientPrivilege):
        hint = hint or RIGHTS
    elif isinstance(error, psycopg.errors.ReadOnlySqlTransaction) or "recovery" in message:
        hint = hint or READ_ONLY
    return message, error.diag.message_detail, hint


def _shown(text: str) -> str:
    return "\n".join(printable(line) for line in text.expandtabs().split("\n"))


def warn(notice: Diagnostic) -> None:
    """Show a WARNING of the server, and its hint."""
    if notice.severity_nonlocalized != "WARNING":
        return
    for label, text in (("Warning", notice.message_primary), ("Hint", notice.message_hint)):
        if text:
            # not by click.echo, which would write into the line of a progress bar
            print(f"{label}: {_shown(text)}", file=sys.stderr)


@contextmanager
def recording(as_json: bool, **about: Any) -> Iterator[None]:
    """Run a block that records something in one transaction.

    An interrupt becomes an error that says what is recorded; under --json an error is an object,
    too, ``error`` beside what it is ``about``.
    """
    failure: PgmomentumError | psycopg.Error
    try:
        yield
        return
    except KeyboardInterrupt:
        failure = PgmomentumError("interrupted")
        failure.add_note(_INTERRUPTED)
    except (PgmomentumError, psycopg.Error) as error:
        failure = error
    if as_json:
        echo_json({**about, "error": Failure(failure).message})
    raise failure


def _notes(error: BaseException) -> list[str]:
    notes: list[str] = getattr(error, "__notes__", [])
    return notes


class CommandLine(click.Group):
    """A group that imports a command when it is called, and shows expected errors as one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; None when there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except (psycopg.Error, PgmomentumError) as error:
            raise Failure(error) from error
        except BrokenPipeError:
            raise
        except (UnicodeError, RecursionError, OSError) as error:
            raise Failure(PgmomentumError(f"{type(error).__name__}: {error}")) from error


def database_option(function: Decorated) -> Decorated:
    """Give a command the option --database-url, passed as ``database_url``."""
    return click.option(
        "--database-url",
        metavar="URL",
        help="Database to use: a URL or libpq connection string. Default: "
        "$PGMOMENTUM_DATABASE_URL, $DATABASE_URL, libpq's PG* variables, the embedded server.",
    )(function)


def pass_database(
    function: Callable[Concatenate[Database, P], R],
) -> Callable[..., R]:
    """Call the command with its Database first, and accept --database-url after its name."""

    @database_option
    @functools.wraps(function)
    def command(*args: Any, database_url: str | None, **kwargs: Any) -> R:
        context = click.get_current_context()
        database = context.ensure_object(Database)
        database.url = database_url or database.url
        context.call_on_close(database.close)
        return function(database, *args, **kwargs)

    return command


def json_option(function: Decorated) -> Decorated:
    """Give a command the option --json, passed as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")(
        function
    )


def log_format_option(function: Callable[P, R]) -> Callable[..., R]:
    """Give a command that runs for long the option --log-format, and a log on standard error.

    With json an expected error that ends the command is an object, too.
    """

    @click.option(
        "--log-format",
        type=click.Choice(logs.FORMATS),
        default="text",
        show_default=True,
        help="Form of the log on standard error.",
    )
    @functools.wraps(function)
    def command(*args: Any, log_format: str, **kwargs: Any) -> R:
        logs.configure(log_format)
        try:
            return function(*args, **kwargs)
        except (psycopg.Error, PgmomentumError) as error:
            if log_format == "text":
                raise
            failure = Failure(error)
            said = {"detail": failure.detail, "hint": failure.hint}
            logging.getLogger("pgmomentum").error(
                failure.message, extra={key: text for key, text in said.items() if text}
            )
            raise click.exceptions.Exit(failure.exit_code) from error

    return command


def echo_json(value: Any) -> None:
    """Print a value as indented JSON: times in ISO 8601, exact numbers as numbers, ids as text."""
    click.echo(json.dumps(value, indent=2, default=_as_json))


def _as_json(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def console(*, stderr: bool = False) -> Console:
    """Return a console for people; tables are not cut to 80 columns where there is no terminal."""
    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal:
        made.width = WIDTH_OF_A_FILE
    return made


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pgmomentum")
@database_option
@click.pass_context
def main(ctx: click.Context, database_url: str | None) -> None:
    """Score engagement inside PostgreSQL."""
    ctx.obj = Database(database_url, warn)

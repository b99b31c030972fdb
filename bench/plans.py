"""The plans of the statements inside a call, as auto_explain has them."""

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import LiteralString

import psycopg
from psycopg.errors import Diagnostic

from bench.database import Database
from bench.progress import say
from bench.results import Plan

AUTO_EXPLAIN = {
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_triggers": "on",
    "auto_explain.log_level": "notice",
}
#: Statements that took less than this share of the longest inside the call are left out.
LEAST = 0.05
LINES, WIDTH, QUERY_WIDTH = 100, 200, 200
_NOTICE = re.compile(
    r"duration: (?P<milliseconds>[\d.]+) ms  plan:\nQuery Text: (?P<query>.*?)\n"
    r"(?P<plan>[A-Z][^\n]*\(cost=.*)",
    re.DOTALL,
)
_PLACE = re.compile(
    r"function (?:momentum\.)?\"?(\w+)[^\n]*?(?: line (\d+)| statement (\d+)|$)", re.M
)
_NODE = re.compile(
    r"^(?: *->  |  )?([A-Z][\w ]*?)(?: on | using |  (?=\())[^\n]*\(cost=", re.MULTILINE
)
#: Steps of a statement that does no more than to call functions.
_CALLS = {"Aggregate", "Function Scan", "Nested Loop", "ProjectSet", "Result"}


def take(
    database: Database,
    call: str,
    query: LiteralString,
    parameters: Sequence[object] = (),
    *,
    warm_up: Sequence[object] | None = None,
) -> tuple[Plan, ...]:
    """Execute a call and return the plans of what took long in it, the longest first.

    None where the server has no auto_explain. The call is made, for good: on a connection of its
    own, and not to be timed, since each step of a plan is. A short call is made before with other
    parameters, to warm up: what a new connection does only once would be most of it.
    """
    notices: list[tuple[str, str]] = []

    def keep(notice: Diagnostic) -> None:
        notices.append((notice.message_primary or "", notice.context or ""))

    with psycopg.connect(database.dsn, autocommit=True) as connection:
        try:
            connection.execute("LOAD 'auto_explain'")
        except psycopg.errors.UndefinedFile:
            say(f"  no plan of {call}: the server has no auto_explain")
            return ()
        if warm_up is not None:
            connection.execute(query, warm_up)
        connection.add_notice_handler(keep)
        for name, value in AUTO_EXPLAIN.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        notices.clear()
        connection.execute(query, parameters)
    return summed_up(call, notices)


def summed_up(call: str, notices: Sequence[tuple[str, str]]) -> tuple[Plan, ...]:
    """Put the executions of a statement together, given message and context of each notice.

    Sending the notices takes time, too, which that of the call itself contains: the statements
    inside are held against each other.
    """
    executions: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for message, context in notices:
        found = _NOTICE.fullmatch(message)
        if found and not set(_NODE.findall(found["plan"])) <= _CALLS:
            statement = (_place(context), found["query"])
            executions.setdefault(statement, []).append(
                (float(found["milliseconds"]), found["plan"])
            )
    made = [
        Plan(
            call,
            place,
            _cut(" ".join(query.split()), QUERY_WIDTH),
            len(each),
            sum(took for took, _ in each),
            _shortened(max(each)[1]),
        )
        for (place, query), each in executions.items()
    ]
    inside = [plan.milliseconds for plan in made if plan.place]
    least = LEAST * max(inside, default=0)
    return tuple(
        sorted(
            (plan for plan in made if plan.milliseconds >= least),
            key=lambda plan: plan.milliseconds,
            reverse=True,
        )
    )


def _place(context: str) -> str:
    """Return the function whose statement it is, given the stack: nothing for the call itself."""
    found = _PLACE.search(context)
    if not found:
        return ""
    name, line, number = found.groups()
    return f"{name}, line {line}" if line else f"{name}, statement {number}" if number else name


def _cut(text: str, width: int) -> str:
    """Return a text, cut where it is too long."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _shortened(plan: str) -> str:
    """Return a plan that can be read."""
    lines = [_cut(line, WIDTH) for line in dedent(plan).rstrip().splitlines()]
    more = len(lines) - LINES
    return "\n".join([*lines[:LINES], *([f"… {more} more lines"] if more > 0 else [])])

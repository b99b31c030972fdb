"""badges list, define, award, revoke, explain."""

from __future__ import annotations

import uuid
from typing import Any

import click

from pgmomentum.cli import console, echo_json, json_option, pass_database, recording
from pgmomentum.database import Connection, Database, transaction
from pgmomentum.views import counted, day_of, printable
from pgmomentum.views.badges import criteria, explained_badge, listed_badges

_ROW = "SELECT pg_catalog.to_jsonb(b) FROM momentum.badge_definitions AS b WHERE b.id = %(id)s"
_DEFINE = """
SELECT momentum.define_badge(
    %(organisation)s, %(name)s, %(type)s, %(required)s::integer, %(per)s, %(types)s::text[],
    %(grace)s
)
"""
#: The award, the same row before this statement, and the name of the badge.
_AWARD = """
SELECT pg_catalog.to_jsonb(w), pg_catalog.to_jsonb(before), b.name
FROM momentum.award_badge(%(user)s, %(badge)s, %(reason)s) AS w
JOIN momentum.badge_definitions AS b ON b.id = w.badge_id
LEFT JOIN momentum.badge_awards AS before
    ON before.user_id = w.user_id AND before.badge_id = w.badge_id
"""
_REVOKE = """
SELECT pg_catalog.to_jsonb(w), b.name
FROM momentum.revoke_badge(%(user)s, %(badge)s, %(reason)s) AS w
JOIN momentum.badge_definitions AS b ON b.id = w.badge_id
"""
#: Windows, or activities: what fits into an integer of the server.
_COUNT = click.IntRange(1, 2_147_483_647)


@click.group()
def badges() -> None:
    """List, define, award, revoke and explain badges.

    USER, BADGE and ORGANISATION are ids. badges list shows those of badges, and of organisations
    that have one; SELECT id, name FROM momentum.organisations shows those of all organisations.
    """


@badges.command("list")
@click.option("--organisation", type=click.UUID, help="Only the badges of this organisation.")
@json_option
@pass_database
def list_badges(database: Database, organisation: uuid.UUID | None, as_json: bool) -> None:
    """List the badges, what earns them, and how many users have each."""
    query = "SELECT momentum._list_badges(%(id)s)"
    (listed,) = _row(database, query, {"id": organisation}, as_json)
    if as_json:
        echo_json(listed)
    else:
        console().print(listed_badges(listed))


@badges.command()
@click.argument("organisation", type=click.UUID)
@click.argument("name")
@click.option("--streak", type=_COUNT, help="So many days, weeks, months in a row.")
@click.option("--per", type=click.Choice(["day", "week", "month"]), help="With --streak: of what.")
@click.option("--count", type=_COUNT, help="So many activities in all.")
@click.option(
    "--type", "types", multiple=True, help="Only activities of this type count; repeatable."
)
@click.option(
    "--grace",
    is_flag=True,
    help="A streak is not over while the current day, week or month is still empty.",
)
@click.option(
    "--retroactively",
    is_flag=True,
    help="Award it to everyone who has earned it already, without announcing it.",
)
@json_option
@pass_database
def define(
    database: Database,
    /,
    organisation: uuid.UUID,
    name: str,
    retroactively: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Define badge NAME of ORGANISATION, earned by a streak or by a count of activities.

    \b
    badges define ORGANISATION 'Four weeks' --streak 4 --per week
    badges define ORGANISATION 'A hundred calls' --count 100 --type call
    """  # noqa: D301 (Click's mark of lines to be kept)
    given = {"organisation": organisation, "name": name, **_criteria(**options)}
    awarded = None
    with recording(as_json), transaction(database.connection):
        (badge_id,) = _fetch(database.connection, _DEFINE, given)
        if retroactively:
            query = "SELECT momentum.award_retroactively(%(id)s)"
            (awarded,) = _fetch(database.connection, query, {"id": badge_id})
        (badge,) = _fetch(database.connection, _ROW, {"id": badge_id})
    if as_json:
        echo_json({**badge, "awarded": awarded})
        return
    click.echo(f'Defined badge "{printable(name)}", {badge_id}: {criteria(badge)}')
    if awarded is not None:
        users = counted(awarded, "user")
        click.echo(f"Awarded to {users} who had earned it already, not announced")


def _criteria(
    streak: int | None, per: str | None, count: int | None, types: tuple[str, ...], grace: bool
) -> dict[str, Any]:
    if (streak is None) == (count is None):
        raise click.UsageError("give either --streak or --count")
    if (streak is None) != (per is None):
        raise click.UsageError("--streak and --per go together: --streak 4 --per week")
    if grace and streak is None:
        raise click.UsageError("--grace is for a streak")
    return {
        "type": "count" if streak is None else "streak",
        "required": count if streak is None else streak,
        "per": per,
        "types": list(types) or None,
        "grace": grace,
    }


@badges.command()
@click.argument("user", type=click.UUID)
@click.argument("badge", type=click.UUID)
@click.option("--reason", help="Why; it stays on record.")
@json_option
@pass_database
def award(
    database: Database, user: uuid.UUID, badge: uuid.UUID, reason: str | None, as_json: bool
) -> None:
    """Award BADGE to USER by hand, or give back one that was revoked."""
    given = {"user": user, "badge": badge, "reason": reason}
    awarded, before, name = _row(database, _AWARD, given, as_json)
    if as_json:
        echo_json(awarded)
    elif before is None:
        click.echo(f'Awarded "{printable(name)}" to user {user}')
    elif before["revoked_at"] is not None:
        click.echo(f'Gave "{printable(name)}" back to user {user}')
    else:
        since = day_of(before["awarded_at"])
        click.echo(f'User {user} has had "{printable(name)}" since {since}: nothing is changed')


@badges.command()
@click.argument("user", type=click.UUID)
@click.argument("badge", type=click.UUID)
@click.option("--reason", required=True, help="Why; it stays on record.")
@json_option
@pass_database
def revoke(
    database: Database, user: uuid.UUID, badge: uuid.UUID, reason: str, as_json: bool
) -> None:
    """Take BADGE back from USER; it cannot be earned again, only be given back by hand."""
    given = {"user": user, "badge": badge, "reason": reason}
    revoked, name = _row(database, _REVOKE, given, as_json)
    if as_json:
        echo_json(revoked)
    else:
        click.echo(f'Revoked "{printable(name)}" of user {user}: {printable(reason)}')


@badges.command()
@click.argument("user", type=click.UUID)
@click.argument("badge", type=click.UUID)
@json_option
@pass_database
def explain(database: Database, user: uuid.UUID, badge: uuid.UUID, as_json: bool) -> None:
    """Explain why USER has BADGE, or why not yet."""
    query = "SELECT momentum.explain_badge(%(user)s, %(badge)s)"
    (explained,) = _row(database, query, {"user": user, "badge": badge}, as_json)
    if as_json:
        echo_json(explained)
    else:
        console().print(explained_badge(explained))


def _row(
    database: Database, query: str, parameters: dict[str, Any], as_json: bool
) -> tuple[Any, ...]:
    with recording(as_json), transaction(database.connection):
        return _fetch(database.connection, query, parameters)


def _fetch(connection: Connection, query: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return row

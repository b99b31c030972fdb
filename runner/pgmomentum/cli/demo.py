"""demo: the main job, end to end, on the embedded server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from pgmomentum import demo, demo_badges, demo_realtime, demo_scenarios, migrations
from pgmomentum.cli import console as make_console
from pgmomentum.cli import warn
from pgmomentum.cli.types import DAY
from pgmomentum.database import Connection, Database
from pgmomentum.views import STATE_STYLES, counted, sparkline, table
from pgmomentum.views.badges import explained_badge
from pgmomentum.views.demo import awarded_now, earned_badges, outbox_events, reached_milestones
from pgmomentum.views.interventions import evaluated_rules
from pgmomentum.views.scores import explained_score

_SHOWN_PER_HABIT = 2
_BAR_WIDTH = 40
_USERS, _USERS_LIVE = 2000, 60


@dataclass(frozen=True)
class Recorded:
    """What a run recorded besides scores: sessions, milestones by each of two runs, awards."""

    sessions: int
    milestones: tuple[demo_scenarios.Evaluation, demo_scenarios.Evaluation]
    awarded_at_once: int
    awarded_later: int


def record(connection: Connection, chosen: demo.Plan) -> Recorded:
    """Record organisations and sessions, and the milestones and badges that come of them."""
    demo_scenarios.add_organisations(connection, chosen)
    demo_badges.define(connection)
    before = demo_badges.count(connection, chosen)
    sessions = demo_scenarios.add_sessions(connection, chosen)
    return Recorded(
        sessions=sessions,
        awarded_at_once=demo_badges.count(connection, chosen) - before,
        awarded_later=demo_badges.award_missing(connection),
        milestones=(
            demo_scenarios.evaluate(connection, chosen),
            demo_scenarios.evaluate(connection, chosen),
        ),
    )


def show(
    console: Console,
    connection: Connection,
    chosen: demo.Plan,
    work: demo.Work,
    recorded: Recorded,
) -> None:
    """Print what the run did and what the scores, milestones and badges look like."""
    found = demo.summary(connection, chosen)
    complete = "complete" if found["rows"] == found["expected"] else "INCOMPLETE"
    console.print(
        f"\n[bold]{found['rows']:,} rows = active users x days[/bold] "
        f"({found['users']:,} users, {found['days']} days, expected {found['expected']:,}: "
        f"{complete}); {found['without_events']:,} of them on days without events\n"
    )
    _show_states(console, found)
    _show_sparklines(console, connection, chosen)
    busy = next((p for p in chosen.persons if p.habit == "rhythm"), chosen.persons[0])
    day = demo.telling_day(connection, busy, chosen)
    row = connection.execute(
        "SELECT momentum.explain_score(%s, %s)", (busy.user_id, day)
    ).fetchone()
    assert row is not None
    console.print("\n[bold]One score, explained[/bold]  (pgmomentum explain USER DATE)\n")
    console.print(explained_score(row[0]))
    _show_rates(console, work)
    _show_milestones(console, connection, chosen, recorded)
    _show_badges(console, connection, chosen, recorded)
    _show_live_updates(console, connection, chosen)


def _show_states(console: Console, found: dict[str, Any]) -> None:
    states = table("Spread of states", "state", "rows", "share", "")
    for state, column in (("Rising", "rising"), ("Steady", "steady"), ("NeedsCare", "needs_care")):
        share = found[column] / max(found["rows"], 1)
        bar = Text("█" * round(share * _BAR_WIDTH), style=STATE_STYLES[state])
        states.add_row(state, f"{found[column]:,}", f"{share:.1%}", bar)
    states.columns[3].justify = "left"
    console.print(states)


def _show_sparklines(console: Console, connection: Connection, chosen: demo.Plan) -> None:
    lines = table(
        f"\nScores of some users, {chosen.first} to {chosen.last}", "user", "habit", "days", "last"
    )
    lines.columns[1].justify = lines.columns[2].justify = "left"
    lines.columns[2].no_wrap = True
    for habit in dict.fromkeys(person.habit for person in chosen.persons):
        alike = [person for person in chosen.persons if person.habit == habit]
        for person in alike[:_SHOWN_PER_HABIT]:
            scores = demo.scores_of(connection, person.user_id, chosen)
            if scores:
                last, state = scores[-1]
                lines.add_row(
                    str(person.user_id)[:8],
                    habit,
                    sparkline(score for score, _ in scores).rjust(len(chosen.days)),
                    Text(f"{last:.2f}", style=STATE_STYLES[state]),
                )
    console.print(lines)


def _show_rates(console: Console, work: demo.Work) -> None:
    if not work.scored:
        console.print("\nEverything was scored already: nothing to do.")
        return
    console.print(
        f"\nRecorded {work.events:,} events in {work.record_seconds:.1f} s "
        f"({work.events / work.record_seconds:,.0f} per second), "
        f"scored {work.scored:,} user days in {work.score_seconds:.1f} s "
        f"({work.scored / work.score_seconds:,.0f} per second), and settled {work.late:,} events "
        f"that came late in {work.settle_seconds:.1f} s."
    )


def _show_milestones(
    console: Console, connection: Connection, chosen: demo.Plan, recorded: Recorded
) -> None:
    first, second = recorded.milestones
    console.print()
    console.print(reached_milestones(demo_scenarios.reached(connection, chosen)))
    console.print(
        f"\nOf {recorded.sessions:,} sessions, {first.recorded:,} milestones recorded now, in "
        f"{first.seconds:.2f} s; a second run, in {second.seconds:.2f} s, records "
        f"{second.recorded:,}: each fires once."
    )


def _show_badges(
    console: Console, connection: Connection, chosen: demo.Plan, recorded: Recorded
) -> None:
    awarded = demo_badges.awarded(connection, chosen)
    console.print()
    console.print(earned_badges(awarded))
    total = sum(row["users"] for row in awarded)
    console.print(f"\n{awarded_now(total, recorded.awarded_at_once, recorded.awarded_later)}")
    pairs = [
        (row["example"]["user_id"], row["badge"]["id"])
        for row in awarded
        if row["users"] and row["badge"]["criteria_type"] == "streak"
    ][:1]
    pairs += filter(None, [demo_badges.not_yet(connection, chosen)])
    if pairs:
        console.print("\n[bold]Badges, explained[/bold]  (pgmomentum badges explain USER BADGE)")
    for user_id, badge_id in pairs:
        row = connection.execute(
            "SELECT momentum.explain_badge(%s, %s)", (user_id, badge_id)
        ).fetchone()
        assert row is not None
        console.print()
        console.print(explained_badge(row[0]))


def _show_live_updates(console: Console, connection: Connection, chosen: demo.Plan) -> None:
    console.print("\n[bold]Interventions[/bold]  (pgmomentum evaluate interventions)\n")
    console.print(evaluated_rules(demo_realtime.evaluate(connection, chosen), dry_run=False))
    console.print()
    console.print(outbox_events(demo_realtime.outbox(connection, chosen)))
    console.print("\nWhat was announced; pgmomentum listen prints it as it comes.")


def prepare(
    console: Console, connection: Connection, users: int, days: int, seed: int, last: date | None
) -> tuple[demo.Plan, demo.Work, Recorded]:
    """Migrate, generate, record, score, evaluate."""
    applied = migrations.migrate(connection)
    console.print(f"Installed: {counted(len(applied.applied), 'migration')} applied now.")
    chosen = demo.plan(connection, users, days, seed, last)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("days"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as bar:
        tasks: dict[str, Any] = {}

        def report(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(phase, total=total)
                if not console.is_terminal:
                    console.print(f"{phase} {total} days ...")
            bar.update(tasks[phase], completed=done)

        work = demo.run(connection, chosen, report)
    console.print("recording sessions ...")
    return chosen, work, record(connection, chosen)


@click.command("demo")
@click.option(
    "--users",
    type=click.IntRange(1, 1_000_000),
    help=f"Default: {_USERS}, with --live {_USERS_LIVE}.",
)
@click.option("--days", type=click.IntRange(1, 3660), default=60, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--date", "last", type=DAY, help="Last day (default: yesterday, UTC).")
@click.option(
    "--live", is_flag=True, help="Show it in a browser, and let things happen until Ctrl-C."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="Port of the page of --live, on this machine; 0: any that is free.",
)
@click.option(
    "--database-url", metavar="URL", help="Database to fill instead of the embedded server's."
)
@click.pass_obj
def command(
    given: Database,
    users: int | None,
    days: int,
    seed: int,
    last: date | None,
    live: bool,
    port: int,
    database_url: str | None,
) -> None:
    """Score a made-up population, on the embedded server.

    With --live it then serves the live page, on which that population goes on with its day.
    It fills the database with made-up users: only --database-url points it at another server
    than the embedded one, the environment does not.
    """
    if live:
        if last is not None:
            raise click.UsageError("--live is about today: it takes no --date.")
        from pgmomentum.cli import live as page

        page.check(port)
        click.get_current_context().with_resource(page.terminable())
    url = database_url or given.url
    if url is None:
        from pgmomentum import embedded

        url = embedded.start()
    database = Database(url, warn)
    click.get_current_context().call_on_close(database.close)
    console, connection = make_console(), database.connection
    count = users or (_USERS_LIVE if live else _USERS)
    chosen, work, recorded = prepare(console, connection, count, days, seed, last)
    if live:
        page.serve(database, chosen, port)
    else:
        show(console, connection, chosen, work, recorded)

"""An upgrade from a released version keeps what is there, and ends in what is installed today.

``released/VERSION.sql.gz`` is what ``pgmomentum sql`` of that version writes. With a release:
``pgmomentum sql | gzip -9n > tests/migration/released/VERSION.sql.gz``.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from pgmomentum import migrations, partitions
from pgmomentum.database import Connection
from pgmomentum.migrations import Migrated
from pgmomentum.resources import find
from tests.migration.catalog import catalog, connect, install
from tests.migration.populated import TABLES, fill_empty_tables
from tests.migration.recipes import project, recipes
from tests.support import as_role, pin_clock
from tools.servers import Server

pytestmark = pytest.mark.servers(15)

RELEASED = sorted(Path(__file__).with_name("released").glob("*.sql.gz"))
(ANEW,) = recipes("Upgrade", "pgsql")
USERS = [UUID(int=number) for number in range(1, 6)]
#: A row is kept if what it was is part of what it is.
LOST = """
SELECT o.row FROM jsonb_array_elements(%s::jsonb) AS o (row)
WHERE NOT EXISTS (SELECT FROM {table} AS t WHERE to_jsonb(t) @> o.row)
"""
EVENTS = """
SELECT count(momentum.record_event(
    u.id,
    t.type,
    d.day + interval '9 hours',
    '{"note": "kept"}',
    md5(concat_ws(' ', u.id, d.day, t.type))::uuid
))
FROM unnest(%s::uuid[]) WITH ORDINALITY AS u (id, number)
CROSS JOIN generate_series(timestamptz '2026-10-20Z', '2026-11-20Z', '1 day') AS d (day)
CROSS JOIN unnest(ARRAY['chat_message', 'goal_completion', 'journal_entry'])
    WITH ORDINALITY AS t (type, number)
WHERE (extract(day FROM d.day)::integer + u.number * t.number) %% (u.number + 1) = 0
"""
SCORES = """
SELECT
    s.user_id, s.score_date, s.final_score, s.algorithm_version,
    momentum.explain_score(s.user_id, s.score_date)
FROM momentum.daily_engagement_scores AS s
ORDER BY s.user_id, s.score_date
"""


def fill(connection: Connection) -> None:
    """Use an installation for a while, through functions that every version has."""
    pin_clock(connection, "2026-11-21T09:00:00Z")
    connection.cursor().executemany(
        "INSERT INTO auth.users (id, created_at) VALUES (%s, '2026-10-15') ON CONFLICT DO NOTHING",
        [(user,) for user in USERS],
    )
    weights = json.loads((find().sql / "scoring" / "event_weights_v1.json").read_text())
    with as_role(connection, "service_role"):
        connection.execute(EVENTS, (USERS,))
        for day in range(20, 32):
            connection.execute("SELECT momentum.calculate_scores(%s)", (f"2026-10-{day}",))
        connection.execute(
            "SELECT momentum.load_score_version('ours', %s, '2026-11-05')", (json.dumps(weights),)
        )
        connection.execute("CALL momentum.backfill_empty_days('2026-11-01', '2026-11-20')")
        connection.execute(
            "SELECT momentum.record_event(%s, 'chat_message', '2026-11-02 10:00+00')", (USERS[0],)
        )
        connection.execute("CALL momentum.recalculate_scores('2026-11-02', '2026-11-20')")
        connection.execute(
            "UPDATE momentum.settings SET value = '0.05' WHERE name = 'failed_share_limit'"
        )
        connection.execute(
            "INSERT INTO momentum.rescore_queue (user_id, from_date, reason)"
            " VALUES (%s, '2026-11-19', 'by hand')",
            (USERS[1],),
        )
    fill_empty_tables(connection, USERS[0])


def stored(connection: Connection) -> dict[str, list[Any]]:
    """Return the rows of every table of ours, and of auth.users."""
    tables = [table for table, _ in connection.execute(TABLES)]
    return {
        table: [r for (r,) in connection.execute(f"SELECT to_jsonb(t) FROM {table} AS t".encode())]
        for table in [*tables, "auth.users"]
    }


def upgrade(server: Server, dsn: str, fresh: str, installer: str = "postgres") -> None:
    """Fill what is installed, upgrade it, and compare: with itself, and with a new installation."""
    as_installer = make_conninfo(dsn, user=installer)
    with connect(dsn) as connection, connect(as_installer) as installing:
        fill(connection)
        before, scores = stored(connection), connection.execute(SCORES).fetchall()
        assert {row[3] for row in scores} >= {"ours"}
        assert len({row[3] for row in scores}) > 1
        done = migrations.migrate(installing)
        assert done.applied
        for table, rows in before.items():
            lost = connection.execute(LOST.format(table=table).encode(), (json.dumps(rows),))
            assert lost.fetchall() == [], table
        after = connection.execute(SCORES).fetchall()
        assert [row[:4] for row in after] == [row[:4] for row in scores]
        for old, new in zip(scores, after, strict=True):
            assert new[4].items() >= old[4].items()
        with as_role(connection, "service_role"):
            again = connection.execute(
                "SELECT sum(c.inserted + c.updated) FROM generate_series(0, 31) AS n"
                " CROSS JOIN LATERAL momentum.calculate_scores(date '2026-10-20' + n) AS c"
            )
            assert again.fetchone() == (0,)
            assert connection.execute("SELECT momentum.drain_rescore_queue()").fetchone() == (1,)
        assert migrations.migrate(installing) == Migrated()
        assert catalog(server, dsn) == fresh
        partitions.maintain(installing)
        moved = stored(connection)["momentum.momentum_events"]
        assert len(moved) == len(before["momentum.momentum_events"])


@pytest.mark.parametrize("script", RELEASED, ids=lambda path: str(path.name))
def test_an_upgrade_keeps_what_is_there(
    server: Server, empty_database: str, database: str, script: Path
) -> None:
    with connect(empty_database) as connection:
        connection.execute(gzip.decompress(script.read_bytes()))
    upgrade(server, empty_database, catalog(server, database))


@pytest.mark.slow
@pytest.mark.parametrize("script", RELEASED, ids=lambda path: str(path.name))
def test_so_does_one_of_a_hosted_database(server: Server, script: Path) -> None:
    with project(server.version) as host:
        dsn = host.dsn("supabase")
        with host.database("supabase", "another") as another:
            with host.admin() as admin:
                admin.execute("ALTER DATABASE another OWNER TO host")
            install(make_conninfo(host.dsn(another), user="host"))
            fresh = catalog(host, host.dsn(another))
        with connect(make_conninfo(dsn, user="host")) as connection:
            connection.execute(gzip.decompress(script.read_bytes()))
        upgrade(host, dsn, fresh, "host")


def test_compatibility_views_of_before_stay_until_they_are_made_anew(empty_database: str) -> None:
    with connect(empty_database) as connection:
        connection.execute(gzip.decompress(RELEASED[0].read_bytes()))
        connection.execute("SELECT momentum.install_compat_views()")
        fill(connection)
        view = (
            "SELECT user_id, score_date, final_score FROM public.daily_engagement_scores"
            " ORDER BY 1, 2"
        )
        before = connection.execute(view).fetchall()
        assert before
        migrations.migrate(connection)
        assert connection.execute(view).fetchall() == before
        connection.execute(ANEW.encode())
        assert connection.execute(view).fetchall() == before


def test_an_upgrade_that_waits_too_long_gives_up(server: Server, empty_database: str) -> None:
    with connect(empty_database) as connection:
        connection.execute(gzip.decompress(RELEASED[0].read_bytes()))
        before = catalog(server, empty_database)
        impatient = make_conninfo(empty_database, options="-c lock_timeout=100ms")
        with connection.transaction(), connect(impatient) as installing:
            connection.execute("SELECT FROM momentum.daily_engagement_scores")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                migrations.migrate(installing)
        assert catalog(server, empty_database) == before
        assert migrations.migrate(connection).applied

"""A job of the tests, whose pages can be held up or made to fail."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.sessions import Session

#: The minute that most runs are for.
NOON = "2026-11-21 12:00Z"
RUN = "CALL momentum.run_job('sample', %s)"
RUN_ONCE = "CALL momentum.run_job('sample', %s, true)"
RUN_DUE = "CALL momentum.run_due_jobs(%s)"

#: work(limit) takes so many rows from public.todo, lowest first. Before it takes the row closed_at
#: it waits until the gate is open; at failing_at it fails.
_WORK = """
CREATE TABLE public.todo (n integer PRIMARY KEY);
CREATE TABLE public.gate (closed_at integer, failing_at integer);
INSERT INTO public.gate DEFAULT VALUES;
GRANT SELECT, DELETE ON public.todo TO service_role;
GRANT SELECT ON public.gate TO service_role;
CREATE FUNCTION public.work(p_limit integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $work$
DECLARE
    v_taken integer[];
BEGIN
    PERFORM momentum._check_isolation();
    WITH page AS (SELECT t.n FROM public.todo AS t ORDER BY t.n LIMIT p_limit),
    taken AS (DELETE FROM public.todo AS t USING page WHERE t.n = page.n RETURNING t.n)
    SELECT array_agg(taken.n) INTO v_taken FROM taken;
    IF (SELECT g.closed_at = ANY (v_taken) FROM public.gate AS g) THEN
        PERFORM pg_advisory_xact_lock_shared(7799, 0);
    END IF;
    IF (SELECT g.failing_at = ANY (v_taken) FROM public.gate AS g) THEN
        RAISE EXCEPTION 'made to fail'
            USING ERRCODE = 'XX123', DETAIL = 'a detail', HINT = 'a hint';
    END IF;
    RETURN COALESCE(cardinality(v_taken), 0);
END
$work$;
"""


def make_job(
    db: psycopg.Connection,
    command: str = "SELECT public.work(10)",
    remaining: str | None = "SELECT count(*) FROM public.todo",
    **columns: object,
) -> None:
    """Make the job sample, the only one that is enabled, and 50 rows of work for it."""
    db.execute(_WORK.encode())
    db.execute("INSERT INTO public.todo SELECT n FROM generate_series(1, 50) AS n")
    db.execute("UPDATE momentum.jobs SET enabled = false")
    db.execute(
        "INSERT INTO momentum.jobs (name, schedule, command, remaining, description, created_at)"
        " VALUES ('sample', '0 2 * * *', %s, %s, 'A sample', '2026-11-01Z')",
        (command, remaining),
    )
    change_job(db, **columns)


def change_job(db: psycopg.Connection, **columns: object) -> None:
    for name, value in columns.items():
        db.execute(f"UPDATE momentum.jobs SET {name} = %s WHERE name = 'sample'".encode(), (value,))


def close_gate(db: psycopg.Connection, dsn: str, at: int) -> Session:
    """Hold up who takes a row, until the session is closed."""
    keeper = Session(dsn)
    keeper.run("SELECT pg_advisory_lock(7799, 0)")
    db.execute("UPDATE public.gate SET closed_at = %s", (at,))
    return keeper


def fail_at(db: psycopg.Connection, at: int | None) -> None:
    """Let the page with a row fail."""
    db.execute("UPDATE public.gate SET failing_at = %s", (at,))


def left(db: psycopg.Connection) -> int:
    row = db.execute("SELECT count(*) FROM public.todo").fetchone()
    assert row is not None
    return int(row[0])


def runs(db: psycopg.Connection) -> list[dict[str, Any]]:
    """Return the rows of job_runs, oldest first."""
    return (
        db.cursor(row_factory=dict_row)
        .execute(
            "SELECT r.*, pg_catalog.to_char(r.scheduled_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI')"
            " AS for FROM momentum.job_runs AS r ORDER BY r.id"
        )
        .fetchall()
    )


def statuses(db: psycopg.Connection) -> list[str]:
    """Return of each run what it was for, its attempt and its status."""
    return [f"{run['for']} {run['attempt']} {run['status']}" for run in runs(db)]

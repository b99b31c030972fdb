"""plpgsql_check, with all its warnings, finds nothing but what is listed, each with its reason."""

import psycopg
import pytest

from tests.scoring.test_legacy import OLD_SHAPE

pytestmark = pytest.mark.servers(15)

#: Function, what is said of it, and why it stays.
REVIEWED = {
    (
        "momentum._create_event_partitions",
        "the expression is not SQL injection safe",
    ): "the text is built by format(%L) from dates alone; a sub-select hides that",
    (
        "momentum._lock_events",
        "text type variable is not sanitized",
    ): "a lock mode is no name to quote; no role may call it, its callers give constants",
    (
        "momentum._perform_job",
        "text type variable is not sanitized",
    ): "the command of a job is a whole statement: only the owner of the table writes it",
    (
        "momentum.tg_any_check",
        "text type variable is not sanitized",
    ): "the text is a constraint of the table, as the catalog prints it",
    (
        "momentum._evaluate",
        'composite OUT variable "run" is not single argument',
    ): "two results, of which one is a row",
    (
        "momentum._move_events",
        "routine is marked as VOLATILE, should be STABLE",
    ): "it writes, in a dynamic statement",
    (
        "momentum._open_statements",
        "routine is marked as VOLATILE, should be STABLE",
    ): "it reads a setting that triggers change while the statement runs",
}
#: The part of pg_cron that is called, which is not in this database.
CRON = """
    CREATE SCHEMA cron;
    CREATE TABLE cron.job (
        jobid bigint, schedule text, command text, database text, username text, active boolean,
        jobname name
    );
    CREATE FUNCTION cron.schedule(text, text, text) RETURNS bigint LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION cron.unschedule(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'
"""
#: A trigger function is checked with each of its tables. One that serves several events names
#: transition tables that not every one of them has.
FINDINGS = """
    WITH checked AS (
        SELECT p.oid, t.tgrelid, max(t.tgoldtable) AS old_rows, max(t.tgnewtable) AS new_rows
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
        LEFT JOIN pg_catalog.pg_trigger AS t ON t.tgfoid = p.oid AND NOT t.tgisinternal
        WHERE
            p.pronamespace = 'momentum'::regnamespace
            AND (t.tgparentid = 0 OR t.tgparentid IS NULL)
        GROUP BY p.oid, t.tgrelid
    )
    SELECT c.oid::regproc::text, x.message, x.detail, x.lineno, x.level
    FROM checked AS c
    CROSS JOIN LATERAL public.plpgsql_check_function_tb(
        c.oid,
        COALESCE(c.tgrelid, 0),
        fatal_errors => false,
        all_warnings => true,
        use_incomment_options => false,
        oldtable => c.old_rows,
        newtable => c.new_rows
    ) AS x
    ORDER BY 1, 4
"""


@pytest.fixture
def checked(db: psycopg.Connection) -> psycopg.Connection:
    """A database with the tables that some functions expect: another's, and temporary ones."""
    db.execute("CREATE EXTENSION plpgsql_check SCHEMA public")
    db.execute(OLD_SHAPE.encode())
    db.execute(CRON.encode())
    return db


def findings(db: psycopg.Connection) -> list[tuple[str, ...]]:
    with db.transaction():
        db.execute("SELECT momentum._stage_events(), momentum._stage_activities()")
        return db.execute(FINDINGS).fetchall()


def test_nothing_but_what_was_reviewed(checked: psycopg.Connection) -> None:
    found = findings(checked)
    assert [finding for finding in found if finding[:2] not in REVIEWED] == []
    assert set(REVIEWED) - {finding[:2] for finding in found} == set(), "leaves the list"


def test_every_trigger_function_has_a_table(db: psycopg.Connection) -> None:
    without = db.execute(
        "SELECT p.proname FROM pg_catalog.pg_proc AS p "
        "WHERE p.pronamespace = 'momentum'::regnamespace AND p.prorettype = 'trigger'::regtype "
        "AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS t WHERE t.tgfoid = p.oid)"
    )
    assert without.fetchall() == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("DECLARE v_unused integer; BEGIN RETURN NULL; END", 'unused variable "v_unused"'),
        ("BEGIN RETURN (SELECT n.gone FROM new_rows AS n); END", "column n.gone does not exist"),
        (
            "DECLARE v text := TG_NAME; BEGIN EXECUTE 'SELECT ' || v; RETURN NULL; END",
            "text type variable is not sanitized",
        ),
    ],
)
def test_it_is_found(checked: psycopg.Connection, body: str, message: str) -> None:
    checked.execute(
        "CREATE FUNCTION momentum.tg_wrong() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = pg_catalog, pg_temp AS $${body}$$; "
        "CREATE TRIGGER wrong AFTER UPDATE ON momentum.organisations "
        "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION momentum.tg_wrong()".encode()
    )
    found = [finding[:2] for finding in findings(checked)]
    checked.execute("DROP FUNCTION momentum.tg_wrong CASCADE")  # it is not ours to cover
    assert ("momentum.tg_wrong", message) in found

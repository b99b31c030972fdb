"""What every role can do to every relation and function, tried out, against expectations.txt."""

from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.privileges.samples import BADGE, ORGANISATION, SAMPLES
from tests.privileges.walker import Walker, may_execute
from tests.support import API_ROLES, as_role, make_user

EXPECTATIONS = Path(__file__).with_name("expectations.txt")

RELATIONS = """
    SELECT c.relname
    FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace = 'momentum'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""

FUNCTIONS = """
    SELECT p.oid::regprocedure::text,
        p.proname,
        pg_catalog.format(
            '%s momentum.%I(%s)',
            CASE p.prokind WHEN 'p' THEN 'CALL' ELSE 'SELECT' END,
            p.proname,
            (
                SELECT pg_catalog.string_agg('NULL::' || t.type::regtype, ', ' ORDER BY t.place)
                FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS t (type, place)
            )
        )
    FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace = 'momentum'::regnamespace
"""


def expected(section: str) -> dict[str, list[str]]:
    """Return the marks of each name in a section of the file."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in EXPECTATIONS.read_text().splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line.strip() and not line.startswith("#") and current == section:
            width = 4 if section == "relations" else 3
            *marks, name = line.split(maxsplit=width)
            found[name] = marks
    return found


def differences(section: str, found: dict[str, list[str]]) -> list[str]:
    """Return, per name that is not as expected, the line that would say what was found."""
    wanted = expected(section)
    return [
        f"{'  '.join(found[name]) if name in found else 'does not exist:'}  {name}"
        f"  (expected: {'  '.join(wanted.get(name, ['no line']))})"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def callable_functions(db: psycopg.Connection, user_id: UUID) -> dict[str, list[str]]:
    """Return, per function, which roles can call it."""
    return {
        signature: [may_execute(db, role, user_id, name, call) for role in API_ROLES]
        for signature, name, call in db.execute(FUNCTIONS).fetchall()
    }


@pytest.fixture
def users(db: psycopg.Connection) -> tuple[UUID, UUID]:
    db.execute(
        "INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Sample')", (ORGANISATION,)
    )
    db.execute(
        "INSERT INTO momentum.badge_definitions"
        " (id, organisation_id, name, criteria_type, required)"
        " VALUES (%s, %s, 'Sample', 'count', 1)",
        (BADGE, ORGANISATION),
    )
    return make_user(db), make_user(db)


def test_every_relation_and_verb(db: psycopg.Connection, users: tuple[UUID, UUID]) -> None:
    me, other = users
    walkers = [
        Walker(db, "anon", None, other),
        Walker(db, "authenticated", me, me),
        Walker(db, "authenticated", me, other),
        Walker(db, "service_role", None, other),
    ]
    relations = [name for (name,) in db.execute(RELATIONS)]
    without = sorted(set(relations) - set(SAMPLES))
    assert not without, f"add a row to samples.py and a line to expectations.txt for {without}"
    found = {name: [walker.verbs(name) for walker in walkers] for name in relations}
    wrong = differences("relations", found)
    assert not wrong, "\n".join(wrong)


def test_every_function(db: psycopg.Connection, users: tuple[UUID, UUID]) -> None:
    wrong = differences("functions", callable_functions(db, users[0]))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("relation", ["motivation_journal", "habit_index"])
def test_a_row_cannot_be_handed_over(
    db: psycopg.Connection, users: tuple[UUID, UUID], relation: str
) -> None:
    me, other = users
    Walker(db, "authenticated", me, me).add_row(relation)
    with as_role(db, "authenticated", me), pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(f"UPDATE momentum.{relation} SET user_id = %s", (other,))


def test_the_ledger_is_closed(db: psycopg.Connection) -> None:
    for role in API_ROLES:
        with as_role(db, role), pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("SELECT FROM momentum_ledger.loaded_files")


def test_every_table_has_row_level_security(db: psycopg.Connection) -> None:
    without = db.execute(
        "SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'momentum'::regnamespace "
        "AND relkind IN ('r', 'p') AND NOT relrowsecurity"
    ).fetchall()
    assert without == []


def test_no_role_is_above_the_policies(db: psycopg.Connection) -> None:
    above = db.execute(
        "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY(%s) "
        "AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)",
        ([*API_ROLES, "momentum_owner"],),
    ).fetchall()
    assert above == []

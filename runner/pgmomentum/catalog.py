"""Where the catalog of a database is not what the files of ``sql/`` make: by hand, or by half.

The ledger tells which files are loaded; this tells what has become of them since. It reads the
catalog alone, and takes no lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pgmomentum.database import Connection
from pgmomentum.source import Kind, SourceFile, kind_of, name_of

_BODY = re.compile(r"\bAS (\$\w*\$)(.*?)\1", re.DOTALL)
_TRIGGER = re.compile(
    r"^CREATE OR REPLACE TRIGGER (\w+)\s.*?\bON momentum\.(\w+)", re.M | re.DOTALL
)
_POLICY = re.compile(r"^CREATE POLICY (\w+) ON momentum\.(\w+)", re.M)
_GRANT = re.compile(
    r"^GRANT (.*?)\sON\s+(?:(SCHEMA|FUNCTION|PROCEDURE)\s+)?(.*?)\sTO\s+(.*?);", re.M | re.DOTALL
)
_NOT_IN_PARENTHESES = re.compile(r",\s*(?![^()]*\))")

_ROUTINES = """
SELECT p.proname, pg_catalog.array_agg(p.prosrc ORDER BY p.prosrc COLLATE "C")
FROM pg_catalog.pg_proc AS p
WHERE p.pronamespace = pg_catalog.to_regnamespace('momentum')
GROUP BY p.proname
"""
_OTHERS = """
SELECT pg_catalog.format('view momentum.%I', c.relname)
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = pg_catalog.to_regnamespace('momentum') AND c.relkind = 'v'
UNION ALL
SELECT pg_catalog.format('trigger %I on momentum.%I', t.tgname, c.relname)
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = pg_catalog.to_regnamespace('momentum') AND NOT t.tgisinternal
UNION ALL
SELECT pg_catalog.format('policy %I on momentum.%I', p.polname, c.relname)
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
WHERE c.relnamespace = pg_catalog.to_regnamespace('momentum')
"""
#: Rights as they are and as they should be; an object that is not there is told elsewhere.
_RIGHTS = """
WITH wanted AS (
    SELECT
        g.role,
        g.privilege,
        CASE
            WHEN g.kind = 'SCHEMA' THEN pg_catalog.to_regnamespace(g.object)::text
            WHEN g.kind IS NULL THEN pg_catalog.to_regclass(g.object)::text
            ELSE pg_catalog.to_regprocedure(g.object)::text
        END AS object
    FROM ROWS FROM (
        pg_catalog.unnest(%(roles)s::text[]),
        pg_catalog.unnest(%(privileges)s::text[]),
        pg_catalog.unnest(%(kinds)s::text[]),
        pg_catalog.unnest(%(objects)s::text[])
    ) AS g (role, privilege, kind, object)
),
lists AS (
    SELECT n.oid::pg_catalog.regnamespace::text AS object, '' AS suffix, n.nspacl AS acl
    FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname = 'momentum'
    UNION ALL
    SELECT c.oid::pg_catalog.regclass::text, '', c.relacl
    FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace = pg_catalog.to_regnamespace('momentum')
    UNION ALL
    SELECT
        c.oid::pg_catalog.regclass::text, pg_catalog.format(' (%%I)', a.attname), a.attacl
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = pg_catalog.to_regnamespace('momentum') AND a.attacl IS NOT NULL
    UNION ALL
    SELECT
        p.oid::pg_catalog.regprocedure::text,
        '',
        COALESCE(p.proacl, pg_catalog.acldefault('f', p.proowner))
    FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace = pg_catalog.to_regnamespace('momentum')
),
found AS (
    SELECT each.role, l.object, given.privilege_type || l.suffix AS privilege
    FROM lists AS l
    CROSS JOIN LATERAL pg_catalog.aclexplode(l.acl) AS given
    CROSS JOIN LATERAL (
        SELECT
            CASE given.grantee
                WHEN 0 THEN 'PUBLIC'
                ELSE pg_catalog.pg_get_userbyid(given.grantee)
            END AS role
    ) AS each
    WHERE each.role IN ('PUBLIC', 'anon', 'authenticated', 'service_role')
)
SELECT
    pg_catalog.format(
        '%%s %%s %%s on %%s',
        COALESCE(f.role, w.role),
        CASE WHEN f.role IS NULL THEN 'lacks' ELSE 'has' END,
        COALESCE(f.privilege, w.privilege),
        COALESCE(f.object, w.object)
    )
FROM (SELECT * FROM wanted WHERE object IS NOT NULL) AS w
FULL JOIN found AS f
    ON f.role = w.role AND f.object = w.object AND f.privilege = w.privilege
WHERE f.role IS NULL OR w.role IS NULL
ORDER BY 1
"""


def changed(connection: Connection, files: Iterable[SourceFile]) -> list[str]:
    """Return what is missing of what the files make, and the functions that differ from theirs.

    For files that are loaded as they are: see ``loader.drift`` for the others.
    """
    routines: dict[str, list[str]] = dict(connection.execute(_ROUTINES).fetchall())
    others = {name for (name,) in connection.execute(_OTHERS)}
    return [text for file in files for text in _changes(file, routines, others)]


def _changes(file: SourceFile, routines: dict[str, list[str]], others: set[str]) -> list[str]:
    kind, name = kind_of(file.path), name_of(file.path)
    if kind is Kind.ROUTINE:
        if name not in routines:
            return [f"missing: function momentum.{name}"]
        bodies = sorted(body for _, body in _BODY.findall(file.text))
        same = not bodies or bodies == routines[name]
        return [] if same else [f"changed: function momentum.{name}"]
    if kind is Kind.VIEW:
        made = [f"view momentum.{name}"]
    elif kind is Kind.TRIGGERS:
        made = [
            f"trigger {each} on momentum.{table}" for each, table in _TRIGGER.findall(file.text)
        ]
    elif kind is Kind.POLICIES:
        made = [f"policy {each} on momentum.{table}" for each, table in _POLICY.findall(file.text)]
    else:
        made = []
    return [f"missing: {each}" for each in made if each not in others]


def wrong_rights(connection: Connection, files: Sequence[SourceFile]) -> list[str]:
    """Return the rights of PUBLIC and of the API roles that are too few or too many."""
    (text,) = [file.text for file in files if kind_of(file.path) is Kind.GRANTS]
    grants = [
        (role, privilege, kind or None, target)
        for privileges, kind, targets, roles in _GRANT.findall(text)
        for listed_one in _split(privileges)
        for privilege in _of_columns(listed_one)
        for target in _split(targets)
        for role in _split(roles)
    ]
    columns = ("roles", "privileges", "kinds", "objects")
    listed = dict(zip(columns, map(list, zip(*grants, strict=True)), strict=True))
    return [found for (found,) in connection.execute(_RIGHTS, listed)]


def _of_columns(privilege: str) -> list[str]:
    """UPDATE (a, b) is UPDATE (a) and UPDATE (b); other privileges are what they are."""
    name, _, columns = privilege.rstrip(")").partition(" (")
    return [f"{name} ({column})" for column in columns.split(", ")] if columns else [name]


def _split(names: str) -> list[str]:
    return [" ".join(name.split()) for name in _NOT_IN_PARENTHESES.split(names)]

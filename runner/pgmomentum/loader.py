"""Loads the files of ``sql/`` into a database, and takes what they made out again.

All of it happens inside a transaction of the caller's, as momentum_owner. The table
``momentum_ledger.loaded_files`` holds the path and hash of what is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg

from pgmomentum.database import Connection, PgmomentumError
from pgmomentum.source import ALWAYS, Kind, SourceFile, kind_of, name_of

#: A CREATE OR REPLACE is refused with this when the new form cannot take the place of the old.
_CANNOT_REPLACE: dict[Kind, type[psycopg.Error]] = {
    Kind.ROUTINE: psycopg.errors.InvalidFunctionDefinition,
    Kind.VIEW: psycopg.errors.InvalidTableDefinition,
}

_ROUTINES = """
SELECT p.oid::pg_catalog.regprocedure::text, p.ctid::text
FROM pg_catalog.pg_proc AS p
WHERE
    p.pronamespace = pg_catalog.to_regnamespace('momentum')
    AND (%(name)s::text IS NULL OR p.proname = %(name)s)
ORDER BY 1
"""
_VIEWS = """
SELECT c.oid::pg_catalog.regclass::text
FROM pg_catalog.pg_class AS c
WHERE
    c.relnamespace = pg_catalog.to_regnamespace('momentum')
    AND c.relkind = 'v'
    AND (%(name)s::text IS NULL OR c.relname = %(name)s)
ORDER BY 1
"""
_TRIGGERS = """
SELECT pg_catalog.format('DROP TRIGGER %%I ON %%s', t.tgname, c.oid::pg_catalog.regclass)
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
WHERE
    c.relnamespace = pg_catalog.to_regnamespace('momentum')
    AND f.pronamespace = c.relnamespace
    AND NOT t.tgisinternal
    AND t.tgparentid = 0
    AND (%(name)s::text IS NULL OR c.relname = %(name)s)
ORDER BY 1
"""
_POLICIES = """
SELECT pg_catalog.format('DROP POLICY %%I ON %%s', p.polname, c.oid::pg_catalog.regclass)
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
WHERE
    c.relnamespace = pg_catalog.to_regnamespace('momentum')
    AND pg_catalog.obj_description(p.oid, 'pg_policy') LIKE '%%(made by pgmomentum)'
ORDER BY 1
"""
#: What momentum.install_compat_views has made, in whatever schema.
_COMPAT_VIEWS = """
SELECT pg_catalog.format('DROP VIEW %%s', c.oid::pg_catalog.regclass)
FROM pg_catalog.pg_class AS c
WHERE
    c.relkind = 'v'
    AND pg_catalog.obj_description(c.oid, 'pg_class') = 'Compatibility view (made by pgmomentum)'
ORDER BY 1
"""


@dataclass(frozen=True)
class Drift:
    """Paths whose text differs from what is loaded, is not loaded, or is loaded but gone."""

    changed: list[str]
    missing: list[str]
    removed: list[str]


def drift(connection: Connection, files: Sequence[SourceFile]) -> Drift:
    """Compare the files with what the ledger, which must exist, says is loaded."""
    loaded = _loaded(connection)
    return Drift(
        changed=[f.path for f in files if loaded.get(f.path, f.sha256) != f.sha256],
        missing=[f.path for f in files if f.path not in loaded],
        removed=sorted(loaded.keys() - {f.path for f in files}),
    )


def load(connection: Connection, files: Sequence[SourceFile], *, everything: bool) -> Drift:
    """Load what changed, or everything, drop what is gone, and return what was found.

    The grants and the publication are run in any case. Where a change cannot be made in place,
    because something else that was loaded holds on to the old form, all of it is taken out and
    loaded anew. Raises psycopg.Error, with a note that names the file.
    """
    connection.execute("SET LOCAL ROLE momentum_owner")
    found = drift(connection, files)
    outdated = {*found.changed, *found.missing}
    try:
        with connection.transaction():
            for file in files:
                if everything or file.path in outdated or kind_of(file.path) in ALWAYS:
                    _load_file(connection, file)
            _drop_removed(connection, found.removed, files)
    except psycopg.errors.DependentObjectsStillExist:
        _drop_all(connection)
        for file in files:
            _load_file(connection, file)
    connection.execute("RESET ROLE")
    return found


def unload(connection: Connection) -> None:
    """Drop every trigger, policy, view and routine of the schema momentum, and forget the files.

    Compatibility views in other schemas go too: they are ours, and hang on what is dropped.
    Triggers with a function of another schema, and policies not marked as ours, stay.
    Raises psycopg.errors.DependentObjectsStillExist when an object of someone else's depends on
    one of them.
    """
    _run_each(connection, _COMPAT_VIEWS)
    connection.execute("SET LOCAL ROLE momentum_owner")
    _drop_all(connection)
    connection.execute("RESET ROLE")


def _loaded(connection: Connection) -> dict[str, str]:
    return dict(
        connection.execute("SELECT path, sha256 FROM momentum_ledger.loaded_files").fetchall()
    )


def _load_file(connection: Connection, file: SourceFile) -> None:
    kind, name = kind_of(file.path), name_of(file.path)
    try:
        if kind is Kind.TRIGGERS:
            _drop_triggers(connection, name)
        elif kind is Kind.POLICIES:
            _run_each(connection, _POLICIES)
        if kind is Kind.ROUTINE:
            before = _routines(connection, name)
            _replace(connection, file, kind)
            after = _routines(connection, name)
            if after.items() <= before.items():
                raise PgmomentumError(f"sql/{file.path} does not make a routine momentum.{name}")
            # CREATE OR REPLACE writes a new row version: an old one is of an overload given up.
            _drop_routines(connection, before.items() & after.items())
        elif kind is Kind.VIEW:
            _replace(connection, file, kind)
        else:
            _run(connection, file.text)
    except psycopg.Error as error:
        error.add_note(f"sql/{file.path}{_line_of(error, file.text)}")
        raise
    connection.execute(
        """
        INSERT INTO momentum_ledger.loaded_files AS l (path, sha256)
        VALUES (%s, %s)
        ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256, loaded_at = excluded.loaded_at
        WHERE l.sha256 <> excluded.sha256
        """,
        (file.path, file.sha256),
    )


def _replace(connection: Connection, file: SourceFile, kind: Kind) -> None:
    """Run a file of CREATE OR REPLACE; where that is refused, drop the old form first."""
    try:
        with connection.transaction():
            _run(connection, file.text)
    except _CANNOT_REPLACE[kind]:
        _drop(connection, kind, name_of(file.path))
        _run(connection, file.text)


def _run(connection: Connection, text: str) -> None:
    """Run a whole file as one simple query: nothing ever splits it into statements."""
    connection.execute(text.encode())


def _line_of(error: psycopg.Error, text: str) -> str:
    position = error.diag.statement_position
    return f", line {text.count(chr(10), 0, int(position) - 1) + 1}" if position else ""


def _drop_removed(
    connection: Connection, removed: Sequence[str], files: Sequence[SourceFile]
) -> None:
    """Drop what the removed files made, unless another file (it moved) makes it now."""
    made = {(kind_of(file.path), name_of(file.path)) for file in files}
    for kind in (Kind.TRIGGERS, Kind.VIEW, Kind.ROUTINE):
        for path in removed:
            if kind_of(path) is kind and (kind, name_of(path)) not in made:
                _drop(connection, kind, name_of(path))
    connection.execute(
        "DELETE FROM momentum_ledger.loaded_files WHERE path = ANY (%s)", (list(removed),)
    )


def _drop(connection: Connection, kind: Kind, name: str) -> None:
    if kind is Kind.ROUTINE:
        _drop_routines(connection, _routines(connection, name).items())
    elif kind is Kind.VIEW:
        _drop_views(connection, name)
    elif kind is Kind.TRIGGERS:
        _drop_triggers(connection, name)


def _drop_all(connection: Connection) -> None:
    _drop_triggers(connection)
    _run_each(connection, _POLICIES)
    _drop_views(connection)
    _drop_routines(connection, _routines(connection).items())
    connection.execute("DELETE FROM momentum_ledger.loaded_files")


def _routines(connection: Connection, name: str | None = None) -> dict[str, str]:
    """Return the signature of each routine (of that name) and the place of its row version."""
    return dict(connection.execute(_ROUTINES, {"name": name}).fetchall())


def _drop_routines(connection: Connection, routines: Iterable[tuple[str, str]]) -> None:
    signatures = sorted(signature for signature, _ in routines)
    if signatures:
        _run(connection, "DROP ROUTINE " + ", ".join(signatures))


def _drop_views(connection: Connection, name: str | None = None) -> None:
    views = connection.execute(_VIEWS, {"name": name}).fetchall()
    if views:
        _run(connection, "DROP VIEW " + ", ".join(view for (view,) in views))


def _drop_triggers(connection: Connection, table: str | None = None) -> None:
    _run_each(connection, _TRIGGERS, table)


def _run_each(connection: Connection, query: str, name: str | None = None) -> None:
    """Run the statements that a query makes."""
    for (statement,) in connection.execute(query.encode(), {"name": name}).fetchall():
        _run(connection, statement)

"""One self-contained SQL script that installs everything, for people without Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pgmomentum import __version__, ledger, migrations, source
from pgmomentum.resources import Resources

_HEADER = """\
-- pgmomentum {version}: installs everything, in one transaction; the partitions of the events for
-- the coming months follow in another.
--
--     psql -v ON_ERROR_STOP=1 -f pgmomentum.sql
--
-- Plain SQL: an SQL editor that runs a whole script will do as well. Needed is a superuser, or a
-- role with CREATEROLE that may create schemas in the database and, where auth.users exists, may
-- grant SELECT and REFERENCES on it. `pgmomentum migrate` takes over from here: it finds nothing to
-- do, and upgrades a later day.

BEGIN;
{settings}\
SET LOCAL client_encoding = 'UTF8';

DO $guard$
DECLARE
    v_applied text;
BEGIN
    IF pg_catalog.current_setting('server_version_num')::integer < 150000 THEN
        RAISE EXCEPTION 'pgmomentum needs PostgreSQL 15 or newer';
    END IF;
    PERFORM pg_catalog.pg_advisory_xact_lock({lock_class}, {lock_key});
    IF pg_catalog.to_regclass('momentum_ledger._yoyo_migration') IS NOT NULL THEN
        SELECT pg_catalog.max(m.migration_id)
        INTO v_applied
        FROM momentum_ledger._yoyo_migration AS m;
    END IF;
    IF v_applied IS NOT NULL THEN
        RAISE EXCEPTION 'pgmomentum is already installed here, up to migration %', v_applied
            USING HINT = 'To upgrade it, run: pgmomentum migrate';
    END IF;
END
$guard$;
"""

_APPLIED = """\
INSERT INTO momentum_ledger._yoyo_migration (migration_hash, migration_id, applied_at_utc)
VALUES ('{hash}', '{id}', pg_catalog.clock_timestamp() AT TIME ZONE 'UTC');
INSERT INTO momentum_ledger._yoyo_log (
    id, migration_hash, migration_id, operation, username, comment, created_at_utc
)
VALUES (
    pg_catalog.gen_random_uuid(), '{hash}', '{id}', 'apply', SESSION_USER,
    'by the install script', pg_catalog.clock_timestamp() AT TIME ZONE 'UTC'
);
"""

_PARTITIONS = """\
BEGIN;
{settings}\
SET LOCAL ROLE momentum_owner;
DO $partitions$ BEGIN PERFORM momentum.maintain_partitions(); END $partitions$;
COMMIT;
"""


def install_script(resources: Resources) -> Iterator[str]:
    """Return the script in parts; what it makes has the same catalog as what migrate makes.

    Raises PgmomentumError when the source files and their load order disagree.
    """
    files = source.read(resources.sql)
    yield _HEADER.format(
        version=__version__,
        settings=ledger.SETTINGS,
        lock_class=ledger.LOCK[0],
        lock_key=ledger.LOCK[1],
    )
    yield _part("the ledger", ledger.SQL.read_text(encoding="utf-8"))
    for migration in migrations.read(resources.migrations):
        text = Path(migration.path).read_text(encoding="utf-8")
        yield _part(f"migrations/{migration.id}.sql", text)
        yield _APPLIED.format(hash=migration.hash, id=migration.id)
    yield "\nSET LOCAL ROLE momentum_owner;\n"
    for file in files:
        yield _part(f"sql/{file.path}", file.text)
    rows = ",\n".join(f"    ('{file.path}', '{file.sha256}')" for file in files)
    loaded = f"INSERT INTO momentum_ledger.loaded_files (path, sha256)\nVALUES\n{rows};\n"
    yield _part("what is loaded", loaded)
    yield "\nRESET ROLE;\n\nCOMMIT;\n"
    yield _part("partitions of the events", _PARTITIONS.format(settings=ledger.SETTINGS))


def _part(title: str, text: str) -> str:
    return f"\n-- {'-' * 20} {title}\n\n{text.rstrip()}\n"

"""docs/schema.md: an entity diagram (Mermaid) and every table's columns, from the catalog."""

import psycopg

HEADER = """# Tables

Generated from the catalog by `make docs`; do not edit.

All tables are in the schema `momentum`, apart from `auth.users`, which belongs to the
application (on Supabase) or is made in the same shape (elsewhere). PK: primary key,
FK: foreign key. Partitions are not shown.
"""

TABLES = """
    SELECT c.oid, c.relname, pg_catalog.obj_description(c.oid, 'pg_class')
    FROM pg_catalog.pg_class AS c
    WHERE c.relnamespace = 'momentum'::regnamespace
        AND c.relkind = ANY(%s)
        AND NOT c.relispartition
    ORDER BY c.relname COLLATE "C"
"""

COLUMNS = """
    SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
        COALESCE(pg_catalog.col_description(a.attrelid, a.attnum), ''),
        EXISTS (
            SELECT FROM pg_catalog.pg_constraint AS k
            WHERE k.conrelid = a.attrelid AND k.contype = 'p' AND a.attnum = ANY(k.conkey)
        ),
        EXISTS (
            SELECT FROM pg_catalog.pg_constraint AS k
            WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY(k.conkey)
        )
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""

#: Child, parent, columns, whether a child may have no parent, whether a parent has one child.
REFERENCES = """
    SELECT c.relname, CASE WHEN pn.nspname = 'momentum' THEN p.relname
            ELSE pn.nspname || '_' || p.relname END,
        pg_catalog.string_agg(a.attname, ', ' ORDER BY a.attnum),
        NOT pg_catalog.bool_and(a.attnotnull),
        EXISTS (
            SELECT FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL
                AND i.indkey::int2[] <@ k.conkey
        )
    FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid AND NOT c.relispartition
    JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey)
    WHERE k.contype = 'f' AND c.relnamespace = 'momentum'::regnamespace
    GROUP BY k.oid, k.conname, k.conkey, c.oid, c.relname, pn.nspname, p.relname
    ORDER BY c.relname COLLATE "C", k.conname COLLATE "C"
"""

SHORT = {
    "timestamp with time zone": "timestamptz",
    "character varying": "varchar",
    "double precision": "float8",
}


def cell(text: str) -> str:
    """Return text that fits a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def short(type_name: str) -> str:
    """Return the usual short name of a type."""
    return SHORT.get(type_name, type_name)


def _diagram(connection: psycopg.Connection) -> list[str]:
    lines = ["```mermaid", "erDiagram"]
    for child, parent, columns, optional, single in connection.execute(REFERENCES):
        link = f"{'|o' if optional else '||'}--{'o|' if single else 'o{'}"
        lines.append(f'    {parent} {link} {child} : "{columns}"')
    for oid, name, _ in connection.execute(TABLES, (["r", "p"],)).fetchall():
        lines.append(f"    {name} {{")
        for column, type_name, _, _, primary, foreign in connection.execute(COLUMNS, (oid,)):
            keys = ", ".join(key for key, is_key in (("PK", primary), ("FK", foreign)) if is_key)
            # Mermaid takes no comma in a type: numeric(5,2) is shown as numeric.
            lines.append(f"        {short(type_name).split('(')[0]} {column} {keys}".rstrip())
        lines.append("    }")
    return [*lines, "```", ""]


def _relations(connection: psycopg.Connection, kinds: list[str]) -> list[str]:
    lines = []
    for oid, name, comment in connection.execute(TABLES, (kinds,)).fetchall():
        lines += [f"### {name}", "", f"{comment or ''}.", ""]
        lines += ["| column | type | | meaning |", "|---|---|---|---|"]
        for column, type_name, required, meaning, primary, foreign in connection.execute(
            COLUMNS, (oid,)
        ):
            marks = {"PK": primary, "FK": foreign, "NOT NULL": required and not primary}
            notes = ", ".join(mark for mark, applies in marks.items() if applies)
            lines.append(f"| {column} | {short(type_name)} | {notes} | {cell(meaning)} |")
        lines.append("")
    return lines


def render_schema(connection: psycopg.Connection) -> str:
    """Return the page."""
    lines = [HEADER, *_diagram(connection), "## Tables", "", *_relations(connection, ["r", "p"])]
    return "\n".join([*lines, "## Views", "", *_relations(connection, ["v", "m"])]).strip() + "\n"

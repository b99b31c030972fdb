"""docs/reference.md: every function and procedure with its COMMENT, from the catalog."""

import re
from pathlib import Path

import psycopg

HEADER = """# Functions and procedures

Generated from the COMMENTs in the catalog by `make docs`; do not edit.

All are in the schema `momentum`. Those whose name begins with an underscore are internal: they
may change in any release. *Callers* are the API roles that may execute it.
"""

ROUTINES = """
    SELECT p.proname,
        pg_catalog.pg_get_function_arguments(p.oid),
        pg_catalog.pg_get_function_result(p.oid),
        p.prokind = 'p',
        p.prorettype = 'trigger'::regtype,
        CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        p.prosecdef,
        COALESCE(pg_catalog.obj_description(p.oid, 'pg_proc'), ''),
        ARRAY(
            SELECT r.rolname
            FROM pg_catalog.pg_roles AS r
            WHERE r.rolname IN ('anon', 'authenticated', 'service_role')
                AND pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE')
            ORDER BY r.rolname COLLATE "C"
        )::text[]
    FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace = 'momentum'::regnamespace
    ORDER BY p.proname COLLATE "C", pg_catalog.pg_get_function_arguments(p.oid) COLLATE "C"
"""

TRIGGERS = """
    SELECT c.relname, t.tgname, p.proname,
        COALESCE(pg_catalog.obj_description(p.oid, 'pg_proc'), '')
    FROM pg_catalog.pg_trigger AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid AND NOT c.relispartition
    JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
    WHERE c.relnamespace = 'momentum'::regnamespace AND NOT t.tgisinternal
    ORDER BY c.relname COLLATE "C", t.tgname COLLATE "C"
"""

SOURCE = Path(__file__).parent.parent / "sql"


def _areas() -> dict[str, str]:
    """Return the area (directory of sql/) of each function, by its name, in loading order."""
    lines = (SOURCE / "load_order").read_text().split("\n")
    paths = [Path(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    return {path.stem: path.parts[0] for path in paths if len(path.parts) == 2}


def _signature(name: str, arguments: str, result: str | None, procedure: bool) -> str:
    """Return the signature as it would be written, an argument per line when it is long."""
    end = f" returns {result}" if result else ""
    word = "procedure " if procedure else ""
    split = [f"    {part}" for part in re.split(", (?=p_)", arguments.replace("IN p_", "p_"))]
    line = f"{word}momentum.{name}({', '.join(part.strip() for part in split)}){end}"
    if len(line) > 90:
        first, last = f"{word}momentum.{name}(", f"){end}"
        line = "\n".join([first, ",\n".join(split), last])
    return line.replace("timestamp with time zone", "timestamptz")


def _sentence(comment: str) -> str:
    return comment if comment.endswith((".", "!", "?")) or not comment else f"{comment}."


def render_reference(connection: psycopg.Connection) -> str:
    """Return the page: public routines by area, then internal ones, then triggers."""
    areas = _areas()
    public: dict[str, list[str]] = {area: [] for area in dict.fromkeys(areas.values())}
    internal: list[str] = []
    for row in connection.execute(ROUTINES):
        name, arguments, result, procedure, trigger, volatility, definer, comment, callers = row
        if trigger:
            continue
        notes = [] if procedure else [volatility]
        notes += ["runs as the owner"] if definer else []
        notes += [f"callers: {', '.join(callers) or 'none'}"]
        lines = [f"### {name}", "", "```sql", _signature(name, arguments, result, procedure)]
        lines += ["```", "", _sentence(comment), "", f"*{'; '.join(notes).capitalize()}*", ""]
        area = areas.get(name, "other")
        (internal if name.startswith("_") else public.setdefault(area, [])).extend(lines)
    lines = [HEADER]
    for area, entries in public.items():
        lines += [f"## {area.capitalize()}", "", *entries] if entries else []
    lines += ["## Internal", "", *internal, "## Triggers", ""]
    lines += ["| table | trigger | function | what it does |", "|---|---|---|---|"]
    for table, trigger, function, comment in connection.execute(TRIGGERS):
        lines.append(f"| {table} | {trigger} | {function} | {_sentence(comment)} |")
    return "\n".join(lines).rstrip() + "\n"

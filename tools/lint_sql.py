"""Check the style of the SQL where sqruff does not look: inside function bodies, and of files.

``python -m tools.lint_sql`` prints what is wrong in ``sql/`` and fails; sqruff looks at what stands
outside the bodies, and the tests ask the catalog about rights, comments and search_path.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pglast.parser import scan

ROOT = Path(__file__).parent.parent
WIDTH = 100

ROUTINE = re.compile(
    r"^CREATE (OR REPLACE )?(?:FUNCTION|PROCEDURE) momentum\.(\w+)\(", re.MULTILINE
)
BODY = re.compile(r"^AS \$(?P<tag>\w*)\$\n(?P<body>.*?)\n\$(?P=tag)\$;", re.MULTILINE | re.DOTALL)
DECLARED = re.compile(r"^    (?!--)(?P<name>\w+) .*?(?:;|:=|$)", re.MULTILINE)
SWALLOWED = re.compile(r"WHEN\s+OTHERS\s+THEN\s+(?:NULL\s*;|END\b)", re.IGNORECASE)

#: Words of PL/pgSQL, which the scanner of SQL does not take for reserved.
STATEMENTS = {
    "alias", "begin", "by", "call", "close", "commit", "constant", "continue", "declare", "elsif",
    "exception", "execute", "exit", "fetch", "foreach", "get", "if", "loop", "open", "perform",
    "raise", "return", "reverse", "rollback", "strict", "while",
}  # fmt: skip
#: Reserved words that stand for a value, and are written in lower case.
LITERALS = {"true", "false", "current_user", "session_user"}
#: Names that are written in upper case: variables and diagnostics of PL/pgSQL.
SPECIAL = re.compile(
    r"OLD|NEW|TG_\w+|FOUND|SQLERRM|SQLSTATE|EXCLUDED|ERRCODE|HINT|MESSAGE|DETAIL|DIAGNOSTICS"
    r"|STACKED|ROW_COUNT|(?:MESSAGE|COLUMN|CONSTRAINT|TABLE|SCHEMA|PG)_\w+|RETURNED_SQLSTATE"
    r"|NOTICE|WARNING|UTC|EPOCH|DOW|ISODOW|QUERY|ELSIF|PUBLIC"
)


def lint(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Return the lines of a file, by its name, and what is wrong with each."""
    yield from _lint_lines(text)
    routines = list(ROUTINE.finditer(text))
    if not routines:
        return
    for routine in routines:
        line = _line(text, routine.start())
        if routine[2] != name:
            yield line, f"{routine[2]} belongs into a file of its name"
        if not routine[1]:
            yield line, "say CREATE OR REPLACE: the file is loaded again"
        if f"COMMENT ON FUNCTION momentum.{name}(" not in text.replace("PROCEDURE", "FUNCTION"):
            yield line, "there is no COMMENT"
    if not text.startswith("-- "):
        yield 1, "the header says what the function promises"
    bodies = list(BODY.finditer(text))
    if len(bodies) + text.count("\nRETURN ") < len(routines):
        yield 1, "the body is in dollar quotes on lines of their own, or RETURN"
    for body in bodies:
        if body["tag"] != name:
            yield _line(text, body.start()), f"the body tag is ${name}$"
        first = _line(text, body.start("body"))
        for offset, problem in _lint_body(body["body"]):
            yield first + body["body"].count("\n", 0, offset), problem


def _lint_lines(text: str) -> Iterator[tuple[int, str]]:
    """Check what holds for any file."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > WIDTH:
            yield number, f"longer than {WIDTH} columns"
        if line.rstrip() != line:
            yield number, "ends in white space"
        if "\t" in line:
            yield number, "a tab"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield text.count("\n"), "ends in one newline"


def _lint_body(body: str) -> Iterator[tuple[int, str]]:
    """Check a PL/pgSQL or SQL body; yields offsets."""
    for found in SWALLOWED.finditer(body):
        yield found.start(), "WHEN OTHERS THEN NULL hides every error"
    declarations, begin, _ = body.partition("\nBEGIN\n")
    if begin and declarations.startswith("DECLARE\n"):
        for found in DECLARED.finditer(declarations):
            if not re.match(r"v_|c_|i$", found["name"]):
                yield found.start(), f"a local is named v_{found['name']}"
    yield from _lint_words(body)


def _lint_words(body: str) -> Iterator[tuple[int, str]]:
    """Check the case of keywords and names."""
    tokens = [(token.start, body[token.start : token.end + 1], token) for token in scan(body)]
    for (_, before, _), (start, word, token), (_, after, _) in zip(
        [(0, "", None), *tokens], tokens, [*tokens[1:], (0, "", None)], strict=False
    ):
        if not re.fullmatch(r"[A-Za-z_]\w*", word) or before in (".", "AS", "%"):
            continue
        # left() and the like are functions, too
        reserved = token.kind == "RESERVED_KEYWORD" or (
            token.kind == "TYPE_FUNC_NAME_KEYWORD" and after != "("
        )
        if reserved or word.lower() in STATEMENTS:
            if word.lower() not in LITERALS and not word.isupper():
                yield start, f"{word} is a keyword: {word.upper()}"
        elif token.kind == "NO_KEYWORD" and word.lower() != word and not SPECIAL.fullmatch(word):
            yield start, f"{word} is a name: {word.lower()}"


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def main() -> int:
    """Check every file; 1 when something is wrong."""
    problems = [
        f"{path.relative_to(ROOT)}:{line}: {problem}"
        for path in sorted((ROOT / "sql").rglob("*.sql"))
        for line, problem in lint(path.stem, path.read_text(encoding="utf-8"))
    ]
    print("\n".join(problems) or "SQL style: fine")
    return int(bool(problems))


if __name__ == "__main__":
    raise SystemExit(main())

"""A released migration is never edited: who has applied it would not get the edit.

``released.sha256`` has a line per released file, as sha256sum writes it. When a migration is
released: ``sha256sum migrations/NNNN.* >> tests/migration/released.sha256``.
"""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).with_name("released.sha256")


def problems(released: str, root: Path) -> list[str]:
    """Return what is wrong with the released files: edited, gone, or half of a pair."""
    found = []
    for line in released.splitlines():
        sha256, _, name = line.partition("  ")
        file = root / name
        if not file.exists():
            found.append(f"{name} is gone")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            found.append(f"{name} was edited")
    return found


def test_released_migrations_are_as_they_were() -> None:
    assert problems(RELEASED.read_text(), ROOT) == []


def test_an_edit_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "migrations" / "0001.a.sql"
    file.parent.mkdir()
    file.write_text("SELECT 1;\n")
    released = f"{hashlib.sha256(file.read_bytes()).hexdigest()}  migrations/0001.a.sql\n"
    assert problems(released, tmp_path) == []
    file.write_text("SELECT 1; \n")
    assert problems(released, tmp_path) == ["migrations/0001.a.sql was edited"]
    file.unlink()
    assert problems(released, tmp_path) == ["migrations/0001.a.sql is gone"]


@pytest.mark.parametrize(
    "file", sorted((ROOT / "migrations").glob("*")), ids=lambda file: str(file.name)
)
def test_a_migration_keeps_to_the_conventions(file: Path) -> None:
    number, _, rest = file.name.partition(".")
    assert len(number) == 4
    assert number.isdigit()
    name, _, suffix = rest.partition(".")
    assert suffix in ("sql", "rollback.sql")
    other = "rollback.sql" if suffix == "sql" else "sql"
    assert file.with_name(f"{number}.{name}.{other}").exists(), "it has a counterpart"
    lines = file.read_text().splitlines()
    assert len(lines) < 300
    if suffix == "sql" and number != "0001":
        assert lines[0].startswith(f"-- depends: {int(number) - 1:04}."), "migrations are a chain"
        assert lines[-1] == "RESET ROLE;"
        assert "SET LOCAL ROLE momentum_owner;" in lines

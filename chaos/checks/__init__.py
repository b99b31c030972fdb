"""What is in the database, recomputed in Python from what users did: differences, as text."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def compare(what: str, expected: Mapping[Any, Any], stored: Mapping[Any, Any]) -> Iterator[str]:
    """Yield each key whose values differ."""
    for key in sorted(expected.keys() | stored.keys(), key=str):
        if expected.get(key) != stored.get(key):
            yield f"{what} {show(key)}: {stored.get(key)}, expected {expected.get(key)}"


def show(key: Any) -> str:
    """Return a key as text."""
    return (
        " ".join(map(str, key))
        if isinstance(key, Iterable) and not isinstance(key, str)
        else str(key)
    )

"""What the command line shows, for a terminal: the parts that its pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from rich.table import Table
from rich.text import Text

_BARS = "▁▂▃▄▅▆▇█"
STATE_STYLES: Mapping[str, str] = {"Rising": "green", "Steady": "yellow", "NeedsCare": "red"}


def sparkline(scores: Iterable[float]) -> str:
    """Scores from 0 to 100 as one block character each."""
    return "".join(_BARS[min(int(score / 100 * len(_BARS)), len(_BARS) - 1)] for score in scores)


def state_text(state: str | None) -> Text:
    """A momentum state in its colour; a dash where there is none."""
    return Text(state or "-", style=STATE_STYLES.get(state or "", ""))


def plain(text: str) -> Text:
    """A text of somebody else: nothing in it is markup, or moves the terminal's cursor."""
    return Text(printable(text))


def printable(text: str) -> str:
    """A text of somebody else, for a line that is not rich's."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def day_of(instant: str) -> str:
    """The day of an instant as JSON has it, which is in UTC."""
    return instant[: len("2026-11-21")]


def utc(instant: datetime) -> str:
    """An instant in UTC, to the second."""
    return f"{instant.replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def counted(number: int, noun: str) -> str:
    """A number of things: 1 badge, 2,000 badges."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def recorded_by_another(number: int, found: str) -> str:
    """What a run found, and another one recorded at the same moment."""
    return f"{found} {'was' if number == 1 else 'were'} already recorded by another run"


def table(title: str, *columns: str, numbers_from: int = 1) -> Table:
    """An empty table; the columns from the index ``numbers_from`` on are right-aligned."""
    result = Table(title=title, title_justify="left", title_style="bold", show_edge=False)
    for index, column in enumerate(columns):
        justify: Literal["left", "right"] = "right" if index >= numbers_from else "left"
        # a day or a name that is cut off says nothing
        result.add_column(column, justify=justify, overflow="fold")
    return result

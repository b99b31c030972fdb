"""What the command line shows, for a terminal: the parts that its pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    return Text("".join(letter if letter.isprintable() else "?" for letter in text))


def table(title: str, *columns: str, numbers_from: int = 1) -> Table:
    """An empty table; the columns from the index ``numbers_from`` on are right-aligned."""
    result = Table(title=title, title_justify="left", title_style="bold", show_edge=False)
    for index, column in enumerate(columns):
        result.add_column(column, justify="right" if index >= numbers_from else "left")
    return result

"""Types of arguments and options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click


class _Day(click.ParamType[date]):
    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-11-21", param, context)


class _Instant(click.ParamType[datetime]):
    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> datetime:
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail(
                f"{value!r} is not an instant with its time zone, such as 2026-11-21T09:30:00Z",
                param,
                context,
            )
        return instant


DAY = _Day()
INSTANT = _Instant()

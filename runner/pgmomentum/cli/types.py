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


class _Span(click.ParamType[str]):
    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> str:
        try:
            float(value)
        except ValueError:
            pass
        else:
            # the server would take it for seconds
            self.fail(f"{value!r} has no unit: give one, such as '5 days'", param, context)
        return str(value)


DAY = _Day()
INSTANT = _Instant()
SPAN = _Span()

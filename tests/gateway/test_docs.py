"""docs/gateway.md names every option, close code and type of message."""

import re
from pathlib import Path

import pytest

from pgmomentum.cli.gateway import gateway
from pgmomentum.gateway.http import STATUS
from pgmomentum.gateway.messages import ACTIONS
from pgmomentum.gateway.session import KNOWN_CODES

pytestmark = pytest.mark.servers(18)

PAGE = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text(encoding="utf-8")


def test_options() -> None:
    for option in gateway.params:
        name = option.opts[0]
        if name == "--database-url":  # of every command
            continue
        assert f"`{name}" in PAGE or f" {name} " in PAGE, name


def test_close_codes() -> None:
    told = {int(code) for code in re.findall(r"\b(1\d{3}|4[45]\d\d)\b", PAGE)}
    assert KNOWN_CODES - {1001} <= told


def test_messages_and_errors() -> None:
    for name in [*ACTIONS, *STATUS, "auth", "too_many", "unknown_type"]:
        assert re.search(rf"`{name}\b", PAGE), name

"""Queries of the gateway."""

import asyncio

import pytest

from pgmomentum.gateway.database import MOMENTUM, Database, FailedError
from pgmomentum.gateway.tokens import Caller

CALLER = Caller("authenticated", None, "{}", 0.0)


def test_an_outage_leaves_nothing_behind() -> None:
    """An error that is raised again and again keeps all frames that it has been through."""
    database = Database("", 1)
    database.is_away = True
    failures = []
    for _ in range(2):
        with pytest.raises(FailedError) as error:
            asyncio.run(database.call(CALLER, MOMENTUM))
        failures.append(error.value)
    assert failures[0] is not failures[1]

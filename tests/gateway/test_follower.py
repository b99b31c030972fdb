"""Whoever reads the outbox, by itself."""

import asyncio

from pgmomentum.gateway.database import Database
from pgmomentum.gateway.follower import Follower
from pgmomentum.gateway.hub import Hub
from pgmomentum.gateway.metrics import Metrics
from pgmomentum.gateway.options import Options
from pgmomentum.gateway.tokens import Verifier


def test_it_is_fine_from_its_start_on(database: str) -> None:
    """The gateway is asked as soon as it listens; the lag has to be a number of JSON, too."""
    hub = Hub(Options(), Verifier(), Database(database, 1), Metrics())
    follower = Follower(database, hub)

    async def start() -> None:
        await (await follower.start()).close()

    asyncio.run(start())
    assert follower.is_fine
    assert follower.lag == 0

"""A scheduler in this process that looks once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from pgmomentum.database import Database
from pgmomentum.scheduler import Scheduler
from tests.sessions import wait_until


def serve_once(dsn: str, now: datetime) -> None:
    """Run what is due at an instant, and wait for its end."""
    opened = Database(dsn)
    serving = Scheduler(opened.connect, now=lambda: now)
    with ThreadPoolExecutor(1) as thread:
        served = thread.submit(serving.run)
        wait_until(lambda: serving.looked_at is not None and serving.is_idle, "it has looked")
        serving.stop()
        served.result()
    opened.close()

"""The nightly cleaning of the metrics, twice at once."""

import psycopg

from tests.concurrency.meeting import NOW, Pair
from tests.sessions import wait_until_blocked
from tests.support import pin_clock

LOG = "SELECT momentum.log_realtime_event('test', 'channel')"
CLEAN = "SELECT momentum.cleanup_realtime_metrics()"


def test_what_one_deletes_the_other_does_not_count(db: psycopg.Connection, pair: Pair) -> None:
    pin_clock(db, "2026-10-01Z")
    for _ in range(3):
        db.execute(LOG)
    pin_clock(db, NOW)
    one, two = pair
    one.run("BEGIN")
    assert one.run(CLEAN) == [(3,)]
    second = two.start(CLEAN)
    wait_until_blocked(db, two, by=one)
    db.execute(LOG)
    one.run("COMMIT")
    assert second.result() == [(0,)]
    assert db.execute("SELECT count(*) FROM momentum.realtime_event_metrics").fetchone() == (1,)

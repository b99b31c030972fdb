"""Ctrl-C while the server tells something."""

import signal

import psycopg
import pytest

from pgmomentum.database import cancelled_by_interrupt

pytestmark = pytest.mark.servers(18)

TELLS_AND_GOES_ON = """
DO $do$
BEGIN
    RAISE NOTICE 'under way';
    PERFORM pg_sleep(20);
END
$do$
"""


def test_an_interrupt_while_a_notice_is_handled_is_not_lost(db: psycopg.Connection) -> None:
    heard = []

    def interrupted(notice: psycopg.errors.Diagnostic) -> None:
        heard.append(notice.message_primary)
        signal.raise_signal(signal.SIGINT)

    db.add_notice_handler(interrupted)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), cancelled_by_interrupt(db):
        db.execute(TELLS_AND_GOES_ON)
    assert heard == ["under way"]
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_between_statements_is_raised_at_once(db: psycopg.Connection) -> None:
    with pytest.raises(KeyboardInterrupt), cancelled_by_interrupt(db):
        signal.raise_signal(signal.SIGINT)


def test_who_else_cancels_is_told_apart(db: psycopg.Connection) -> None:
    db.execute("SET statement_timeout = 1")
    with pytest.raises(psycopg.errors.QueryCanceled), cancelled_by_interrupt(db):
        db.execute("SELECT pg_sleep(20)")

"""A transaction that is prepared and committed by somebody else, hours later."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from tests.realtime.stream import announce, since
from tools.pgtap import install
from tools.servers import throw_away

ONE = UUID(int=1)


@pytest.fixture
def prepared(pytestconfig: pytest.Config) -> Iterator[psycopg.Connection]:
    """A connection to a server where transactions can be prepared."""
    version = pytestconfig.getoption("--server")
    with (
        throw_away(version, {"max_prepared_transactions": "2"}) as server,
        server.database() as name,
    ):
        install(server.dsn(name))
        with psycopg.connect(server.dsn(name), autocommit=True) as connection:
            yield connection


@pytest.mark.slow
def test_a_prepared_transaction_comes_late(prepared: psycopg.Connection) -> None:
    db = prepared
    db.execute("UPDATE momentum.settings SET value = 'deferred' WHERE name = 'notify_mode'")
    db.execute("BEGIN")
    announce(db, ONE, 1)
    db.execute("PREPARE TRANSACTION 'late'")
    announce(db, ONE, 2)
    seen = since(db, ONE)
    assert seen.numbers == [2]
    db.execute("COMMIT PREPARED 'late'")
    assert since(db, ONE, seen.last_event_id).numbers == [1]

    # PostgreSQL prepares no transaction that has sent messages
    db.execute("UPDATE momentum.settings SET value = 'doorbell' WHERE name = 'notify_mode'")
    db.execute("BEGIN")
    announce(db, ONE, 3)
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        db.execute("PREPARE TRANSACTION 'late'")
    assert since(db, ONE).numbers == [2, 1]

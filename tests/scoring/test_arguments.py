"""Bad arguments of the paged runs are refused before anything is written."""

from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest

from tests.model import V1
from tests.scoring.population import FIRST, LAST, count_rows, failures
from tests.stored import insert_users, load_version
from tests.support import make_user, pin_clock

RECALCULATE = "CALL momentum.recalculate_scores(%s::date, %s::date)"
BACKFILL = "CALL momentum.backfill_empty_days(%s::date, %s::date)"
DRY_RUN = "CALL momentum.backfill_empty_days(%s::date, %s::date, p_dry_run => true)"
MISSING = "SELECT * FROM momentum.missing_score_days(%s::date, %s::date)"

everywhere = pytest.mark.parametrize(
    "call",
    [RECALCULATE, BACKFILL, DRY_RUN, MISSING],
    ids=["recalculate", "backfill", "dry", "days"],
)

both = pytest.mark.parametrize("call", [RECALCULATE, BACKFILL], ids=["recalculate", "backfill"])


def refuse(
    connection: psycopg.Connection, call: str, parameters: Sequence[object], sqlstate: str
) -> None:
    """Assert that a call raises just this error, with a hint, and leaves no trace."""
    with pytest.raises(psycopg.Error) as raised:
        connection.execute(call, parameters)
    assert raised.value.sqlstate == sqlstate
    assert raised.value.diag.message_hint
    assert count_rows(connection) == 0
    assert failures(connection) == []


@everywhere
def test_spans_that_are_none_or_lie_in_the_future(db: psycopg.Connection, call: str) -> None:
    insert_users(db, 2)
    pin_clock(db, "2024-03-10 23:59:59.999999+00")
    for first, last, sqlstate in (
        (None, "2024-03-02", "PM004"),
        ("2024-03-02", None, "PM004"),
        ("2024-03-02", "2024-03-01", "PM004"),
        ("-infinity", "2024-03-01", "PM004"),
        ("2024-03-01", "infinity", "PM004"),
        ("2024-03-01", "2024-03-11", "PM003"),
        ("2024-03-11", "2024-03-11", "PM003"),
    ):
        refuse(db, call, (first, last), sqlstate)


def test_page_sizes_that_make_no_pages(db: psycopg.Connection) -> None:
    insert_users(db, 2)
    for procedure in ("recalculate_scores", "backfill_empty_days"):
        for argument in ("p_page_size", "p_commit_every"):
            call = f"CALL momentum.{procedure}(%s, %s, {argument} => %s)"
            for size in (0, -1, None):
                refuse(db, call, (FIRST, LAST, size), "PM006")


def test_unknown_users(db: psycopg.Connection) -> None:
    users = insert_users(db, 2)
    for unknown in (UUID(int=99), None):
        named = [*users, unknown]
        refuse(db, "CALL momentum.recalculate_scores(%s, %s, %s)", (FIRST, LAST, named), "PM001")


def test_deleted_users(db: psycopg.Connection) -> None:
    gone = make_user(db, "2024-01-01")
    db.execute("UPDATE auth.users SET deleted_at = created_at WHERE id = %s", (gone,))
    refuse(db, "CALL momentum.recalculate_scores(%s, %s, %s)", (FIRST, LAST, [gone]), "PM001")


@both
def test_days_without_a_version(db: psycopg.Connection, call: str) -> None:
    insert_users(db, 2)
    db.execute(
        "UPDATE momentum.score_versions SET effective_from = %s WHERE version = 'v2'", (LAST,)
    )
    load_version(db, "inactive", V1)
    refuse(db, call, (FIRST, LAST), "PM002")
    db.execute(call, (LAST, LAST))
    assert count_rows(db) == 2


@both
def test_a_transaction_block_is_refused_with_nothing_written(
    db: psycopg.Connection, call: str
) -> None:
    insert_users(db, 2)
    with pytest.raises(psycopg.errors.InvalidTransactionTermination), db.transaction():
        db.execute(call, (FIRST, LAST))
    assert count_rows(db) == 0
    assert failures(db) == []


@both
def test_nobody_to_score_is_no_error(db: psycopg.Connection, call: str) -> None:
    db.execute(call, (FIRST, LAST))
    assert count_rows(db) == 0

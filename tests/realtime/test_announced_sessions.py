"""What is said of scores in other modes, and by sessions of any kind."""

from collections.abc import Sequence

import psycopg
import pytest

from tests.realtime.announced import (
    ONE,
    TIMESTAMP,
    TODAY,
    Row,
    World,
    insert,
    keys,
    of_scores,
    score,
)
from tests.realtime.stream import set_setting
from tests.support import as_role

MINE: Row = (ONE, TODAY, 62.5, "Steady")
TABLE = "momentum.daily_engagement_scores"


@pytest.mark.parametrize(("mode", "bells"), [("doorbell", 1), ("deferred", 0)])
def test_other_modes(db: psycopg.Connection, world: World, mode: str, bells: int) -> None:
    set_setting(db, "notify_mode", mode)
    insert(db, MINE)
    db.execute(f"UPDATE {TABLE} SET final_score = 63".encode())
    db.execute(f"DELETE FROM {TABLE}".encode())
    heard = world.hear()
    assert (heard.channels, heard.keys, heard.bells) == ({}, [], bells * 3)
    assert heard.payloads[:2] == [
        score("created", MINE),
        score("updated", (ONE, TODAY, 63, "Steady"), "Steady"),
    ]
    assert len(heard.payloads) == 3


SESSIONS = [
    ("TimeZone", "America/St_Johns"),
    ("DateStyle", "German, DMY"),
    ("DateStyle", "SQL, MDY"),
    ("extra_float_digits", "-5"),
    ("search_path", "momentum"),
    ("default_transaction_isolation", "serializable"),
]


@pytest.mark.parametrize("setting", SESSIONS)
def test_the_settings_of_a_session_do_not_matter(
    db: psycopg.Connection, world: World, setting: Sequence[str]
) -> None:
    name, value = setting
    db.execute("SELECT set_config(%s, %s, false)", (name, value))
    insert(db, MINE)
    db.execute(f"UPDATE {TABLE} SET final_score = 63.21".encode())
    db.execute(f"DELETE FROM {TABLE}".encode())
    db.execute("RESET ALL")
    set_setting(db, "realtime_fanout_limit", 0)
    db.execute("SELECT set_config(%s, %s, false)", (name, value))
    insert(db, MINE)
    db.execute("RESET ALL")
    heard = world.hear()
    marker = heard.events.pop()["payload"]
    assert (marker["event_type"], marker["timestamp"]) == (
        "momentum_scores_recalculated",
        TIMESTAMP,
    )
    assert heard.channels["momentum_updates:all"].pop() == marker
    said = [score("created", MINE), score("updated", (ONE, TODAY, 63.21, "Steady"), "Steady")]
    payloads = heard.payloads
    assert payloads[:2] == said
    assert payloads[2]["score_date"] == TODAY.isoformat()
    assert heard.channels == of_scores(*said)
    assert heard.keys == keys(ONE, TODAY)
    assert heard.bells == 4


def test_the_service_writes_scores(db: psycopg.Connection, world: World) -> None:
    with as_role(db, "service_role"):
        insert(db, MINE)
        db.execute(f"DELETE FROM {TABLE}".encode())
    heard = world.hear()
    assert heard.payloads[0] == score("created", MINE)
    assert len(heard.payloads) == 2

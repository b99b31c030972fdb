"""The end of a year that no run has seen, whatever else was evaluated since."""

import psycopg
import pytest

from tests.scenarios.people import add_activities
from tests.stored import insert_users
from tests.support import pin_clock

RECORDED = "SELECT milestone_year, milestone_value FROM momentum.scenario_notifications"


@pytest.mark.parametrize(
    "between",
    [
        "SELECT",
        "SELECT momentum.evaluate_inactivity()",
        "SELECT momentum.evaluate_milestones('2026-12-30 11:00Z')",
        "SELECT momentum.evaluate_milestones()",
    ],
)
def test_the_first_run_after_an_outage_looks_at_the_end_of_the_year(
    db: psycopg.Connection, between: str
) -> None:
    (user_id,) = insert_users(db, 1)
    pin_clock(db, "2026-12-30 06:00Z")
    db.execute("SELECT momentum.evaluate_scenarios()")
    add_activities(db, user_id, 50, "2026-12-30 12:00Z")
    pin_clock(db, "2027-01-02 06:00Z")
    db.execute(between.encode())
    pin_clock(db, "2027-01-09 06:00Z")
    db.execute("SELECT momentum.evaluate_scenarios()")
    assert db.execute(RECORDED).fetchall() == [(2026, 50)]

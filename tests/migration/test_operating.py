"""status, doctor and metrics by who has installed into a database of Supabase's shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from psycopg.conninfo import make_conninfo

from pgmomentum.cli import main
from tests.migration.catalog import connect
from tests.migration.test_roles import hosted, supabase

pytestmark = pytest.mark.servers(18)

__all__ = ["hosted", "supabase"]


@pytest.mark.parametrize("installer", ["host", "postgres"])
def test_who_has_installed_may_do_all_of_it(hosted: str, installer: str) -> None:
    def run(*arguments: str) -> tuple[int, Any]:
        url = make_conninfo(hosted, user=installer)
        done = CliRunner().invoke(main, ["--database-url", url, *arguments])
        assert done.stderr == ""
        return done.exit_code, done.stdout

    assert run("migrate")[0] == 0
    assert run("doctor", "--fix")[0] == 0, "users who were there before have no scores yet"
    assert run("doctor") == (0, "Nothing found\n")
    with connect(hosted) as admin:
        admin.execute(
            """
            INSERT INTO auth.users (id, created_at)
            VALUES (gen_random_uuid(), now() - interval '3 days');
            ALTER TABLE momentum.activities DISABLE TRIGGER USER;
            ALTER TABLE momentum.habit_index DISABLE ROW LEVEL SECURITY;
            INSERT INTO momentum.summary_queue (user_id, year, created_at)
            VALUES (gen_random_uuid(), 2026, now() - interval '3 hours');
            INSERT INTO momentum.clock_pin (pinned_at) VALUES (now());
            DROP POLICY settings_service ON momentum.settings;
            REVOKE SELECT ON momentum.settings FROM service_role;
            """
        )
    status, answer = run("doctor", "--json")
    assert status == 1
    assert [each["check"] for each in json.loads(answer)["findings"]] == [
        "changed_by_hand",
        "wrong_rights",
        "disabled_trigger",
        "row_security_off",
        "orphaned_queue_entries",
        "clock_pinned",
        "missing_scores",
    ]
    status, answer = run("doctor", "--fix", "--json")
    assert json.loads(answer)["findings"] == []
    assert status == 0
    figures = json.loads(run("status", "--json")[1])["figures"]
    assert [day["share"] for day in figures["days"]][2:5] == [1, 1, 1]
    assert "pgmomentum_yesterday_active_users 2.0\n" in run("metrics")[1]

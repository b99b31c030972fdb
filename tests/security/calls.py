"""Every public function of the schema with arguments that suit it, found in the catalog."""

from dataclasses import dataclass
from uuid import UUID

import psycopg

from tests.scoring.test_legacy import OLD_SHAPE
from tests.support import pin_clock

NOW = "2026-06-15 12:00+00"
ME, OTHER = UUID(int=1), UUID(int=2)
ORGANISATION, BADGE, NOTIFICATION = UUID(int=0xA1), UUID(int=0xB1), UUID(int=0xD1)

#: A value that suits a parameter of this name; None is null.
SAMPLES: dict[str, str | None] = {
    "p_activity_types": "{session}",
    "p_after": None,
    "p_announce": "true",
    "p_badge_id": str(BADGE),
    "p_cache_key": f"momentum:current:{ME}",
    "p_channel_name": "realtime_events",
    "p_commit_every": "2",
    "p_criteria_type": "streak",
    "p_day": "2026-06-14",
    "p_days": "30",
    "p_dry_run": "false",
    "p_effective_from": "2026-07-01",
    "p_error_message": "none",
    "p_event_id": "00000000-0000-0000-0000-0000000000e1",
    "p_event_ts": "2026-06-15 11:00+00",
    "p_event_type": "chat_message",
    "p_from": "2026-06-10",
    "p_limit": "50",
    "p_name": "Another",
    "p_notification_id": str(NOTIFICATION),
    "p_now": NOW,
    "p_once": "false",
    "p_open_window_grace": "false",
    "p_organisation_id": str(ORGANISATION),
    "p_page_size": "2",
    "p_payload": '{"minutes": 20}',
    "p_payload_size": "10",
    "p_processing_time_ms": "1",
    "p_reason": "a mistake",
    "p_required": "2",
    "p_scenario_types": "{milestone,inactivity,expiry}",
    "p_schema": "consumers",
    "p_score_date": "2026-06-14",
    "p_since": "24:00:00",
    "p_success": "true",
    "p_to": "2026-06-14",
    "p_tolerance": "5",
    "p_user_id": str(ME),
    "p_user_ids": f"{{{ME},{OTHER}}}",
    "p_version": "v2",
    "p_weights": '{"chat_message": 2, "max_weight_per_day": 10}',
    "p_window_unit": "day",
    "target_user_id": str(ME),
}
#: Where a function wants another value than most.
SPECIAL = {
    ("load_score_version", "p_version"): "loaded",
    ("activate_score_version", "p_version"): "later",
    ("award_badge", "p_user_id"): str(OTHER),
    ("run_job", "p_name"): "drain-rescore-queue",
}
#: What ends in an error, with which: there is no pg_cron in the database.
FAILS = {"schedule_jobs": "PM012", "unschedule_jobs": "PM012"}
PEOPLE = f"""
    INSERT INTO auth.users (id, created_at)
    SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, '2024-01-01'
    FROM generate_series(1, 5) AS n;
    INSERT INTO momentum.organisations (id, name) VALUES ('{ORGANISATION}', 'One');
    INSERT INTO momentum.memberships (user_id, organisation_id)
    SELECT u.id, '{ORGANISATION}' FROM auth.users AS u;
    INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, thresholds)
    VALUES ('{ORGANISATION}', 'milestone', '{{5}}');
    INSERT INTO momentum.badge_definitions (
        id, organisation_id, name, criteria_type, required, window_unit
    ) VALUES ('{BADGE}', '{ORGANISATION}', 'Two days', 'streak', 2, 'day');
    INSERT INTO momentum.momentum_events (id, user_id, event_type, event_ts)
    SELECT
        gen_random_uuid(), u.id, 'chat_message',
        '2026-06-15 11:00+00'::timestamptz - d * '1 day'::interval
    FROM auth.users AS u CROSS JOIN generate_series(0, 9) AS d;
    INSERT INTO momentum.activities (user_id, id, organisation_id, activity_type, completed_at)
    SELECT
        u.id, gen_random_uuid(), '{ORGANISATION}', 'session',
        '2026-06-15 11:00+00'::timestamptz - d * '1 day'::interval
    FROM auth.users AS u CROSS JOIN generate_series(0, 4) AS d
    WHERE u.id <> '{OTHER}';
    INSERT INTO momentum.credentials (user_id, organisation_id, credential_type, expires_on)
    VALUES ('{ME}', '{ORGANISATION}', 'first aid', '2026-06-20');
    INSERT INTO momentum.momentum_notifications (user_id, id, notification_type, title, message)
    VALUES ('{ME}', '{NOTIFICATION}', 'celebration', 'Well done', 'Five days');
    INSERT INTO momentum.coach_interventions (
        user_id, organisation_id, intervention_type, trigger_reason, scheduled_date
    )
    VALUES ('{ME}', '{ORGANISATION}', 'call', 'Two days in a row', '2026-06-16');
    SELECT momentum.calculate_scores(d::date)
    FROM generate_series('2026-06-10'::date, '2026-06-12'::date, '1 day'::interval) AS d;
    SELECT momentum.load_score_version('later', '{{"max_weight_per_day": 10}}');
    INSERT INTO legacy.daily_engagement_scores (user_id, score_date, momentum_state)
    VALUES ('{ME}', '2026-06-13', 'Steady');
    CREATE SCHEMA consumers AUTHORIZATION momentum_owner;
"""
PUBLIC = """
    SELECT
        p.proname,
        p.prokind = 'p',
        p.proretset,
        pg_catalog.has_function_privilege('authenticated', p.oid, 'EXECUTE'),
        pg_catalog.has_function_privilege('service_role', p.oid, 'EXECUTE'),
        ARRAY(
            SELECT p.proargnames[a.place]
            FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, place)
            ORDER BY a.place
        ),
        ARRAY(
            SELECT t.typname::text
            FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, place)
            JOIN pg_catalog.pg_type AS t ON t.oid = a.type
            ORDER BY a.place
        )
    FROM pg_catalog.pg_proc AS p
    WHERE p.pronamespace = 'momentum'::regnamespace AND p.proname !~ '^(_|tg_)'
    ORDER BY p.proname
"""


@dataclass(frozen=True)
class Routine:
    """A public function or procedure: who may call it, and its parameters with their types."""

    name: str
    is_procedure: bool
    returns_rows: bool
    for_users: bool
    for_service: bool
    names: list[str]
    types: list[str]

    @property
    def callers(self) -> list[str]:
        """The roles that may call it; without any, only the administrator does."""
        roles = {"authenticated": self.for_users, "service_role": self.for_service}
        return [role for role, may in roles.items() if may] or ["postgres"]

    def values(self) -> dict[str, str | None]:
        """Return an argument that suits each parameter."""
        return {name: SPECIAL.get((self.name, name), SAMPLES[name]) for name in self.names}

    def call(self, arguments: list[str] | None = None) -> str:
        """Return the call with placeholders; every name in it is qualified."""
        types = dict(zip(self.names, self.types, strict=True))
        given = ", ".join(
            f'{name} => %({name})s::pg_catalog."{types[name]}"'
            for name in (self.names if arguments is None else arguments)
        )
        verb = "CALL" if self.is_procedure else "SELECT * FROM"
        return f"{verb} momentum.{self.name}({given})"


def routines(connection: psycopg.Connection) -> list[Routine]:
    """Return every public function and procedure."""
    return [Routine(*row) for row in connection.execute(PUBLIC)]


def populate(connection: psycopg.Connection) -> None:
    """Insert a few users with something of everything, as the superuser."""
    connection.execute(OLD_SHAPE.encode())
    pin_clock(connection, NOW)
    connection.execute(PEOPLE.encode())

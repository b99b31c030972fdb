-- depends: 0008.activities
-- What each organisation wants its members to be told, and what they have been told.

SET LOCAL ROLE momentum_owner;

CREATE TABLE momentum.scenario_configs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    organisation_id uuid,
    scenario_type text NOT NULL,
    enabled boolean,
    thresholds integer[],
    activity_types text[],
    inactive_after interval,
    expires_within interval,
    cooldown interval,
    message jsonb,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT scenario_configs_pkey PRIMARY KEY (id),
    CONSTRAINT scenario_configs_organisation_id_scenario_type_key
        UNIQUE NULLS NOT DISTINCT (organisation_id, scenario_type),
    CONSTRAINT scenario_configs_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id) ON DELETE CASCADE,
    CONSTRAINT scenario_configs_scenario_type_is_known CHECK (
        scenario_type IN ('milestone', 'inactivity', 'expiry')
    )
);
COMMENT ON TABLE momentum.scenario_configs IS
    'What each organisation has decided. What it leaves null, or has no row for, is as in the '
    'default: the row without an organisation';
COMMENT ON COLUMN momentum.scenario_configs.organisation_id IS 'Null: the default';
COMMENT ON COLUMN momentum.scenario_configs.scenario_type IS 'milestone, inactivity or expiry';
COMMENT ON COLUMN momentum.scenario_configs.enabled IS
    'False: nothing fires. Null: as in the default, and there true';
COMMENT ON COLUMN momentum.scenario_configs.thresholds IS
    'milestone: numbers of activities in a year, positive and ascending';
COMMENT ON COLUMN momentum.scenario_configs.activity_types IS
    'milestone, inactivity: only activities of these types count; null: all do';
COMMENT ON COLUMN momentum.scenario_configs.inactive_after IS
    'inactivity: time without an activity in the organisation';
COMMENT ON COLUMN momentum.scenario_configs.expires_within IS
    'expiry: time before the last valid day';
COMMENT ON COLUMN momentum.scenario_configs.cooldown IS
    'inactivity, expiry: whole hours or days; time since 1970-01-01 UTC is cut into windows of '
    'this length, and each window tells at most once';
COMMENT ON COLUMN momentum.scenario_configs.message IS
    'JSON object that the payload of a notification carries as its message';

INSERT INTO momentum.scenario_configs (
    organisation_id, scenario_type, thresholds, inactive_after, expires_within, cooldown, message
)
VALUES
(NULL, 'milestone', ARRAY[50, 100, 200], NULL, NULL, NULL, '{}'),
(NULL, 'inactivity', NULL, '14 days', NULL, '7 days', '{}'),
(NULL, 'expiry', NULL, NULL, '30 days', '7 days', '{}');

CREATE TABLE momentum.notification_preferences (
    user_id uuid NOT NULL,
    scenario_type text NOT NULL,
    opted_out boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_id, scenario_type),
    CONSTRAINT notification_preferences_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT notification_preferences_scenario_type_is_known CHECK (
        scenario_type IN ('milestone', 'inactivity', 'expiry')
    )
);
COMMENT ON TABLE momentum.notification_preferences IS
    'Which scenarios a user does not want to hear of, written by their user';
COMMENT ON COLUMN momentum.notification_preferences.scenario_type IS
    'milestone, inactivity or expiry';
COMMENT ON COLUMN momentum.notification_preferences.opted_out IS
    'True: nothing fires, and nothing is recorded';

CREATE TABLE momentum.credentials (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    organisation_id uuid,
    credential_type text NOT NULL,
    expires_on date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT credentials_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT credentials_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT credentials_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id),
    CONSTRAINT credentials_credential_type_is_a_name CHECK (
        credential_type ~ '\S' AND pg_catalog.length(credential_type) <= 200
    )
);
CREATE INDEX credentials_organisation_id_idx ON momentum.credentials (organisation_id)
    WHERE organisation_id IS NOT NULL;
COMMENT ON TABLE momentum.credentials IS
    'What expires: certificates, clearances. To renew one, set expires_on';
COMMENT ON COLUMN momentum.credentials.organisation_id IS
    'Organisation whose configuration applies; null: the default';
COMMENT ON COLUMN momentum.credentials.expires_on IS 'Last UTC day on which it is valid';
COMMENT ON COLUMN momentum.credentials.deleted_at IS 'Set: nobody is warned';

CREATE TABLE momentum.scenario_notifications (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    organisation_id uuid,
    scenario_type text NOT NULL,
    milestone_year integer,
    milestone_value integer,
    credential_id uuid,
    cooldown_window_start timestamptz,
    subject_id uuid GENERATED ALWAYS AS (
        CASE WHEN scenario_type <> 'milestone' THEN COALESCE(credential_id, organisation_id) END
    ) STORED,
    idempotency_key text NOT NULL GENERATED ALWAYS AS (
        scenario_type || ':' || user_id::text || ':'
        || CASE
            WHEN scenario_type = 'milestone' THEN
                milestone_year::text || ':' || milestone_value::text
            ELSE
                COALESCE(credential_id, organisation_id)::text || ':'
                || EXTRACT(EPOCH FROM cooldown_window_start AT TIME ZONE 'UTC')::bigint::text
        END
    ) STORED,
    announced boolean NOT NULL DEFAULT true,
    payload jsonb NOT NULL DEFAULT '{}',
    dispatched_at timestamptz,
    read_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT scenario_notifications_pkey PRIMARY KEY (user_id, id),
    -- the year and the window come first: a run reads what was recorded in them, side by side
    CONSTRAINT scenario_notifications_milestone_once
        UNIQUE (milestone_year, user_id, milestone_value),
    CONSTRAINT scenario_notifications_window_once
        UNIQUE (cooldown_window_start, scenario_type, user_id, subject_id),
    CONSTRAINT scenario_notifications_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT scenario_notifications_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id),
    CONSTRAINT scenario_notifications_scenario_type_is_known CHECK (
        scenario_type IN ('milestone', 'inactivity', 'expiry')
    ),
    CONSTRAINT scenario_notifications_milestones_have_year_and_value CHECK (
        (scenario_type = 'milestone') = (milestone_year IS NOT NULL)
        AND (scenario_type = 'milestone') = (milestone_value IS NOT NULL)
    ),
    CONSTRAINT scenario_notifications_others_have_a_window CHECK (
        (scenario_type = 'milestone') = (cooldown_window_start IS NULL)
    ),
    CONSTRAINT scenario_notifications_inactivity_has_an_organisation CHECK (
        scenario_type <> 'inactivity' OR organisation_id IS NOT NULL
    ),
    CONSTRAINT scenario_notifications_expiry_has_a_credential CHECK (
        (scenario_type = 'expiry') = (credential_id IS NOT NULL)
    )
);
CREATE INDEX scenario_notifications_organisation_id_idx
    ON momentum.scenario_notifications (organisation_id)
    WHERE organisation_id IS NOT NULL;
CREATE INDEX scenario_notifications_to_deliver_idx
    ON momentum.scenario_notifications (created_at)
    WHERE announced AND dispatched_at IS NULL;
COMMENT ON TABLE momentum.scenario_notifications IS
    'What has fired, and therefore does not fire again: a milestone once per user, year and '
    'threshold; the others once per user, organisation (expiry: credential) and window';
COMMENT ON COLUMN momentum.scenario_notifications.organisation_id IS
    'Organisation by whose configuration it fired; null: by the default';
COMMENT ON COLUMN momentum.scenario_notifications.scenario_type IS
    'milestone, inactivity or expiry';
COMMENT ON COLUMN momentum.scenario_notifications.milestone_year IS 'UTC calendar year';
COMMENT ON COLUMN momentum.scenario_notifications.milestone_value IS 'Threshold that was reached';
COMMENT ON COLUMN momentum.scenario_notifications.credential_id IS
    'Credential that expires; it may be gone since';
COMMENT ON COLUMN momentum.scenario_notifications.cooldown_window_start IS
    'Start of the window, a multiple of the cooldown since 1970-01-01 UTC';
COMMENT ON COLUMN momentum.scenario_notifications.subject_id IS
    'What the window is for: the organisation, or for expiry the credential';
COMMENT ON COLUMN momentum.scenario_notifications.idempotency_key IS
    'The columns of the unique key as one text, for systems that deliver it';
COMMENT ON COLUMN momentum.scenario_notifications.announced IS
    'False: recorded only, as it was evaluated more than seven days late';
COMMENT ON COLUMN momentum.scenario_notifications.payload IS
    '{"message", ...}: the message of the configuration, and the figures';
COMMENT ON COLUMN momentum.scenario_notifications.dispatched_at IS
    'When the application delivered it';
COMMENT ON COLUMN momentum.scenario_notifications.read_at IS 'When its user read it';

CREATE TABLE momentum.scenario_runs (
    id bigint GENERATED ALWAYS AS IDENTITY,
    scenario_type text NOT NULL,
    evaluated_at timestamptz NOT NULL,
    organisation_id uuid,
    named_users integer,
    evaluated_users bigint NOT NULL,
    triggered bigint NOT NULL,
    skipped bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT scenario_runs_pkey PRIMARY KEY (id),
    CONSTRAINT scenario_runs_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id) ON DELETE CASCADE,
    CONSTRAINT scenario_runs_counts_are_not_negative CHECK (
        evaluated_users >= 0 AND triggered >= 0 AND skipped >= 0
    )
);
CREATE INDEX scenario_runs_organisation_id_idx ON momentum.scenario_runs (organisation_id)
    WHERE organisation_id IS NOT NULL;
COMMENT ON TABLE momentum.scenario_runs IS 'Each evaluation of a scenario, and what came of it';
COMMENT ON COLUMN momentum.scenario_runs.scenario_type IS 'milestone, inactivity or expiry';
COMMENT ON COLUMN momentum.scenario_runs.evaluated_at IS 'The instant it was evaluated for';
COMMENT ON COLUMN momentum.scenario_runs.organisation_id IS
    'Organisation to whose members it was restricted; null: to none';
COMMENT ON COLUMN momentum.scenario_runs.named_users IS
    'Number of users it was restricted to; null: everyone';
COMMENT ON COLUMN momentum.scenario_runs.evaluated_users IS
    'Users that it concerns: for milestones all, for inactivity members, for expiry holders of a '
    'credential; without those who opted out';
COMMENT ON COLUMN momentum.scenario_runs.triggered IS 'Notifications recorded';
COMMENT ON COLUMN momentum.scenario_runs.skipped IS
    'Notifications that another run recorded at the same moment';

CREATE TYPE momentum.milestone_trigger AS (
    user_id uuid,
    organisation_id uuid,
    milestone_year integer,
    milestone_value integer,
    session_count integer,
    should_trigger boolean
);
COMMENT ON TYPE momentum.milestone_trigger IS
    'A milestone that is reached and not recorded: the threshold, the organisation that set it '
    '(null: the default), and how many activities the user had in that UTC year';

CREATE TYPE momentum._scenario_candidate AS (
    user_id uuid,
    organisation_id uuid,
    milestone_year integer,
    milestone_value integer,
    credential_id uuid,
    cooldown_window_start timestamptz,
    payload jsonb
);
COMMENT ON TYPE momentum._scenario_candidate IS
    'A notification that is due and was not recorded when it was looked for';

ALTER TABLE momentum.scenario_configs ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.notification_preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.scenario_notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.scenario_runs ENABLE ROW LEVEL SECURITY;

RESET ROLE;

-- depends: 0011.realtime
-- Interventions of coaches, notifications of users, and the rules that make them.

SET LOCAL ROLE momentum_owner;

CREATE TABLE momentum.intervention_rules (
    name text NOT NULL,
    description text NOT NULL,
    rule_type text NOT NULL,
    momentum_state text,
    threshold numeric(5, 2) NOT NULL,
    within_days integer NOT NULL,
    counts_empty_days boolean NOT NULL DEFAULT false,
    limit_hours integer NOT NULL,
    per_day integer NOT NULL,
    intervention_type text,
    notification_type text,
    title text,
    message text,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT intervention_rules_pkey PRIMARY KEY (name),
    -- each is true, never null, where it holds: the trigger tries them with nulls as well
    CONSTRAINT intervention_rules_named CHECK (
        name ~ '[^[:space:]]' AND pg_catalog.length(name) <= 200
    ),
    CONSTRAINT intervention_rules_known_type CHECK (
        rule_type IN ('consecutive_days', 'score_drop', 'days_in_state', 'state_changes')
    ),
    CONSTRAINT intervention_rules_state_if_of_one CHECK (
        CASE WHEN rule_type IN ('consecutive_days', 'days_in_state')
            THEN COALESCE(momentum_state, '') IN ('Rising', 'Steady', 'NeedsCare')
            ELSE momentum_state IS NULL
        END
    ),
    CONSTRAINT intervention_rules_days_of_a_month CHECK (
        within_days <= 31
        AND within_days >= CASE WHEN rule_type = 'score_drop' THEN 2 ELSE 1 END
    ),
    CONSTRAINT intervention_rules_threshold_in_reach CHECK (
        threshold > 0
        AND CASE rule_type
            WHEN 'score_drop' THEN threshold <= 100
            WHEN 'state_changes' THEN threshold < within_days
            ELSE threshold <= within_days
        END
        AND (rule_type = 'score_drop' OR threshold = pg_catalog.trunc(threshold))
    ),
    CONSTRAINT intervention_rules_limit_of_a_day CHECK (
        limit_hours IN (8, 12, 24) AND per_day >= 1 AND per_day <= 24 / NULLIF(limit_hours, 0)
    ),
    CONSTRAINT intervention_rules_has_an_effect CHECK (
        intervention_type IS NOT NULL OR notification_type IS NOT NULL
    ),
    CONSTRAINT intervention_rules_types_are_named CHECK (
        COALESCE(intervention_type, 'none') ~ '[^[:space:]]'
        AND COALESCE(notification_type, 'none') ~ '[^[:space:]]'
    ),
    CONSTRAINT intervention_rules_notification_has_texts CHECK (
        notification_type IS NULL
        OR COALESCE(title, '') ~ '[^[:space:]]' AND COALESCE(message, '') ~ '[^[:space:]]'
        AND pg_catalog.length(title) <= 1000 AND pg_catalog.length(message) <= 100000
    )
);
COMMENT ON CONSTRAINT intervention_rules_named ON momentum.intervention_rules IS
    'A rule has a name of at most 200 characters.';
COMMENT ON CONSTRAINT intervention_rules_known_type ON momentum.intervention_rules IS
    'A rule is consecutive_days, score_drop, days_in_state or state_changes.';
COMMENT ON CONSTRAINT intervention_rules_state_if_of_one ON momentum.intervention_rules IS
    'consecutive_days and days_in_state need Rising, Steady or NeedsCare; for other types leave '
    'momentum_state null.';
COMMENT ON CONSTRAINT intervention_rules_days_of_a_month ON momentum.intervention_rules IS
    'Give within_days from 1 to 31, the evaluated day included; a drop needs 2.';
COMMENT ON CONSTRAINT intervention_rules_threshold_in_reach ON momentum.intervention_rules IS
    'Give a threshold above 0: points up to 100, or a whole number of days up to within_days, of '
    'changes below it.';
COMMENT ON CONSTRAINT intervention_rules_limit_of_a_day ON momentum.intervention_rules IS
    'The day is cut into windows of limit_hours 8, 12 or 24; per_day is 1 or more, and at most '
    'their number.';
COMMENT ON CONSTRAINT intervention_rules_has_an_effect ON momentum.intervention_rules IS
    'Give an intervention_type, a notification_type or both; to stop a rule set active to false.';
COMMENT ON CONSTRAINT intervention_rules_types_are_named ON momentum.intervention_rules IS
    'Give a type a name, or null for none.';
COMMENT ON CONSTRAINT intervention_rules_notification_has_texts ON momentum.intervention_rules IS
    'Give a title, of at most 1,000 characters, and a message.';
COMMENT ON TABLE momentum.intervention_rules IS
    'What makes an intervention or a notification after a day is scored. A rule looks at the days '
    'of a user from within_days - 1 before the day to the day itself, by the calendar (UTC); days '
    'without events are passed over, and on such a day nothing happens';
COMMENT ON COLUMN momentum.intervention_rules.rule_type IS
    'consecutive_days: the newest days of the span are all of the state, at least threshold of '
    'them; score_drop: the score of the day is at least threshold points below the highest before '
    'it; days_in_state: at least threshold days of the state; state_changes: at least threshold '
    'times another state than on the day before. All within the span';
COMMENT ON COLUMN momentum.intervention_rules.momentum_state IS
    'consecutive_days, days_in_state: Rising, Steady or NeedsCare; else null';
COMMENT ON COLUMN momentum.intervention_rules.threshold IS
    'Days, points (score_drop) or changes, from which on it applies';
COMMENT ON COLUMN momentum.intervention_rules.within_days IS
    'Length of the span in calendar days, the evaluated day included';
COMMENT ON COLUMN momentum.intervention_rules.counts_empty_days IS
    'True: stored days without events count like any other';
COMMENT ON COLUMN momentum.intervention_rules.limit_hours IS
    '8, 12 or 24: the UTC day is cut into windows of this length, and each tells a user at most '
    'once';
COMMENT ON COLUMN momentum.intervention_rules.per_day IS
    'Notifications of a user in a UTC day at most';
COMMENT ON COLUMN momentum.intervention_rules.intervention_type IS
    'Type of the intervention to make; null: none';
COMMENT ON COLUMN momentum.intervention_rules.notification_type IS
    'Type of the notification to make, with title and message; null: none';
COMMENT ON COLUMN momentum.intervention_rules.active IS 'False: it is not looked at';

INSERT INTO momentum.intervention_rules (
    name, description, rule_type, momentum_state, threshold, within_days, limit_hours, per_day,
    intervention_type, notification_type, title, message
)
VALUES
(
    'needs_care', 'NeedsCare on 2 or more consecutive days', 'consecutive_days', 'NeedsCare',
    2, 7, 24, 1, 'check_in', 'needs_care', 'We are here for you',
    'The last days have been hard. One small step today is enough.'
),
(
    'score_drop', 'A drop of 15 or more points within 3 days', 'score_drop', NULL,
    15, 3, 8, 2, NULL, 'support', 'Everyone has slower days',
    'Your momentum has slowed down. Pick one thing that is easy for you and start with it.'
),
(
    'rising', 'Rising on 4 of the last 5 days', 'days_in_state', 'Rising',
    4, 5, 12, 2, NULL, 'celebration', 'You are on a roll',
    'Rising on most of the last days: well done, keep going.'
),
(
    'consistency', '4 or more changes of state within 7 days', 'state_changes', NULL,
    4, 7, 24, 1, NULL, 'consistency_reminder', 'Small and steady',
    'Your week has gone up and down. A little every day carries you further.'
);

CREATE TABLE momentum.coach_interventions (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    organisation_id uuid,
    rule_name text,
    score_date date,
    window_start timestamptz,
    intervention_type text NOT NULL,
    status text NOT NULL DEFAULT 'scheduled',
    trigger_reason text NOT NULL,
    scheduled_date date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT coach_interventions_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT coach_interventions_window_once UNIQUE (user_id, rule_name, window_start),
    CONSTRAINT coach_interventions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT coach_interventions_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id),
    CONSTRAINT coach_interventions_status_is_known CHECK (
        status IN ('scheduled', 'in_progress', 'completed', 'cancelled')
    ),
    CONSTRAINT coach_interventions_rules_have_day_and_window CHECK (
        (rule_name IS NULL) = (window_start IS NULL)
        AND (rule_name IS NULL) = (score_date IS NULL)
    )
);
CREATE INDEX coach_interventions_organisation_id_idx
    ON momentum.coach_interventions (organisation_id)
    WHERE organisation_id IS NOT NULL;
COMMENT ON TABLE momentum.coach_interventions IS
    'What a coach is to do for a user: by a rule, at most once per window of its limit; or entered '
    'by hand';
COMMENT ON COLUMN momentum.coach_interventions.organisation_id IS
    'Organisation whose coaches see it, nobody''s while that is deleted; null: all coaches do. An '
    'organisation that has any can be marked as deleted, not deleted';
COMMENT ON COLUMN momentum.coach_interventions.rule_name IS
    'Rule that made it, and may be gone since; null: by hand';
COMMENT ON COLUMN momentum.coach_interventions.score_date IS 'Day that the rule was evaluated for';
COMMENT ON COLUMN momentum.coach_interventions.window_start IS
    'Start of the window of the limit of the rule in which it was made';
COMMENT ON COLUMN momentum.coach_interventions.status IS
    'scheduled or in_progress (both open), completed or cancelled';
COMMENT ON COLUMN momentum.coach_interventions.trigger_reason IS 'Why, in words';
COMMENT ON COLUMN momentum.coach_interventions.scheduled_date IS 'UTC day that it is planned for';

CREATE TABLE momentum.momentum_notifications (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    rule_name text,
    score_date date,
    window_start timestamptz,
    day date GENERATED ALWAYS AS ((window_start AT TIME ZONE 'UTC')::date) STORED,
    ordinal integer,
    notification_type text NOT NULL,
    title text NOT NULL,
    message text NOT NULL,
    read_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT momentum_notifications_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT momentum_notifications_window_once UNIQUE (user_id, rule_name, window_start),
    CONSTRAINT momentum_notifications_day_ordinal_once UNIQUE (user_id, rule_name, day, ordinal),
    CONSTRAINT momentum_notifications_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT momentum_notifications_three_a_day CHECK (ordinal BETWEEN 1 AND 3),
    CONSTRAINT momentum_notifications_rules_have_day_and_window CHECK (
        (rule_name IS NULL) = (window_start IS NULL)
        AND (rule_name IS NULL) = (score_date IS NULL)
        AND (rule_name IS NULL) = (ordinal IS NULL)
    ),
    CONSTRAINT momentum_notifications_texts_have_a_length CHECK (
        pg_catalog.length(title) <= 1000 AND pg_catalog.length(message) <= 100000
    )
);
CREATE INDEX momentum_notifications_user_id_created_at_idx
    ON momentum.momentum_notifications (user_id, created_at);
CREATE INDEX momentum_notifications_id_idx ON momentum.momentum_notifications (id);
COMMENT ON TABLE momentum.momentum_notifications IS
    'What a user is told about momentum: by a rule, at most once per window of its limit and so '
    'many times a day; or entered by hand';
COMMENT ON COLUMN momentum.momentum_notifications.rule_name IS
    'Rule that made it, and may be gone since; null: by hand';
COMMENT ON COLUMN momentum.momentum_notifications.score_date IS
    'Day that the rule was evaluated for';
COMMENT ON COLUMN momentum.momentum_notifications.window_start IS
    'Start of the window of the limit of the rule in which it was made';
COMMENT ON COLUMN momentum.momentum_notifications.day IS 'UTC day of the window';
COMMENT ON COLUMN momentum.momentum_notifications.ordinal IS
    'The how many-th of that rule and day it is; a window of 8 hours is the shortest';
COMMENT ON COLUMN momentum.momentum_notifications.read_at IS 'When its user read it';

CREATE TYPE momentum._intervention_candidate AS (
    user_id uuid,
    organisation_id uuid,
    trigger_reason text,
    intervenes boolean,
    ordinal integer
);
COMMENT ON TYPE momentum._intervention_candidate IS
    'A user for whom a rule applies and was not recorded when it was looked for: why; whether to '
    'make an intervention, for the organisation; and the how many-th notification of the day to '
    'make, null for none';

ALTER TABLE momentum.intervention_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.coach_interventions ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.momentum_notifications ENABLE ROW LEVEL SECURITY;

-- What logical replication sends of a changed or deleted row: all of what it was, as its
-- subscribers filter by it. It costs where wal_level is logical, and nothing elsewhere.
ALTER TABLE momentum.daily_engagement_scores REPLICA IDENTITY FULL;
ALTER TABLE momentum.coach_interventions REPLICA IDENTITY FULL;
ALTER TABLE momentum.momentum_notifications REPLICA IDENTITY FULL;
ALTER TABLE momentum.scenario_notifications REPLICA IDENTITY FULL;
ALTER TABLE momentum.badge_awards REPLICA IDENTITY FULL;

RESET ROLE;

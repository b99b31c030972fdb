-- depends: 0009.scenarios
-- Badges: what earns one, who has one and why, and what has been evaluated.

SET LOCAL ROLE momentum_owner;

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'live_badges',
    'on',
    'on|off',
    'Evaluate badges in the statement that brings the activities (on), or when '
    'momentum.reconcile_badges() runs (off)'
);

-- What has arrived: recorded, and its time has come.
CREATE INDEX activities_arrived_at_idx
    ON momentum.activities (greatest(created_at, completed_at));

CREATE TABLE momentum.badge_definitions (
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    criteria_type text NOT NULL,
    window_unit text,
    required integer NOT NULL,
    activity_types text[],
    open_window_grace boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT badge_definitions_pkey PRIMARY KEY (id),
    CONSTRAINT badge_definitions_organisation_id_name_key UNIQUE (organisation_id, name),
    CONSTRAINT badge_definitions_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id),
    CONSTRAINT badge_definitions_name_is_a_name CHECK (
        name ~ '\S' AND name !~ '[[:cntrl:]]' AND pg_catalog.length(name) <= 200
    )
);
COMMENT ON TABLE momentum.badge_definitions IS
    'Badges of an organisation, earned by activities in that organisation alone';
COMMENT ON COLUMN momentum.badge_definitions.criteria_type IS
    'streak: so many windows in a row with an activity; count: so many activities ever';
COMMENT ON COLUMN momentum.badge_definitions.window_unit IS
    'streak: day, week (from Monday) or month, UTC; count: null';
COMMENT ON COLUMN momentum.badge_definitions.required IS 'Windows in a row, or activities';
COMMENT ON COLUMN momentum.badge_definitions.activity_types IS
    'Only activities of these types count; null: all do';
COMMENT ON COLUMN momentum.badge_definitions.open_window_grace IS
    'Whether a streak still stands while the current window is empty: it is not over yet';
COMMENT ON COLUMN momentum.badge_definitions.active IS 'False: nobody earns it any more';

CREATE TABLE momentum.badge_awards (
    user_id uuid NOT NULL,
    badge_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    awarded_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    earned_at timestamptz NOT NULL,
    activity_id uuid,
    source text NOT NULL,
    evidence jsonb NOT NULL DEFAULT '{}',
    announced boolean NOT NULL DEFAULT true,
    dispatched_at timestamptz,
    revoked_at timestamptz,
    revoked_reason text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT badge_awards_pkey PRIMARY KEY (user_id, badge_id),
    CONSTRAINT badge_awards_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT badge_awards_badge_id_fkey FOREIGN KEY (badge_id)
        REFERENCES momentum.badge_definitions (id),
    CONSTRAINT badge_awards_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id),
    CONSTRAINT badge_awards_source_is_known CHECK (
        source IN ('trigger', 'reconciliation', 'retroactive', 'manual')
    ),
    CONSTRAINT badge_awards_revoked_with_a_reason CHECK (
        (revoked_at IS NULL) = (revoked_reason IS NULL)
    )
);
CREATE INDEX badge_awards_badge_id_idx ON momentum.badge_awards (badge_id);
CREATE INDEX badge_awards_organisation_id_idx ON momentum.badge_awards (organisation_id);
CREATE INDEX badge_awards_awarded_at_idx ON momentum.badge_awards (awarded_at);
CREATE INDEX badge_awards_to_deliver_idx
    ON momentum.badge_awards (awarded_at)
    WHERE announced AND dispatched_at IS NULL AND revoked_at IS NULL;
COMMENT ON TABLE momentum.badge_awards IS
    'Who has which badge: each once, ever. A revoked award stays, and keeps the badge from being '
    'earned again';
COMMENT ON COLUMN momentum.badge_awards.organisation_id IS 'Organisation of the badge';
COMMENT ON COLUMN momentum.badge_awards.awarded_at IS 'When it was awarded';
COMMENT ON COLUMN momentum.badge_awards.earned_at IS
    'When the activity was completed that met what the badge requires';
COMMENT ON COLUMN momentum.badge_awards.activity_id IS
    'That activity; it may be gone since. Null for an award by hand';
COMMENT ON COLUMN momentum.badge_awards.source IS
    'trigger: as the activity came; reconciliation: found at night; retroactive: the badge came '
    'later; manual: by hand, or by evaluate_badges()';
COMMENT ON COLUMN momentum.badge_awards.evidence IS
    'The criteria, and what met them: for a streak its windows, newest first, with their counts';
COMMENT ON COLUMN momentum.badge_awards.announced IS 'False: recorded only, as it is history';
COMMENT ON COLUMN momentum.badge_awards.dispatched_at IS
    'When the application delivered it';
COMMENT ON COLUMN momentum.badge_awards.revoked_at IS 'When it was taken back';
COMMENT ON COLUMN momentum.badge_awards.revoked_reason IS 'Why it was taken back';

CREATE TABLE momentum.badge_evaluation_log (
    user_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    organisation_id uuid,
    evaluated_at timestamptz NOT NULL,
    badges_evaluated integer NOT NULL,
    badges_awarded integer NOT NULL,
    source text NOT NULL,
    CONSTRAINT badge_evaluation_log_pkey PRIMARY KEY (user_id, activity_id),
    CONSTRAINT badge_evaluation_log_counts_are_not_negative CHECK (
        badges_evaluated >= 0 AND badges_awarded >= 0
    ),
    CONSTRAINT badge_evaluation_log_source_is_known CHECK (
        source IN ('trigger', 'reconciliation')
    )
);
COMMENT ON TABLE momentum.badge_evaluation_log IS
    'Activities whose badges were evaluated. One that has arrived and has no row is found by '
    'reconcile_badges()';
COMMENT ON COLUMN momentum.badge_evaluation_log.organisation_id IS
    'Organisation of the activity; null: none, and therefore no badge';
COMMENT ON COLUMN momentum.badge_evaluation_log.badges_evaluated IS
    'Active badges that such an activity counts for';
COMMENT ON COLUMN momentum.badge_evaluation_log.badges_awarded IS 'Of these, awarded by it';
COMMENT ON COLUMN momentum.badge_evaluation_log.source IS 'trigger or reconciliation';

CREATE TABLE momentum.award_reviews (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    badge_id uuid NOT NULL,
    activity_id uuid NOT NULL,
    reason text NOT NULL,
    resolved_at timestamptz,
    resolution text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT award_reviews_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT award_reviews_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT award_reviews_badge_id_fkey FOREIGN KEY (badge_id)
        REFERENCES momentum.badge_definitions (id)
);
CREATE UNIQUE INDEX award_reviews_open_key
    ON momentum.award_reviews (user_id, badge_id)
    WHERE resolved_at IS NULL;
CREATE INDEX award_reviews_badge_id_idx ON momentum.award_reviews (badge_id);
COMMENT ON TABLE momentum.award_reviews IS
    'Awards whose evidence no longer holds, as an activity was deleted or changed: for a person to '
    'decide. Each award is in question once at a time';
COMMENT ON COLUMN momentum.award_reviews.activity_id IS 'The activity that was deleted or changed';
COMMENT ON COLUMN momentum.award_reviews.reason IS 'What happened to it';
COMMENT ON COLUMN momentum.award_reviews.resolved_at IS 'When somebody decided';
COMMENT ON COLUMN momentum.award_reviews.resolution IS 'What was decided';

CREATE TABLE momentum.badge_turns (
    user_id uuid NOT NULL,
    CONSTRAINT badge_turns_pkey PRIMARY KEY (user_id),
    CONSTRAINT badge_turns_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE
);
COMMENT ON TABLE momentum.badge_turns IS
    'Whoever evaluates the badges of a user locks the row of that user until the transaction ends: '
    'two activities that earn a badge together must not miss each other';

CREATE TABLE momentum.badge_queue (
    user_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    activity_id uuid NOT NULL,
    organisation_id uuid,
    activity_type text NOT NULL,
    completed_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT badge_queue_pkey PRIMARY KEY (user_id, id)
);
COMMENT ON TABLE momentum.badge_queue IS
    'Append-only: activities that came, were changed or deleted while their badges could not be '
    'looked at, as they were before and after; reconcile_badges() does so once their time has come';

CREATE TYPE momentum.streak_result AS (
    met boolean,
    current_value integer,
    required_value integer,
    windows jsonb
);
COMMENT ON TYPE momentum.streak_result IS
    'Whether a streak is as long as required, its length in windows, the length required, and its '
    'windows, newest first: [{"window_start", "window_end" (exclusive), "activity_count"}]';

CREATE TYPE momentum._arrived_activity AS (
    user_id uuid,
    id uuid,
    organisation_id uuid,
    activity_type text,
    completed_at timestamptz,
    arrived_at timestamptz
);
COMMENT ON TYPE momentum._arrived_activity IS
    'An activity whose badges are to be evaluated, and when it was recorded and its time had come';

CREATE TYPE momentum._earned_badge AS (
    user_id uuid,
    badge_id uuid,
    earned_window date,
    activity_id uuid,
    earned_at timestamptz,
    announced boolean
);
COMMENT ON TYPE momentum._earned_badge IS
    'A badge to award: the window (its start, UTC) that completed the streak, null for a count; '
    'the activity that completed it, and when; and whether to announce it';

ALTER TABLE momentum.badge_definitions ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.badge_awards ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.badge_evaluation_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.award_reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.badge_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.badge_turns ENABLE ROW LEVEL SECURITY;

RESET ROLE;

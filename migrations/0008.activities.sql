-- depends: 0007.partitions
-- Organisations, their members, what users completed, and how much of it in each year.

SET LOCAL ROLE momentum_owner;

CREATE TABLE momentum.organisations (
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT organisations_pkey PRIMARY KEY (id),
    CONSTRAINT organisations_name_is_a_name CHECK (
        name ~ '\S' AND pg_catalog.length(name) <= 200
    )
);
COMMENT ON TABLE momentum.organisations IS
    'Who coordinates members and decides what they are told';
COMMENT ON COLUMN momentum.organisations.deleted_at IS
    'Set: its memberships and credentials do not count; activities still count for their user';

CREATE TABLE momentum.memberships (
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    joined_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT memberships_pkey PRIMARY KEY (user_id, organisation_id),
    CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT memberships_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id) ON DELETE CASCADE
);
CREATE INDEX memberships_organisation_id_idx ON momentum.memberships (organisation_id);
COMMENT ON TABLE momentum.memberships IS 'Who belongs to which organisation';
COMMENT ON COLUMN momentum.memberships.joined_at IS
    'When the member joined, where that is known: nobody is inactive for longer than that. '
    'Null: long ago';

CREATE TABLE momentum.activities (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    organisation_id uuid,
    activity_type text NOT NULL,
    completed_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT activities_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT activities_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT activities_organisation_id_fkey FOREIGN KEY (organisation_id)
        REFERENCES momentum.organisations (id),
    CONSTRAINT activities_activity_type_is_a_name CHECK (
        activity_type ~ '\S' AND pg_catalog.length(activity_type) <= 200
    ),
    CONSTRAINT activities_completed_at_is_in_years_1_to_9999 CHECK (
        completed_at >= '0001-01-01 00:00:00+00' AND completed_at < '10000-01-01 00:00:00+00'
    )
);
CREATE INDEX activities_user_id_completed_at_idx
    ON momentum.activities (user_id, completed_at) INCLUDE (organisation_id, activity_type)
    WHERE deleted_at IS NULL;
CREATE INDEX activities_organisation_id_completed_at_idx
    ON momentum.activities (organisation_id, completed_at)
    INCLUDE (user_id, activity_type, deleted_at)
    WHERE organisation_id IS NOT NULL;
COMMENT ON TABLE momentum.activities IS
    'What users completed: sessions, lessons, calls. The same user and id is the same activity';
COMMENT ON COLUMN momentum.activities.organisation_id IS
    'Organisation that it was done for; null: for none';
COMMENT ON COLUMN momentum.activities.completed_at IS
    'When it was completed; it does not count before that instant';
COMMENT ON COLUMN momentum.activities.deleted_at IS 'Set: the activity does not count';

CREATE TABLE momentum.annual_summary (
    user_id uuid NOT NULL,
    year integer NOT NULL,
    session_count integer NOT NULL,
    last_activity_at timestamptz,
    computed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT annual_summary_pkey PRIMARY KEY (user_id, year),
    CONSTRAINT annual_summary_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT annual_summary_year_is_in_range CHECK (year BETWEEN 1 AND 9999),
    CONSTRAINT annual_summary_session_count_is_not_negative CHECK (session_count >= 0)
) WITH (fillfactor = 80);
-- A year of everyone; and as good as the key for one user, so that no plan can choose wrong.
CREATE INDEX annual_summary_year_user_id_idx ON momentum.annual_summary (year, user_id);
COMMENT ON TABLE momentum.annual_summary IS
    'Activities per user and UTC year, kept by triggers. A year that is not there is unknown, not '
    'zero, and so is one with an entry in summary_queue: both are counted';
COMMENT ON COLUMN momentum.annual_summary.year IS 'UTC calendar year';
COMMENT ON COLUMN momentum.annual_summary.session_count IS
    'Activities completed in that year, those dated in the future included';
COMMENT ON COLUMN momentum.annual_summary.last_activity_at IS
    'Latest completed_at of these, which may lie in the future; null without any';
COMMENT ON COLUMN momentum.annual_summary.computed_at IS 'When the row was last written';

CREATE TABLE momentum.summary_queue (
    user_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    year integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT summary_queue_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT summary_queue_year_is_in_range CHECK (year BETWEEN 1 AND 9999)
);
COMMENT ON TABLE momentum.summary_queue IS
    'Append-only: users and years whose row of annual_summary could not be written at once';

CREATE TYPE momentum._session_change AS (
    user_id uuid,
    year integer,
    sessions integer,
    last_at timestamptz,
    is_removal boolean
);
COMMENT ON TYPE momentum._session_change IS
    'What a statement changed in the activities of a user and UTC year: how many more there are, '
    'the latest that came, and whether any went';

ALTER TABLE momentum.organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.activities ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.annual_summary ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.summary_queue ENABLE ROW LEVEL SECURITY;

RESET ROLE;

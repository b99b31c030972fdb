-- depends: 0003.score_versions
-- What users do: events, journal entries and habits.

SET LOCAL ROLE momentum_owner;

CREATE TABLE momentum.momentum_events (
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    user_id uuid NOT NULL,
    pillar_id text,
    event_type text NOT NULL,
    event_ts timestamptz NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT momentum_events_pkey PRIMARY KEY (user_id, event_ts, id),
    CONSTRAINT momentum_events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT momentum_events_pillar_id_fkey FOREIGN KEY (pillar_id)
        REFERENCES momentum.momentum_pillars (id),
    CONSTRAINT momentum_events_event_type_is_a_name CHECK (
        event_type ~ '\S' AND pg_catalog.length(event_type) <= 200
    ),
    CONSTRAINT momentum_events_event_ts_is_finite CHECK (pg_catalog.isfinite(event_ts)),
    CONSTRAINT momentum_events_payload_is_an_object CHECK (
        pg_catalog.jsonb_typeof(payload) = 'object'
    )
) PARTITION BY RANGE (event_ts);
CREATE TABLE momentum.momentum_events_default PARTITION OF momentum.momentum_events DEFAULT;
CREATE INDEX momentum_events_event_ts_idx ON momentum.momentum_events (event_ts);
CREATE INDEX momentum_events_pillar_id_idx ON momentum.momentum_events (pillar_id)
    WHERE pillar_id IS NOT NULL;
COMMENT ON TABLE momentum.momentum_events IS
    'What users did, partitioned by time. The same user, time and id is the same event';
COMMENT ON TABLE momentum.momentum_events_default IS
    'Events whose time has no partition of its own yet';
COMMENT ON COLUMN momentum.momentum_events.pillar_id IS
    'Pillar that the points go to; null: that of the event type';
COMMENT ON COLUMN momentum.momentum_events.event_ts IS 'When it happened; its UTC day is scored';
COMMENT ON COLUMN momentum.momentum_events.payload IS 'Free JSON object of the application';
COMMENT ON COLUMN momentum.momentum_events.deleted_at IS 'Set: the event does not count';

CREATE TABLE momentum.motivation_journal (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    entry text NOT NULL,
    mood smallint,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT motivation_journal_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT motivation_journal_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT motivation_journal_entry_has_a_length CHECK (
        pg_catalog.length(entry) BETWEEN 1 AND 100000
    ),
    CONSTRAINT motivation_journal_mood_is_on_the_scale CHECK (mood BETWEEN 1 AND 10)
);
COMMENT ON TABLE momentum.motivation_journal IS 'Journal entries, written by their user';
COMMENT ON COLUMN momentum.motivation_journal.mood IS 'From 1 (low) to 10 (high), where given';

CREATE TABLE momentum.habit_index (
    user_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
    habit text NOT NULL,
    pillar_id text,
    strength numeric(5, 2),
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT habit_index_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT habit_index_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT habit_index_pillar_id_fkey FOREIGN KEY (pillar_id)
        REFERENCES momentum.momentum_pillars (id),
    CONSTRAINT habit_index_habit_is_a_name CHECK (
        habit ~ '\S' AND pg_catalog.length(habit) <= 200
    ),
    CONSTRAINT habit_index_strength_is_a_score CHECK (strength BETWEEN 0 AND 100)
);
CREATE INDEX habit_index_pillar_id_idx ON momentum.habit_index (pillar_id)
    WHERE pillar_id IS NOT NULL;
COMMENT ON TABLE momentum.habit_index IS 'Habits that a user keeps, written by their user';
COMMENT ON COLUMN momentum.habit_index.strength IS 'Self-rated, 0 to 100, where given';

ALTER TABLE momentum.momentum_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.momentum_events_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.motivation_journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.habit_index ENABLE ROW LEVEL SECURITY;

RESET ROLE;

-- depends: 0002.schema_and_settings
-- How events become points: pillars, score versions and the weight of each event type.

SET LOCAL ROLE momentum_owner;

CREATE TABLE momentum.momentum_pillars (
    id text NOT NULL,
    name text NOT NULL,
    description text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    deleted_at timestamptz,
    CONSTRAINT momentum_pillars_pkey PRIMARY KEY (id),
    CONSTRAINT momentum_pillars_id_is_a_name CHECK (id <> '' AND id <> 'unassigned')
);
COMMENT ON TABLE momentum.momentum_pillars IS
    'Themes that events belong to, such as sleep or nutrition';
COMMENT ON COLUMN momentum.momentum_pillars.id IS
    'Short name, as it appears in breakdowns; "unassigned" is reserved';
COMMENT ON COLUMN momentum.momentum_pillars.name IS 'Name for people';

CREATE TABLE momentum.score_versions (
    version text NOT NULL,
    max_events_per_type integer,
    max_weight_per_day numeric(10, 2) NOT NULL,
    default_weight numeric(8, 2) NOT NULL DEFAULT 0,
    half_life_days numeric(6, 2) NOT NULL DEFAULT 10,
    history_days integer NOT NULL DEFAULT 30,
    raw_share numeric(4, 3) NOT NULL DEFAULT 0.7,
    rising_threshold numeric(5, 2) NOT NULL DEFAULT 70,
    needs_care_threshold numeric(5, 2) NOT NULL DEFAULT 45,
    hysteresis numeric(5, 2) NOT NULL DEFAULT 2,
    zero_event_policy text NOT NULL DEFAULT 'zero',
    effective_from date,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT score_versions_pkey PRIMARY KEY (version),
    CONSTRAINT score_versions_effective_from_key UNIQUE (effective_from),
    CONSTRAINT score_versions_version_is_a_name CHECK (
        version ~ '\S' AND pg_catalog.length(version) <= 200
    ),
    CONSTRAINT score_versions_version_is_not_legacy CHECK (version <> 'legacy'),
    CONSTRAINT score_versions_type_cap_is_positive CHECK (max_events_per_type > 0),
    CONSTRAINT score_versions_day_cap_is_positive CHECK (
        max_weight_per_day > 0 AND max_weight_per_day < 'NaN'
    ),
    CONSTRAINT score_versions_default_weight_is_not_negative CHECK (
        default_weight >= 0 AND default_weight < 'NaN'
    ),
    CONSTRAINT score_versions_half_life_is_positive CHECK (
        half_life_days > 0 AND half_life_days < 'NaN'
    ),
    CONSTRAINT score_versions_history_is_bounded CHECK (history_days BETWEEN 0 AND 366),
    CONSTRAINT score_versions_raw_share_is_a_share CHECK (raw_share BETWEEN 0 AND 1),
    CONSTRAINT score_versions_bands_are_in_order CHECK (
        hysteresis >= 0 AND hysteresis < 'NaN'
        AND needs_care_threshold >= 0
        AND rising_threshold <= 100
        AND needs_care_threshold + hysteresis < rising_threshold - hysteresis
    ),
    CONSTRAINT score_versions_zero_event_policy_is_known CHECK (
        zero_event_policy IN ('decay', 'zero')
    ),
    CONSTRAINT score_versions_effective_from_is_a_start CHECK (effective_from < 'infinity')
);
COMMENT ON TABLE momentum.score_versions IS
    'Parameters of the score. The version of a day is the newest with effective_from <= the day';
COMMENT ON COLUMN momentum.score_versions.max_events_per_type IS
    'Events of one type that count on one day; null: all';
COMMENT ON COLUMN momentum.score_versions.max_weight_per_day IS
    'Points that count on one day; this many make a normalised score of 100';
COMMENT ON COLUMN momentum.score_versions.default_weight IS
    'Points of an event type without a row in event_weights';
COMMENT ON COLUMN momentum.score_versions.half_life_days IS
    'Days after which a past score weighs half';
COMMENT ON COLUMN momentum.score_versions.history_days IS 'Days of past scores that are read';
COMMENT ON COLUMN momentum.score_versions.raw_share IS
    'Share (0 to 1) of the day itself in the blend with the decayed history';
COMMENT ON COLUMN momentum.score_versions.hysteresis IS
    'Points by which a score must leave Rising or NeedsCare before the state changes';
COMMENT ON COLUMN momentum.score_versions.zero_event_policy IS
    'Final score of a day without points: zero, or decay from the history';
COMMENT ON COLUMN momentum.score_versions.effective_from IS
    'First day scored with this version; null: not active';

CREATE TABLE momentum.event_weights (
    version text NOT NULL,
    event_type text NOT NULL,
    weight numeric(8, 2) NOT NULL,
    pillar_id text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT event_weights_pkey PRIMARY KEY (version, event_type),
    CONSTRAINT event_weights_version_fkey FOREIGN KEY (version)
        REFERENCES momentum.score_versions (version) ON DELETE CASCADE,
    CONSTRAINT event_weights_pillar_id_fkey FOREIGN KEY (pillar_id)
        REFERENCES momentum.momentum_pillars (id),
    CONSTRAINT event_weights_event_type_is_a_name CHECK (
        event_type ~ '\S' AND pg_catalog.length(event_type) <= 200
    ),
    CONSTRAINT event_weights_weight_is_not_negative CHECK (weight >= 0 AND weight < 'NaN')
);
CREATE INDEX event_weights_pillar_id_idx ON momentum.event_weights (pillar_id);
COMMENT ON TABLE momentum.event_weights IS 'Points of each event type under a score version';
COMMENT ON COLUMN momentum.event_weights.weight IS 'Points of one event, never negative';
COMMENT ON COLUMN momentum.event_weights.pillar_id IS
    'Pillar of events of this type that carry none themselves';

ALTER TABLE momentum.momentum_pillars ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.score_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.event_weights ENABLE ROW LEVEL SECURITY;

RESET ROLE;

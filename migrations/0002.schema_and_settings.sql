-- depends: 0001.roles_and_auth
-- The schema, the clock that tests can pin, and the settings.

CREATE SCHEMA momentum AUTHORIZATION momentum_owner;

SET LOCAL ROLE momentum_owner;

COMMENT ON SCHEMA momentum IS
    'Engagement engine: momentum scores, milestones, streaks and badges, live updates';

CREATE TABLE momentum.clock_pin (
    singleton boolean NOT NULL DEFAULT true,
    pinned_at timestamptz NOT NULL,
    CONSTRAINT clock_pin_pkey PRIMARY KEY (singleton),
    CONSTRAINT clock_pin_is_one_row CHECK (singleton),
    CONSTRAINT clock_pin_is_finite CHECK (pg_catalog.isfinite(pinned_at))
);
COMMENT ON TABLE momentum.clock_pin IS
    'At most one row: the instant that momentum.clock() returns. Only the owner can write it';
COMMENT ON COLUMN momentum.clock_pin.singleton IS 'Always true: there is one clock';
COMMENT ON COLUMN momentum.clock_pin.pinned_at IS 'What the clock shows while the row exists';

CREATE TABLE momentum.settings (
    name text NOT NULL,
    value text NOT NULL,
    pattern text NOT NULL,
    description text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT settings_pkey PRIMARY KEY (name)
);
COMMENT ON TABLE momentum.settings IS
    'One row per setting; a value that does not match the pattern is refused (PM006)';
COMMENT ON COLUMN momentum.settings.name IS 'Name of the setting';
COMMENT ON COLUMN momentum.settings.value IS 'Current value, as text';
COMMENT ON COLUMN momentum.settings.pattern IS 'Regular expression that the whole value matches';
COMMENT ON COLUMN momentum.settings.description IS 'What the setting does, and its unit';

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'failed_share_limit',
    '0.01',
    '0(\.[0-9]+)?|1(\.0+)?',
    'Share of rows (0 to 1) that may fail in a paged run before the run itself fails (PM010)'
),
(
    'own_events_per_day',
    '1000',
    '[1-9][0-9]{0,5}',
    'Events of one UTC day that users may record for themselves; the service is not limited'
);

ALTER TABLE momentum.clock_pin ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.settings ENABLE ROW LEVEL SECURITY;

RESET ROLE;

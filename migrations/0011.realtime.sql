-- depends: 0010.badges
-- The outbox: what changed, kept in an order in which it can be replayed, and how telling went.

SET LOCAL ROLE momentum_owner;

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'notify_mode',
    'channels',
    'channels|doorbell|deferred',
    'How listeners hear of changes: channels (a message each, and the doorbell), doorbell (one '
    'empty message on realtime_events) or deferred (nothing: the runner rings)'
),
(
    'realtime_fanout_limit',
    '200',
    '0|[1-9][0-9]{0,5}',
    'Rows that one statement may announce one by one; where it changes more, it announces one '
    'marker'
),
(
    'realtime_retention_days',
    '7',
    '[1-9][0-9]{0,3}',
    'Full UTC days before the current one whose announcements are kept for replay'
),
(
    'realtime_metrics_sample',
    '0.01',
    '0([.][0-9]{1,6})?|1([.]0{1,6})?',
    'Share of the moves of announcements to realtime_events (0 to 1) whose figures are logged in '
    'realtime_event_metrics'
);

CREATE TABLE momentum.realtime_inbox (
    user_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    event_type text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT realtime_inbox_pkey PRIMARY KEY (id, user_id)
) WITH (
    vacuum_truncate = false,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_cost_delay = 0
);
COMMENT ON TABLE momentum.realtime_inbox IS
    'Announcements that have no position yet, appended by whoever changes something; a reader '
    'moves those that are committed to realtime_events. What is deleted or truncated here was told '
    'to nobody, and is missed without notice';
COMMENT ON COLUMN momentum.realtime_inbox.user_id IS
    'User concerned; all zeros: everyone, as in a marker';

CREATE TABLE momentum.realtime_events (
    user_id uuid NOT NULL,
    position bigint NOT NULL,
    sequenced_at timestamptz NOT NULL,
    event_type text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT realtime_events_pkey PRIMARY KEY (user_id, position, sequenced_at)
) PARTITION BY RANGE (sequenced_at);
CREATE TABLE momentum.realtime_events_default PARTITION OF momentum.realtime_events DEFAULT;
CREATE INDEX realtime_events_position_idx ON momentum.realtime_events (position);
COMMENT ON TABLE momentum.realtime_events IS
    'The outbox: what was announced and committed, in order, partitioned by day. Read it by '
    'realtime_events_since(), which tells of what cleanup_realtime_events() or TRUNCATE took away, '
    'not of rows deleted, or partitions dropped, by hand';
COMMENT ON TABLE momentum.realtime_events_default IS
    'Announcements of days that have no partition of their own';
COMMENT ON COLUMN momentum.realtime_events.user_id IS
    'User concerned; all zeros: everyone, as in a marker';
COMMENT ON COLUMN momentum.realtime_events.position IS
    'Given after the commit, by one session at a time, ascending';
COMMENT ON COLUMN momentum.realtime_events.sequenced_at IS
    'When it got its position, by the clock of that moment';
COMMENT ON COLUMN momentum.realtime_events.created_at IS 'When it was announced';

CREATE TABLE momentum.realtime_positions (
    singleton boolean NOT NULL DEFAULT true,
    last_position bigint NOT NULL DEFAULT 0,
    day_position bigint NOT NULL DEFAULT 0,
    dropped_position bigint NOT NULL DEFAULT 0,
    sequenced_at timestamptz NOT NULL DEFAULT '-infinity',
    timeline integer NOT NULL DEFAULT (
        'x' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8)
    )::pg_catalog.bit(32)::integer,
    CONSTRAINT realtime_positions_pkey PRIMARY KEY (singleton),
    CONSTRAINT realtime_positions_is_one_row CHECK (singleton),
    CONSTRAINT realtime_positions_are_in_order CHECK (
        0 <= dropped_position
        AND dropped_position <= last_position
        AND day_position <= last_position
    )
) WITH (
    fillfactor = 50,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_cost_delay = 0
);
INSERT INTO momentum.realtime_positions DEFAULT VALUES;
-- It does not go back when a transaction does: a reader whose transaction rolled back has seen
-- positions, which must not be given out again.
CREATE SEQUENCE momentum.realtime_positions_seen MINVALUE 0 START 0;
COMMENT ON SEQUENCE momentum.realtime_positions_seen IS
    'The highest position that anybody may have seen';
COMMENT ON TABLE momentum.realtime_positions IS
    'One row: how far realtime_events goes. Whoever gives out positions holds it locked';
COMMENT ON COLUMN momentum.realtime_positions.singleton IS 'Always true: there is one stream';
COMMENT ON COLUMN momentum.realtime_positions.last_position IS 'The highest position given out';
COMMENT ON COLUMN momentum.realtime_positions.day_position IS
    'The position before the first one of the UTC day of sequenced_at';
COMMENT ON COLUMN momentum.realtime_positions.dropped_position IS
    'The highest position that retention or TRUNCATE has dropped';
COMMENT ON COLUMN momentum.realtime_positions.sequenced_at IS
    'When the last position was given out';
COMMENT ON COLUMN momentum.realtime_positions.timeline IS
    'The timeline of the server on which that was, another one after a failover; by default, the '
    'current one';

CREATE TABLE momentum.realtime_event_metrics (
    user_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    id bigint GENERATED ALWAYS AS IDENTITY,
    event_type text NOT NULL,
    channel_name text NOT NULL,
    payload_size integer,
    processing_time_ms integer,
    success boolean NOT NULL DEFAULT true,
    error_message text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT realtime_event_metrics_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT realtime_event_metrics_figures_are_not_negative CHECK (
        payload_size >= 0 AND processing_time_ms >= 0
    )
);
CREATE INDEX realtime_event_metrics_created_at_idx
    ON momentum.realtime_event_metrics (created_at);
COMMENT ON TABLE momentum.realtime_event_metrics IS
    'A log of announcements: a sample of those of the database, and what clients report';
COMMENT ON COLUMN momentum.realtime_event_metrics.user_id IS
    'User concerned; all zeros: nobody in particular';
COMMENT ON COLUMN momentum.realtime_event_metrics.payload_size IS 'Bytes';
COMMENT ON COLUMN momentum.realtime_event_metrics.processing_time_ms IS 'Milliseconds';
COMMENT ON COLUMN momentum.realtime_event_metrics.error_message IS 'What failed, if not success';

CREATE TYPE momentum._announcement AS (
    user_id uuid,
    event_type text,
    channel_names text[],
    payload jsonb,
    cache_keys text[]
);
COMMENT ON TYPE momentum._announcement IS
    'What is told about a change: to whom (null: everyone), what, on which channels, and which '
    'cache keys are no longer valid';

ALTER TABLE momentum.realtime_inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.realtime_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.realtime_events_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.realtime_positions ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.realtime_event_metrics ENABLE ROW LEVEL SECURITY;

RESET ROLE;

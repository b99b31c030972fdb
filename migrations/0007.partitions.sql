-- depends: 0006.live_scores
-- Partitions of the events: how far ahead they are made, how long they are kept, what was dropped.

SET LOCAL ROLE momentum_owner;

INSERT INTO momentum.settings (name, value, pattern, description)
VALUES
(
    'event_partitions_ahead',
    '3',
    '[1-9]|1[0-9]|2[0-4]',
    'Months (1 to 24) after the current one for which momentum.maintain_partitions() makes '
    'partitions of momentum_events'
),
(
    'event_retention_months',
    'keep',
    'keep|[1-9][0-9]{0,3}',
    'Full months before the current one whose events are kept; keep: all are. Scores stay'
);

CREATE TABLE momentum.dropped_partitions (
    id bigint GENERATED ALWAYS AS IDENTITY,
    partition_name text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    row_count bigint NOT NULL,
    dropped_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT dropped_partitions_pkey PRIMARY KEY (id),
    CONSTRAINT dropped_partitions_days_are_in_order CHECK (from_day < to_day)
);
CREATE INDEX dropped_partitions_to_day_idx ON momentum.dropped_partitions (to_day);
COMMENT ON TABLE momentum.dropped_partitions IS
    'Partitions of momentum_events that retention has dropped: days before the newest to_day no '
    'longer have all their events';
COMMENT ON COLUMN momentum.dropped_partitions.from_day IS 'First UTC day of the partition';
COMMENT ON COLUMN momentum.dropped_partitions.to_day IS 'UTC day after the last of the partition';
COMMENT ON COLUMN momentum.dropped_partitions.row_count IS 'Events that were dropped with it';

ALTER TABLE momentum.dropped_partitions ENABLE ROW LEVEL SECURITY;

RESET ROLE;

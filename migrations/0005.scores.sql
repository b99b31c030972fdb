-- depends: 0004.events
-- What the engine computes: a row per user and day, and the records around it.

SET LOCAL ROLE momentum_owner;

CREATE TABLE momentum.daily_engagement_scores (
    user_id uuid NOT NULL,
    score_date date NOT NULL,
    raw_score numeric(10, 2) NOT NULL,
    normalized_score numeric(5, 2) NOT NULL,
    final_score numeric(5, 2) NOT NULL,
    momentum_state text NOT NULL,
    breakdown jsonb NOT NULL,
    event_count integer NOT NULL,
    algorithm_version text NOT NULL,
    calculation_metadata jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT daily_engagement_scores_pkey PRIMARY KEY (user_id, score_date),
    CONSTRAINT daily_engagement_scores_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT daily_engagement_scores_score_date_is_finite CHECK (
        pg_catalog.isfinite(score_date)
    ),
    CONSTRAINT daily_engagement_scores_scores_are_in_range CHECK (
        raw_score >= 0 AND raw_score < 'NaN'
        AND normalized_score BETWEEN 0 AND 100
        AND final_score BETWEEN 0 AND 100
    ),
    CONSTRAINT daily_engagement_scores_state_is_known CHECK (
        momentum_state IN ('Rising', 'Steady', 'NeedsCare')
    ),
    CONSTRAINT daily_engagement_scores_event_count_is_not_negative CHECK (event_count >= 0)
);
CREATE INDEX daily_engagement_scores_score_date_idx
    ON momentum.daily_engagement_scores (score_date);
-- Tells whether a version has scored a row: versions follow each other in time, so a range index
-- of a few pages answers, and writing it costs next to nothing.
CREATE INDEX daily_engagement_scores_algorithm_version_idx
    ON momentum.daily_engagement_scores USING brin (algorithm_version);
COMMENT ON TABLE momentum.daily_engagement_scores IS
    'The momentum score: one row per user and UTC day, days without events included';
COMMENT ON COLUMN momentum.daily_engagement_scores.raw_score IS
    'Points of the day after both caps';
COMMENT ON COLUMN momentum.daily_engagement_scores.normalized_score IS
    '100 * raw_score / max_weight_per_day, 0 to 100';
COMMENT ON COLUMN momentum.daily_engagement_scores.final_score IS
    'Blend of the day with the decayed history, 0 to 100';
COMMENT ON COLUMN momentum.daily_engagement_scores.momentum_state IS
    'Rising, Steady or NeedsCare';
COMMENT ON COLUMN momentum.daily_engagement_scores.breakdown IS
    '{"events": {type: {count, counted, points}}, "pillars": {pillar: points}}, before the day cap';
COMMENT ON COLUMN momentum.daily_engagement_scores.event_count IS
    'All events of the day, those beyond a cap included';
COMMENT ON COLUMN momentum.daily_engagement_scores.algorithm_version IS
    'Score version that computed the row, or "legacy" for an imported one';
COMMENT ON COLUMN momentum.daily_engagement_scores.calculation_metadata IS
    '{"points", "decayed", "history_rows", "previous_state"}: what the blend was made of';

CREATE TABLE momentum.rescore_queue (
    user_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    from_date date NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT rescore_queue_pkey PRIMARY KEY (user_id, id)
);
CREATE INDEX rescore_queue_id_idx ON momentum.rescore_queue (id);
COMMENT ON TABLE momentum.rescore_queue IS
    'Append-only: users whose stored scores are to be recomputed from a day on';
COMMENT ON COLUMN momentum.rescore_queue.from_date IS 'First day to recompute';
COMMENT ON COLUMN momentum.rescore_queue.reason IS 'What made the entry';

CREATE TABLE momentum.score_discrepancies (
    user_id uuid NOT NULL,
    score_date date NOT NULL,
    legacy_score numeric(10, 2) NOT NULL,
    computed_score numeric(5, 2) NOT NULL,
    difference numeric(10, 2) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT score_discrepancies_pkey PRIMARY KEY (user_id, score_date),
    CONSTRAINT score_discrepancies_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE
);
COMMENT ON TABLE momentum.score_discrepancies IS
    'Days on which a legacy score and ours differ by more than the tolerance';

CREATE TABLE momentum.scoring_failures (
    id bigint GENERATED ALWAYS AS IDENTITY,
    operation text NOT NULL,
    score_date date NOT NULL,
    user_ids uuid[] NOT NULL,
    error_code text NOT NULL,
    error_message text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT scoring_failures_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE momentum.scoring_failures IS
    'Pages of a paged run that failed, with their users; the run went on without them';
COMMENT ON COLUMN momentum.scoring_failures.operation IS 'recalculate or backfill';
COMMENT ON COLUMN momentum.scoring_failures.error_code IS 'SQLSTATE';

ALTER TABLE momentum.daily_engagement_scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.rescore_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.score_discrepancies ENABLE ROW LEVEL SECURITY;
ALTER TABLE momentum.scoring_failures ENABLE ROW LEVEL SECURITY;

RESET ROLE;

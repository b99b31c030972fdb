-- An update of any row moves updated_at to the clock and leaves created_at.
BEGIN;
SELECT plan(9);

INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00+00');
INSERT INTO momentum.motivation_journal (user_id, entry)
VALUES ('00000000-0000-0000-0000-000000000001', 'a good day');
INSERT INTO momentum.habit_index (user_id, habit)
VALUES ('00000000-0000-0000-0000-000000000001', 'a walk');
INSERT INTO momentum.score_discrepancies (
    user_id, score_date, legacy_score, computed_score, difference
)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-10', 50, 20, 30);
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
VALUES (
    '00000000-0000-0000-0000-000000000001', '2026-03-10', 4, 40, 40, 'NeedsCare', '{}', 2, 'v0'
);

-- Far from the transaction's own time: what sets updated_at must be the clock.
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');

CREATE FUNCTION pg_temp.stamps_after(p_table text, p_change text)
RETURNS text
LANGUAGE plpgsql
AS $stamps_after$
DECLARE
    v_same boolean;
    v_updated timestamptz;
BEGIN
    EXECUTE format('UPDATE momentum.%I SET %s', p_table, p_change);
    EXECUTE format(
        'SELECT bool_and(created_at = now()), min(updated_at) FROM momentum.%I', p_table
    )
    INTO v_same, v_updated;
    RETURN format('created_at kept: %s, updated_at: %s', v_same, v_updated AT TIME ZONE 'UTC');
END
$stamps_after$;

UPDATE momentum.score_versions SET created_at = now();
UPDATE momentum.event_weights SET created_at = now();
UPDATE momentum.settings SET created_at = now();

SELECT is(
    pg_temp.stamps_after(t.name, t.change),
    'created_at kept: t, updated_at: 2026-03-12 12:00:00',
    format('an update of %s sets updated_at', t.name)
)
FROM (
    VALUES
    ('settings', 'description = ''changed'''),
    ('momentum_pillars', 'name = ''Rest'''),
    ('score_versions', 'raw_share = 0.6'),
    ('event_weights', 'weight = weight + 1'),
    ('momentum_events', 'deleted_at = ''2026-03-11'''),
    ('motivation_journal', 'mood = 5'),
    ('habit_index', 'strength = 5'),
    ('daily_engagement_scores', 'event_count = 3'),
    ('score_discrepancies', 'difference = 31')
) AS t (name, change);

SELECT * FROM finish();
ROLLBACK;

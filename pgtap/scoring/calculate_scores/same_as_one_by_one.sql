-- Everyone at once, some by name and one by one: the same rows.
BEGIN;
SELECT plan(6);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep'), ('food', 'Food');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 6) AS n;
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
SELECT
    format('00000000-0000-0000-0000-00000000000%s', n)::uuid,
    (ARRAY['chat_message', 'biometric_sync', 'goal_setting', 'other'])[1 + (n * copy) % 4],
    '2026-03-10 00:00:00+00'::timestamptz + make_interval(mins => 47 * copy),
    (ARRAY['sleep', 'food', NULL])[1 + copy % 3]
FROM generate_series(1, 5) AS n CROSS JOIN LATERAL generate_series(1, 5 * n) AS copy;
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT u.id, '2026-03-01'::date + n, 5, 50, 50 + n, 'Rising', '{}', 1, 'v2'
FROM auth.users AS u CROSS JOIN generate_series(1, 8, 3) AS n;

CREATE FUNCTION pg_temp.scored(p_statement text)
RETURNS jsonb
LANGUAGE plpgsql
AS $scored$
DECLARE
    v_rows jsonb;
BEGIN
    DELETE FROM momentum.daily_engagement_scores WHERE score_date = '2026-03-10';
    EXECUTE p_statement;
    SELECT jsonb_agg(to_jsonb(s) ORDER BY s.user_id) INTO v_rows
    FROM momentum.daily_engagement_scores AS s
    WHERE s.score_date = '2026-03-10';
    RETURN v_rows;
END
$scored$;

CREATE TEMPORARY TABLE result AS
SELECT
    v.version,
    pg_temp.scored(format(
        $$SELECT momentum.calculate_scores('2026-03-10', NULL, %L)$$, v.version
    )) AS everyone,
    pg_temp.scored(format(
        $$SELECT momentum.calculate_scores(
            '2026-03-10', ARRAY(SELECT u.id FROM auth.users AS u ORDER BY u.id DESC), %L
        )$$,
        v.version
    )) AS by_name,
    pg_temp.scored(format(
        $$SELECT momentum.calculate_score(u.id, '2026-03-10', %L) FROM auth.users AS u$$, v.version
    )) AS one_by_one
FROM (VALUES ('v1'), ('v2')) AS v (version);

SELECT is(jsonb_array_length(r.everyone), 6, r.version || ': everyone has a row')
FROM result AS r;
SELECT is(r.by_name, r.everyone, r.version || ': naming all users gives the rows of everyone')
FROM result AS r;
SELECT is(r.one_by_one, r.everyone, r.version || ': so does scoring them one by one')
FROM result AS r;

SELECT * FROM finish();
ROLLBACK;

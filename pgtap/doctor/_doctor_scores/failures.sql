-- Failed pages: the users who are still concerned, and the commands that score them again.
BEGIN;
SELECT plan(3);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-12 09:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-05-11 00:00:00+00'),
    ('00000000-0000-0000-0000-000000000002', '2026-05-11 00:00:00+00');
SELECT momentum.calculate_scores('2026-05-11');
INSERT INTO momentum.scoring_failures (
    operation, score_date, user_ids, error_code, error_message, created_at
)
VALUES (
    'recalculate', '2026-05-11',
    '{00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002}',
    '22012', 'division by zero', now()
);
UPDATE momentum.daily_engagement_scores SET updated_at = now() + interval '1 second'
WHERE user_id = '00000000-0000-0000-0000-000000000002';

SELECT results_eq(
    $$
        SELECT d.subject, d.mend[1], d.mend[2] ~ '^DELETE FROM momentum.scoring_failures', d.fixable
        FROM momentum._doctor_scores(7) AS d
        WHERE d.check_name <> 'clock_pinned'
    $$,
    $$VALUES (
        'users: 1, from 2026-05-11 on, the last error: division by zero',
        'CALL momentum.recalculate_scores(''2026-05-11'', ''2026-05-11'', '
            '''{00000000-0000-0000-0000-000000000001}'')',
        true,
        true
    )$$,
    'one of the two has a row that was written since'
);
UPDATE momentum.daily_engagement_scores SET updated_at = now() + interval '2 seconds';
SELECT is(
    (SELECT count(*) FROM momentum._doctor_scores(7) WHERE check_name <> 'clock_pinned'),
    0::bigint,
    'both have'
);
DELETE FROM momentum.clock_pin;
SELECT is_empty(
    $$SELECT * FROM momentum._doctor_scores(7) WHERE check_name = 'clock_pinned'$$,
    'the clock goes'
);

SELECT * FROM finish();
ROLLBACK;

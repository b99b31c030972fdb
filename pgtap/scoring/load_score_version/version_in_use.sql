-- A version that has scored a row cannot be loaded again: not even with the same weights.
BEGIN;
SELECT plan(8);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT momentum.load_score_version(
    'mine', '{"nap": 1, "max_weight_per_day": 10}', '2026-03-10'
) AS loaded \gset

SELECT lives_ok(
    $$SELECT momentum.load_score_version(
        'mine', '{"nap": 2, "max_weight_per_day": 10}', '2026-03-10'
    )$$,
    'in effect, but unused: it can be replaced'
);
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset

CREATE FUNCTION pg_temp.error_of(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$error_of$;
CREATE TEMPORARY TABLE error AS
SELECT e.*
FROM pg_temp.error_of(
    $$SELECT momentum.load_score_version(
        'mine', '{"nap": 3, "max_weight_per_day": 10}', '2026-03-10'
    )$$
) AS e;

SELECT is((SELECT code FROM error), 'PM009', 'used, it cannot');
SELECT matches((SELECT message FROM error), 'mine', 'the message names the version');
SELECT isnt((SELECT hint FROM error), '', 'there is a hint');
SELECT throws_ok(
    $$SELECT momentum.load_score_version(
        'mine', '{"nap": 2, "max_weight_per_day": 10}', '2026-03-10'
    )$$,
    'PM009', NULL, 'nor with the weights that it has'
);
SELECT is(
    (SELECT w.weight FROM momentum.event_weights AS w WHERE w.version = 'mine'), 2.00,
    'its weights are what they were'
);
SELECT lives_ok(
    $$SELECT momentum.load_score_version('other', '{"nap": 3, "max_weight_per_day": 10}')$$,
    'a version of another name can be loaded'
);

DELETE FROM momentum.daily_engagement_scores;
SELECT lives_ok(
    $$SELECT momentum.load_score_version('mine', '{"nap": 3, "max_weight_per_day": 10}')$$,
    'once its rows are gone, it is unused again'
);

SELECT * FROM finish();
ROLLBACK;

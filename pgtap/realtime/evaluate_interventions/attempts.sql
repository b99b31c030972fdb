-- What a concurrent deletion or a deadlock spoils is tried again, some times; then it fails. What
-- an attempt that failed had found is not returned.
BEGIN;
SELECT plan(5);

CREATE SEQUENCE pg_temp.attempts;
CREATE FUNCTION public.fail_at_first() RETURNS trigger LANGUAGE plpgsql AS $fail_at_first$
BEGIN
    IF nextval('pg_temp.attempts') <= current_setting('test.failures')::bigint THEN
        RAISE EXCEPTION 'made to fail' USING ERRCODE = current_setting('test.code');
    END IF;
    RETURN NULL;
END
$fail_at_first$;
CREATE TRIGGER fail_at_first AFTER INSERT ON momentum.momentum_notifications
FOR EACH STATEMENT EXECUTE FUNCTION public.fail_at_first();

SET test.failures = 4;
SET test.code = '23503';
SELECT results_eq(
    'SELECT e.rule_name FROM momentum.evaluate_interventions() AS e',
    $$VALUES ('consistency'), ('needs_care'), ('rising'), ('score_drop')$$,
    'the fifth attempt does it, and each rule is returned once'
);
SET test.failures = 100;
SELECT throws_ok(
    'SELECT momentum.evaluate_interventions()', '23503', 'made to fail', 'five are enough'
);
SELECT is(currval('pg_temp.attempts'), 10::bigint, 'five attempts each');
SET test.code = '40P01';
SELECT throws_ok(
    'SELECT momentum.evaluate_interventions()', '40P01', 'made to fail', 'also after a deadlock'
);
SET test.code = '22012';
SELECT throws_ok(
    'SELECT momentum.evaluate_interventions()', '22012', 'made to fail', 'others are not tried'
);

SELECT * FROM finish();
ROLLBACK;

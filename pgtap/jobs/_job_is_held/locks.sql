-- The lock of a job, whatever the sign of its key is; other locks do not count.
BEGIN;
SELECT plan(7);

CREATE TEMPORARY TABLE job AS
SELECT n::text AS name, hashtext(n::text) < 0 AS is_negative FROM generate_series(1, 20) AS n;
GRANT SELECT ON job TO service_role;
SET LOCAL ROLE service_role;

SELECT ok(NOT momentum._job_is_held('1'), 'nobody holds it');
SELECT pg_advisory_lock(7717, hashtext(j.name)) FROM job AS j;
SELECT is(
    (SELECT count(*) FROM job AS j WHERE momentum._job_is_held(j.name) AND j.is_negative = w.sign),
    (SELECT count(*) FROM job AS j WHERE j.is_negative = w.sign),
    format('held, with a key that is negative: %s', w.sign)
)
FROM (VALUES (true), (false)) AS w (sign);
SELECT cmp_ok(
    (SELECT count(DISTINCT j.is_negative) FROM job AS j), '=', 2::bigint, 'there are such keys'
);
SELECT ok(NOT momentum._job_is_held('another'), 'another job is not held');
SELECT pg_advisory_unlock_all();
SELECT ok(NOT momentum._job_is_held('1'), 'no longer');
SELECT pg_advisory_lock(7718, hashtext('1')), pg_advisory_lock(hashtext('1')::bigint);
SELECT ok(NOT momentum._job_is_held('1'), 'locks of another class do not count');
SELECT pg_advisory_unlock_all();

SELECT * FROM finish();
ROLLBACK;

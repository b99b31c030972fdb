-- A user has one stripe, 0 to 1023, and users spread over all of them.
BEGIN;
SELECT plan(4);

CREATE TEMPORARY TABLE stripe AS
SELECT momentum._lock_stripe(md5(n::text)::uuid) AS number FROM generate_series(1, 20000) AS n;

SELECT is((SELECT min(s.number) FROM stripe AS s), 0, 'the first is 0');
SELECT is((SELECT max(s.number) FROM stripe AS s), 1023, 'the last is 1023');
SELECT is(
    (SELECT count(DISTINCT s.number) FROM stripe AS s), 1024::bigint, 'every stripe has users'
);
SELECT is(
    momentum._lock_stripe('00000000-0000-0000-0000-000000000001'),
    momentum._lock_stripe('00000000-0000-0000-0000-000000000001'),
    'a user has always the same'
);

SELECT * FROM finish();
ROLLBACK;

-- A temporary table of the caller's own, gone with the transaction.
BEGIN;
SELECT plan(4);

SELECT is(to_regclass('pg_temp.staged_activities'), NULL, 'it is not there before');
SET LOCAL ROLE service_role;
SELECT momentum._stage_activities();
SELECT is(
    (
        SELECT string_agg(a.attname || ' ' || a.atttypid::regtype, ', ' ORDER BY a.attnum)
        FROM pg_attribute AS a
        WHERE a.attrelid = 'pg_temp.staged_activities'::regclass AND a.attnum > 0
    ),
    'line bigint, user_id text, activity_type text, completed_at text, activity_id text, '
    'organisation_id text, document text',
    'it takes whatever a file holds'
);
SELECT is(
    (
        SELECT c.relpersistence FROM pg_class AS c
        WHERE c.oid = 'pg_temp.staged_activities'::regclass
    ),
    't',
    'it is temporary'
);
SELECT lives_ok(
    'INSERT INTO pg_temp.staged_activities (line) VALUES (1)', 'the service can write it'
);

SELECT * FROM finish();
ROLLBACK;

-- The locks of a calculation: the score versions, shared, and the stripes of the users.
BEGIN;
SELECT plan(3);

CREATE TEMPORARY VIEW held AS
SELECT l.classid::bigint AS class, l.objid::bigint AS key, l.mode
FROM pg_locks AS l
WHERE
    l.locktype = 'advisory'
    AND l.pid = pg_backend_pid()
    AND l.classid::bigint IN (7710, 7711)
    AND l.objsubid = 2;

SELECT momentum._lock_users('{}') AS locked \gset
SELECT results_eq(
    'SELECT * FROM held', $$VALUES (7710::bigint, 0::bigint, 'ShareLock')$$,
    'nobody: the score versions, shared, and no stripe'
);
SELECT momentum._lock_users(ARRAY[
    '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002',
    '00000000-0000-0000-0000-000000000001'
]::uuid[]) AS locked \gset
SELECT set_eq(
    'SELECT key, mode FROM held WHERE class = 7711',
    $$SELECT momentum._lock_stripe(u.id)::bigint, 'ExclusiveLock'
    FROM (
        VALUES
        ('00000000-0000-0000-0000-000000000001'::uuid),
        ('00000000-0000-0000-0000-000000000002'::uuid)
    ) AS u (id)$$,
    'users: their stripes, each once'
);
SELECT momentum._lock_users(NULL) AS locked \gset
SELECT is(
    (SELECT count(DISTINCT h.key) FROM held AS h WHERE h.class = 7711), 1024::bigint,
    'everyone: all the stripes'
);

SELECT * FROM finish();
ROLLBACK;

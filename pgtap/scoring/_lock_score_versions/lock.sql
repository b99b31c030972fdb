-- The change of a version keeps calculations out.
BEGIN;
SELECT plan(1);

SELECT momentum._lock_score_versions() AS locked \gset
SELECT results_eq(
    $$SELECT l.classid::bigint, l.objid::bigint, l.mode
    FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.classid::bigint = 7710$$,
    $$VALUES (7710::bigint, 0::bigint, 'ExclusiveLock')$$,
    'it holds alone what calculations share'
);

SELECT * FROM finish();
ROLLBACK;

-- A limit that is none is refused, and drains nothing.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;

INSERT INTO momentum.rescore_queue (user_id, from_date, reason)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-10', 'test');

CREATE FUNCTION pg_temp.error_of(p_limit integer, OUT code text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    PERFORM momentum.drain_rescore_queue(p_limit);
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
END
$error_of$;

SELECT is((pg_temp.error_of(l.number)).code, 'PM006', format('a limit of %L is refused', l.number))
FROM (VALUES (0), (-1), (NULL)) AS l (number);
SELECT isnt((pg_temp.error_of(l.number)).hint, '', format('%L: with a hint', l.number))
FROM (VALUES (0), (-1), (NULL)) AS l (number);
SELECT is(
    (SELECT count(*) FROM momentum.rescore_queue), 1::bigint, 'the queue is as it was'
);

SELECT * FROM finish();
ROLLBACK;

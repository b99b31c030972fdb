-- What the summary knows of the year of an instant; null for those of whom it knows nothing.
BEGIN;
SELECT plan(9);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_sessions integer, p_at timestamptz, p_organisation integer DEFAULT NULL,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, p_at
    FROM generate_series(1, p_sessions)
$add$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01 00:00:00+00' FROM generate_series(1, 7) AS n;
INSERT INTO momentum.organisations (id, name) VALUES (pg_temp.u(11), 'Organisation 11');
INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES (pg_temp.u(2), pg_temp.u(11)), (pg_temp.u(4), pg_temp.u(11));

-- 1 has two, 2 three; 3 one that is still to come; 4 waits in the queue, and 5 does, but for
-- another year; 6 had one that is deleted; 7 never had any
SELECT pg_temp.add(1, 2, '2026-03-01Z');
SELECT pg_temp.add(2, 3, '2026-03-01Z');
SELECT pg_temp.add(3, 3, '2026-03-01Z');
SELECT pg_temp.add(3, 1, '2026-12-01Z');
SELECT pg_temp.add(n, 3, '2026-03-01Z') FROM generate_series(4, 5) AS n;
SELECT pg_temp.add(6, 1, '2026-03-01Z');
DELETE FROM momentum.activities WHERE user_id = pg_temp.u(6);
INSERT INTO momentum.summary_queue (user_id, year)
VALUES (pg_temp.u(4), 2026), (pg_temp.u(5), 2025), (pg_temp.u(9), 2026);
CREATE FUNCTION pg_temp.known(
    p_now timestamptz, p_at_least integer, p_user_ids uuid[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL, p_outsiders uuid[] DEFAULT '{}'
)
RETURNS text LANGUAGE sql AS $known$
    SELECT string_agg(
        format('%s: %s', right(k.user_id::text, 1), COALESCE(k.sessions::text, '?')), ', '
        ORDER BY k.user_id
    )
    FROM momentum._known_sessions(
        p_now, p_at_least, p_user_ids, p_organisation_id, p_outsiders
    ) AS k
$known$;
SET LOCAL timezone = 'Pacific/Auckland';
SELECT is(
    pg_temp.known('2026-11-21Z', 0), '1: 2, 2: 3, 3: ?, 4: ?, 5: 3, 6: 0, 7: ?',
    'no row, queued, or something still to come: unknown'
);
SELECT is(pg_temp.known('2026-11-21Z', 3), '2: 3, 3: ?, 4: ?, 5: 3, 7: ?', 'with three');
SELECT is(
    pg_temp.known('2026-12-01Z', 4), '3: 4, 4: ?, 7: ?', 'what happens at the instant has happened'
);
SELECT is(
    pg_temp.known('2026-02-28Z', 1), '1: ?, 2: ?, 3: ?, 4: ?, 5: ?, 7: ?', 'before any of them'
);
SELECT is(
    pg_temp.known('2025-12-31 23:59:59.999999Z', 1), '1: ?, 2: ?, 3: ?, 4: ?, 5: ?, 6: ?, 7: ?',
    'a year is one of UTC'
);
SELECT is(
    pg_temp.known('2026-11-21Z', 1, ARRAY[pg_temp.u(1), pg_temp.u(4), pg_temp.u(5)]),
    '1: 2, 4: ?, 5: 3', 'of those named'
);
SELECT is(
    pg_temp.known('2026-11-21Z', 1, NULL, pg_temp.u(11)), '2: 3, 4: ?', 'of an organisation'
);
SELECT is(
    pg_temp.known(
        '2026-11-21Z', 1, p_outsiders => ARRAY[pg_temp.u(2), pg_temp.u(4), pg_temp.u(7)]
    ),
    '1: 2, 3: ?, 5: 3', 'without outsiders'
);
SELECT is(pg_temp.known('2026-11-21Z', 1, '{}'), NULL, 'of nobody');

SELECT * FROM finish();
ROLLBACK;

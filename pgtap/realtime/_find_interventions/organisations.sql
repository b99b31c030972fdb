-- Whose coaches an intervention is for.
BEGIN;
SELECT plan(5);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01Z' FROM generate_series(1, 5) AS n;
INSERT INTO momentum.organisations (id, name, deleted_at)
VALUES
    (pg_temp.u(11), 'Gone', '2026-01-01Z'), (pg_temp.u(12), 'Harbour', NULL),
    (pg_temp.u(13), 'Museum', NULL), (pg_temp.u(14), 'Gone, too', '2026-02-01Z');
INSERT INTO momentum.memberships (user_id, organisation_id)
VALUES
    (pg_temp.u(2), pg_temp.u(11)),
    (pg_temp.u(3), pg_temp.u(11)), (pg_temp.u(3), pg_temp.u(13)),
    (pg_temp.u(4), pg_temp.u(13)), (pg_temp.u(4), pg_temp.u(12)),
    (pg_temp.u(5), pg_temp.u(14)), (pg_temp.u(5), pg_temp.u(11));
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT u.id, date '2026-11-20' - n, 0, 0, 30, 'NeedsCare', '{}', 1, 'v2'
FROM auth.users AS u, generate_series(0, 1) AS n;

SELECT is(
    (
        SELECT c.organisation_id
        FROM momentum._find_interventions('2026-11-20', NULL, '2026-11-21 02:10Z') AS f
        CROSS JOIN unnest(f.candidates) AS c
        WHERE f.rule_name = 'needs_care' AND c.user_id = pg_temp.u(w.user_id)
    ),
    w.organisation_id, w.about
)
FROM (
    VALUES
    (1, NULL::uuid, 'a user of no organisation: all coaches'),
    (2, pg_temp.u(11), 'of one that is deleted: nobody, and no other coaches'),
    (3, pg_temp.u(13), 'one that is deleted stands back'),
    (4, pg_temp.u(12), 'of several the one with the lowest id'),
    (5, pg_temp.u(11), 'of several that are deleted, too')
) AS w (user_id, organisation_id, about);

SELECT * FROM finish();
ROLLBACK;

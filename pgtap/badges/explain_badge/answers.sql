-- Why a user has a badge, or why not yet.
BEGIN;
SELECT plan(14);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
CREATE FUNCTION pg_temp.add(
    p_user integer, p_at timestamptz[], p_organisation integer DEFAULT 11,
    p_type text DEFAULT 'session'
)
RETURNS void LANGUAGE sql AS $add$
    INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
    SELECT pg_temp.u(p_user), pg_temp.u(p_organisation), p_type, t.at FROM unnest(p_at) AS t (at)
$add$;
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-20 12:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2020-01-01 00:00:00+00' FROM generate_series(1, 4) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Organisation 11'), (pg_temp.u(12), 'Organisation 12');
CREATE FUNCTION pg_temp.define(
    p_badge integer, p_organisation integer, p_required integer, p_unit text DEFAULT NULL,
    p_types text[] DEFAULT NULL
)
RETURNS void LANGUAGE sql AS $define$
    INSERT INTO momentum.badge_definitions (
        id, organisation_id, name, criteria_type, required, window_unit, activity_types
    )
    VALUES (
        pg_temp.u(p_badge), pg_temp.u(p_organisation), 'Badge ' || p_badge,
        CASE WHEN p_unit IS NULL THEN 'count' ELSE 'streak' END, p_required, p_unit, p_types
    )
$define$;
UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges';
SELECT pg_temp.define(21, 11, 3, 'day');
SELECT pg_temp.define(22, 11, 3);
SELECT pg_temp.add(1, '{2026-11-01Z,2026-11-02Z,2026-11-20Z}');
SELECT pg_temp.add(1, '{2026-11-19Z}', 12);
SELECT pg_temp.add(2, '{2026-11-20Z,2026-11-20 12:00:00.000001Z}');
SELECT pg_temp.add(3, '{2026-11-18 08:00Z,2026-11-19 08:00Z}');
CREATE FUNCTION pg_temp.answer(p_user integer, p_badge integer) RETURNS text
LANGUAGE sql AS $answer$
    SELECT e.x #>> '{answer}' || ' | ' || concat_ws(
        ' ', e.x #>> '{progress,current_value}', e.x #>> '{progress,longest}',
        e.x #>> '{progress,required}', e.x #>> '{progress,missing}'
    )
    FROM momentum.explain_badge(pg_temp.u(p_user), pg_temp.u(p_badge)) AS e (x)
$answer$;
SELECT is(
    pg_temp.answer(1, 21), 'not yet: 1 of 3 days in a row; the most so far: 2 | 1 2 3 2', 'a streak'
);
SELECT is(pg_temp.answer(2, 22), 'not yet: 1 of 3 activities | 1 1 3 2', 'a count');
SELECT is(
    pg_temp.answer(1, 22),
    'earned, but not awarded: award_retroactively() does so | 3 3 3 0',
    'not awarded'
);
SELECT momentum.award_retroactively(pg_temp.u(22)) AS awarded \gset
SELECT is(
    pg_temp.answer(1, 22), 'earned on 2026-11-20, awarded on 2026-11-20 | 3 3 3 0', 'awarded'
);
DELETE FROM momentum.activities WHERE completed_at = '2026-11-02Z';
SELECT is(
    momentum.explain_badge(pg_temp.u(1), pg_temp.u(22)) #>> '{reviews,0,reason}',
    'activity deleted', 'in question'
);
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(22), 'too few') AS award \gset
SELECT is(
    pg_temp.answer(1, 22), 'revoked on 2026-11-20: too few | 2 2 3 1', 'revoked'
);
SELECT is(
    momentum.explain_badge(pg_temp.u(1), pg_temp.u(22)) -> 'reviews', '[]', 'no open review is left'
);
SELECT is(
    pg_temp.answer(3, 21),
    'not yet: 2 of 3 days in a row, none so far in the current day; the most so far: 2 | 0 2 3 3',
    'today is not over'
);
UPDATE momentum.organisations SET deleted_at = now() WHERE id = pg_temp.u(11);
SELECT is(
    pg_temp.answer(3, 21), 'not awarded: the organisation is deleted | 0 2 3 3', 'a deleted one'
);
UPDATE momentum.badge_definitions SET active = false;
SELECT is(
    pg_temp.answer(2, 21), 'not awarded: the badge is not active | 1 1 3 2', 'not active'
);
SELECT is(
    (
        SELECT array_agg(k ORDER BY k)
        FROM jsonb_object_keys(momentum.explain_badge(pg_temp.u(1), pg_temp.u(21))) AS k
    ),
    '{answer,award,badge,progress,reviews,user_id}', 'its parts'
);
SELECT is(
    momentum.explain_badge(pg_temp.u(2), pg_temp.u(21)) #>> '{progress,windows,0,window_start}',
    '2026-11-20', 'the windows of a streak'
);
SELECT throws_ok(
    $$SELECT momentum.explain_badge(pg_temp.u(9), pg_temp.u(21))$$,
    'PM001', 'unknown user: ' || pg_temp.u(9), 'an unknown user'
);
SELECT throws_ok(
    $$SELECT momentum.explain_badge(pg_temp.u(1), pg_temp.u(29))$$,
    'PM007', 'unknown badge: ' || pg_temp.u(29), 'an unknown badge'
);

SELECT * FROM finish();
ROLLBACK;

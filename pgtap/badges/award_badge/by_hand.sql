-- A badge by hand, and one given back.
BEGIN;
SELECT plan(8);

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
SELECT pg_temp.define(21, 11, 2, 'day');
SELECT is(
    (
        SELECT ROW(
            w.organisation_id, w.awarded_at, w.earned_at, w.activity_id, w.source, w.evidence,
            w.announced
        )::text
        FROM momentum.award_badge(pg_temp.u(1), pg_temp.u(21), 'helped') AS w
    ),
    ROW(
        pg_temp.u(11), '2026-11-20 12:00Z'::timestamptz, '2026-11-20 12:00Z'::timestamptz, NULL,
        'manual', '{"reason": "helped"}'::jsonb, true
    )::text,
    'unearned, by hand'
);
UPDATE momentum.clock_pin SET pinned_at = '2026-11-21 12:00Z';
SELECT is(
    (momentum.award_badge(pg_temp.u(1), pg_temp.u(21), 'again')).evidence,
    '{"reason": "helped"}', 'who has it keeps it as it is'
);
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'a mistake') AS award \gset
SELECT is(
    (
        SELECT ROW(
            w.revoked_at, w.revoked_reason, w.awarded_at, w.announced, w.evidence - 'revocations'
        )::text
        FROM momentum.award_badge(pg_temp.u(1), pg_temp.u(21), 'no mistake', false) AS w
    ),
    ROW(
        NULL, NULL, '2026-11-21 12:00Z'::timestamptz, false, '{"reason": "no mistake"}'::jsonb
    )::text,
    'given back'
);
SELECT is(
    (
        SELECT w.evidence #>> '{revocations,0,reason}' FROM momentum.badge_awards AS w
    ),
    'a mistake', 'with the revocation in its evidence'
);
SELECT momentum.revoke_badge(pg_temp.u(1), pg_temp.u(21), 'after all') AS award \gset
SELECT is(
    jsonb_array_length(
        (momentum.award_badge(pg_temp.u(1), pg_temp.u(21), NULL, NULL)).evidence -> 'revocations'
    ),
    2, 'and all of them'
);
SELECT is((SELECT count(*) FROM momentum.badge_awards), 1::bigint, 'one award all the time');
SELECT throws_ok(
    $$SELECT momentum.award_badge(pg_temp.u(9), pg_temp.u(21))$$,
    'PM001', 'unknown user: ' || pg_temp.u(9), 'an unknown user'
);
SELECT throws_ok(
    $$SELECT momentum.award_badge(pg_temp.u(1), pg_temp.u(29))$$,
    'PM007', 'unknown badge: ' || pg_temp.u(29), 'an unknown badge'
);

SELECT * FROM finish();
ROLLBACK;

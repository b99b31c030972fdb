-- The badges of one organisation or of all, in the order of their names, with who has them now.
BEGIN;
SELECT plan(5);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-05-12 09:00:00+00');
INSERT INTO auth.users (id, created_at)
SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, '2026-01-01 00:00:00+00'
FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name) VALUES
('a0000000-0000-0000-0000-000000000001', 'Harbour'),
('a0000000-0000-0000-0000-000000000002', 'Hillside');

SELECT is(momentum._list_badges(NULL), '[]', 'no badges at all');

SELECT momentum.define_badge('a0000000-0000-0000-0000-000000000002', 'Ten', 'count', 10) AS ten \gset
SELECT momentum.define_badge(
    'a0000000-0000-0000-0000-000000000001', 'Weekly', 'streak', 4, 'week', '{session}', true
) AS weekly \gset
SELECT momentum.define_badge(
    'a0000000-0000-0000-0000-000000000001', 'Daily', 'streak', 7, 'day'
) AS daily \gset
SELECT count(momentum.award_badge(u.id, :'weekly')) AS awarded FROM auth.users AS u \gset
SELECT count(momentum.revoke_badge(
    '00000000-0000-0000-0000-000000000001', :'weekly', 'by mistake'
)) AS revoked \gset
UPDATE auth.users SET deleted_at = '2026-05-01 00:00:00+00'
WHERE id = '00000000-0000-0000-0000-000000000002';

SELECT results_eq(
    $$SELECT e.badge ->> 'organisation', e.badge ->> 'name', (e.badge ->> 'holders')::integer
    FROM jsonb_array_elements(momentum._list_badges(NULL)) WITH ORDINALITY AS e (badge, place)
    ORDER BY e.place$$,
    $$VALUES ('Harbour', 'Daily', 0), ('Harbour', 'Weekly', 1), ('Hillside', 'Ten', 0)$$,
    'all badges; revoked awards and deleted users do not count'
);
SELECT is(
    jsonb_path_query_array(
        momentum._list_badges('a0000000-0000-0000-0000-000000000002'), '$[*].id'
    ),
    jsonb_build_array(:'ten'),
    'those of one organisation'
);
SET LOCAL TimeZone = 'Asia/Kolkata';
SELECT matches(
    momentum._list_badges(NULL) -> 0 ->> 'created_at', '\+00:00$', 'times are in UTC'
);
SELECT throws_ok(
    $$SELECT momentum._list_badges('00000000-0000-0000-0000-000000000000')$$,
    'PM007',
    'unknown organisation: 00000000-0000-0000-0000-000000000000',
    'an unknown organisation'
);

SELECT * FROM finish();
ROLLBACK;

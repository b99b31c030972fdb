-- What a page shows of a user beside the newest score, for those who may see it.
BEGIN;
SELECT plan(12);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-11-21 12:00Z');
INSERT INTO auth.users (id, created_at)
SELECT pg_temp.u(n), '2026-01-01Z' FROM generate_series(1, 3) AS n;
INSERT INTO momentum.organisations (id, name)
VALUES (pg_temp.u(11), 'Harbour'), (pg_temp.u(12), 'Museum');
INSERT INTO momentum.memberships (user_id, organisation_id) VALUES (pg_temp.u(1), pg_temp.u(11));
INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, thresholds)
VALUES (pg_temp.u(11), 'milestone', '{1,10}'), (pg_temp.u(12), 'milestone', '{7}');
SELECT momentum.define_badge(
    p_organisation_id => pg_temp.u(11), p_name => 'Two', p_criteria_type => 'count',
    p_required => 2
);
SELECT momentum.define_badge(
    p_organisation_id => pg_temp.u(11), p_name => 'One', p_criteria_type => 'count',
    p_required => 1
);
SELECT momentum.define_badge(
    p_organisation_id => pg_temp.u(12), p_name => 'Elsewhere', p_criteria_type => 'count',
    p_required => 1
);
INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)
VALUES (pg_temp.u(1), pg_temp.u(11), 'session', '2026-11-20 17:30Z');
SELECT momentum.evaluate_milestones();
INSERT INTO momentum.daily_engagement_scores (
    user_id, score_date, raw_score, normalized_score, final_score, momentum_state, breakdown,
    event_count, algorithm_version
)
SELECT pg_temp.u(1), d.day, 0, 0, 50, 'Steady', '{}', 1, 'v2'
FROM
    (
        VALUES ('2026-10-22'::date), ('2026-10-23'), ('2026-11-21'), ('2026-11-22')
    ) AS d (day);

CREATE FUNCTION pg_temp.part(p_user integer, p_path text) RETURNS jsonb LANGUAGE sql AS $part$
    SELECT jsonb_path_query_array(momentum.get_dashboard(pg_temp.u(p_user)), p_path::jsonpath)
$part$;

SELECT is(
    pg_temp.part(1, '$.history[*].score_date'), '["2026-10-23", "2026-11-21"]',
    '30 days, today included'
);
SELECT is(
    momentum.get_dashboard(pg_temp.u(1), 1) -> 'history',
    '[{"score_date": "2026-11-21", "final_score": 50.00, "momentum_state": "Steady",
        "event_count": 1}]',
    'one day'
);
SELECT is(
    pg_temp.part(1, '$.badges[*].badge.name'), '["One", "Two"]', 'badges of the organisations'
);
SELECT is(
    pg_temp.part(1, '$.badges[*].progress.current_value'), '[1, 1]', 'with the progress'
);
SELECT is(
    jsonb_path_query_array(pg_temp.part(1, '$.badges[*].award.source'), '$[*]'), '["trigger"]',
    'and the award, where there is one'
);
SELECT is(
    momentum.get_dashboard(pg_temp.u(1)) #- '{milestones,reached,0,created_at}' -> 'milestones',
    '{"year": 2026, "session_count": 1, "thresholds": [1, 10],
        "reached": [{"milestone_value": 1}]}',
    'milestones of the year'
);
SELECT is(
    momentum.get_dashboard(pg_temp.u(2)) - 'user_id' - 'timestamp',
    '{"history": [], "badges": [],
        "milestones": {"year": 2026, "session_count": null, "thresholds": [50, 100, 200],
            "reached": []}}',
    'of one who has done nothing and belongs nowhere'
);
SELECT momentum.award_badge(pg_temp.u(1), b.id, 'a guest')
FROM momentum.badge_definitions AS b WHERE b.name = 'Elsewhere';
SELECT is(
    pg_temp.part(1, '$.badges[*].badge.name'), '["Elsewhere", "One", "Two"]',
    'an award of elsewhere stays'
);
SELECT throws_ok(
    format('SELECT momentum.get_dashboard(%L, %s)', pg_temp.u(1), d.days), 'PM006', NULL,
    'days: ' || d.days
)
FROM (VALUES ('0'), ('367'), ('null')) AS d (days);

SELECT set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.u(2))::text, true);
SET LOCAL ROLE authenticated;
SELECT throws_ok(
    $$SELECT momentum.get_dashboard('00000000-0000-0000-0000-000000000001')$$, 'PM008', NULL,
    'nobody looks at another user'
);
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;

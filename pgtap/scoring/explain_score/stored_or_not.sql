-- Without a stored row the score is explained as it would be; a stored row that is out of date is
-- called so. Nothing is written.
BEGIN;
SELECT plan(7);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 09:00:00+00');

CREATE FUNCTION pg_temp.explained(p_day date)
RETURNS text
LANGUAGE sql
AS $explained$
    SELECT format(
        'stored %s, up to date %s, final %s, version %s',
        e.j -> 'stored', e.j -> 'up_to_date', e.j #> '{blend,final_score}', e.j ->> 'version'
    )
    FROM momentum.explain_score('00000000-0000-0000-0000-000000000001', p_day) AS e (j)
$explained$;

SELECT is(
    pg_temp.explained('2026-03-10'),
    'stored false, up to date null, final 20.00, version v2',
    'not scored yet'
);
SELECT is_empty('SELECT * FROM momentum.daily_engagement_scores', 'explaining writes nothing');

SELECT momentum.calculate_scores('2026-03-10') AS scored \gset
SELECT is(
    pg_temp.explained('2026-03-10'), 'stored true, up to date true, final 20.00, version v2',
    'scored'
);
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)
VALUES ('00000000-0000-0000-0000-000000000001', 'chat_message', '2026-03-10 10:00:00+00');
SELECT is(
    pg_temp.explained('2026-03-10'), 'stored true, up to date false, final 40.00, version v2',
    'a late event makes the row out of date; the explanation is of what is true now'
);
SELECT is(
    (SELECT s.final_score FROM momentum.daily_engagement_scores AS s), 20.00,
    'the row itself stays as it was'
);

UPDATE momentum.daily_engagement_scores SET algorithm_version = 'legacy';
SELECT is(
    pg_temp.explained('2026-03-10'), 'stored true, up to date false, final 40.00, version v2',
    'an imported row is explained under the version of the day'
);
SELECT is(
    pg_temp.explained('2026-03-12'), 'stored false, up to date null, final 0.00, version v2',
    'today can be explained'
);

SELECT * FROM finish();
ROLLBACK;

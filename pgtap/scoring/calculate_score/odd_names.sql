-- The names of event types and pillars are free text: whatever they contain, the breakdown is
-- right.
BEGIN;
SELECT plan(29);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
CREATE TEMPORARY TABLE odd AS
SELECT row_number() OVER () AS n, o.name
FROM (
    VALUES
    ('say "hi"'), ('back\slash'), ('\u0000'), (E'tab\tand\nnewline'), (E'\x01'), ('%s %L %'),
    ('{"a": 1}'), ('": {'), ('''; --'), ('Ärger 😀'), ('- -'), ('null'), ('42'), (repeat('long', 50))
) AS o (name);
INSERT INTO momentum.momentum_pillars (id, name) SELECT o.name, o.name FROM odd AS o;
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, pillar_id)
SELECT '00000000-0000-0000-0000-000000000001', o.name, '2026-03-10 09:00:00+00', o.name
FROM odd AS o;
SELECT s.final_score AS scored FROM momentum.calculate_score(
    '00000000-0000-0000-0000-000000000001', '2026-03-10', 'v1'
) AS s \gset

SELECT is(
    s.breakdown #> ARRAY['events', o.name], '{"count": 1, "counted": 1, "points": 1}',
    format('the event type %s', to_json(o.name))
)
FROM odd AS o CROSS JOIN momentum.daily_engagement_scores AS s
ORDER BY o.n;
SELECT is(
    s.breakdown #> ARRAY['pillars', o.name], '1', format('the pillar %s', to_json(o.name))
)
FROM odd AS o CROSS JOIN momentum.daily_engagement_scores AS s
ORDER BY o.n;
SELECT is(
    (
        SELECT count(*)
        FROM momentum.daily_engagement_scores AS s
        CROSS JOIN LATERAL jsonb_object_keys(s.breakdown -> 'events') AS k (key)
    ),
    (SELECT count(*) FROM odd),
    'and there are no others'
);

SELECT * FROM finish();
ROLLBACK;

-- The weights of a version that has scored a row stay as they are, also for direct statements.
BEGIN;
SELECT plan(10);

INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-12 12:00:00+00');
INSERT INTO momentum.momentum_pillars (id, name) VALUES ('sleep', 'Sleep');
INSERT INTO auth.users (id, created_at)
VALUES ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00');
SELECT momentum.calculate_scores('2026-03-10') AS scored \gset

SELECT throws_ok(c.statement, 'PM009', NULL, c.description)
FROM (
    VALUES
    (
        $$INSERT INTO momentum.event_weights (version, event_type, weight)
        VALUES ('v2', 'nap', 1)$$,
        'no type is added'
    ),
    (
        $$UPDATE momentum.event_weights SET weight = 9
        WHERE version = 'v2' AND event_type = 'chat_message'$$,
        'no weight is changed'
    ),
    (
        $$UPDATE momentum.event_weights SET pillar_id = 'sleep'
        WHERE version = 'v2' AND event_type = 'chat_message'$$,
        'no pillar is changed'
    ),
    (
        $$UPDATE momentum.event_weights SET event_type = 'text'
        WHERE version = 'v2' AND event_type = 'chat_message'$$,
        'no type is renamed'
    ),
    (
        $$UPDATE momentum.event_weights SET version = 'v1'
        WHERE version = 'v2' AND event_type = 'chat_message'$$,
        'no weight is moved to an unused version'
    ),
    (
        $$UPDATE momentum.event_weights SET version = 'v2'
        WHERE version = 'v1' AND event_type = 'app_session'$$,
        'no weight is moved here from an unused version'
    ),
    (
        $$DELETE FROM momentum.event_weights
        WHERE version = 'v2' AND event_type = 'chat_message'$$,
        'no weight is deleted'
    )
) AS c (statement, description);

SELECT lives_ok(c.statement, c.description)
FROM (
    VALUES
    (
        $$INSERT INTO momentum.event_weights (version, event_type, weight)
        VALUES ('v1', 'nap', 1)$$,
        'an unused version takes a new type'
    ),
    (
        $$UPDATE momentum.event_weights SET weight = 2
        WHERE version = 'v1' AND event_type = 'nap'$$,
        'and another weight'
    ),
    (
        $$DELETE FROM momentum.event_weights WHERE version = 'v1' AND event_type = 'nap'$$,
        'and loses it again'
    )
) AS c (statement, description);

SELECT * FROM finish();
ROLLBACK;

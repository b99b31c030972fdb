-- Every bad value is refused, with the key in the message and a hint.
BEGIN;
SELECT plan(271);

INSERT INTO momentum.momentum_pillars (id, name, deleted_at)
VALUES ('sleep', 'Sleep', NULL), ('gone', 'Gone', '2026-03-01 00:00:00+00');

CREATE FUNCTION pg_temp.error_of(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql
AS $error_of$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$error_of$;

CREATE TEMPORARY TABLE example AS
SELECT c.*, e.*
FROM (
    SELECT row_number() OVER () AS n, k.key, v.value
    FROM (
        VALUES
        (
            ARRAY[
                'max_weight_per_day', 'max_events_per_type', 'default_weight', 'half_life_days',
                'history_days', 'raw_share', 'rising_threshold', 'needs_care_threshold',
                'hysteresis', 'chat_message'
            ],
            ARRAY['null', '"10"', 'true', '{}', '[]', '-1', '1e12']
        ),
        (ARRAY['max_weight_per_day', 'max_events_per_type', 'half_life_days'], ARRAY['0']),
        (ARRAY['max_events_per_type', 'history_days'], ARRAY['1.5']),
        (ARRAY['raw_share'], ARRAY['1.01']),
        (ARRAY['rising_threshold'], ARRAY['100.01']),
        (ARRAY['history_days'], ARRAY['367']),
        (ARRAY['zero_event_policy'], ARRAY['null', '"ignore"', '""', '"ZERO"', '0']),
        (
            ARRAY['pillars'],
            ARRAY[
                'null', '"sleep"', '[]', '{"swim": "sleep"}', '{"nap": "nowhere"}',
                '{"nap": "gone"}', '{"max_weight_per_day": "sleep"}'
            ]
        )
    ) AS g (keys, values)
    CROSS JOIN LATERAL unnest(g.keys) AS k (key)
    CROSS JOIN LATERAL unnest(g.values) AS v (value)
) AS c
CROSS JOIN LATERAL pg_temp.error_of(
    format(
        'SELECT momentum.load_score_version(''bad'', %L)',
        '{"nap": 1, "max_weight_per_day": 10}'::jsonb || jsonb_build_object(c.key, c.value::jsonb)
    )
) AS e;

SELECT is(x.code, 'PM006', format('%s %s is refused', x.key, x.value))
FROM example AS x ORDER BY x.n;
SELECT matches(
    x.message, replace(x.key, '_', '[_ ]'),
    format('%s %s: the message names the key', x.key, x.value)
)
FROM example AS x ORDER BY x.n;
SELECT isnt(COALESCE(x.hint, ''), '', format('%s %s: there is a hint', x.key, x.value))
FROM example AS x ORDER BY x.n;
SELECT is_empty(
    $$SELECT * FROM momentum.score_versions WHERE version = 'bad'$$, 'nothing was stored'
);

SELECT * FROM finish();
ROLLBACK;

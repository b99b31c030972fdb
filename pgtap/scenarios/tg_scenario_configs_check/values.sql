-- Values that make no sense are refused, with a hint, when they are written.
BEGIN;
SELECT plan(93);

CREATE FUNCTION pg_temp.u(p_number integer) RETURNS uuid LANGUAGE sql AS $u$
    SELECT ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid
$u$;
INSERT INTO momentum.organisations (id, name)
VALUES
    (pg_temp.u(11), 'Organisation 11'),
    (pg_temp.u(12), 'Organisation 12');

CREATE FUNCTION pg_temp.outcome(p_statement text, OUT code text, OUT message text, OUT hint text)
LANGUAGE plpgsql AS $outcome$
BEGIN
    EXECUTE p_statement;
EXCEPTION
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS
            code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
END
$outcome$;
CREATE TEMPORARY TABLE refused AS
SELECT w.value, w.wanted, o.*
FROM (
    VALUES
    ('milestone', 'thresholds', '{}', 'bad thresholds: {}'),
    ('milestone', 'thresholds', '{100,50}', 'bad thresholds: {100,50}'),
    ('milestone', 'thresholds', '{50,50}', 'bad thresholds: {50,50}'),
    ('milestone', 'thresholds', '{0,50}', 'bad thresholds: {0,50}'),
    ('milestone', 'thresholds', '{-1}', 'bad thresholds: {-1}'),
    ('milestone', 'thresholds', '{50,NULL}', 'bad thresholds: {50,NULL}'),
    ('milestone', 'thresholds', '[0:1]={50,100}', 'bad thresholds: [0:1]={50,100}'),
    ('milestone', 'thresholds', '{{50,100}}', 'bad thresholds: {{50,100}}'),
    ('milestone', 'activity_types', '{}', 'bad activity types: {}'),
    ('inactivity', 'activity_types', '{session,NULL}', 'bad activity types: {session,NULL}'),
    ('inactivity', 'activity_types', '{{a,b},{c,d}}', 'bad activity types: {{a,b},{c,d}}'),
    ('inactivity', 'inactive_after', '0', 'bad inactive_after: 00:00:00'),
    ('inactivity', 'inactive_after', '-1 day', 'bad inactive_after: -1 days'),
    ('expiry', 'expires_within', '-1 second', 'bad expires_within: -00:00:01'),
    ('expiry', 'cooldown', '0', 'bad cooldown: 00:00:00'),
    ('expiry', 'cooldown', '-7 days', 'bad cooldown: -7 days'),
    ('expiry', 'cooldown', '90 minutes', 'bad cooldown: 01:30:00'),
    ('expiry', 'cooldown', '1 hour 1 microsecond', 'bad cooldown: 01:00:00.000001'),
    ('expiry', 'cooldown', '1 month', 'bad cooldown: 1 mon'),
    ('expiry', 'cooldown', '1 year', 'bad cooldown: 1 year'),
    ('expiry', 'cooldown', '1 month -30 days', 'bad cooldown: 1 mon -30 days'),
    ('expiry', 'message', '[]', 'the message is not a JSON object'),
    ('expiry', 'message', 'null', 'the message is not a JSON object')
) AS w (scenario_type, name, value, wanted)
CROSS JOIN LATERAL pg_temp.outcome(
    format(
        'INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, %I) '
        'VALUES (%L, %L, %L)',
        w.name, pg_temp.u(11), w.scenario_type, w.value
    )
) AS o;
SELECT is(ROW(r.code, r.message)::text, ROW('PM006', r.wanted)::text, r.wanted) FROM refused AS r;
SELECT isnt(r.hint, '', r.wanted || ': with a hint') FROM refused AS r;

SELECT is(
    ROW(o.code, o.message)::text,
    ROW('PM006', format('bad %s: %s', f.name, i.value))::text,
    format('%s: %s', f.name, i.value)
)
FROM (
    VALUES
    -- no length of time, though each is worth more than nothing
    ('1 mon -29 days'::interval), ('1200000 mons -35999999 days'), ('1 day -23 hours'),
    ('-1 mon 40 days'), ('-1 days 25:00:00'),
    ('100 years 1 day'), ('100 years 1 hour')
) AS i (value)
CROSS JOIN (
    VALUES ('inactivity', 'inactive_after'), ('expiry', 'expires_within'), ('expiry', 'cooldown')
) AS f (scenario_type, name)
CROSS JOIN LATERAL pg_temp.outcome(
    format(
        'INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, %I) '
        'VALUES (%L, %L, %L)',
        f.name, pg_temp.u(11), f.scenario_type, i.value
    )
) AS o;

SELECT lives_ok(
    format(
        'INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, %I) '
        'VALUES (%L, %L, %L) '
        'ON CONFLICT (organisation_id, scenario_type) DO UPDATE SET %1$I = %4$L',
        w.name, pg_temp.u(11), w.scenario_type, w.value
    ),
    format('%s: %s is fine', w.name, w.value)
)
FROM (
    VALUES
    ('milestone', 'thresholds', '{1}'),
    ('milestone', 'thresholds', '{1,2,2147483647}'),
    ('milestone', 'activity_types', '{session}'),
    ('inactivity', 'inactive_after', '1 month'),
    ('inactivity', 'inactive_after', '1 microsecond'),
    ('inactivity', 'inactive_after', '100 years'),
    ('inactivity', 'inactive_after', '1 month 1 day 1 hour'),
    ('inactivity', 'cooldown', '36000 days'),
    ('expiry', 'expires_within', '0'),
    ('expiry', 'cooldown', '1 hour'),
    ('expiry', 'cooldown', '1 day 12 hours'),
    ('expiry', 'message', '{"title": "Soon"}')
) AS w (scenario_type, name, value);

SELECT is(
    (pg_temp.outcome(format(
        'INSERT INTO momentum.scenario_configs (organisation_id, scenario_type) VALUES (%L, %L)',
        pg_temp.u(12), s.name
    ))).code,
    'PM006',
    format('a scenario %L is none', s.name)
)
FROM (VALUES ('birthday'), (NULL)) AS s (name);
SELECT is(
    (pg_temp.outcome(format(
        'UPDATE momentum.scenario_configs SET %I = NULL '
        'WHERE organisation_id IS NULL AND scenario_type = %L',
        d.name, d.scenario_type
    ))).message,
    format('the default for %s is incomplete', d.scenario_type),
    format('the default for %s needs %s', d.scenario_type, d.name)
)
FROM (
    VALUES
    ('milestone', 'thresholds'), ('inactivity', 'inactive_after'), ('inactivity', 'cooldown'),
    ('expiry', 'expires_within'), ('expiry', 'cooldown')
) AS d (scenario_type, name);
SELECT is(
    ROW((o).code, (o).message)::text,
    '(PM006,"a configuration stays with its organisation and scenario")',
    change
)
FROM (
    SELECT u.change, pg_temp.outcome('UPDATE momentum.scenario_configs SET ' || u.change) AS o
    FROM (
        VALUES
        (format('organisation_id = %L WHERE scenario_type = ''milestone''', pg_temp.u(12))),
        ('organisation_id = NULL WHERE scenario_type = ''expiry'' AND organisation_id IS NOT NULL'),
        ('scenario_type = ''expiry'' WHERE scenario_type = ''inactivity''')
    ) AS u (change)
) AS refused_moves;
SELECT is(
    (pg_temp.outcome(
        'UPDATE momentum.scenario_configs SET scenario_type = scenario_type, '
        'organisation_id = organisation_id'
    )).code,
    NULL, 'to write the same again is fine'
);
SELECT is(
    (pg_temp.outcome(
        $$UPDATE momentum.scenario_configs SET thresholds = '{2,1}' WHERE organisation_id IS NULL$$
    )).code,
    'PM006', 'an update is checked, too'
);
SELECT is(
    (pg_temp.outcome(
        $$INSERT INTO momentum.scenario_configs (scenario_type, thresholds)
        VALUES ('milestone', '{1}')$$
    )).code,
    '23505', 'there is one default'
);
SELECT is(
    (pg_temp.outcome(format(
        'INSERT INTO momentum.scenario_configs (organisation_id, scenario_type) VALUES (%L, %L)',
        pg_temp.u(11), 'milestone'
    ))).code,
    '23505', 'and one configuration of an organisation'
);

SELECT * FROM finish();
ROLLBACK;

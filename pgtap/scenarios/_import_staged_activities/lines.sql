-- Good lines go in, what is there stays, and each of the others has its reason: whether all lines
-- can be read, or one of them cannot.
BEGIN;
SELECT plan(20);

SET LOCAL timezone = 'Pacific/Auckland';
SET LOCAL datestyle = 'German';
INSERT INTO momentum.clock_pin (pinned_at) VALUES ('2026-03-10 09:30:00+00');
INSERT INTO auth.users (id, created_at, deleted_at)
VALUES
    ('00000000-0000-0000-0000-000000000001', '2026-01-01 00:00:00+00', NULL),
    ('00000000-0000-0000-0000-000000000002', '2026-01-01 00:00:00+00', '2026-03-01 00:00:00+00');
INSERT INTO momentum.organisations (id, name, deleted_at)
VALUES
    ('00000000-0000-0000-0000-0000000000a1', 'Live', NULL),
    ('00000000-0000-0000-0000-0000000000a2', 'Gone', '2026-03-01 00:00:00+00');
INSERT INTO momentum.activities (id, user_id, activity_type, completed_at, deleted_at)
VALUES (
    '0a000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'before',
    '2026-03-10 07:00:00+00', '2026-03-10 08:00:00+00'
);

SET LOCAL ROLE service_role;

SELECT throws_ok(
    'SELECT momentum._import_staged_activities()', '42P01', NULL, 'the lines are staged first'
);
SELECT momentum._stage_activities();
SELECT is(
    (SELECT i::text FROM momentum._import_staged_activities() AS i), '(0,0,,)', 'no lines: nothing'
);
SELECT is(
    (
        SELECT count(*) FROM pg_locks AS l
        WHERE l.locktype = 'advisory' AND l.classid = 7713 AND l.pid = pg_backend_pid() AND l.granted
    ),
    1::bigint,
    'it has taken its turn'
);

INSERT INTO pg_temp.staged_activities (
    line, user_id, activity_type, completed_at, activity_id, organisation_id
)
VALUES
    (
        2, '00000000-0000-0000-0000-000000000001', 'again', '2026-03-10 22:00:00+13',
        '0a000000-0000-0000-0000-000000000001', NULL
    ),
    (
        3, '00000000-0000-0000-0000-000000000001', 'session', '2026-03-10 08:00', NULL,
        '00000000-0000-0000-0000-0000000000a1'
    ),
    (4, '00000000-0000-0000-0000-000000000002', 'session', '2026-03-10 08:00', NULL, NULL),
    (
        5, '00000000-0000-0000-0000-000000000001', 'session', '2026-03-10 08:00', NULL,
        '00000000-0000-0000-0000-0000000000a2'
    ),
    (
        6, '00000000-0000-0000-0000-000000000001', 'session', '2026-03-10 08:00', NULL,
        '00000000-0000-0000-0000-0000000000a3'
    ),
    (7, '00000000-0000-0000-0000-000000000001', 'session', 'today', NULL, NULL),
    (
        8, '00000000-0000-0000-0000-000000000001', 'session', '2026-03-10 21:00+13', NULL,
        '00000000-0000-0000-0000-0000000000A1'
    ),
    (9, '00000000-0000-0000-0000-000000000001', 'planned', '2027-03-10 08:00', NULL, NULL);

CREATE TEMPORARY TABLE told AS SELECT 1 AS n, i.* FROM momentum._import_staged_activities() AS i;
SELECT is((SELECT t.inserted FROM told AS t), 2::bigint, 'two lines are new');
SELECT is(
    (SELECT t.present FROM told AS t), 2::bigint, 'one is there already, one comes for a second time'
);
SELECT results_eq(
    'SELECT p.line, p.problem FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
    ORDER BY p.line',
    $$VALUES
        (4::bigint, 'unknown user: 00000000-0000-0000-0000-000000000002 [PM001]'),
        (5, 'unknown organisation: 00000000-0000-0000-0000-0000000000a2 [PM007]'),
        (6, 'unknown organisation: 00000000-0000-0000-0000-0000000000a3 [PM007]'),
        (7, 'completed_at is not a time such as 2026-11-21T09:30:00Z [PM005]')$$,
    'the others are told, with the reason'
);
SELECT results_eq(
    $$SELECT a.activity_type, a.completed_at, a.organisation_id, a.deleted_at IS NULL
    FROM momentum.activities AS a ORDER BY a.completed_at$$,
    $$VALUES
        ('before', '2026-03-10 07:00:00+00'::timestamptz, NULL::uuid, false),
        ('session', '2026-03-10 08:00:00+00', '00000000-0000-0000-0000-0000000000a1', true),
        ('planned', '2027-03-10 08:00:00+00', NULL, true)$$,
    'what was there is as it was; a time without a zone is UTC; the future may come'
);

-- A line that cannot be read makes no difference to the others.
INSERT INTO pg_temp.staged_activities (line, user_id, activity_type, completed_at)
VALUES (10, 'me', 'session', '2026-03-10 08:00'), (11, NULL, NULL, '31.12.2025');
INSERT INTO told SELECT 2, i.* FROM momentum._import_staged_activities() AS i;
SELECT is((SELECT t.inserted FROM told AS t WHERE t.n = 2), 0::bigint, 'nothing is new');
SELECT is((SELECT t.present FROM told AS t WHERE t.n = 2), 4::bigint, 'four lines are there');
SELECT set_eq(
    'SELECT unnest(t.rejected_lines) FROM told AS t WHERE t.n = 2',
    ARRAY[4, 5, 6, 7, 10, 11]::bigint[],
    'six are told'
);
SELECT is(
    (
        SELECT p.problem
        FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
        WHERE t.n = 2 AND p.line = 10
    ),
    'user_id: invalid input syntax for type uuid: "me" [PM005]',
    'what cannot be read is told with the value''s name'
);
SELECT is(
    (SELECT count(*) FROM pg_temp.staged_activities AS s WHERE s.line IN (10, 11)), 0::bigint,
    'and is staged no longer'
);

-- Documents
TRUNCATE pg_temp.staged_activities;
INSERT INTO pg_temp.staged_activities (line, document)
SELECT d.line, jsonb_build_object(
    'user_id', '00000000-0000-0000-0000-000000000001',
    'activity_type', 'session',
    'completed_at', '2026-03-10T08:00:00Z'
) || d.more
FROM (
    VALUES
    (1, '{"organisation_id": "00000000-0000-0000-0000-0000000000a1"}'::jsonb),
    (2, '{"_rejected": {"line": 5, "reason": "x"}, "id": null, "organisation_id": null}'),
    (3, '{"weight": 1, "age": 2}'),
    (4, '{"activity_type": {}}'),
    (5, '{"id": null, "activity_id": null}'),
    (6, '{"activity_id": "0a000000-0000-0000-0000-000000000001"}'),
    (7, '{"id": "0a000000-0000-0000-0000-000000000001"}'),
    (10, '{"raw": "x"}'),
    (
        12,
        '{
            "id": "0a000000-0000-0000-0000-000000000001",
            "activity_id": "0a000000-0000-0000-0000-000000000001"
        }'
    )
) AS d (line, more);
INSERT INTO pg_temp.staged_activities (line, document)
VALUES (8, '[]'), (9, '{}'), (11, '{"_rejected": {"line": 5, "reason": "x"}, "raw": "{"}');
INSERT INTO told SELECT 3, i.* FROM momentum._import_staged_activities() AS i;
SELECT is((SELECT t.inserted FROM told AS t WHERE t.n = 3), 1::bigint, 'one document is new');
SELECT is(
    (SELECT t.present FROM told AS t WHERE t.n = 3), 4::bigint,
    'two are known from their columns, two by their ids'
);
SELECT results_eq(
    'SELECT p.line, p.problem FROM told AS t, unnest(t.rejected_lines, t.problems) AS p (line, problem)
    WHERE t.n = 3 ORDER BY p.line',
    $$VALUES
        (3::bigint, 'unknown key: age [PM005]'),
        (4, 'activity_type is not a string [PM005]'),
        (8, 'the line is not a JSON object [PM005]'),
        (9, 'unknown user: null [PM001]'),
        (10, 'unknown key: raw [PM005]'),
        (11, 'no activity: raw holds a line that is not a JSON object [PM005]'),
        (12, 'both activity_id and id: give one of them [PM005]')$$,
    'the others are told'
);

-- The order of the rows is that of their key.
TRUNCATE pg_temp.staged_activities;
INSERT INTO pg_temp.staged_activities (line, user_id, activity_type, completed_at)
SELECT d.n, '00000000-0000-0000-0000-000000000001', 'ordered', format('2026-02-%s', d.n)
FROM unnest(ARRAY[12, 10, 14, 11, 13]) AS d (n);
SELECT momentum._import_staged_activities();
SELECT results_eq(
    $$SELECT a.id FROM momentum.activities AS a WHERE a.activity_type = 'ordered' ORDER BY a.ctid$$,
    $$SELECT a.id FROM momentum.activities AS a WHERE a.activity_type = 'ordered' ORDER BY a.id$$,
    'rows are written in the order of their key'
);

-- An error that is no line's fault goes on to the caller.
RESET ROLE;
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''refused'' USING ERRCODE = ''22000''; END';
CREATE TRIGGER refuse BEFORE INSERT ON momentum.activities
FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
TRUNCATE pg_temp.staged_activities;
INSERT INTO pg_temp.staged_activities (line, user_id, activity_type, completed_at)
VALUES (1, '00000000-0000-0000-0000-000000000001', 'session', '2026-03-09');
SELECT throws_ok(
    'SELECT momentum._import_staged_activities()', '22000', 'refused', 'an error of a trigger'
);
SELECT is(
    (SELECT count(*) FROM pg_temp.staged_activities), 1::bigint, 'it does not take a line away'
);
SELECT is(current_setting('TimeZone'), 'Pacific/Auckland', 'the caller''s time zone is untouched');
SELECT is_empty(
    'SELECT * FROM momentum.verify_annual_summary()', 'the summary counts what was written'
);

SELECT * FROM finish();
ROLLBACK;

-- Whatever columns the table of the legacy system has, its rows are read; without the three that
-- are needed, the error names them.
BEGIN;
SELECT plan(14);

SELECT throws_ok(
    $$SELECT momentum._legacy_scores('2026-03-01', '2026-03-31')$$,
    'PM007', 'there is no table legacy.daily_engagement_scores', 'without the schema'
);
CREATE SCHEMA legacy;
SELECT throws_ok(
    $$SELECT momentum._legacy_scores('2026-03-01', '2026-03-31')$$,
    'PM007', 'there is no table legacy.daily_engagement_scores', 'without the table'
);
CREATE TABLE legacy.daily_engagement_scores (user_id uuid, day date, final_score numeric);
SELECT throws_ok(
    $$SELECT momentum._legacy_scores('2026-03-01', '2026-03-31')$$,
    'PM007', 'legacy.daily_engagement_scores has no column score_date', 'without the day'
);
ALTER TABLE legacy.daily_engagement_scores DROP COLUMN user_id, DROP COLUMN final_score;
SELECT throws_ok(
    $$SELECT momentum._legacy_scores('2026-03-01', '2026-03-31')$$,
    'PM007', 'legacy.daily_engagement_scores has no column user_id, score_date, final_score',
    'a dropped column is no column'
);
DROP TABLE legacy.daily_engagement_scores;

CREATE TABLE legacy.daily_engagement_scores (user_id uuid, score_date date, final_score real);
INSERT INTO legacy.daily_engagement_scores
VALUES
('00000000-0000-0000-0000-000000000001', '2026-02-28', 1),
('00000000-0000-0000-0000-000000000001', '2026-03-01', 39.18),
('00000000-0000-0000-0000-000000000001', '2026-03-31', NULL),
('00000000-0000-0000-0000-000000000002', '2026-03-31', 'NaN'),
(NULL, '2026-03-31', '-Infinity'),
('00000000-0000-0000-0000-000000000001', '2026-04-01', 2);
SELECT results_eq(
    $$SELECT l.score_date, l.final_score
    FROM momentum._legacy_scores('2026-03-01', '2026-03-31') AS l
    ORDER BY l.score_date, l.user_id$$,
    $$VALUES
    ('2026-03-01'::date, 39.18), ('2026-03-31', NULL), ('2026-03-31', 'NaN'),
    ('2026-03-31', '-Infinity')$$,
    'the days of the span, both ends included; an inexact number as it prints'
);
SELECT is(
    (
        SELECT count(*) FROM momentum._legacy_scores('2026-03-01', '2026-03-31') AS l
        WHERE
            num_nulls(
                l.raw_score, l.normalized_score, l.momentum_state, l.breakdown, l.events_count
            ) < 5
    ),
    0::bigint, 'what it lacks is null'
);
SELECT is(
    (
        SELECT count(*) FROM momentum._legacy_scores('2026-03-01', '2026-03-31') AS l
        WHERE l.is_ambiguous
    ),
    0::bigint, 'no day has several rows'
);
INSERT INTO legacy.daily_engagement_scores
VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-01', 41);
SELECT results_eq(
    $$SELECT l.final_score
    FROM momentum._legacy_scores('2026-03-01', '2026-03-31') AS l
    WHERE l.is_ambiguous
    ORDER BY l.final_score$$,
    'VALUES (39.18), (41.0)',
    'two rows of one day are both marked'
);

ALTER TABLE legacy.daily_engagement_scores
    ADD COLUMN momentum_state varchar(20) DEFAULT 'Steady',
    ADD COLUMN breakdown json DEFAULT '{"lessons": 3}',
    ADD COLUMN events_count smallint DEFAULT 4,
    ADD COLUMN raw_score double precision DEFAULT 12.5,
    ADD COLUMN unknown_to_us point;
SELECT results_eq(
    $$SELECT DISTINCT
        l.momentum_state, l.breakdown, l.events_count, l.raw_score, l.normalized_score
    FROM momentum._legacy_scores('2026-03-01', '2026-03-31') AS l$$,
    $$VALUES ('Steady', '{"lessons": 3}'::jsonb, 4::numeric, 12.5, NULL::numeric)$$,
    'what it has is read, of whatever type'
);
ALTER TABLE legacy.daily_engagement_scores RENAME TO scores;
CREATE VIEW legacy.daily_engagement_scores AS
SELECT s.user_id, s.score_date + time '12:00' AS score_date, s.final_score
FROM legacy.scores AS s;
SELECT is(
    (SELECT count(*) FROM momentum._legacy_scores('2026-03-31', '2026-03-31')), 3::bigint,
    'a view will do'
);
SELECT isnt_empty(
    $$SELECT FROM momentum._legacy_scores('2026-03-01', '2026-03-01')$$,
    'an instant counts for its day'
);

-- the same instants, whatever the session's time zone is
CREATE OR REPLACE VIEW legacy.instants AS
SELECT s.user_id, s.score_date::timestamp AT TIME ZONE 'UTC' AS score_date, s.final_score
FROM legacy.scores AS s;
DROP VIEW legacy.daily_engagement_scores;
ALTER VIEW legacy.instants RENAME TO daily_engagement_scores;
SET LOCAL TimeZone = 'Pacific/Honolulu';
SELECT is(
    (SELECT count(*) FROM momentum._legacy_scores('2026-03-31', '2026-03-31')), 3::bigint,
    'midnight UTC belongs to the day that begins, where it is still the day before'
);
SET LOCAL TimeZone = 'Pacific/Kiritimati';
SET LOCAL DateStyle = 'German';
SELECT is(
    (SELECT count(*) FROM momentum._legacy_scores('2026-03-31', '2026-03-31')), 3::bigint,
    'and where that day is nearly over'
);
SELECT is(
    (SELECT min(l.score_date) FROM momentum._legacy_scores('2026-03-31', '2026-03-31') AS l),
    make_date(2026, 3, 31), 'the day is that of UTC'
);

SELECT * FROM finish();
ROLLBACK;

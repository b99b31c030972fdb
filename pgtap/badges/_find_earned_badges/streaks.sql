-- The streak that contains the window of an activity, wherever in it that is.
BEGIN;
SELECT plan(28);

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
CREATE TEMPORARY VIEW awards AS
SELECT
    right(w.user_id::text, 1)::integer AS u,
    right(w.badge_id::text, 2)::integer AS badge,
    w.earned_at,
    w.source,
    w.announced,
    w.awarded_at
FROM momentum.badge_awards AS w;
SET LOCAL timezone = 'UTC';
CREATE FUNCTION pg_temp.day(p_day integer) RETURNS timestamptz LANGUAGE sql AS $day$
    SELECT make_timestamptz(2026, 10, p_day, 8, 0, 0, 'UTC')
$day$;
CREATE TEMPORARY TABLE outcomes AS
SELECT r.required, p.place, 0 AS early, ARRAY[]::text[] AS late
FROM generate_series(1, 7) AS r (required)
CROSS JOIN LATERAL generate_series(1, r.required) AS p (place);
DO $fill$
DECLARE
    v_case record;
BEGIN
    FOR v_case IN SELECT * FROM outcomes LOOP
        TRUNCATE momentum.badge_awards, momentum.activities, momentum.award_reviews;
        DELETE FROM momentum.badge_awards;
        DELETE FROM momentum.badge_definitions;
        PERFORM pg_temp.define(21, 11, v_case.required, 'day');
        -- one statement, all of the streak but one, with a gap on either side and more beyond
        PERFORM pg_temp.add(
            1,
            ARRAY(
                SELECT pg_temp.day(10 + n) FROM generate_series(1, v_case.required) AS n
                WHERE n <> v_case.place
            )
        );
        UPDATE outcomes SET early = (SELECT count(*) FROM awards)
        WHERE required = v_case.required AND place = v_case.place;
        PERFORM pg_temp.add(1, ARRAY[pg_temp.day(10 + v_case.place)]);
        UPDATE outcomes SET late = ARRAY(SELECT w.earned_at::date::text FROM awards AS w)
        WHERE required = v_case.required AND place = v_case.place;
    END LOOP;
END
$fill$;
SELECT is(
    o.early || ' ' || o.late::text, format('0 {2026-10-%s}', 10 + o.required),
    format('window %s of %s comes last', o.place, o.required)
)
FROM outcomes AS o;

SELECT * FROM finish();
ROLLBACK;

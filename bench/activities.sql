-- What fills a database of a benchmark of the scenarios, besides dataset.sql.
CREATE FUNCTION bench.organisation_id(p_number integer)
RETURNS uuid
LANGUAGE sql IMMUTABLE
AS $organisation_id$
    SELECT md5('organisation ' || p_number::text)::uuid
$organisation_id$;

-- Each user is in one of ten organisations, one user in five in a second one, too.
CREATE FUNCTION bench.add_memberships(p_joined_on date)
RETURNS void
LANGUAGE sql VOLATILE
AS $add_memberships$
    INSERT INTO momentum.organisations (id, name)
    SELECT bench.organisation_id(n), 'Organisation ' || n
    FROM generate_series(0, 9) AS n;

    INSERT INTO momentum.memberships (user_id, organisation_id, joined_at)
    WITH drawn AS (
        SELECT
            p.user_id,
            floor(random() * 10)::integer AS first,
            CASE WHEN random() < 0.2 THEN 1 + floor(random() * 9)::integer ELSE 0 END AS step
        FROM bench.people AS p
    )
    SELECT d.user_id, bench.organisation_id(o.number), p_joined_on::timestamp AT TIME ZONE 'UTC'
    FROM drawn AS d
    CROSS JOIN LATERAL (SELECT d.first UNION SELECT (d.first + d.step) % 10) AS o (number);
$add_memberships$;

-- Activities between two instants: the nearer to the end the more, as the service grows (three in
-- five lie in the last third of the time); of five types, the first four times as often as the
-- last; one in eleven for no organisation, the others for one of the user's; recorded
-- as they happened, and stored in that order.
CREATE FUNCTION bench.add_activities(p_from timestamptz, p_to timestamptz, p_activities integer)
RETURNS void
LANGUAGE sql VOLATILE
AS $add_activities$
    INSERT INTO momentum.activities (
        user_id, organisation_id, activity_type, completed_at, created_at, updated_at
    )
    SELECT
        d.user_id, d.organisation_id, d.activity_type, d.completed_at, d.completed_at,
        d.completed_at
    FROM (
        SELECT
            p.user_id,
            p.organisations[1 + floor(random() * 1.1 * cardinality(p.organisations))::integer]
            AS organisation_id,
            (
                ARRAY[
                    'session', 'session', 'session', 'session', 'lesson', 'lesson', 'lesson',
                    'call', 'call', 'survey', 'visit'
                ]
            )[1 + floor(random() * 11)::integer] AS activity_type,
            p_from + (p_to - p_from) * random() ^ 0.4 AS completed_at
        FROM (
            SELECT e.user_id, e.share, array_agg(m.organisation_id) AS organisations
            FROM bench.people AS e
            JOIN momentum.memberships AS m ON m.user_id = e.user_id
            GROUP BY e.user_id, e.share
        ) AS p
        CROSS JOIN LATERAL generate_series(1, floor(p.share * p_activities + random())::integer)
    ) AS d
    ORDER BY d.completed_at
$add_activities$;

-- What the triggers would have kept.
CREATE FUNCTION bench.summarize()
RETURNS void
LANGUAGE sql VOLATILE
AS $summarize$
    INSERT INTO momentum.annual_summary (user_id, year, session_count, last_activity_at)
    SELECT
        a.user_id,
        extract(YEAR FROM a.completed_at AT TIME ZONE 'UTC'),
        count(*),
        max(a.completed_at)
    FROM momentum.activities AS a
    GROUP BY 1, 2
$summarize$;

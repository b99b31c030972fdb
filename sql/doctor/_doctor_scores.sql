-- What is wrong with the clock, score versions, scores and the yearly summary: see doctor().
-- Changes nothing. Counts the activities of everyone. Raises PM004 for a bad number of days.
CREATE OR REPLACE FUNCTION momentum._doctor_scores(p_days integer)
RETURNS TABLE (check_name text, subject text, meaning text, mend text[], fixable boolean)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "DateStyle" = 'ISO, YMD'
SET "TimeZone" = 'UTC'
AS $_doctor_scores$
DECLARE
    v_today CONSTANT date := momentum._today();
    -- the nightly job has until 06:00
    v_last CONSTANT date
        := (momentum.clock() AT TIME ZONE 'UTC' - interval '6 hours')::date - 1;
BEGIN
    RETURN QUERY
    SELECT
        'clock_pinned',
        format('momentum.clock() stands still at %s', c.pinned_at),
        'A test has left it: no new day is scored, and nothing is due any more',
        ARRAY['DELETE FROM momentum.clock_pin'],
        true
    FROM momentum.clock_pin AS c;

    RETURN QUERY
    SELECT
        'no_score_version',
        format('%s', v_today),
        'No score version is in effect today: scoring fails with PM002',
        ARRAY[
            'pgmomentum versions list',
            format('pgmomentum versions activate VERSION --effective-from %s', v_today)
        ],
        false
    WHERE (momentum._version_in_effect(v_today)).version IS NULL;

    RETURN QUERY
    SELECT
        'missing_scores',
        format(
            'rows: %s, on %s of the days from %s to %s',
            sum(d.missing), count(*), min(d.score_date), max(d.score_date)
        ),
        'Active users have no score for these days: the nightly run failed, or was not called',
        ARRAY[
            format(
                'CALL momentum.backfill_empty_days(%L, %L)', min(d.score_date), max(d.score_date)
            )
        ],
        true
    FROM momentum.missing_score_days(v_last - p_days + 1, v_last) AS d
    HAVING count(*) > 0;

    -- A page counts as mended when each user, unless gone, has a row of the day that was written
    -- since; a run anew that finds the row right writes none, so the failure is deleted with it.
    RETURN QUERY
    SELECT
        'scoring_failures',
        format(
            'users: %s, from %s on, the last error: %s',
            count(DISTINCT u.user_id),
            min(f.score_date),
            (array_agg(f.error_message ORDER BY f.id DESC))[1]
        ),
        'Runs went on without these users: their scores are missing or out of date',
        ARRAY[
            format(
                'CALL momentum.recalculate_scores(%L, %L, %L)',
                min(f.score_date),
                greatest(max(f.score_date), v_today - 1),
                array_agg(DISTINCT u.user_id)
            ),
            format(
                'DELETE FROM momentum.scoring_failures WHERE id = ANY (%L)',
                array_agg(DISTINCT f.id)
            )
        ],
        true
    FROM momentum.scoring_failures AS f
    CROSS JOIN LATERAL unnest(f.user_ids) AS u (user_id)
    JOIN momentum._users AS known ON known.id = u.user_id
    WHERE
        f.operation <> 'drain'
        AND NOT EXISTS (
            SELECT
            FROM momentum.daily_engagement_scores AS s
            WHERE
                s.user_id = u.user_id
                AND s.score_date = f.score_date
                AND s.updated_at > f.created_at
        )
    HAVING count(*) > 0;

    RETURN QUERY
    SELECT
        'scoring_failures',
        format(
            'users still queued: %s, the last error: %s',
            count(DISTINCT u.user_id),
            (array_agg(f.error_message ORDER BY f.id DESC))[1]
        ),
        'Draining the queue fails for these users, who stay queued: their scores are out of date',
        ARRAY[format('SELECT momentum.drain_rescore_queue(%s)', count(DISTINCT u.user_id))],
        true
    FROM momentum.scoring_failures AS f
    CROSS JOIN LATERAL unnest(f.user_ids) AS u (user_id)
    JOIN momentum._users AS known ON known.id = u.user_id
    WHERE
        f.operation = 'drain'
        AND EXISTS (
            SELECT
            FROM momentum.rescore_queue AS q
            WHERE q.user_id = u.user_id AND q.from_date <= v_today
        )
    HAVING count(*) > 0;

    RETURN QUERY
    SELECT
        'summary_drift',
        format('users and years of annual_summary: %s', count(*)),
        'They differ from a count of the activities: milestones would be wrong. Triggers were '
            'switched off, or somebody wrote the table by hand',
        ARRAY['SELECT momentum.rebuild_annual_summary()'],
        true
    FROM momentum.verify_annual_summary() AS v
    WHERE NOT EXISTS (
        SELECT
        FROM momentum.summary_queue AS q
        WHERE q.user_id = v.user_id AND q.year = v.year
    )
    HAVING count(*) > 0;
END
$_doctor_scores$;

COMMENT ON FUNCTION momentum._doctor_scores(integer) IS
    'What doctor() finds wrong with the clock, versions, scores and the yearly summary. '
    'Errors: PM004';

-- Takes the lines of pg_temp.staged_activities over into activities, all good ones in one
-- statement, and tells which are not good, and why. The same user and id is the same activity: what
-- is there already stays as it is. A line without an id gets that of _activity_id, a time without a
-- zone is UTC.
-- Records, in the same transaction, the milestones of past years that the written rows reach, as
-- history (see _first_announced_year). The current year is left to the daily evaluation.
-- Imports take turns (advisory lock, class 7713, key 0), so that each counts what the ones before
-- it have written: two that bring half of a year each would both miss its milestone.
-- Writes rows in the order of their key. When a user or an organisation is deleted at this moment
-- it raises foreign_key_violation or PM001: do it again in a new transaction. Raises PM011.
CREATE OR REPLACE FUNCTION momentum._import_staged_activities(
    OUT inserted bigint,
    OUT present bigint,
    OUT rejected_lines bigint[],
    OUT problems text[]
)
RETURNS record
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
SET datestyle = 'ISO, YMD'
SET work_mem = '64MB'
AS $_import_staged_activities$
DECLARE
    v_keys CONSTANT text[] := ARRAY[
        'user_id', 'activity_type', 'completed_at', 'activity_id', 'id', 'organisation_id',
        '_rejected'
    ];
    v_year CONSTANT integer :=
        extract(YEAR FROM momentum.clock() AT TIME ZONE 'UTC')::integer;
    v_unreadable_lines bigint[];
    v_unreadable_problems text[];
    v_past_users uuid[];
    v_past_years integer[];
    v_past_year integer;
    v_user_ids uuid[];
BEGIN
    PERFORM momentum._check_isolation();
    PERFORM pg_advisory_xact_lock(7713, 0);
    LOOP
        BEGIN
            -- OFFSET 0: each document is read, and each value converted, once
            WITH readable AS (
                SELECT
                    s.line,
                    s.document,
                    COALESCE(s.user_id, s.document ->> 'user_id')::uuid AS user_id,
                    COALESCE(s.activity_type, s.document ->> 'activity_type') AS activity_type,
                    COALESCE(s.completed_at, s.document ->> 'completed_at') AS completed_at_text,
                    COALESCE(
                        s.completed_at, s.document ->> 'completed_at'
                    )::timestamptz AS completed_at,
                    COALESCE(
                        s.activity_id, s.document ->> 'activity_id', s.document ->> 'id'
                    )::uuid AS id,
                    COALESCE(
                        s.organisation_id, s.document ->> 'organisation_id'
                    )::uuid AS organisation_id
                FROM (
                    SELECT
                        a.line, a.user_id, a.activity_type, a.completed_at, a.activity_id,
                        a.organisation_id, a.document::jsonb AS document
                    FROM pg_temp.staged_activities AS a
                    OFFSET 0
                ) AS s
                OFFSET 0
            ),
            judged AS MATERIALIZED (
                SELECT
                    r.line, r.user_id, r.activity_type, r.completed_at, r.id, r.organisation_id,
                    CASE
                        WHEN jsonb_typeof(r.document) <> 'object' THEN
                            'the line is not a JSON object [PM005]'
                        WHEN r.document ?& ARRAY['_rejected', 'raw'] THEN
                            'no activity: raw holds a line that is not a JSON object [PM005]'
                        WHEN r.document - v_keys <> '{}' THEN format(
                            'unknown key: %s [PM005]',
                            (
                                SELECT min(k.name)
                                FROM jsonb_object_keys(r.document - v_keys) AS k (name)
                            )
                        )
                        WHEN
                            r.document ->> 'activity_id' IS NOT NULL
                            AND r.document ->> 'id' IS NOT NULL
                        THEN
                            'both activity_id and id: give one of them [PM005]'
                        WHEN
                            jsonb_typeof(r.document -> 'activity_type') NOT IN ('string', 'null')
                        THEN 'activity_type is not a string [PM005]'
                        WHEN u.id IS NULL THEN
                            format('unknown user: %s [PM001]', COALESCE(r.user_id::text, 'null'))
                        WHEN r.completed_at_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
                            'completed_at is not a time such as 2026-11-21T09:30:00Z [PM005]'
                        WHEN r.organisation_id IS NOT NULL AND o.id IS NULL THEN
                            format('unknown organisation: %s [PM007]', r.organisation_id)
                        ELSE
                            momentum._activity_problem(r.activity_type, r.completed_at)
                            || ' [PM005]'
                    END AS problem
                FROM readable AS r
                LEFT JOIN LATERAL (
                    -- LIMIT keeps this a probe of the index: the cost follows the lines, however
                    -- many users there are
                    SELECT n.id FROM momentum._users AS n
                    WHERE n.id = r.user_id AND n.deleted_at IS NULL
                    LIMIT 1
                ) AS u ON true
                LEFT JOIN momentum.organisations AS o
                    ON o.id = r.organisation_id AND o.deleted_at IS NULL
            ),
            written AS (
                INSERT INTO momentum.activities (
                    user_id, id, organisation_id, activity_type, completed_at
                )
                SELECT
                    j.user_id,
                    COALESCE(
                        j.id,
                        momentum._activity_id(
                            j.user_id, j.completed_at, j.activity_type, j.organisation_id
                        )
                    ) AS activity_id,
                    j.organisation_id,
                    j.activity_type,
                    j.completed_at
                FROM judged AS j
                WHERE j.problem IS NULL
                ORDER BY j.user_id, activity_id
                ON CONFLICT (user_id, id) DO NOTHING
                RETURNING
                    user_id, extract(YEAR FROM completed_at AT TIME ZONE 'UTC')::integer AS year
            ),
            past AS (
                SELECT array_agg(p.user_id) AS user_ids, array_agg(p.year) AS years
                FROM (SELECT DISTINCT w.user_id, w.year FROM written AS w) AS p
                WHERE p.year < v_year
            )
            SELECT
                (SELECT count(*) FROM written),
                count(*) FILTER (WHERE j.problem IS NULL) - (SELECT count(*) FROM written),
                v_unreadable_lines || array_agg(j.line) FILTER (WHERE j.problem IS NOT NULL),
                v_unreadable_problems || array_agg(j.problem) FILTER (WHERE j.problem IS NOT NULL),
                (SELECT p.user_ids FROM past AS p),
                (SELECT p.years FROM past AS p)
            INTO inserted, present, rejected_lines, problems, v_past_users, v_past_years
            FROM judged AS j;
            EXIT;
        EXCEPTION
            WHEN data_exception OR program_limit_exceeded THEN
                -- Some line cannot be read. Seldom, and slow to find out which: so only now.
                IF v_unreadable_lines IS NOT NULL THEN
                    RAISE;
                END IF;
        END;
        WITH unreadable AS (
            DELETE FROM pg_temp.staged_activities AS a
            USING (
                SELECT
                    s.line,
                    momentum._staged_activity_problem(
                        s.user_id, s.completed_at, s.activity_id, s.organisation_id, s.document
                    ) AS problem
                FROM pg_temp.staged_activities AS s
                OFFSET 0
            ) AS found
            WHERE a.line = found.line AND found.problem IS NOT NULL
            RETURNING a.line, found.problem
        )
        SELECT COALESCE(array_agg(u.line), '{}'), COALESCE(array_agg(u.problem), '{}')
        INTO v_unreadable_lines, v_unreadable_problems
        FROM unreadable AS u;
    END LOOP;

    FOR v_past_year, v_user_ids IN
        SELECT p.year, array_agg(p.user_id)
        FROM unnest(v_past_users, v_past_years) AS p (user_id, year)
        GROUP BY p.year
        ORDER BY p.year
    LOOP
        PERFORM
        FROM momentum.evaluate_milestones(
            make_timestamptz(v_past_year + 1, 1, 1, 0, 0, 0, 'UTC') - interval '1 microsecond',
            v_user_ids
        );
    END LOOP;
END
$_import_staged_activities$;

COMMENT ON FUNCTION momentum._import_staged_activities() IS
    'Takes the good lines of pg_temp.staged_activities over into activities and records the '
    'milestones of past years; returns how many were written, how many were there already, and the '
    'other lines with what is wrong with them';

-- Takes the lines of pg_temp.staged_events over into momentum_events, all good ones in one
-- statement, and tells which are not good, and why. The same user, time and id is the same event:
-- what is there already stays as it is. A line without an id gets that of _event_id, a time
-- without a zone is UTC. Events of days whose events retention has dropped are not taken.
-- Writes rows in the order of their key, so that two imports do not deadlock. When a user is
-- deleted at this moment it raises foreign_key_violation: do it again in a new transaction.
CREATE OR REPLACE FUNCTION momentum._import_staged_events(
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
AS $_import_staged_events$
DECLARE
    v_keys CONSTANT text[] := ARRAY[
        'user_id', 'event_type', 'event_ts', 'id', 'pillar_id', 'payload', '_rejected'
    ];
    v_now CONSTANT timestamptz := momentum.clock();
    v_unreadable_lines bigint[];
    v_unreadable_problems text[];
BEGIN
    LOOP
        BEGIN
            -- OFFSET 0: each document is read, and each value converted, once
            WITH readable AS (
                SELECT
                    s.line,
                    s.document,
                    COALESCE(s.user_id, s.document ->> 'user_id')::uuid AS user_id,
                    COALESCE(s.event_type, s.document ->> 'event_type') AS event_type,
                    COALESCE(s.event_ts, s.document ->> 'event_ts') AS event_ts_text,
                    COALESCE(s.event_ts, s.document ->> 'event_ts')::timestamptz AS event_ts,
                    COALESCE(s.id, s.document ->> 'id')::uuid AS id,
                    COALESCE(s.pillar_id, s.document ->> 'pillar_id') AS pillar_id,
                    COALESCE(
                        s.payload::jsonb, NULLIF(s.document -> 'payload', 'null'), '{}'
                    ) AS payload
                FROM (
                    SELECT
                        e.line, e.user_id, e.event_type, e.event_ts, e.id, e.pillar_id, e.payload,
                        e.document::jsonb AS document
                    FROM pg_temp.staged_events AS e
                    OFFSET 0
                ) AS s
                OFFSET 0
            ),
            -- read in the statement that locks the table: what retention drops meanwhile counts
            kept AS MATERIALIZED (
                SELECT momentum._events_kept_from() AS kept_from
            ),
            judged AS MATERIALIZED (
                SELECT
                    r.line, r.user_id, r.event_type, r.event_ts, r.id, r.pillar_id, r.payload,
                    CASE
                        WHEN jsonb_typeof(r.document) <> 'object' THEN
                            'the line is not a JSON object [PM005]'
                        WHEN r.document ?& ARRAY['_rejected', 'raw'] THEN
                            'no event: raw holds a line that is not a JSON object [PM005]'
                        WHEN r.document - v_keys <> '{}' THEN format(
                            'unknown key: %s [PM005]',
                            (
                                SELECT min(k.name)
                                FROM jsonb_object_keys(r.document - v_keys) AS k (name)
                            )
                        )
                        WHEN jsonb_typeof(r.document -> 'event_type') NOT IN ('string', 'null') THEN
                            'event_type is not a string [PM005]'
                        WHEN jsonb_typeof(r.document -> 'pillar_id') NOT IN ('string', 'null') THEN
                            'pillar_id is not a string [PM005]'
                        WHEN u.id IS NULL THEN
                            format('unknown user: %s [PM001]', COALESCE(r.user_id::text, 'null'))
                        WHEN r.event_ts_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
                            'event_ts is not a time such as 2026-11-21T09:30:00Z [PM005]'
                        WHEN r.pillar_id IS NOT NULL AND p.id IS NULL THEN
                            format('unknown pillar: %s [PM007]', left(r.pillar_id, 100))
                        WHEN r.event_ts < k.kept_from THEN
                            format('events before %s are no longer kept [PM005]', k.kept_from)
                        ELSE
                            (momentum._event_problem(r.event_type, r.event_ts, r.payload, v_now))[1]
                            || ' [PM005]'
                    END AS problem
                FROM readable AS r
                CROSS JOIN kept AS k
                LEFT JOIN LATERAL (
                    -- LIMIT keeps this a probe of the index: the cost follows the lines, however
                    -- many users there are
                    SELECT n.id FROM momentum._users AS n
                    WHERE n.id = r.user_id AND n.deleted_at IS NULL
                    LIMIT 1
                ) AS u ON true
                LEFT JOIN momentum.momentum_pillars AS p
                    ON p.id = r.pillar_id AND p.deleted_at IS NULL
            ),
            written AS (
                INSERT INTO momentum.momentum_events (
                    user_id, event_ts, id, event_type, pillar_id, payload
                )
                SELECT
                    j.user_id,
                    j.event_ts,
                    COALESCE(
                        j.id,
                        momentum._event_id(
                            j.user_id, j.event_ts, j.event_type, j.pillar_id, j.payload
                        )
                    ) AS event_id,
                    j.event_type,
                    j.pillar_id,
                    j.payload
                FROM judged AS j
                WHERE j.problem IS NULL
                ORDER BY j.user_id, j.event_ts, event_id
                ON CONFLICT (user_id, event_ts, id) DO NOTHING
                RETURNING 1
            )
            SELECT
                (SELECT count(*) FROM written),
                count(*) FILTER (WHERE j.problem IS NULL) - (SELECT count(*) FROM written),
                v_unreadable_lines || array_agg(j.line) FILTER (WHERE j.problem IS NOT NULL),
                v_unreadable_problems || array_agg(j.problem) FILTER (WHERE j.problem IS NOT NULL)
            INTO inserted, present, rejected_lines, problems
            FROM judged AS j;
            RETURN;
        EXCEPTION
            WHEN data_exception OR program_limit_exceeded THEN
                -- Some line cannot be read. Seldom, and slow to find out which: so only now.
                IF v_unreadable_lines IS NOT NULL THEN
                    RAISE;
                END IF;
        END;
        WITH unreadable AS (
            DELETE FROM pg_temp.staged_events AS e
            USING (
                SELECT
                    s.line,
                    momentum._staged_event_problem(
                        s.user_id, s.event_ts, s.id, s.payload, s.document
                    ) AS problem
                FROM pg_temp.staged_events AS s
                OFFSET 0
            ) AS found
            WHERE e.line = found.line AND found.problem IS NOT NULL
            RETURNING e.line, found.problem
        )
        SELECT COALESCE(array_agg(u.line), '{}'), COALESCE(array_agg(u.problem), '{}')
        INTO v_unreadable_lines, v_unreadable_problems
        FROM unreadable AS u;
    END LOOP;
END
$_import_staged_events$;

COMMENT ON FUNCTION momentum._import_staged_events() IS
    'Takes the good lines of pg_temp.staged_events over into momentum_events; returns how many '
    'were written, how many were there already, and the other lines with what is wrong with them';

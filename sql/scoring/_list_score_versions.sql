-- The score versions as a JSON array, the newest first: each its row, with "status" (in effect
-- today, past, later, not active), "used" (it has scored rows, so it cannot change) and its
-- "weights".
CREATE OR REPLACE FUNCTION momentum._list_score_versions()
RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_list_score_versions$
    SELECT COALESCE(
        jsonb_agg(
            to_jsonb(v) || jsonb_build_object(
                'status',
                CASE
                    WHEN v.effective_from IS NULL THEN 'not active'
                    WHEN v.effective_from > momentum._today() THEN 'later'
                    WHEN v.version = (momentum._version_in_effect(momentum._today())).version
                        THEN 'in effect'
                    ELSE 'past'
                END,
                'used',
                EXISTS (
                    SELECT FROM momentum.daily_engagement_scores AS s
                    WHERE s.algorithm_version = v.version
                ),
                'weights',
                (
                    SELECT COALESCE(jsonb_object_agg(w.event_type, w.weight), '{}')
                    FROM momentum.event_weights AS w
                    WHERE w.version = v.version
                )
            )
            ORDER BY v.effective_from DESC NULLS LAST, v.version
        ),
        '[]'
    )
    FROM momentum.score_versions AS v
$_list_score_versions$;

COMMENT ON FUNCTION momentum._list_score_versions() IS
    'The score versions as JSON, the newest first, with their status, use and weights';

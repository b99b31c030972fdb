-- Whether the claims of the caller are those of a coach: a user whose app_metadata, which only the
-- server can set, says so. What a user writes into user_metadata counts for nothing.
CREATE OR REPLACE FUNCTION momentum._caller_is_coach()
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_caller_is_coach$
    SELECT
        auth.uid() IS NOT NULL
        AND COALESCE(
            NULLIF(current_setting('request.jwt.claims', true), '')::jsonb
            #>> '{app_metadata,role}' = 'coach',
            false
        )
$_caller_is_coach$;

COMMENT ON FUNCTION momentum._caller_is_coach() IS
    'Whether app_metadata.role in the claims of the caller is coach';

-- Raises PM001 when an id is null or belongs to no user, or to a deleted one.
CREATE OR REPLACE FUNCTION momentum._check_users(p_user_ids uuid[])
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $_check_users$
DECLARE
    v_unknown text;
BEGIN
    -- all of them are there: the usual case, in one cheap count
    IF (
        SELECT count(*)
        FROM momentum._users AS u
        WHERE u.id = ANY (p_user_ids) AND u.deleted_at IS NULL
    ) = cardinality(p_user_ids)
    THEN
        RETURN;
    END IF;

    SELECT string_agg(COALESCE(wanted.user_id::text, 'null'), ', ')
    INTO v_unknown
    FROM (
        SELECT w.user_id
        FROM unnest(p_user_ids) AS w (user_id)
        LEFT JOIN LATERAL (
            -- LIMIT keeps this a probe of the index for each id: the cost follows the ids asked for
            SELECT true AS is_there
            FROM momentum._users AS u
            WHERE u.id = w.user_id AND u.deleted_at IS NULL
            LIMIT 1
        ) AS known ON true
        WHERE known.is_there IS NULL
        LIMIT 5
    ) AS wanted;
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION 'unknown user: %', v_unknown
            USING ERRCODE = 'PM001',
                  HINT = 'A user is a row of auth.users that is not deleted.';
    END IF;
END
$_check_users$;

COMMENT ON FUNCTION momentum._check_users(uuid[]) IS
    'Raises PM001, naming up to five of them, when ids belong to no user or a deleted one';

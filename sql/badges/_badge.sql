-- The definition of a badge. Raises PM007 when there is none.
CREATE OR REPLACE FUNCTION momentum._badge(p_badge_id uuid)
RETURNS momentum.badge_definitions
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_badge$
DECLARE
    v_badge momentum.badge_definitions;
BEGIN
    SELECT b.* INTO v_badge FROM momentum.badge_definitions AS b WHERE b.id = p_badge_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'unknown badge: %', COALESCE(p_badge_id::text, 'null')
            USING ERRCODE = 'PM007', HINT = 'momentum.badge_definitions lists them.';
    END IF;
    RETURN v_badge;
END
$_badge$;

COMMENT ON FUNCTION momentum._badge(uuid) IS 'The definition of a badge; PM007 when there is none';

-- Defines a badge of an organisation, and returns its id. Who has earned it already gets it by
-- their next activity, or by award_retroactively().
-- Raises PM006 (bad criteria, or the organisation has a badge of that name), PM007.
CREATE OR REPLACE FUNCTION momentum.define_badge(
    p_organisation_id uuid,
    p_name text,
    p_criteria_type text,
    p_required integer,
    p_window_unit text DEFAULT NULL,
    p_activity_types text[] DEFAULT NULL,
    p_open_window_grace boolean DEFAULT false
)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $define_badge$
DECLARE
    v_id uuid;
BEGIN
    PERFORM momentum._check_badge_organisation(p_organisation_id);
    IF (
        p_name ~ '[^[:space:]]' AND p_name !~ '[[:cntrl:]]' AND length(p_name) <= 200
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a badge needs a name of at most 200 characters, on one line'
            USING ERRCODE = 'PM006', HINT = 'Give a short name such as Four weeks in a row.';
    END IF;
    INSERT INTO momentum.badge_definitions (
        organisation_id, name, criteria_type, required, window_unit, activity_types,
        open_window_grace
    )
    VALUES (
        p_organisation_id, p_name, p_criteria_type, p_required, p_window_unit, p_activity_types,
        COALESCE(p_open_window_grace, false)
    )
    ON CONFLICT (organisation_id, name) DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        RAISE EXCEPTION 'the organisation has a badge %', quote_literal(p_name)
            USING ERRCODE = 'PM006',
                  HINT = 'Give another name, or change the row of momentum.badge_definitions.';
    END IF;
    RETURN v_id;
END
$define_badge$;

COMMENT ON FUNCTION momentum.define_badge(uuid, text, text, integer, text, text[], boolean) IS
    'Defines a badge of an organisation: a streak of so many windows (day, week or month) in a '
    'row, or a count of activities; returns its id. Errors: PM006, PM007';

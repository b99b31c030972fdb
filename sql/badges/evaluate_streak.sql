-- How many windows in a row, back from the one that contains p_now, have an activity of the user:
-- the first empty one ends the streak, the current one included, unless p_open_window_grace passes
-- over it while it is empty. Windows are UTC days, weeks from Monday, or months; each contains its
-- first instant and not its last. What comes after p_now does not exist.
-- Reads the streak and the window before it, not the history.
-- Raises PM001, PM004, PM006, PM007.
CREATE OR REPLACE FUNCTION momentum.evaluate_streak(
    p_user_id uuid,
    p_window_unit text,
    p_required integer,
    p_activity_types text[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL,
    p_open_window_grace boolean DEFAULT false,
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS momentum.streak_result
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $evaluate_streak$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_step interval;
    v_current timestamp;
    v_window timestamp;
    v_count integer;
    v_counts integer[] := '{}'::integer[];
    v_newest timestamp;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._check_streak(p_window_unit, p_required, p_activity_types);
    PERFORM momentum._check_known_organisation(p_organisation_id);
    v_step := ('1 ' || p_window_unit)::interval;
    v_current := date_trunc(p_window_unit, v_now AT TIME ZONE 'UTC');
    v_window := v_current;
    LOOP
        SELECT count(*)::integer
        INTO v_count
        FROM momentum.activities AS a
        WHERE
            a.user_id = p_user_id
            AND a.completed_at >= v_window AT TIME ZONE 'UTC'
            AND a.completed_at < (v_window + v_step) AT TIME ZONE 'UTC'
            AND a.completed_at <= v_now
            AND (p_activity_types IS NULL OR a.activity_type = ANY (p_activity_types))
            AND (p_organisation_id IS NULL OR a.organisation_id = p_organisation_id)
            AND a.deleted_at IS NULL;
        IF v_count > 0 THEN
            v_counts := v_counts || v_count;
            v_newest := COALESCE(v_newest, v_window);
        ELSIF v_window < v_current OR p_open_window_grace IS NOT TRUE THEN
            EXIT;
        END IF;
        v_window := v_window - v_step;
    END LOOP;
    RETURN (
        cardinality(v_counts) >= p_required,
        cardinality(v_counts),
        p_required,
        momentum._streak_windows(p_window_unit, v_newest, v_counts)
    );
END
$evaluate_streak$;

COMMENT ON FUNCTION momentum.evaluate_streak(
    uuid, text, integer, text[], uuid, boolean, timestamptz
) IS
    'The streak of a user that reaches up to an instant (default now): UTC days, weeks from Monday '
    'or months in a row with an activity, of some types or in an organisation where these are '
    'given. Errors: PM001, PM004, PM006, PM007';

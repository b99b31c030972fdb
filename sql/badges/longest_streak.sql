-- The longest streak that a user ever had, the latest of several: its length and its windows. What
-- lies in the future does not exist; nothing is required, so met and required_value are null.
-- Raises PM001, PM006, PM007.
CREATE OR REPLACE FUNCTION momentum.longest_streak(
    p_user_id uuid,
    p_window_unit text,
    p_activity_types text[] DEFAULT NULL,
    p_organisation_id uuid DEFAULT NULL
)
RETURNS momentum.streak_result
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $longest_streak$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_first timestamp;
    v_last timestamp;
BEGIN
    PERFORM momentum._check_users(ARRAY[p_user_id]);
    PERFORM momentum._check_streak(p_window_unit, 1, p_activity_types);
    PERFORM momentum._check_known_organisation(p_organisation_id);
    SELECT s.first_window, s.last_window
    INTO v_first, v_last
    FROM momentum._streaks(
        ARRAY[p_user_id], p_window_unit, p_activity_types, p_organisation_id, v_now
    ) AS s
    ORDER BY s.windows DESC, s.last_window DESC
    LIMIT 1;
    RETURN (
        SELECT (NULL, cardinality(c.counts), NULL, windows.listed)::momentum.streak_result
        FROM momentum._window_counts(
            p_user_id, p_window_unit, p_activity_types, p_organisation_id, v_first, v_last, v_now
        ) AS c (counts)
        CROSS JOIN momentum._streak_windows(p_window_unit, v_last, c.counts) AS windows (listed)
    );
END
$longest_streak$;

COMMENT ON FUNCTION momentum.longest_streak(uuid, text, text[], uuid) IS
    'The longest streak that a user ever had, the latest of several: length and windows. '
    'Errors: PM001, PM006, PM007';

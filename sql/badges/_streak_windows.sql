-- The windows of a streak as JSON, newest first: [{"window_start", "window_end",
-- "activity_count"}], the end being the day after the last. p_counts has the activities of each,
-- from p_newest back.
CREATE OR REPLACE FUNCTION momentum._streak_windows(
    p_window_unit text,
    p_newest timestamp,
    p_counts integer[]
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_streak_windows$
DECLARE
    v_step CONSTANT interval := ('1 ' || p_window_unit)::interval;
BEGIN
    RETURN COALESCE(
        (
            SELECT jsonb_agg(
                jsonb_build_object(
                    'window_start', (p_newest - (c.place - 1) * v_step)::date,
                    'window_end', (p_newest - (c.place - 2) * v_step)::date,
                    'activity_count', c.activities
                )
                ORDER BY c.place
            )
            FROM unnest(p_counts) WITH ORDINALITY AS c (activities, place)
        ),
        '[]'
    );
END
$_streak_windows$;

COMMENT ON FUNCTION momentum._streak_windows(text, timestamp, integer[]) IS
    'The windows of a streak as JSON, newest first, with their activities';

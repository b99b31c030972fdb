-- What there is to announce of one award: the badge, and what it takes, in words.
CREATE OR REPLACE FUNCTION momentum._award_announcement(
    p_award momentum.badge_awards,
    p_now timestamptz
)
RETURNS momentum._announcement
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_award_announcement$
BEGIN
    RETURN (
        SELECT
            (
                p_award.user_id,
                'badge_awarded',
                ARRAY['notifications:' || p_award.user_id],
                jsonb_build_object(
                    'event_type', 'badge_awarded',
                    'badge_id', p_award.badge_id,
                    'user_id', p_award.user_id,
                    'organisation_id', p_award.organisation_id,
                    'title', b.name,
                    'message', CASE
                        WHEN b.criteria_type = 'streak' THEN
                            format('%s %ss in a row', b.required, b.window_unit)
                        WHEN b.required = 1 THEN '1 activity'
                        ELSE format('%s activities', b.required)
                    END,
                    'earned_at', p_award.earned_at,
                    'timestamp', p_now
                ),
                NULL
            )::momentum._announcement
        FROM momentum.badge_definitions AS b
        WHERE b.id = p_award.badge_id
    );
END
$_award_announcement$;

COMMENT ON FUNCTION momentum._award_announcement(momentum.badge_awards, timestamptz) IS
    'What there is to announce of one award: channel and payload';

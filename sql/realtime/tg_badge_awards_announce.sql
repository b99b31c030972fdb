-- AFTER INSERT or UPDATE FOR EACH STATEMENT on momentum.badge_awards: announces those that are
-- news, among them revoked ones that are given back.
CREATE OR REPLACE FUNCTION momentum.tg_badge_awards_announce()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $tg_badge_awards_announce$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_awards momentum.badge_awards[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        v_awards := ARRAY(SELECT n FROM new_rows AS n WHERE n.announced);
    ELSE
        v_awards := ARRAY(
            SELECT n
            FROM new_rows AS n
            JOIN old_rows AS o ON o.user_id = n.user_id AND o.badge_id = n.badge_id
            WHERE n.announced AND n.revoked_at IS NULL AND o.revoked_at IS NOT NULL
        );
    END IF;
    PERFORM momentum._announce(ARRAY(
        SELECT
            (
                n.user_id,
                'badge_awarded',
                ARRAY['notifications:' || n.user_id],
                jsonb_build_object(
                    'event_type', 'badge_awarded',
                    'badge_id', n.badge_id,
                    'user_id', n.user_id,
                    'organisation_id', n.organisation_id,
                    'title', b.name,
                    'message', CASE
                        WHEN b.criteria_type = 'streak' THEN
                            format('%s %ss in a row', b.required, b.window_unit)
                        WHEN b.required = 1 THEN '1 activity'
                        ELSE format('%s activities', b.required)
                    END,
                    'earned_at', n.earned_at,
                    'timestamp', v_now
                ),
                NULL
            )::momentum._announcement
        FROM unnest(v_awards) AS n
        JOIN momentum.badge_definitions AS b ON b.id = n.badge_id
    ));
    RETURN NULL;
END
$tg_badge_awards_announce$;

COMMENT ON FUNCTION momentum.tg_badge_awards_announce() IS 'Trigger: announces badges that are news';

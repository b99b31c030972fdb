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
    v_announcements refcursor;
BEGIN
    IF TG_OP = 'INSERT' THEN
        OPEN v_announcements FOR
        SELECT a.*
        FROM new_rows AS n
        CROSS JOIN LATERAL momentum._award_announcement(n, v_now) AS a
        WHERE n.announced;
    ELSE
        OPEN v_announcements FOR
        SELECT a.*
        -- full, for it is hashed also by a plan that was made for one row
        FROM new_rows AS n
        FULL JOIN old_rows AS o ON o.user_id = n.user_id AND o.badge_id = n.badge_id
        CROSS JOIN LATERAL momentum._award_announcement(n, v_now) AS a
        WHERE
            (n.announced AND n.revoked_at IS NULL) IS NOT DISTINCT FROM true
            AND (o.revoked_at IS NULL) IS NOT DISTINCT FROM false;
    END IF;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$tg_badge_awards_announce$;

COMMENT ON FUNCTION momentum.tg_badge_awards_announce() IS
    'Trigger: announces badges that are news';

-- AFTER INSERT, UPDATE or DELETE FOR EACH STATEMENT on momentum.coach_interventions: announces
-- those that are new, those that somebody would see to have changed, and, as deleted, those that
-- are gone, unless their user goes with them.
CREATE OR REPLACE FUNCTION momentum.tg_coach_interventions_announce()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_coach_interventions_announce$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
    v_announcements refcursor;
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            OPEN v_announcements FOR
            SELECT a.*
            FROM new_rows AS n
            CROSS JOIN LATERAL momentum._intervention_announcement(
                'intervention_created', n, n.status, NULL, v_now
            ) AS a;
        WHEN 'UPDATE' THEN
            OPEN v_announcements FOR
            SELECT a.*
            -- full, for it is hashed also by a plan that was made for one row
            FROM new_rows AS n
            FULL JOIN old_rows AS o ON o.user_id = n.user_id AND o.id = n.id
            CROSS JOIN LATERAL momentum._intervention_announcement(
                CASE
                    WHEN o.id IS NULL THEN 'intervention_created'
                    ELSE 'intervention_updated'
                END,
                CASE
                    WHEN n.id IS NULL THEN o::momentum.coach_interventions
                    ELSE n::momentum.coach_interventions
                END,
                CASE WHEN n.id IS NULL THEN 'deleted' ELSE n.status END,
                o.status,
                v_now
            ) AS a
            WHERE
                (
                    n.organisation_id, n.intervention_type, n.status, n.trigger_reason,
                    n.scheduled_date
                ) IS DISTINCT FROM (
                    o.organisation_id, o.intervention_type, o.status, o.trigger_reason,
                    o.scheduled_date
                );
        WHEN 'DELETE' THEN
            OPEN v_announcements FOR
            SELECT a.*
            FROM old_rows AS o
            JOIN momentum._users AS u ON u.id = o.user_id
            CROSS JOIN LATERAL momentum._intervention_announcement(
                'intervention_updated', o, 'deleted', o.status, v_now
            ) AS a;
    END CASE;
    PERFORM momentum._announce_all(v_announcements, v_now);
    RETURN NULL;
END
$tg_coach_interventions_announce$;

COMMENT ON FUNCTION momentum.tg_coach_interventions_announce() IS
    'Trigger: announces interventions that are new, have changed or are gone';

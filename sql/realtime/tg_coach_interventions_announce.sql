-- AFTER INSERT or UPDATE FOR EACH STATEMENT on momentum.coach_interventions: announces those that
-- are new, and those that somebody would see to have changed.
CREATE OR REPLACE FUNCTION momentum.tg_coach_interventions_announce()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_coach_interventions_announce$
DECLARE
    v_now CONSTANT timestamptz := momentum.clock();
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM momentum._announce(ARRAY(
            SELECT momentum._intervention_announcement('intervention_created', n, NULL, v_now)
            FROM new_rows AS n
        ));
    ELSE
        PERFORM momentum._announce(ARRAY(
            SELECT momentum._intervention_announcement('intervention_updated', n, o.status, v_now)
            FROM new_rows AS n
            JOIN old_rows AS o ON o.user_id = n.user_id AND o.id = n.id
            WHERE
                (
                    n.organisation_id, n.intervention_type, n.status, n.trigger_reason,
                    n.scheduled_date
                ) IS DISTINCT FROM (
                    o.organisation_id, o.intervention_type, o.status, o.trigger_reason,
                    o.scheduled_date
                )
        ));
    END IF;
    RETURN NULL;
END
$tg_coach_interventions_announce$;

COMMENT ON FUNCTION momentum.tg_coach_interventions_announce() IS
    'Trigger: announces interventions that are new or have changed';

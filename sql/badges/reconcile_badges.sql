-- Evaluates the activities that have arrived in the span before p_now (recorded or changed, and
-- their time has come) and were not evaluated: what a failed, late or switched-off trigger missed.
-- Returns how many arrived, how many of them were evaluated now, the awards that came of it, and
-- their share of the span's awards by trigger and reconciliation. A share above 5 % raises an alert
-- on ops_alerts, unless settings.live_badges is off, where all of them come from here. Marks the
-- span's awards that no longer hold for review: a deletion may have met them on the way. Raises
-- PM004 (instant), PM006 (span), PM011.
CREATE OR REPLACE FUNCTION momentum.reconcile_badges(
    p_since interval DEFAULT '24 hours',
    p_now timestamptz DEFAULT momentum.clock()
)
RETURNS TABLE (
    scanned bigint,
    reevaluated bigint,
    awarded bigint,
    awarded_share numeric,
    alerted boolean
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET work_mem = '64MB'
AS $reconcile_badges$
DECLARE
    v_now CONSTANT timestamptz := momentum._check_instant(p_now);
    v_from timestamptz;
    v_missed momentum._arrived_activity[];
    v_all_awards bigint;
BEGIN
    IF (p_since > '0' AND p_since <= '100 years') IS NOT TRUE THEN
        RAISE EXCEPTION 'bad span: %', COALESCE(p_since::text, 'null')
            USING ERRCODE = 'PM006', HINT = 'Give a positive time such as 24 hours.';
    END IF;
    PERFORM momentum._check_isolation();
    v_from := (v_now AT TIME ZONE 'UTC' - p_since) AT TIME ZONE 'UTC';

    SELECT
        count(*),
        array_agg(
            (
                a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at,
                least(greatest(a.created_at, a.updated_at, a.completed_at), v_now)
            )::momentum._arrived_activity
        ) FILTER (WHERE l.user_id IS NULL)
    INTO scanned, v_missed
    FROM momentum.activities AS a
    LEFT JOIN momentum.badge_evaluation_log AS l
        ON l.user_id = a.user_id AND l.activity_id = a.id
    WHERE
        greatest(a.created_at, a.updated_at, a.completed_at) > v_from
        AND a.completed_at <= v_now
        AND a.deleted_at IS NULL;

    SELECT e.evaluated, cardinality(e.awards)
    INTO reevaluated, awarded
    FROM momentum._evaluate_activities(
        COALESCE(v_missed, '{}'), v_now, 'reconciliation'
    ) AS e;

    INSERT INTO momentum.award_reviews (user_id, badge_id, activity_id, reason)
    SELECT w.user_id, w.badge_id, w.activity_id, 'activity deleted or changed'
    FROM momentum.badge_awards AS w
    WHERE
        w.awarded_at > v_from
        AND w.activity_id IS NOT NULL
        AND w.revoked_at IS NULL
        AND NOT EXISTS (
            SELECT
            FROM momentum.award_reviews AS r
            WHERE r.user_id = w.user_id AND r.badge_id = w.badge_id
        )
        AND NOT momentum._award_holds(w);

    SELECT count(*)
    INTO v_all_awards
    FROM momentum.badge_awards AS w
    WHERE w.awarded_at > v_from AND w.source IN ('trigger', 'reconciliation');
    awarded_share := COALESCE(round(awarded::numeric / NULLIF(v_all_awards, 0), 4), 0);
    alerted := awarded > 0 AND awarded * 20 > v_all_awards AND EXISTS (
        SELECT FROM momentum.settings AS s WHERE s.name = 'live_badges' AND s.value = 'on'
    );
    IF alerted THEN
        PERFORM pg_notify(
            'ops_alerts',
            jsonb_build_object(
                'alert', 'badges_reconciled',
                'scanned', scanned,
                'reevaluated', reevaluated,
                'awarded', awarded,
                'awarded_share', awarded_share,
                'timestamp', v_now
            )::text
        );
    END IF;
    RETURN NEXT;
END
$reconcile_badges$;

COMMENT ON FUNCTION momentum.reconcile_badges(interval, timestamptz) IS
    'Evaluates the activities of a span (default the last 24 hours) whose badges were not evaluated; '
    'returns how many there are in the span, how many were evaluated now, what was awarded, its '
    'share of the span''s awards (0 to 1), and whether that raised an alert (above 0.05). '
    'Errors: PM004, PM006, PM011';

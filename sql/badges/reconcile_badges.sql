-- Evaluates what a failed, late or switched-off trigger missed: activities that arrived in the span
-- before p_now (recorded, and their time has come) and have no row in badge_evaluation_log, and
-- those in badge_queue. Marks awards that depended on what was queued for review.
-- Returns how many arrived in the span, how many activities were evaluated now, the awards that
-- came of it, and their share of the span's awards by trigger and reconciliation. A share above 5 %
-- raises an alert on ops_alerts. Users whose turn somebody else has are left to the next run: what
-- was found of theirs is queued, and a WARNING tells how many they are.
-- Evaluated as of p_now: for an earlier one, what has come since does not exist.
-- Raises PM004 (instant), PM006 (span), PM011.
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
    v_queued momentum.badge_queue[];
    v_missed momentum._arrived_activity[];
    v_user_ids uuid[];
    v_held uuid[];
    v_span_awards bigint;
BEGIN
    IF (p_since > '0' AND momentum._is_duration(p_since)) IS NOT TRUE THEN
        RAISE EXCEPTION 'bad span: %', COALESCE(p_since::text, 'null')
            USING ERRCODE = 'PM006', HINT = 'Give a positive time such as 24 hours.';
    END IF;
    PERFORM momentum._check_isolation();
    v_from := (v_now AT TIME ZONE 'UTC' - p_since) AT TIME ZONE 'UTC';

    SELECT
        count(*),
        array_agg(
            (a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at, NULL)
                ::momentum._arrived_activity
        ) FILTER (WHERE l.user_id IS NULL)
    INTO scanned, v_missed
    FROM momentum.activities AS a
    LEFT JOIN momentum.badge_evaluation_log AS l
        ON l.user_id = a.user_id AND l.activity_id = a.id
    WHERE
        greatest(a.created_at, a.completed_at) > v_from
        AND a.completed_at <= v_now
        AND a.deleted_at IS NULL;

    -- noted before anything is evaluated: what is queued meanwhile stays
    v_queued := ARRAY(SELECT q FROM momentum.badge_queue AS q WHERE q.completed_at <= v_now);

    v_user_ids := ARRAY(
        SELECT m.user_id
        FROM unnest(v_missed) AS m
        UNION
        SELECT u.id
        FROM unnest(v_queued) AS q
        JOIN momentum._users AS u ON u.id = q.user_id
    );
    v_held := momentum._hold_badge_turns(v_user_ids);
    IF cardinality(v_held) < cardinality(v_user_ids) THEN
        RAISE WARNING '% users were left out', cardinality(v_user_ids) - cardinality(v_held)
            USING HINT = 'Their badges are being evaluated; the next run finds what is left.';
        INSERT INTO momentum.badge_queue (
            user_id, activity_id, organisation_id, activity_type, completed_at
        )
        SELECT m.user_id, m.id, m.organisation_id, m.activity_type, m.completed_at
        FROM unnest(v_missed) AS m
        WHERE
            m.user_id NOT IN (SELECT h.id FROM unnest(v_held) AS h (id))
            AND (m.user_id, m.id) NOT IN (
                SELECT q.user_id, q.activity_id FROM unnest(v_queued) AS q
            );
    END IF;
    -- as they are now that the turns are had
    v_missed := ARRAY(
        SELECT
            (
                a.user_id, a.id, a.organisation_id, a.activity_type, a.completed_at,
                least(greatest(a.created_at, a.completed_at), v_now)
            )::momentum._arrived_activity
        FROM (
            SELECT each.user_id, each.activity_id, bool_or(each.is_queued) AS is_queued
            FROM (
                SELECT m.user_id, m.id AS activity_id, false AS is_queued
                FROM unnest(v_missed) AS m
                UNION ALL
                SELECT q.user_id, q.activity_id, true
                FROM unnest(v_queued) AS q
            ) AS each
            WHERE each.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
            GROUP BY each.user_id, each.activity_id
        ) AS waiting
        JOIN momentum.activities AS a
            ON a.user_id = waiting.user_id AND a.id = waiting.activity_id
        LEFT JOIN momentum.badge_evaluation_log AS l
            ON l.user_id = waiting.user_id AND l.activity_id = waiting.activity_id
        WHERE
            a.completed_at <= v_now
            AND a.deleted_at IS NULL
            AND (waiting.is_queued OR l.user_id IS NULL)
    );
    reevaluated := cardinality(v_missed)::bigint;
    awarded := cardinality(
        momentum._evaluate_activities(v_missed, v_now, 'reconciliation')
    )::bigint;

    PERFORM momentum._review_awards(ARRAY(
        SELECT
            (
                q.user_id, q.activity_id, q.organisation_id, q.activity_type, q.completed_at, NULL
            )::momentum._arrived_activity
        FROM unnest(v_queued) AS q
        WHERE q.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
    ));
    DELETE FROM momentum.badge_queue AS q
    USING unnest(v_queued) AS seen
    WHERE
        q.user_id = seen.user_id
        AND q.id = seen.id
        AND (
            q.user_id IN (SELECT h.id FROM unnest(v_held) AS h (id))
            OR NOT EXISTS (SELECT FROM momentum._users AS u WHERE u.id = q.user_id)
        );

    SELECT count(*)
    INTO v_span_awards
    FROM momentum.badge_awards AS w
    WHERE
        w.awarded_at > v_from
        AND w.awarded_at <= v_now
        AND w.source IN ('trigger', 'reconciliation');
    awarded_share := COALESCE(round(awarded::numeric / NULLIF(v_span_awards, 0), 4), 0);
    alerted := awarded * 20 > v_span_awards;
    IF alerted THEN
        PERFORM momentum._alert(
            jsonb_build_object(
                'alert', 'badges_reconciled',
                'scanned', scanned,
                'reevaluated', reevaluated,
                'awarded', awarded,
                'awarded_share', awarded_share,
                'timestamp', v_now
            )
        );
    END IF;
    RETURN NEXT;
END
$reconcile_badges$;

COMMENT ON FUNCTION momentum.reconcile_badges(interval, timestamptz) IS
    'Evaluates the activities of a span (default the last 24 hours) whose badges were not '
    'evaluated; returns how many there are in the span, how many were evaluated now, what was '
    'awarded, its share of the span''s awards (0 to 1), and whether that raised an alert (above '
    '0.05). Errors: PM004, PM006, PM011';

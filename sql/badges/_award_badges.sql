-- Awards badges that were earned, with the evidence that was found: each user and badge once, ever.
-- Returns the awards of this call. The unique key decides between two calls at once; rows are
-- inserted in its order.
CREATE OR REPLACE FUNCTION momentum._award_badges(
    p_earned momentum._earned_badge[],
    p_now timestamptz,
    p_source text
)
RETURNS momentum.badge_awards[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_award_badges$
DECLARE
    v_awarded momentum.badge_awards[];
BEGIN
    WITH awarded AS (
        INSERT INTO momentum.badge_awards (
            user_id, badge_id, organisation_id, awarded_at, earned_at, activity_id, source,
            evidence, announced
        )
        SELECT
            e.user_id,
            e.badge_id,
            b.organisation_id,
            p_now,
            e.earned_at,
            e.activity_id,
            p_source,
            e.evidence,
            e.announced
        FROM unnest(p_earned) AS e
        JOIN momentum.badge_definitions AS b ON b.id = e.badge_id
        ORDER BY e.user_id, e.badge_id
        ON CONFLICT (user_id, badge_id) DO NOTHING
        RETURNING *
    )
    SELECT array_agg(a::momentum.badge_awards) INTO v_awarded FROM awarded AS a;
    RETURN COALESCE(v_awarded, '{}');
END
$_award_badges$;

COMMENT ON FUNCTION momentum._award_badges(momentum._earned_badge[], timestamptz, text) IS
    'Awards badges that were earned, each user and badge once, ever; returns the new awards';

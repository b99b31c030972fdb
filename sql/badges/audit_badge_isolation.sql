-- Awards that mix organisations: whose organisation is not that of the badge, or not that of the
-- activity that completed it. There should be none.
CREATE OR REPLACE FUNCTION momentum.audit_badge_isolation()
RETURNS TABLE (
    user_id uuid,
    badge_id uuid,
    organisation_id uuid,
    badge_organisation_id uuid,
    activity_organisation_id uuid
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $audit_badge_isolation$
BEGIN
    RETURN QUERY
    SELECT w.user_id, w.badge_id, w.organisation_id, b.organisation_id, a.organisation_id
    FROM momentum.badge_awards AS w
    JOIN momentum.badge_definitions AS b ON b.id = w.badge_id
    LEFT JOIN momentum.activities AS a ON a.user_id = w.user_id AND a.id = w.activity_id
    WHERE
        w.organisation_id <> b.organisation_id
        OR (a.id IS NOT NULL AND a.organisation_id IS DISTINCT FROM w.organisation_id)
    ORDER BY w.user_id, w.badge_id;
END
$audit_badge_isolation$;

COMMENT ON FUNCTION momentum.audit_badge_isolation() IS
    'Awards whose organisation is not that of the badge, or not that of the activity that '
    'completed it: there should be none';

-- The badges of an organisation (null: of all) as a JSON array, by organisation and name: each its
-- row, with its "organisation" by name, and how many users have it ("holders").
-- Raises PM007 (unknown organisation).
CREATE OR REPLACE FUNCTION momentum._list_badges(p_organisation_id uuid)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET "TimeZone" = 'UTC'
AS $_list_badges$
BEGIN
    PERFORM momentum._check_known_organisation(p_organisation_id);
    RETURN (
        SELECT COALESCE(
            jsonb_agg(
                to_jsonb(b) || jsonb_build_object(
                    'organisation', o.name,
                    'holders', (
                        SELECT count(*)
                        FROM momentum.badge_awards AS w
                        JOIN momentum._users AS u ON u.id = w.user_id AND u.deleted_at IS NULL
                        WHERE w.badge_id = b.id AND w.revoked_at IS NULL
                    )
                )
                ORDER BY o.name, o.id, b.name
            ),
            '[]'
        )
        FROM momentum.badge_definitions AS b
        JOIN momentum.organisations AS o ON o.id = b.organisation_id
        WHERE p_organisation_id IS NULL OR b.organisation_id = p_organisation_id
    );
END
$_list_badges$;

COMMENT ON FUNCTION momentum._list_badges(uuid) IS
    'The badges of an organisation, or of all, as JSON, with how many users have each. Errors: '
    'PM007';

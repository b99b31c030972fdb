-- Which organisations' configurations concern a user: those of the user's organisations; for a user
-- without any, the default (organisation_id null).
CREATE OR REPLACE VIEW momentum._affiliations WITH (security_invoker = true) AS
SELECT m.user_id, m.organisation_id
FROM momentum.memberships AS m
JOIN momentum.organisations AS o ON o.id = m.organisation_id AND o.deleted_at IS NULL
UNION ALL
SELECT u.id, NULL
FROM momentum._users AS u
WHERE NOT EXISTS (
    SELECT
    FROM momentum.memberships AS m
    JOIN momentum.organisations AS o ON o.id = m.organisation_id AND o.deleted_at IS NULL
    WHERE m.user_id = u.id
);

COMMENT ON VIEW momentum._affiliations IS
    'Users and their organisations that are not deleted; null for users without any';

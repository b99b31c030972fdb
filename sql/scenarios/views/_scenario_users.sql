-- The users whom a scenario may concern: not deleted, and not opted out of it.
CREATE OR REPLACE VIEW momentum._scenario_users WITH (security_invoker = true) AS
SELECT u.id AS user_id, s.scenario_type
FROM momentum._users AS u
CROSS JOIN (VALUES ('milestone'), ('inactivity'), ('expiry')) AS s (scenario_type)
WHERE
    u.deleted_at IS NULL
    AND NOT EXISTS (
        SELECT
        FROM momentum.notification_preferences AS n
        WHERE n.user_id = u.id AND n.scenario_type = s.scenario_type AND n.opted_out
    );

COMMENT ON VIEW momentum._scenario_users IS
    'Users whom a scenario may concern: neither deleted nor opted out of it';

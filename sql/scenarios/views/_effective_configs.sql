-- What each organisation has decided, over the default; and the default itself, for users without
-- an organisation (organisation_id null). What lacks something it works with is not enabled.
CREATE OR REPLACE VIEW momentum._effective_configs WITH (security_invoker = true) AS
SELECT
    o.id AS organisation_id,
    s.scenario_type,
    COALESCE(c.enabled, d.enabled, true)
    AND CASE s.scenario_type
        WHEN 'milestone' THEN COALESCE(c.thresholds, d.thresholds) IS NOT NULL
        WHEN 'inactivity' THEN COALESCE(c.inactive_after, d.inactive_after) IS NOT NULL
        ELSE COALESCE(c.expires_within, d.expires_within) IS NOT NULL
    END
    AND (s.scenario_type = 'milestone' OR COALESCE(c.cooldown, d.cooldown) IS NOT NULL) AS enabled,
    COALESCE(c.thresholds, d.thresholds) AS thresholds,
    COALESCE(c.activity_types, d.activity_types) AS activity_types,
    COALESCE(c.inactive_after, d.inactive_after) AS inactive_after,
    COALESCE(c.expires_within, d.expires_within) AS expires_within,
    COALESCE(c.cooldown, d.cooldown) AS cooldown,
    COALESCE(c.message, d.message, '{}') AS message
FROM (
    SELECT live.id FROM momentum.organisations AS live WHERE live.deleted_at IS NULL
    UNION ALL
    SELECT NULL AS id
) AS o
CROSS JOIN (VALUES ('milestone'), ('inactivity'), ('expiry')) AS s (scenario_type)
LEFT JOIN momentum.scenario_configs AS c
    ON c.organisation_id = o.id AND c.scenario_type = s.scenario_type
LEFT JOIN momentum.scenario_configs AS d
    ON d.organisation_id IS NULL AND d.scenario_type = s.scenario_type;

COMMENT ON VIEW momentum._effective_configs IS
    'The configuration of each scenario that holds for each organisation that is not deleted; '
    'without an organisation: the default';

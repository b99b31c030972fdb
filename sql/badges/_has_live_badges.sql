-- Whether badges are evaluated as activities come: settings.live_badges.
CREATE OR REPLACE FUNCTION momentum._has_live_badges()
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_has_live_badges$
BEGIN
    RETURN EXISTS (
        SELECT FROM momentum.settings AS s WHERE s.name = 'live_badges' AND s.value = 'on'
    );
END
$_has_live_badges$;

COMMENT ON FUNCTION momentum._has_live_badges() IS
    'Whether settings.live_badges is on: badges are evaluated as activities come';

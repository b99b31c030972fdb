ALTER TYPE momentum._earned_badge
    DROP ATTRIBUTE evidence,
    DROP ATTRIBUTE announced,
    DROP ATTRIBUTE earned_at,
    DROP ATTRIBUTE activity_id,
    ADD ATTRIBUTE earned_window date,
    ADD ATTRIBUTE activity_id uuid,
    ADD ATTRIBUTE earned_at timestamptz,
    ADD ATTRIBUTE announced boolean;
COMMENT ON TYPE momentum._earned_badge IS
    'A badge to award: the window (its start, UTC) that completed the streak, null for a count; '
    'the activity that completed it, and when; and whether to announce it';

-- depends: 0013.jobs
-- The evidence of a badge is taken where it is found, by the same snapshot.

SET LOCAL ROLE momentum_owner;

-- Functions of ours alone use it, and are replaced in the same transaction.
ALTER TYPE momentum._earned_badge
    -- squawk-ignore ban-drop-column
    DROP ATTRIBUTE earned_window,
    ADD ATTRIBUTE evidence jsonb;
COMMENT ON TYPE momentum._earned_badge IS
    'A badge to award: the activity that completed it, and when; whether to announce it; and what '
    'met the criteria';

RESET ROLE;

-- Two who bring activities of one user at the same moment evaluate both, and see only their own.
CREATE OR REPLACE FUNCTION momentum._hold_badge_turns(p_user_ids uuid[])
RETURNS uuid[]
LANGUAGE sql
RETURN p_user_ids;

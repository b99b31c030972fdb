-- Calculations that do not wait for one another.
CREATE OR REPLACE FUNCTION momentum._lock_users(p_user_ids uuid[])
RETURNS void
LANGUAGE sql
RETURN NULL;

CREATE OR REPLACE FUNCTION momentum._try_lock_users(
    p_user_ids uuid[],
    p_limit integer DEFAULT NULL
)
RETURNS uuid[]
LANGUAGE sql
RETURN p_user_ids[1:COALESCE(p_limit, cardinality(p_user_ids))];

-- The part of auth.users that the engine reads, with the owner's rights: the roles that run the
-- engine need none on auth.users itself. auth.users carries no more of a user than it must.
CREATE OR REPLACE VIEW momentum._users AS
SELECT u.id, u.created_at, u.deleted_at
FROM auth.users AS u;

COMMENT ON VIEW momentum._users IS 'Id, creation and deletion of every user of auth.users';

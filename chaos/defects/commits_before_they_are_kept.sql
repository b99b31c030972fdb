-- Commits that are acknowledged before they are on disk: a server that stops loses some.
DO $$
BEGIN
    EXECUTE pg_catalog.format(
        'ALTER DATABASE %I SET synchronous_commit = off', pg_catalog.current_database()
    );
END
$$;

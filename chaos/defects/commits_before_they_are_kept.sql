-- Commits that are acknowledged before they are written: a server that stops loses some.
ALTER SYSTEM SET synchronous_commit = off;

ALTER SYSTEM SET wal_writer_delay = '10s';

ALTER SYSTEM SET wal_writer_flush_after = '1GB';

SELECT pg_catalog.pg_reload_conf();

-- The ledger: which migrations were applied (the tables of yoyo's schema version 2) and which files
-- of sql/ are loaded. In a schema of its own, because it outlives the schema momentum.
CREATE SCHEMA IF NOT EXISTS momentum_ledger;
COMMENT ON SCHEMA momentum_ledger IS 'Migrations applied and source files loaded by pgmomentum';

CREATE TABLE IF NOT EXISTS momentum_ledger._yoyo_migration (
    migration_hash varchar(64),
    migration_id varchar(255),
    applied_at_utc timestamp,
    PRIMARY KEY (migration_hash)
);
COMMENT ON TABLE momentum_ledger._yoyo_migration IS 'Migrations that are applied';

CREATE TABLE IF NOT EXISTS momentum_ledger._yoyo_log (
    id varchar(36),
    migration_hash varchar(64),
    migration_id varchar(255),
    operation varchar(10),
    username varchar(255),
    hostname varchar(255),
    comment varchar(255),
    created_at_utc timestamp,
    PRIMARY KEY (id)
);
COMMENT ON TABLE momentum_ledger._yoyo_log IS 'Every application and rollback of a migration';

CREATE TABLE IF NOT EXISTS momentum_ledger._yoyo_version (
    version integer NOT NULL PRIMARY KEY,
    installed_at_utc timestamp
);
COMMENT ON TABLE momentum_ledger._yoyo_version IS 'Version of the ledger''s own layout';
INSERT INTO momentum_ledger._yoyo_version (version, installed_at_utc)
VALUES (2, pg_catalog.now() AT TIME ZONE 'UTC')
ON CONFLICT (version) DO NOTHING;

CREATE TABLE IF NOT EXISTS momentum_ledger.yoyo_lock (
    locked integer DEFAULT 1,
    ctime timestamp,
    pid integer NOT NULL,
    PRIMARY KEY (locked)
);
COMMENT ON TABLE momentum_ledger.yoyo_lock IS 'Part of the layout; an advisory lock is used instead';

CREATE TABLE IF NOT EXISTS momentum_ledger.loaded_files (
    path text NOT NULL PRIMARY KEY,
    sha256 text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE momentum_ledger.loaded_files IS
    'Files of sql/ that are loaded, with the hash of their text';

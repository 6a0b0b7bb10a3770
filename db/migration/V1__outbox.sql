-- What GitHub is owed. Times are milliseconds since 1970 (UTC), always bound by the program.
-- The views at the end read as plain words and times.

CREATE TABLE environment (
    id                   INTEGER PRIMARY KEY,
    logical_environment  TEXT NOT NULL,
    physical_environment TEXT NOT NULL,
    cluster              TEXT NOT NULL,
    UNIQUE (logical_environment, physical_environment, cluster)
) STRICT;

-- One row for each deployment name: what the cluster says of it, and what GitHub accepted last.
CREATE TABLE deployment (
    id              INTEGER PRIMARY KEY,
    environment_id  INTEGER NOT NULL REFERENCES environment (id),
    deployment_name TEXT    NOT NULL,
    namespace       TEXT    NOT NULL,
    workload_kind   TEXT    NOT NULL,
    workload_name   TEXT    NOT NULL,
    status          TEXT    NOT NULL CHECK (status IN ('deployed', 'decommissioned')),
    name            TEXT    NOT NULL,
    digest          TEXT    NOT NULL CHECK
        (length(digest) = 71 AND digest GLOB 'sha256:*' AND substr(digest, 8) NOT GLOB '*[^0-9a-f]*'),
    version         TEXT,
    metadata        TEXT    NOT NULL CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
    changed_at      INTEGER NOT NULL,
    -- What GitHub accepted last; nothing accepted yet: all null.
    accepted_status  TEXT   CHECK (accepted_status IN ('deployed', 'decommissioned')),
    accepted_name    TEXT,
    accepted_digest  TEXT,
    accepted_version TEXT,
    accepted_at      INTEGER,
    -- What GitHub may have stored but never confirmed, since a call ended without a clear answer; no doubt: all null.
    doubted_name     TEXT,
    doubted_digest   TEXT,
    doubted_version  TEXT,
    UNIQUE (environment_id, deployment_name),
    CHECK ((accepted_status IS NULL) = (accepted_at IS NULL)),
    CHECK ((accepted_digest IS NULL) = (accepted_at IS NULL)),
    CHECK ((accepted_name IS NULL) = (accepted_at IS NULL)),
    CHECK ((doubted_name IS NULL) = (doubted_digest IS NULL))
) STRICT;

CREATE INDEX deployment_by_workload ON deployment (namespace, workload_name, workload_kind);
CREATE INDEX deployment_gone ON deployment (changed_at) WHERE status = 'decommissioned';

-- One row for each change of a deployment that GitHub is to be told of.
CREATE TABLE outbox (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment_id    INTEGER NOT NULL REFERENCES deployment (id),
    environment_id   INTEGER NOT NULL REFERENCES environment (id),
    status           TEXT    NOT NULL CHECK (status IN ('deployed', 'decommissioned')),
    name             TEXT    NOT NULL,
    digest           TEXT    NOT NULL CHECK
        (length(digest) = 71 AND digest GLOB 'sha256:*' AND substr(digest, 8) NOT GLOB '*[^0-9a-f]*'),
    version          TEXT,
    metadata         TEXT    NOT NULL CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
    state            TEXT    NOT NULL CHECK (state IN
        ('pending', 'leased', 'delivered', 'superseded', 'parked', 'unattested', 'dead')),
    enqueued_at      INTEGER NOT NULL,
    available_at     INTEGER NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    parked_since     INTEGER,
    parked_for       TEXT    CHECK (parked_for IN ('attestation', 'permission')),
    parkings         INTEGER NOT NULL DEFAULT 0 CHECK (parkings >= 0),
    batch_limit      INTEGER CHECK (batch_limit >= 1),
    lease_token      TEXT,
    lease_expires_at INTEGER,
    finished_at      INTEGER,
    last_error       TEXT,
    CHECK ((state = 'leased') = (lease_token IS NOT NULL)),
    CHECK ((state = 'leased') = (lease_expires_at IS NOT NULL)),
    CHECK ((state IN ('delivered', 'superseded', 'unattested', 'dead')) = (finished_at IS NOT NULL)),
    CHECK ((parked_since IS NULL) = (parked_for IS NULL)),
    CHECK (state <> 'parked' OR parked_since IS NOT NULL)
) STRICT;

-- At most one row of a deployment waits and one is in flight: no order can go wrong.
CREATE UNIQUE INDEX outbox_one_waiting ON outbox (deployment_id) WHERE state IN ('pending', 'parked');
CREATE UNIQUE INDEX outbox_one_leased ON outbox (deployment_id) WHERE state = 'leased';
CREATE INDEX outbox_waiting ON outbox (available_at, id) WHERE state IN ('pending', 'parked');
CREATE INDEX outbox_leased ON outbox (digest, lease_expires_at) WHERE state = 'leased';
CREATE INDEX outbox_finished ON outbox (state, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_by_deployment ON outbox (deployment_id, id);
CREATE INDEX outbox_unattested ON outbox (digest) WHERE state = 'unattested';
CREATE INDEX outbox_waiting_by_digest ON outbox (digest) WHERE state IN ('pending', 'parked');

-- The one door before GitHub. No row: it is open.
CREATE TABLE gate (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    reason     TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    shut_since INTEGER NOT NULL,
    shut_until INTEGER NOT NULL,
    faults     INTEGER NOT NULL DEFAULT 0 CHECK (faults >= 0)
) STRICT;

CREATE VIEW backlog AS
SELECT o.id,
       o.state,
       d.deployment_name,
       o.status,
       o.name || coalesce(':' || o.version, '')                           AS image,
       o.attempts,
       strftime('%Y-%m-%d %H:%M:%SZ', o.enqueued_at / 1000, 'unixepoch')  AS owed_since,
       strftime('%Y-%m-%d %H:%M:%SZ', o.available_at / 1000, 'unixepoch') AS due_at,
       coalesce(o.last_error, '')                                         AS last_error
FROM outbox o
JOIN deployment d ON d.id = o.deployment_id
WHERE o.state IN ('pending', 'leased', 'parked')
ORDER BY o.available_at, o.id;

CREATE VIEW dead_letters AS
SELECT o.id,
       d.deployment_name,
       o.status,
       o.name || coalesce(':' || o.version, '')                          AS image,
       o.digest,
       o.attempts,
       strftime('%Y-%m-%d %H:%M:%SZ', o.enqueued_at / 1000, 'unixepoch') AS owed_since,
       strftime('%Y-%m-%d %H:%M:%SZ', o.finished_at / 1000, 'unixepoch') AS dead_since,
       coalesce(o.last_error, '')                                        AS last_error
FROM outbox o
JOIN deployment d ON d.id = o.deployment_id
WHERE o.state = 'dead'
ORDER BY o.finished_at, o.id;

CREATE VIEW inventory AS
SELECT d.deployment_name,
       d.workload_kind || ' ' || d.namespace || '/' || d.workload_name         AS workload,
       d.status,
       d.name || coalesce(':' || d.version, '')                                AS image,
       d.digest,
       strftime('%Y-%m-%d %H:%M:%SZ', d.changed_at / 1000, 'unixepoch')        AS changed_at,
       coalesce(d.accepted_status, 'nothing')                                  AS github_has,
       coalesce(strftime('%Y-%m-%d %H:%M:%SZ', d.accepted_at / 1000, 'unixepoch'), '') AS accepted_at,
       e.logical_environment,
       e.physical_environment,
       e.cluster
FROM deployment d
JOIN environment e ON e.id = d.environment_id
ORDER BY d.deployment_name;

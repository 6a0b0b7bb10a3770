-- An outbox as schema 8 left it, with a row in every state. Never to be edited.
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA application_id = 1685353067;
BEGIN TRANSACTION;
CREATE TABLE brake (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    -- Since when decommissions are held back, and of how many deployments when it was last looked at; null: none are.
    held_since   INTEGER,
    held         INTEGER,
    -- When the confirmation that the settings still hold was used up; null: it was not.
    confirmed_at INTEGER,
    CHECK ((held_since IS NULL) = (held IS NULL)),
    CHECK (held_since IS NOT NULL OR confirmed_at IS NOT NULL)
) STRICT;
INSERT INTO brake VALUES(1,1772359200000,21,NULL);
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
    doubted_version  TEXT, workload_group TEXT NOT NULL DEFAULT '', unclear_row INTEGER, unclear_at INTEGER, confirm_at INTEGER,
    UNIQUE (environment_id, deployment_name),
    CHECK ((accepted_status IS NULL) = (accepted_at IS NULL)),
    CHECK ((accepted_digest IS NULL) = (accepted_at IS NULL)),
    CHECK ((accepted_name IS NULL) = (accepted_at IS NULL)),
    CHECK ((doubted_name IS NULL) = (doubted_digest IS NULL))
) STRICT;
INSERT INTO deployment VALUES(1,1,'shop/delivered/app','shop','Deployment','delivered','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000001','v1','{"tags":{"team":"blue"}}',1772359200000,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000001','v1',1772359200000,'ghcr.io/o/x','sha256:0000000000000000000000000000000000000000000000000000000000000001','v0','',NULL,NULL,NULL);
INSERT INTO deployment VALUES(2,1,'shop/superseded/app','shop','StatefulSet','superseded','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000002','v2','{}',1772359200000,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000002','v2',1772359200000,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(3,1,'shop/pending/app','shop','DaemonSet','pending','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000003','v3','{"tags":{"team":"blue"}}',1772359200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(4,1,'shop/leased/app','shop','Rollout','leased','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000004','v4','{}',1772359200000,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000004','v4',1772359200000,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(5,1,'shop/parked/app','shop','StatefulSet','parked','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000005','v5','{"tags":{"team":"blue"}}',1772359200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(6,1,'shop/unattested/app','shop','CronJob','unattested','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000006','v6','{}',1772359200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(7,1,'shop/dead/app','shop','Job','dead','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000007','v7','{"tags":{"team":"blue"}}',1772359200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(8,1,'shop/gone/app','shop','Deployment','gone','decommissioned','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000008','v8','{}',1772359200000,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000008','v8',1772359200000,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(9,1,'shop/forbidden/app','shop','ReplicationController','forbidden','deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000009','v9','{"tags":{"team":"blue"}}',1772359200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO deployment VALUES(10,1,'shop/doubted/app','shop','Pod','doubted','deployed','ghcr.io/acme/shop','sha256:000000000000000000000000000000000000000000000000000000000000000a','v10','{}',1772359200000,NULL,NULL,NULL,NULL,NULL,'ghcr.io/acme/shop','sha256:000000000000000000000000000000000000000000000000000000000000000a','v10','',NULL,NULL,NULL);
CREATE TABLE environment (
    id                   INTEGER PRIMARY KEY,
    logical_environment  TEXT NOT NULL,
    physical_environment TEXT NOT NULL,
    cluster              TEXT NOT NULL,
    UNIQUE (logical_environment, physical_environment, cluster)
) STRICT;
INSERT INTO environment VALUES(1,'production','eu-west-1','main');
CREATE TABLE IF NOT EXISTS "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO flyway_schema_history VALUES(1,'1','outbox','SQL','V1__outbox.sql',-1880209657,'','2026-03-01 10:00:00.000',1,1);
INSERT INTO flyway_schema_history VALUES(2,'2','brake','SQL','V2__brake.sql',-1661725571,'','2026-03-01 10:00:00.000',1,1);
INSERT INTO flyway_schema_history VALUES(3,'3','pause','SQL','V3__pause.sql',-1813021832,'','2026-03-01 10:00:00.000',1,1);
INSERT INTO flyway_schema_history VALUES(4,'4','workload group','SQL','V4__workload_group.sql',1149152104,'','2026-11-28 11:22:53.737',23,1);
INSERT INTO flyway_schema_history VALUES(5,'5','readable kind','SQL','V5__readable_kind.sql',-1884420539,'','2026-11-28 11:22:53.772',11,1);
INSERT INTO flyway_schema_history VALUES(6,'6','delivery','SQL','V6__delivery.sql',-1417970011,'','2026-11-28 11:22:53.833',17,1);
INSERT INTO flyway_schema_history VALUES(7,'7','differing','SQL','V7__differing.sql',-176414788,'','2026-11-28 11:22:53.884',21,1);
INSERT INTO flyway_schema_history VALUES(8,'8','by hand','SQL','V8__by_hand.sql',-219250326,'','2026-11-28 11:22:53.907',5,1);
CREATE TABLE gate (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    reason     TEXT    NOT NULL,
    detail     TEXT    NOT NULL,
    shut_since INTEGER NOT NULL,
    shut_until INTEGER NOT NULL,
    faults     INTEGER NOT NULL DEFAULT 0 CHECK (faults >= 0)
) STRICT;
INSERT INTO gate VALUES(1,'outage','HTTP 503',1772359200000,1772359216000,4);
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
    last_error       TEXT, tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0), accepted_at_fault INTEGER,
    CHECK ((state = 'leased') = (lease_token IS NOT NULL)),
    CHECK ((state = 'leased') = (lease_expires_at IS NOT NULL)),
    CHECK ((state IN ('delivered', 'superseded', 'unattested', 'dead')) = (finished_at IS NOT NULL)),
    CHECK ((parked_since IS NULL) = (parked_for IS NULL)),
    CHECK (state <> 'parked' OR parked_since IS NOT NULL)
) STRICT;
INSERT INTO outbox VALUES(1,1,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000001','v1','{}','delivered',1772359200000,1772359200000,0,NULL,NULL,0,NULL,NULL,NULL,1772359201000,NULL,0,NULL);
INSERT INTO outbox VALUES(2,2,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000063','v99','{}','superseded',1772359200000,1772359200000,0,NULL,NULL,0,NULL,NULL,NULL,1772359201000,NULL,0,NULL);
INSERT INTO outbox VALUES(3,2,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000002','v2','{}','delivered',1772359200000,1772359200000,0,NULL,NULL,0,NULL,NULL,NULL,1772359202000,NULL,0,NULL);
INSERT INTO outbox VALUES(4,3,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000003','v3','{}','pending',1772359200000,1772359260000,2,NULL,NULL,0,50,NULL,NULL,NULL,'HTTP 500',2,NULL);
INSERT INTO outbox VALUES(5,4,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000004','v4','{}','leased',1772359200000,1772359200000,1,NULL,NULL,0,NULL,'t1',1772359320000,NULL,NULL,1,NULL);
INSERT INTO outbox VALUES(6,5,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000005','v5','{}','parked',1772359200000,253402300799000,0,1772359200000,'attestation',3,NULL,NULL,NULL,NULL,'HTTP 404',0,NULL);
INSERT INTO outbox VALUES(7,6,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000006','v6','{}','unattested',1772359200000,1772359200000,0,1771754400000,'attestation',40,NULL,NULL,NULL,1772359203000,'HTTP 404',0,NULL);
INSERT INTO outbox VALUES(8,7,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000007','v7','{}','dead',1772359200000,1772359200000,20,NULL,NULL,0,NULL,NULL,NULL,1772359203000,'HTTP 422',20,NULL);
INSERT INTO outbox VALUES(9,8,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000008','v8','{}','delivered',1772359200000,1772359200000,0,NULL,NULL,0,NULL,NULL,NULL,1772359201000,NULL,0,NULL);
INSERT INTO outbox VALUES(10,8,1,'decommissioned','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000008','v8','{}','pending',1772359200000,1772359200000,0,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO outbox VALUES(11,9,1,'deployed','ghcr.io/acme/shop','sha256:0000000000000000000000000000000000000000000000000000000000000009','v9','{}','parked',1772359200000,1772359500000,0,1772359200000,'permission',3,NULL,NULL,NULL,NULL,'HTTP 403',0,NULL);
INSERT INTO outbox VALUES(12,10,1,'deployed','ghcr.io/acme/shop','sha256:000000000000000000000000000000000000000000000000000000000000000a','v10','{}','pending',1772359200000,1772359200000,1,NULL,NULL,0,NULL,NULL,NULL,NULL,'timed out',1,NULL);
CREATE TABLE pause (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    reason TEXT    NOT NULL,
    since  INTEGER NOT NULL
) STRICT;
INSERT INTO pause VALUES(1,'maintenance of the proxy',1772359200000);
CREATE TABLE contested_name (
    id             INTEGER PRIMARY KEY,
    deployment_id  INTEGER NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
    namespace      TEXT    NOT NULL,
    workload_group TEXT    NOT NULL,
    workload_kind  TEXT    NOT NULL,
    workload_name  TEXT    NOT NULL,
    since          INTEGER NOT NULL,
    UNIQUE (deployment_id, namespace, workload_group, workload_kind, workload_name)
) STRICT;
CREATE TABLE readable_kind (
    id        INTEGER PRIMARY KEY,
    resource  TEXT NOT NULL CHECK (resource <> ''),
    namespace TEXT NOT NULL,
    UNIQUE (resource, namespace)
) STRICT;
CREATE TABLE acceptance (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    calls   INTEGER NOT NULL CHECK (calls >= 1),
    last_at INTEGER NOT NULL
) STRICT;
INSERT INTO acceptance VALUES(1,4,1772359200000);
CREATE TABLE missing_artifact (
    id     INTEGER PRIMARY KEY,
    digest TEXT    NOT NULL UNIQUE,
    since  INTEGER NOT NULL,
    -- How often GitHub was asked, and when it is asked again, by one row.
    asked  INTEGER NOT NULL CHECK (asked >= 0),
    ask_at INTEGER NOT NULL
) STRICT;
INSERT INTO missing_artifact VALUES(1,'sha256:0000000000000000000000000000000000000000000000000000000000000005',1772359200000,3,1772359500000);
CREATE TABLE gate_release (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    requested_at INTEGER NOT NULL
) STRICT;
CREATE TABLE retirement (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    since INTEGER NOT NULL
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('outbox',12);
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE INDEX deployment_by_workload ON deployment (namespace, workload_name, workload_kind);
CREATE INDEX deployment_gone ON deployment (changed_at) WHERE status = 'decommissioned';
CREATE UNIQUE INDEX outbox_one_waiting ON outbox (deployment_id) WHERE state IN ('pending', 'parked');
CREATE UNIQUE INDEX outbox_one_leased ON outbox (deployment_id) WHERE state = 'leased';
CREATE INDEX outbox_waiting ON outbox (available_at, id) WHERE state IN ('pending', 'parked');
CREATE INDEX outbox_leased ON outbox (digest, lease_expires_at) WHERE state = 'leased';
CREATE INDEX outbox_finished ON outbox (state, finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_by_deployment ON outbox (deployment_id, id);
CREATE INDEX outbox_unattested ON outbox (digest) WHERE state = 'unattested';
CREATE INDEX outbox_waiting_by_digest ON outbox (digest) WHERE state IN ('pending', 'parked');
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
CREATE INDEX contested_by_workload ON contested_name (namespace, workload_name, workload_kind, workload_group);
CREATE VIEW inventory AS
SELECT d.deployment_name,
       d.workload_kind || CASE WHEN d.workload_group IN ('', 'apps', 'batch') THEN '' ELSE '.' || d.workload_group END
           || ' ' || d.namespace || '/' || d.workload_name                     AS workload,
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
CREATE VIEW contested AS
SELECT d.deployment_name,
       d.workload_kind || CASE WHEN d.workload_group IN ('', 'apps', 'batch') THEN '' ELSE '.' || d.workload_group END
           || ' ' || d.namespace || '/' || d.workload_name                     AS held_by,
       c.workload_kind || CASE WHEN c.workload_group IN ('', 'apps', 'batch') THEN '' ELSE '.' || c.workload_group END
           || ' ' || c.namespace || '/' || c.workload_name                     AS wanted_by,
       strftime('%Y-%m-%d %H:%M:%SZ', c.since / 1000, 'unixepoch')             AS since
FROM contested_name c
JOIN deployment d ON d.id = c.deployment_id
ORDER BY d.deployment_name, wanted_by;
CREATE INDEX missing_artifact_next ON missing_artifact (ask_at);
CREATE INDEX deployment_to_confirm ON deployment (confirm_at) WHERE confirm_at IS NOT NULL;
CREATE VIEW backlog AS
SELECT o.id,
       o.state,
       d.deployment_name,
       o.status,
       o.name || coalesce(':' || o.version, '')                           AS image,
       o.attempts,
       strftime('%Y-%m-%d %H:%M:%SZ', o.enqueued_at / 1000, 'unixepoch')  AS owed_since,
       strftime('%Y-%m-%d %H:%M:%SZ', coalesce(m.ask_at, o.available_at) / 1000, 'unixepoch') AS due_at,
       coalesce(o.last_error, '')                                         AS last_error
FROM outbox o
JOIN deployment d ON d.id = o.deployment_id
LEFT JOIN missing_artifact m ON m.digest = o.digest AND o.parked_for = 'attestation' AND o.state = 'parked'
WHERE o.state IN ('pending', 'leased', 'parked')
ORDER BY coalesce(m.ask_at, o.available_at), o.id;
CREATE INDEX deployment_unmatched ON deployment (id)
WHERE CASE status
          WHEN 'deployed' THEN accepted_status IS NOT 'deployed' OR accepted_name IS NOT name
              OR accepted_digest IS NOT digest OR accepted_version IS NOT version OR doubted_digest IS NOT NULL
          ELSE accepted_status IS 'deployed' OR doubted_digest IS NOT NULL
      END;
CREATE VIEW difference AS
SELECT deployment_id, id AS row_id,
       CASE WHEN state = 'parked' THEN 'parked_' || parked_for ELSE 'pending' END AS reason
FROM outbox
WHERE state IN ('pending', 'parked')
UNION ALL
SELECT l.deployment_id, l.id, 'pending'
FROM outbox l
WHERE l.state = 'leased'
  AND NOT EXISTS (SELECT 1 FROM outbox w WHERE w.deployment_id = l.deployment_id AND w.state IN ('pending', 'parked'))
UNION ALL
SELECT o.deployment_id, o.id, o.state
FROM outbox o
JOIN deployment d ON d.id = o.deployment_id
WHERE o.state IN ('dead', 'unattested') AND o.finished_at IS NOT NULL
  AND (d.status = 'deployed' OR d.accepted_status IS 'deployed' OR d.doubted_digest IS NOT NULL)
UNION ALL
SELECT d.id, n.id, CASE WHEN n.last_error IS 'discarded by hand' THEN 'discarded' ELSE 'nothing_owed' END
FROM deployment d
LEFT JOIN outbox n ON n.id = (SELECT max(m.id) FROM outbox m WHERE m.deployment_id = d.id)
WHERE CASE d.status
          WHEN 'deployed' THEN d.accepted_status IS NOT 'deployed' OR d.accepted_name IS NOT d.name
              OR d.accepted_digest IS NOT d.digest OR d.accepted_version IS NOT d.version OR d.doubted_digest IS NOT NULL
          ELSE d.accepted_status IS 'deployed' OR d.doubted_digest IS NOT NULL
      END
  AND NOT EXISTS (SELECT 1 FROM outbox w WHERE w.deployment_id = d.id AND w.state IN ('pending', 'parked'))
  AND NOT EXISTS (SELECT 1 FROM outbox l WHERE l.deployment_id = d.id AND l.state = 'leased')
  AND n.state IS NOT 'dead' AND n.state IS NOT 'unattested';
CREATE VIEW differing AS
SELECT d.deployment_name,
       x.reason,
       d.workload_kind || CASE WHEN d.workload_group IN ('', 'apps', 'batch') THEN '' ELSE '.' || d.workload_group END
           || ' ' || d.namespace || '/' || d.workload_name                                      AS workload,
       strftime('%Y-%m-%d %H:%M:%SZ', coalesce(o.enqueued_at, d.changed_at) / 1000, 'unixepoch') AS since,
       coalesce(o.last_error, '')                                                               AS last_error
FROM difference x
JOIN deployment d ON d.id = x.deployment_id
LEFT JOIN outbox o ON o.id = x.row_id
ORDER BY x.reason, coalesce(o.enqueued_at, d.changed_at), d.deployment_name;
COMMIT;

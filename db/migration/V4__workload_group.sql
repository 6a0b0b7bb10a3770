-- The API group of a workload's kind is part of its identity. Rows of earlier versions have only the kind; the next start
-- completes them with what it finds in the cluster. Kinds of the core group have an empty one for good.
ALTER TABLE deployment ADD COLUMN workload_group TEXT NOT NULL DEFAULT '';

-- Workloads that render a deployment name which another workload has.
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

CREATE INDEX contested_by_workload ON contested_name (namespace, workload_name, workload_kind, workload_group);

DROP VIEW inventory;

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

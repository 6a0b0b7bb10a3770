-- Deployments whose record at GitHub differs from the cluster.

-- A deployment that GitHub may show in another way than the cluster has it. The index holds only these, so they are found
-- without reading the rest of the table. Its condition stands in the view below in the same words, or it would not be used.
CREATE INDEX deployment_unmatched ON deployment (id)
WHERE CASE status
          WHEN 'deployed' THEN accepted_status IS NOT 'deployed' OR accepted_name IS NOT name
              OR accepted_digest IS NOT digest OR accepted_version IS NOT version OR doubted_digest IS NOT NULL
          ELSE accepted_status IS 'deployed' OR doubted_digest IS NOT NULL
      END;

-- One row for each, with the reason: what became of the deployment's newest row. A waiting, dead or unattested row is always
-- the newest of its deployment. A decommission that failed is no difference if GitHub shows nothing. The reason nothing_owed
-- must never occur.
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

-- Earlier versions pruned dead and discarded rows after a while, regardless of what GitHub showed: such deployments are owed again.
INSERT INTO outbox (deployment_id, environment_id, status, name, digest, version, metadata, state, enqueued_at, available_at)
SELECT d.id, d.environment_id, d.status,
       CASE WHEN d.status = 'deployed' THEN d.name ELSE coalesce(d.accepted_name, d.doubted_name) END,
       CASE WHEN d.status = 'deployed' THEN d.digest ELSE coalesce(d.accepted_digest, d.doubted_digest) END,
       CASE WHEN d.status = 'deployed' THEN d.version WHEN d.accepted_digest IS NULL THEN d.doubted_version ELSE d.accepted_version END,
       d.metadata, 'pending', d.changed_at, d.changed_at
FROM difference x
JOIN deployment d ON d.id = x.deployment_id
WHERE x.reason = 'nothing_owed';

-- Deployments by kind of workload and API group, the most frequent first; both are part of a workload's identity.
--   sqlite3 -header -column FILE < db/inspect/by_kind.sql
SELECT d.workload_kind || CASE WHEN d.workload_group IN ('', 'apps', 'batch') THEN '' ELSE '.' || d.workload_group END AS kind,
       count(*) FILTER (WHERE d.status = 'deployed')                  AS deployed,
       count(*) FILTER (WHERE d.status = 'decommissioned')            AS decommissioned,
       (SELECT count(DISTINCT c.deployment_id) FROM contested_name c
        JOIN deployment h ON h.id = c.deployment_id
        WHERE h.workload_kind = d.workload_kind AND h.workload_group = d.workload_group) AS contested
FROM deployment d
GROUP BY d.workload_group, d.workload_kind
ORDER BY deployed DESC, kind;

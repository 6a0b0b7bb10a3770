-- Deployments and rows by namespace; those with the most backlog or dead rows first.
--   sqlite3 -header -column FILE < db/inspect/by_namespace.sql
SELECT d.namespace,
       count(DISTINCT d.id) FILTER (WHERE d.status = 'deployed')                  AS deployed,
       count(o.id) FILTER (WHERE o.state IN ('pending', 'leased', 'parked'))      AS owed,
       count(o.id) FILTER (WHERE o.state = 'parked')                              AS parked,
       count(o.id) FILTER (WHERE o.state = 'unattested')                          AS unattested,
       count(o.id) FILTER (WHERE o.state = 'dead')                                AS dead,
       count(o.id) FILTER (WHERE o.state = 'delivered')                           AS delivered
FROM deployment d
LEFT JOIN outbox o ON o.deployment_id = d.id
GROUP BY d.namespace
ORDER BY owed + dead DESC, d.namespace;

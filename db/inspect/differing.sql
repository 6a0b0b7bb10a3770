-- Deployments whose record at GitHub differs from the cluster, by reason and GitHub's response, with the oldest of each.
--   sqlite3 -header -column FILE < db/inspect/differing.sql
SELECT reason,
       count(*)             AS deployments,
       min(since)           AS oldest_since,
       min(deployment_name) AS for_example,
       last_error
FROM differing
GROUP BY reason, last_error
ORDER BY deployments DESC, reason, last_error;

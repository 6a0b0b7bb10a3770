-- Stuck rows: dead rows, rows with failed attempts and rows parked for over an hour, by GitHub's response.
--   sqlite3 -header -column FILE < db/inspect/stuck.sql
SELECT o.state,
       count(*)                                                                   AS rows,
       max(o.attempts)                                                            AS most_attempts,
       strftime('%Y-%m-%d %H:%M:%SZ', min(o.enqueued_at) / 1000, 'unixepoch')     AS oldest_owed_since,
       min(d.deployment_name)                                                     AS for_example,
       coalesce(o.last_error, '')                                                 AS last_error
FROM outbox o
JOIN deployment d ON d.id = o.deployment_id
WHERE o.state = 'dead'
   OR (o.state IN ('pending', 'leased') AND o.attempts > 0)
   OR (o.state = 'parked' AND o.parked_since < (unixepoch() - 3600) * 1000)
GROUP BY o.state, o.last_error
ORDER BY rows DESC, o.state, o.last_error;

-- The 20 delivered rows with the longest time from being enqueued to being delivered.
--   sqlite3 -header -column FILE < db/inspect/slowest.sql
SELECT o.id,
       d.deployment_name,
       o.status,
       (o.finished_at - o.enqueued_at) / 1000                                     AS seconds,
       o.attempts,
       o.park_count,
       strftime('%Y-%m-%d %H:%M:%SZ', o.enqueued_at / 1000, 'unixepoch')          AS owed_since,
       strftime('%Y-%m-%d %H:%M:%SZ', o.finished_at / 1000, 'unixepoch')          AS delivered_at
FROM outbox o
JOIN deployment d ON d.id = o.deployment_id
WHERE o.state = 'delivered'
ORDER BY o.finished_at - o.enqueued_at DESC, o.id
LIMIT 20;

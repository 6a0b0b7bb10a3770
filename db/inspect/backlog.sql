-- The backlog: rows by state with the oldest of each, then the reasons if no deliveries are made.
--   sqlite3 -header -column FILE < db/inspect/backlog.sql
SELECT state,
       count(*)                                                                 AS rows,
       strftime('%Y-%m-%d %H:%M:%SZ', min(enqueued_at) / 1000, 'unixepoch')     AS oldest_owed_since,
       (unixepoch() * 1000 - min(enqueued_at)) / 60000                          AS oldest_minutes,
       strftime('%Y-%m-%d %H:%M:%SZ', min(available_at) / 1000, 'unixepoch')    AS next_due
FROM outbox
WHERE state IN ('pending', 'leased', 'parked')
GROUP BY state
ORDER BY state;

SELECT 'gate shut by ' || reason || ': ' || detail                              AS kept_back_by,
       strftime('%Y-%m-%d %H:%M:%SZ', shut_since / 1000, 'unixepoch')           AS since,
       strftime('%Y-%m-%d %H:%M:%SZ', shut_until / 1000, 'unixepoch')           AS until
FROM gate
UNION ALL
SELECT 'paused by an operator: ' || reason,
       strftime('%Y-%m-%d %H:%M:%SZ', since / 1000, 'unixepoch'),
       'resume'
FROM pause;

-- Rows enqueued, delivered and buried per hour, within the retention; the newest hour first.
--   sqlite3 -header -column FILE < db/inspect/throughput_by_hour.sql
WITH moment (at, enqueued, delivered, superseded, dead, seconds) AS (
    SELECT enqueued_at, 1, 0, 0, 0, NULL FROM outbox
    UNION ALL
    SELECT finished_at, 0, state = 'delivered', state = 'superseded', state = 'dead',
           iif(state = 'delivered', (finished_at - enqueued_at) / 1000.0, NULL)
    FROM outbox
    WHERE finished_at IS NOT NULL
)
SELECT strftime('%Y-%m-%d %H:00Z', at / 1000, 'unixepoch')                        AS hour,
       sum(enqueued)                                                              AS enqueued,
       sum(delivered)                                                             AS delivered,
       sum(superseded)                                                            AS superseded,
       sum(dead)                                                                  AS dead,
       round(avg(seconds), 1)                                                     AS seconds_to_deliver
FROM moment
GROUP BY hour
ORDER BY hour DESC;

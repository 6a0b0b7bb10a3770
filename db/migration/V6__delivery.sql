-- What is true of all rows is kept once, beside them.

-- When GitHub last accepted records, and how many calls with records it accepted. No row: it never did.
CREATE TABLE acceptance (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    calls   INTEGER NOT NULL CHECK (calls >= 1),
    last_at INTEGER NOT NULL
) STRICT;

INSERT INTO acceptance (id, calls, last_at)
SELECT 1, count(*), max(accepted_at) FROM deployment WHERE accepted_at IS NOT NULL HAVING count(*) > 0;

-- Digests of which GitHub knows no artifact. The rows of such a digest wait here, not each for itself: an answer changes one
-- row of this table, however many workloads run the image.
CREATE TABLE missing_artifact (
    id     INTEGER PRIMARY KEY,
    digest TEXT    NOT NULL UNIQUE,
    since  INTEGER NOT NULL,
    -- How often GitHub was asked, and when it is asked again, by one row.
    asked  INTEGER NOT NULL CHECK (asked >= 0),
    ask_at INTEGER NOT NULL
) STRICT;

CREATE INDEX missing_artifact_next ON missing_artifact (ask_at);

INSERT INTO missing_artifact (digest, since, asked, ask_at)
SELECT digest, min(parked_since), max(parkings), min(available_at)
FROM outbox WHERE state = 'parked' AND parked_for = 'attestation' GROUP BY digest;

-- A row that waits for an artifact has no time of its own: it is due at the end of the year 9999, until it is its turn to ask.
UPDATE outbox SET available_at = 253402300799000 WHERE state = 'parked' AND parked_for = 'attestation';

-- Calls that carried the row and ended without a verdict on it; attempts are those of them that count against it.
ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0);
UPDATE outbox SET tries = attempts;
-- How many calls GitHub had accepted when the row met its last fault: if there are more by its next one, others pass, and the
-- fault is the row's own. Null: it met none.
ALTER TABLE outbox ADD COLUMN accepted_at_fault INTEGER;

-- The oldest row whose call ended without a clear answer lately, and when the last such call ended: GitHub may store it late,
-- even after a newer one. Then the deployment is confirmed: posted once more, some minutes later.
ALTER TABLE deployment ADD COLUMN unclear_row INTEGER;
ALTER TABLE deployment ADD COLUMN unclear_at INTEGER;
ALTER TABLE deployment ADD COLUMN confirm_at INTEGER;
CREATE INDEX deployment_to_confirm ON deployment (confirm_at) WHERE confirm_at IS NOT NULL;

DROP VIEW backlog;

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

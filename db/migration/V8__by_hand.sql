-- What an operator asked for that outlasts a command: the controller reads it here.

-- A request to open the gate. The controller opens it and removes the row. No row: nothing is asked.
CREATE TABLE gate_release (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    requested_at INTEGER NOT NULL
) STRICT;

-- The cluster is retired: everything is decommissioned, and nothing that runs is recorded. No row: it is not retired.
CREATE TABLE retirement (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    since INTEGER NOT NULL
) STRICT;

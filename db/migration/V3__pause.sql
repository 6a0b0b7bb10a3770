-- That an operator stopped delivery by hand. No row: nobody did. Apart from the gate, since a rate limit goes on meanwhile.
CREATE TABLE pause (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    reason TEXT    NOT NULL,
    since  INTEGER NOT NULL
) STRICT;

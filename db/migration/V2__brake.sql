-- What keeps a start from decommissioning most of the file. No row: nothing is held back, and no confirmation was used.
CREATE TABLE brake (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    -- Since when decommissions are held back, and of how many deployments when it was last looked at; null: none are.
    held_since   INTEGER,
    held         INTEGER,
    -- When the confirmation that the settings still hold was used up; null: it was not.
    confirmed_at INTEGER,
    CHECK ((held_since IS NULL) = (held IS NULL)),
    CHECK (held_since IS NOT NULL OR confirmed_at IS NOT NULL)
) STRICT;

-- The kinds of owners that could be listed at least once, and where. While such a kind is refused, the absence of its objects
-- means nothing: the records of its workloads are kept until it can be read again. An empty namespace stands for all of them.
CREATE TABLE readable_kind (
    id        INTEGER PRIMARY KEY,
    resource  TEXT NOT NULL CHECK (resource <> ''),
    namespace TEXT NOT NULL,
    UNIQUE (resource, namespace)
) STRICT;

-- Renames columns to the terms of the documents and the code. SQLite rewrites the views, indexes and CHECKs that use them.
ALTER TABLE outbox RENAME COLUMN parkings TO park_count;
ALTER TABLE deployment RENAME COLUMN doubted_name TO unconfirmed_name;
ALTER TABLE deployment RENAME COLUMN doubted_digest TO unconfirmed_digest;
ALTER TABLE deployment RENAME COLUMN doubted_version TO unconfirmed_version;

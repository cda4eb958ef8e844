-- A number that every committed change raises, how far the run at work is, and which versions of the program's parts
-- made each content.
CREATE TABLE revision (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), number INTEGER NOT NULL) STRICT;
INSERT INTO revision (only_row, number) VALUES (1, 1);

CREATE TABLE progress (
    run INTEGER PRIMARY KEY, time INTEGER NOT NULL, files INTEGER NOT NULL, expected_files INTEGER NOT NULL,
    bytes INTEGER NOT NULL, expected_bytes INTEGER NOT NULL, items INTEGER NOT NULL
) STRICT;

ALTER TABLE contents ADD COLUMN identification INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contents ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contents ADD COLUMN recognition INTEGER NOT NULL DEFAULT 0;

-- Outcomes by their names of now; each limit belongs to `limit-reached`, an unknown method to `unsupported`.
UPDATE contents SET reason = 'worker-protocol' WHERE reason = 'garbage';
UPDATE contents SET status = 'limit-reached' WHERE status IN ('unsupported', 'unreadable') AND reason IN ('memory', 'inflation');
UPDATE contents SET status = 'unsupported' WHERE status = 'unreadable' AND reason = 'unknown-method';
UPDATE items SET reason = 'worker-protocol' WHERE reason = 'garbage';
UPDATE items SET status = 'limit-reached' WHERE status IN ('unsupported', 'unreadable') AND reason IN ('memory', 'inflation');
UPDATE items SET status = 'unsupported' WHERE status = 'unreadable' AND reason = 'unknown-method';
UPDATE item_history SET reason = 'worker-protocol' WHERE reason = 'garbage';
UPDATE item_history SET status = 'limit-reached' WHERE status IN ('unsupported', 'unreadable') AND reason IN ('memory', 'inflation');
UPDATE item_history SET status = 'unsupported' WHERE status = 'unreadable' AND reason = 'unknown-method';

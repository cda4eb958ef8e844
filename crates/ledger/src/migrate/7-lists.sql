-- Lists of items in the order that people give them, and what people did, so that it can be taken back.
CREATE TABLE listed (
    list TEXT NOT NULL, position INTEGER NOT NULL, blake3 BLOB NOT NULL, locator_key BLOB NOT NULL,
    remark TEXT NOT NULL, author TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (list, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX listed_content ON listed (blake3, locator_key);
CREATE INDEX listed_place ON listed (locator_key);

CREATE TABLE acts (
    seq INTEGER PRIMARY KEY, author TEXT NOT NULL, time INTEGER NOT NULL, changes TEXT NOT NULL, undone INTEGER
) STRICT;

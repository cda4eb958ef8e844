-- The chaining values of BLAKE3 over equal parts of the files on disk, so that an audit tells which bytes have changed.
CREATE TABLE parts (
    blake3 BLOB PRIMARY KEY, length INTEGER NOT NULL, size INTEGER NOT NULL, chain BLOB NOT NULL
) STRICT;

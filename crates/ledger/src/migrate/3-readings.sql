-- What was read off pictures, so that no picture is read twice by the same engine in the same languages.
CREATE TABLE readings (key BLOB PRIMARY KEY, reading BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- What became of items, and what people wrote of them.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE troves (
    ord INTEGER PRIMARY KEY, label BLOB NOT NULL UNIQUE, path BLOB NOT NULL, added_run INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
    number INTEGER PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER, program TEXT NOT NULL,
    settings TEXT NOT NULL, summary TEXT, is_finished INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE contents (
    ord INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, blake3 BLOB NOT NULL,
    sha256 BLOB NOT NULL, md5 BLOB, sha1 BLOB, sha512 BLOB, format TEXT NOT NULL, basis TEXT NOT NULL,
    media_type TEXT, pack INTEGER, offset INTEGER, len INTEGER, raw_len INTEGER, status TEXT NOT NULL, reason TEXT,
    text_bytes INTEGER NOT NULL, title TEXT, date TEXT, languages TEXT NOT NULL, layers INTEGER NOT NULL
) STRICT;
CREATE INDEX contents_blake3 ON contents (blake3);

CREATE TABLE items (
    ord INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent BLOB, locator TEXT NOT NULL, locator_key BLOB NOT NULL,
    kind TEXT NOT NULL, size INTEGER, modified INTEGER, blake3 BLOB, sha256 BLOB, md5 BLOB, sha1 BLOB, sha512 BLOB,
    content INTEGER, format TEXT NOT NULL, basis TEXT NOT NULL, warnings TEXT, status TEXT NOT NULL, reason TEXT,
    text_bytes INTEGER NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, gone_run INTEGER
) STRICT;
CREATE INDEX items_locator ON items (locator_key, gone_run);
CREATE INDEX items_parent ON items (parent) WHERE parent IS NOT NULL;
CREATE INDEX items_content ON items (content) WHERE content IS NOT NULL;

CREATE TABLE item_history (
    ord INTEGER NOT NULL, id BLOB NOT NULL, parent BLOB, locator TEXT NOT NULL, locator_key BLOB NOT NULL,
    kind TEXT NOT NULL, size INTEGER, modified INTEGER, blake3 BLOB, sha256 BLOB, md5 BLOB, sha1 BLOB, sha512 BLOB,
    content INTEGER, format TEXT NOT NULL, basis TEXT NOT NULL, warnings TEXT, status TEXT NOT NULL, reason TEXT,
    text_bytes INTEGER NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, gone_run INTEGER,
    replaced_run INTEGER NOT NULL
) STRICT;
CREATE INDEX item_history_ord ON item_history (ord);

CREATE TABLE tags (
    blake3 BLOB NOT NULL, locator_key BLOB NOT NULL, tag TEXT NOT NULL, time INTEGER NOT NULL,
    PRIMARY KEY (blake3, locator_key, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_tag ON tags (tag);

CREATE TABLE notes (
    seq INTEGER PRIMARY KEY, blake3 BLOB NOT NULL, locator_key BLOB NOT NULL, text TEXT NOT NULL,
    time INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_content ON notes (blake3, locator_key);

CREATE TABLE log (
    seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, previous BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_keeps_lines BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_loses_no_lines BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;

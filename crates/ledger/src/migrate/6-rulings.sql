-- What people decided about two names: whether they are those of one person.
CREATE TABLE rulings (
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    is_same INTEGER NOT NULL,
    author TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

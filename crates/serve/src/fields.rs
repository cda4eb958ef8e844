//! Fields of items that are counted besides the kinds of mention.

/// Fields of items that the start page counts, with their headings.
pub(crate) const FIELDS: [(&str, &str); 4] = [
    ("format", "formats"),
    ("lang", "languages"),
    ("has", "what comes with items"),
    ("from", "senders of mail"),
];

//! ZIP files as they are: the directory by our own reader, members by theirs (APPNOTE.TXT 6.3.10).

pub(crate) mod directory;
pub(crate) mod entry;

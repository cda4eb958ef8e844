//! How much is handed over at most, and what was.

use crate::Error;
use crate::xlsx::Shortened;

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many of what [`crate::Form::counted`] names.
    pub count: u64,
    /// What the form could not hold.
    pub shortened: Shortened,
    /// What of the query could not be read, or was not searched.
    pub warnings: Vec<String>,
}

/// How much one export may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// How many items.
    pub items: u64,
    /// How much of a workbook or a document is held in memory, in bytes.
    pub held: u64,
}

impl Default for Most {
    /// Any number of items, and a GiB of what is held in memory.
    fn default() -> Self {
        Self { items: u64::MAX, held: 1 << 30 }
    }
}

impl Most {
    /// Fails where there are more items.
    pub(crate) fn check(self, items: u64) -> Result<(), Error> {
        if items <= self.items { Ok(()) } else { Err(Error::TooMany { items, most: self.items }) }
    }
}

/// Names what to do where a file outgrew what is held of it: besides the form, another one that is not held.
pub(crate) fn too_large(
    error: Error,
    (form, instead): (&'static str, &'static str),
    most: u64,
    count: u64,
    of: u64,
) -> Error {
    let is_full = matches!(&error, Error::Write(error) if is_too_large(error));
    if !is_full {
        return error;
    }
    Error::TooLarge { form, mib: most >> 20, count, of, instead }
}

fn is_too_large(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::FileTooLarge
}

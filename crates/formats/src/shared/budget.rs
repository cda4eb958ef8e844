//! How many bytes may still come out of one content.

use std::cell::Cell;
use std::io::{self, Read};

use item::LimitReason;

use crate::Error;

/// Counts what really inflates, whatever the headers say.
pub(crate) struct Budget {
    left: Cell<u64>,
    exceeded: Cell<bool>,
}

impl Budget {
    /// Allows `bytes` in all.
    pub(crate) fn new(bytes: u64) -> Self {
        Self { left: Cell::new(bytes), exceeded: Cell::new(false) }
    }

    /// Counts what is read from `reader`; reading ends with an error when there is nothing left.
    pub(crate) fn count<R: Read>(&self, reader: R) -> Counted<'_, R> {
        Counted { budget: self, reader }
    }

    /// Fails if more was asked for than allowed.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.exceeded.get() { Err(Error::Limit(LimitReason::Inflation)) } else { Ok(()) }
    }
}

/// A reader whose bytes are counted against a [`Budget`].
pub(crate) struct Counted<'a, R> {
    budget: &'a Budget,
    reader: R,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        let left = self.budget.left.get().checked_sub(length as u64);
        self.budget.left.set(left.unwrap_or(0));
        if left.is_none() {
            self.budget.exceeded.set(true);
            return Err(io::Error::other("limit on inflated bytes reached"));
        }
        Ok(length)
    }
}

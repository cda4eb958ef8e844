//! A file that is held in memory until it is whole, since its form is written to and fro (a ZIP begins with what is known at its
//! end): of bounded size.

use std::io::{self, Cursor, Seek, SeekFrom, Write};

/// Bytes of a file, up to as many as may be held.
#[derive(Debug)]
pub struct Held {
    bytes: Cursor<Vec<u8>>,
    most: u64,
}

impl Held {
    /// Makes an empty file that holds at most so many bytes; what goes beyond is refused with
    /// [`io::ErrorKind::FileTooLarge`].
    pub(crate) fn new(most: u64) -> Self {
        Self { bytes: Cursor::new(Vec::new()), most }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get_ref()
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.position() + bytes.len() as u64 > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Held {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_grows_up_to_its_bound() {
        let mut held = Held::new(4);
        held.write_all(b"abcd").expect("there is room");
        held.seek(SeekFrom::Start(1)).expect("memory");
        held.write_all(b"x").expect("what is there may be written over");
        held.seek(SeekFrom::End(0)).expect("memory");
        let error = held.write_all(b"e").expect_err("there is no room");
        assert_eq!((error.kind(), held.bytes()), (io::ErrorKind::FileTooLarge, &b"axcd"[..]));
    }
}

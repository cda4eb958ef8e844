//! What the system says of a file without its content.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;

/// What the system says of a file; equal before and after a read unless somebody changed the file meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Bytes, as the system states them; a sparse file may hold far fewer.
    pub size: u64,
    /// When the content changed last, in nanoseconds since 1970-01-01 UTC; saturates outside the years 1678 to 2262.
    pub modified_ns: i64,
    /// When content, name or rights changed last, in nanoseconds since 1970-01-01 UTC; no program can set it back.
    pub changed_ns: i64,
    /// File type and permission bits.
    pub mode: u32,
    /// The number of the inode on its device.
    pub inode: u64,
    /// The number of the device.
    pub device: u64,
    /// How many names the file has.
    pub links: u64,
}

impl Stat {
    /// Asks what an open file is now.
    pub fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| Self::from(&metadata))
    }
}

impl From<&Metadata> for Stat {
    fn from(metadata: &Metadata) -> Self {
        Self {
            size: metadata.size(),
            modified_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            mode: metadata.mode(),
            inode: metadata.ino(),
            device: metadata.dev(),
            links: metadata.nlink(),
        }
    }
}

fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_beyond_the_range_saturate() {
        assert_eq!(nanoseconds(1, 5), 1_000_000_005);
        assert_eq!(nanoseconds(-1, 5), -999_999_995);
        assert_eq!(nanoseconds(i64::MAX, 5), i64::MAX);
    }
}

//! What the kernel offers to keep a worker in, each answer found by trying.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};

use rustix::process::{PidfdFlags, getpid, pidfd_open};

use crate::memory::Sealed;

/// Makes a memory file, seals it, and sees that its maker can neither write to it nor cut it.
pub fn seals() -> io::Result<()> {
    let sealed = Sealed::from_bytes(b"evidence")?;
    let mut again = File::from(sealed.as_fd().try_clone_to_owned()?);
    if again.write_all(b"x").is_ok() || again.set_len(0).is_ok() || sealed.map()? != b"evidence"[..]
    {
        return Err(io::Error::other("a sealed memory file can be written to"));
    }
    Ok(())
}

/// Opens a descriptor of this process.
pub fn pidfd() -> io::Result<()> {
    drop(pidfd_open(getpid(), PidfdFlags::empty())?);
    Ok(())
}

/// Opens up to `wanted` descriptors at once and returns how many could be had.
pub fn descriptors(wanted: usize) -> io::Result<usize> {
    let nothing = OwnedFd::from(File::open("/dev/null")?);
    let open: Vec<OwnedFd> = (1..wanted).map_while(|_| nothing.try_clone().ok()).collect();
    Ok(open.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_memory_is_offered_where_the_tests_run() {
        seals().expect("the program cannot work without");
    }

    #[test]
    fn no_more_descriptors_are_opened_than_were_asked_for() {
        assert_eq!(descriptors(5).expect("five are left"), 5);
    }
}

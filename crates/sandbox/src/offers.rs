//! What the kernel offers to keep a worker in, each answer found by trying.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::ptr;

use rustix::process::{PidfdFlags, getpid, pidfd_open};

use crate::memory::Sealed;

/// Bit of `landlock_create_ruleset` that asks for the version (landlock(7)).
const LANDLOCK_VERSION: u32 = 1;
/// Operation of `seccomp` that asks whether an action is there (seccomp(2)).
const SECCOMP_GET_ACTION_AVAIL: u32 = 2;
/// The action that ends the whole process.
const SECCOMP_RET_KILL_PROCESS: u32 = 0x8000_0000;

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

/// Returns the version of Landlock's interface.
#[expect(unsafe_code, reason = "the system's call to ask for Landlock")]
pub fn landlock() -> io::Result<u32> {
    let none = ptr::null::<libc::c_void>();
    // SAFETY: with the version bit, the call takes no structure: null and zero; it makes nothing and returns a number.
    let version = unsafe {
        libc::syscall(libc::SYS_landlock_create_ruleset, none, 0_usize, LANDLOCK_VERSION)
    };
    u32::try_from(version).map_err(|_| io::Error::last_os_error())
}

/// Asks whether a filter on system calls may end a process; changes nothing.
#[expect(unsafe_code, reason = "the system's call to ask for seccomp")]
pub fn seccomp() -> io::Result<()> {
    let action = SECCOMP_RET_KILL_PROCESS;
    // SAFETY: the call reads four bytes at the address, which are there, and changes nothing.
    let answer = unsafe {
        libc::syscall(libc::SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0_u32, &raw const action)
    };
    if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
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

    #[test]
    fn asking_what_the_kernel_offers_gives_an_answer_or_an_error_and_changes_nothing() {
        let first = (landlock().ok(), seccomp().is_ok(), pidfd().is_ok());
        assert_eq!(first, (landlock().ok(), seccomp().is_ok(), pidfd().is_ok()));
        assert_ne!(first.0, Some(0));
    }
}

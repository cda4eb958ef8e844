//! What a worker gives up before it reads the first byte.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::lock::Lock;

/// Most open descriptors of a guest.
const GUEST_DESCRIPTORS: u64 = 256;

/// What a worker of one kind keeps for its work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// The stack of the thread that works, in bytes.
    pub(crate) stack: usize,
    /// Bytes that it may ask for beyond the bound on its resident size and the stack.
    slack: u64,
    /// Most open descriptors.
    descriptors: u64,
    /// Longest file that it may write, in bytes.
    file: u64,
}

impl Profile {
    /// A worker that extracts and recognises: bytes in, frames out, and nothing else.
    pub(crate) const READER: Self = Self {
        // Deep nesting is legitimate, endless nesting is not.
        stack: 64 << 20,
        // The parent's watch, which tells memory from other deaths, comes first for all but sudden demands.
        slack: 256 << 20,
        // Socket, output, errors, the content, and a few for the system's libraries.
        descriptors: 16,
        file: 0,
    };

    /// Bounds the memory that the worker can ask for, given the bound on its resident size.
    pub(crate) fn bound_memory(self, resident: u64) {
        limit(Resource::Data, resident.saturating_add(self.stack as u64 + self.slack));
    }
}

/// Gives up what the profile does not keep; called first in the worker's main, before any thread is started.
///
/// Every descriptor but the first three is closed, no core is dumped, and what the kernel grants of [`Lock`] is in force
/// then, for threads that are started later, too.
pub(crate) fn enter(profile: Profile) -> Lock {
    close_descriptors();
    limit(Resource::Core, 0);
    limit(Resource::Fsize, profile.file);
    limit(Resource::Nofile, profile.descriptors);
    Lock::close()
}

/// Bounds what a guest may take: memory in bytes, processor time in seconds; no file that it writes is longer than nothing.
pub(crate) fn bound_guest(memory: u64, cpu_seconds: u64) {
    close_descriptors();
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 0);
    limit(Resource::Nofile, GUEST_DESCRIPTORS);
    limit(Resource::Data, memory);
    limit(Resource::Cpu, cpu_seconds);
}

/// Lowers a limit for good. Lowering is always allowed, so there is no error to report.
fn limit(resource: Resource, most: u64) {
    let limit = Rlimit { current: Some(most), maximum: Some(most) };
    let _: Result<(), rustix::io::Errno> = setrlimit(resource, limit);
}

/// Closes what was inherited by accident: everything above standard error.
#[expect(unsafe_code, reason = "the system's call to close a range of descriptors")]
fn close_descriptors() {
    // SAFETY: called first in main, when nothing in this process owns a descriptor above 2; the arguments are plain
    // numbers, and an old kernel that lacks the call returns an error.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0_u32) };
    debug_assert!(closed == 0, "{}", io::Error::last_os_error());
}

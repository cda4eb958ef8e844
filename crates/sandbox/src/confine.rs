//! What a worker gives up before it reads the first byte.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// The stack of the thread that extracts, in bytes: deep nesting is legitimate, endless nesting is not.
pub(crate) const STACK: usize = 64 << 20;

/// Bytes that a worker may ask for beyond the bound on its resident size, so that the parent's watch, which tells
/// memory from other deaths, comes first for all but sudden demands.
const SLACK: u64 = 256 << 20;

/// Most descriptors: socket, output, errors, the content, and a few for the system's libraries.
const DESCRIPTORS: u64 = 16;

/// Gives up what no extractor needs; called first in the worker's main, before any thread is started.
///
/// Every descriptor but the first three is closed, no file can be written, no core is dumped. This is also the place
/// for a rule set on paths and a filter on system calls: both hold for threads that are started later.
pub(crate) fn enter() {
    close_descriptors();
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 0);
    limit(Resource::Nofile, DESCRIPTORS);
}

/// Bounds the memory that the worker can ask for, given the bound on its resident size.
pub(crate) fn bound_memory(resident: u64) {
    limit(Resource::Data, resident.saturating_add(STACK as u64 + SLACK));
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

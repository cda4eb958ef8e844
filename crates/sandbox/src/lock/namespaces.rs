//! Users and a network of the worker's own (namespaces(7)).

/// Moves this process into new user and network namespaces: there it has no rights over anything, and no device to send
/// a packet by. Returns whether the kernel grants it; some distributions keep users from it.
#[expect(unsafe_code, reason = "the system's call to leave namespaces")]
pub(super) fn enter() -> bool {
    // SAFETY: the argument is a plain number; called while this process has one thread, as the call demands for users.
    unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET) == 0 }
}

//! How much freed memory this process holds on to.

/// From this size on a block is taken from the system and given back to it by itself, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: libc::c_int = 1 << 20;
/// How much free memory at the end of the heap is kept, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: libc::c_int = 4 << 20;

/// Makes the allocator of the C library give freed memory back to the system.
///
/// By itself glibc takes ever larger blocks from its heap, up to 32 MiB, once a block of such a size was freed; between
/// them the heap of a long run fills with holes (mallopt(3), `M_MMAP_THRESHOLD`). Other libraries are left as they are.
pub fn give_freed_memory_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    set(&[(libc::M_MMAP_THRESHOLD, LARGE), (libc::M_TRIM_THRESHOLD, KEPT)]);
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library's call to set up its allocator")]
fn set(parameters: &[(libc::c_int, libc::c_int)]) {
    for (parameter, value) in parameters {
        // SAFETY: the arguments are plain numbers, and mallopt locks the allocator while it changes it; where a value is
        // refused, the one before stays.
        let is_taken = unsafe { libc::mallopt(*parameter, *value) } == 1;
        debug_assert!(is_taken, "mallopt refused {parameter}");
    }
}

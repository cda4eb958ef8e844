//! How much processor time and memory a worker has taken, asked from outside.

use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use rustix::param::page_size;

/// The vital signs of one worker.
#[derive(Debug)]
pub(crate) struct Vitals {
    clock: libc::clockid_t,
    memory: File,
}

impl Vitals {
    /// Looks at the process `pid`, which the caller has not yet reaped.
    pub(crate) fn of(pid: u32) -> io::Result<Self> {
        let memory = File::open(format!("/proc/{pid}/statm"))?;
        Ok(Self { clock: clock_of(pid)?, memory })
    }

    /// Returns the processor time of all threads so far; zero where the worker is gone.
    #[expect(unsafe_code, reason = "the system's call to read a clock")]
    pub(crate) fn cpu(&self) -> Duration {
        let mut time = MaybeUninit::<libc::timespec>::zeroed();
        // SAFETY: `time` is writable and as large as the call wants it; a clock that is gone is an error, not a fault.
        let read = unsafe { libc::clock_gettime(self.clock, time.as_mut_ptr()) };
        if read != 0 {
            return Duration::ZERO;
        }
        // SAFETY: the call succeeded and has filled it in; it was zeroed before, too.
        let time = unsafe { time.assume_init() };
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
    }

    /// Returns the resident bytes that no file stands behind; zero where the worker is gone.
    ///
    /// Maps of the content do not count: a mailbox of many gigabytes costs the system no memory that it could not
    /// take back.
    pub(crate) fn resident(&self) -> u64 {
        let mut line = [0; 128];
        let length = self.memory.read_at(&mut line, 0).unwrap_or(0);
        let pages = own_pages(&line[..length]).unwrap_or(0);
        pages.saturating_mul(page_size() as u64)
    }
}

/// Reads `statm` (proc(5)): total, resident and shared pages come first.
fn own_pages(line: &[u8]) -> Option<u64> {
    let mut numbers = std::str::from_utf8(line).ok()?.split(' ').skip(1);
    let resident = numbers.next()?.parse::<u64>().ok()?;
    let shared = numbers.next()?.parse().ok()?;
    Some(resident.saturating_sub(shared))
}

#[expect(unsafe_code, reason = "the system's call to name a clock")]
fn clock_of(pid: u32) -> io::Result<libc::clockid_t> {
    let pid = libc::pid_t::try_from(pid).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut clock = 0;
    // SAFETY: `clock` is writable; a process that does not exist is an error.
    match unsafe { libc::clock_getcpuclockid(pid, &raw mut clock) } {
        0 => Ok(clock),
        error => Err(io::Error::from_raw_os_error(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_signs_are_seen() {
        let vitals = Vitals::of(std::process::id()).expect("we are alive");
        assert!(vitals.resident() > 100_000);
        assert!(vitals.cpu() > Duration::ZERO);
    }

    #[test]
    fn shared_pages_do_not_count() {
        assert_eq!(own_pages(b"1000 300 120 9 0 50 0\n"), Some(180));
        assert_eq!(own_pages(b"1000 1 2 9"), Some(0));
        assert_eq!(own_pages(b""), None);
    }
}

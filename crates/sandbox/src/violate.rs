//! What a worker does when its parent orders it to break a limit.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::memory;
use crate::wire::Violation;

/// More than a worker under the limits of the self-test may ask for, and less than any machine has addresses for.
const DEMAND: u64 = 1 << 30;

/// A name that nothing has in the working folder of a worker: should the act be let happen, nothing is harmed.
const NOWHERE: &str = "dossier-self-test-nowhere";

/// Breaks the limit, or does the act, that the parent named; an error where the kernel refuses it.
pub(crate) fn violate(violation: Violation) -> io::Result<()> {
    match violation {
        Violation::Compute => compute(),
        Violation::Grow => grow(),
        Violation::Demand => demand(usize::try_from(DEMAND).unwrap_or(usize::MAX)),
        Violation::WriteMemoryFile => return refused(write()),
        act => return refused(try_act(act)),
    }
    Ok(())
}

/// Keeps an error that means that the kernel forbids the act, or does not know it; what fails otherwise was let happen.
fn refused(tried: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, Unsupported};
    match tried {
        Err(error)
            if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem | Unsupported) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

fn try_act(act: Violation) -> io::Result<()> {
    match act {
        Violation::ReadFile => File::open("/etc/passwd").map(drop),
        Violation::ListFolder => std::fs::read_dir("/").map(drop),
        Violation::MakeFile => {
            let path = std::env::temp_dir().join(format!("dossier-{}", std::process::id()));
            File::create_new(&path)?;
            std::fs::remove_file(path)
        }
        Violation::RemoveFile => std::fs::remove_file(NOWHERE),
        Violation::RenameFile => std::fs::rename(NOWHERE, NOWHERE),
        Violation::SetTimes => set_times(),
        Violation::Connect => TcpStream::connect((Ipv4Addr::LOCALHOST, 9)).map(drop),
        Violation::Datagram => UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map(drop),
        Violation::LocalSocket => UnixStream::pair().map(drop),
        Violation::Signal => signal_parent(),
        _ => try_call(act),
    }
}

/// Sets the times of a file, by its name.
fn set_times() -> io::Result<()> {
    let now = rustix::fs::Timespec { tv_sec: 0, tv_nsec: rustix::fs::UTIME_NOW };
    let times = rustix::fs::Timestamps { last_access: now, last_modification: now };
    Ok(rustix::fs::utimensat(rustix::fs::CWD, NOWHERE, &times, rustix::fs::AtFlags::empty())?)
}

/// Asks whether a signal could be sent; sends none.
fn signal_parent() -> io::Result<()> {
    let parent = rustix::process::getppid().ok_or(io::ErrorKind::NotFound)?;
    Ok(rustix::process::test_kill_process(parent)?)
}

/// Makes the system calls that no library wraps as they are needed here.
#[expect(unsafe_code, reason = "system calls that a worker must not make")]
fn try_call(act: Violation) -> io::Result<()> {
    const RUN: i32 = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
    const OWN: i32 = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: each call takes plain numbers, or strings that live as long as it; a process that comes of one ends at
    // once, and this one ends after the order in any case.
    let answer = unsafe {
        match act {
            Violation::Fork => match libc::fork() {
                0 => libc::_exit(0),
                child => libc::c_long::from(child),
            },
            Violation::Exec => {
                // One that stays: a worker that exits is taken for one that was refused.
                let (program, time) = (c"/bin/sleep".as_ptr(), c"3600".as_ptr());
                let arguments = [program, time, std::ptr::null()];
                libc::c_long::from(libc::execv(program, arguments.as_ptr()))
            }
            Violation::Trace => libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0),
            Violation::Queue => libc::syscall(libc::SYS_io_uring_setup, 1, 0),
            Violation::RunMemory => match libc::mmap(std::ptr::null_mut(), 4096, RUN, OWN, -1, 0) {
                libc::MAP_FAILED => -1,
                _ => 0,
            },
            _ => 0,
        }
    };
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

pub(crate) fn compute() {
    let mut number = 1_u64;
    loop {
        number = black_box(number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
}

pub(crate) fn grow() {
    let mut taken = Vec::new();
    loop {
        taken.push(black_box(vec![1_u8; 1 << 20]));
        std::thread::sleep(Duration::from_millis(1));
    }
}

pub(crate) fn demand(bytes: usize) {
    drop(black_box(vec![0_u8; bytes]));
}

/// Writes to a file in memory: it needs no folder and leaves nothing behind, and the limit on files holds for it too.
pub(crate) fn write() -> io::Result<()> {
    memory::unsealed()?.write_all(b"x")
}

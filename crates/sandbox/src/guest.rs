//! Programs of others that read for this one: an engine for OCR, a reader that a user names.
//!
//! A guest is given bytes on its standard input and answers on its standard output. It is started by way of the
//! program's own worker, which locks itself away first and then becomes the guest: no network, no file but those of the
//! system's programs and of its own folder, nothing written, no rights to gain.

mod inside;

use std::ffi::OsString;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};

pub(crate) use inside::become_guest;

use crate::program::Program;

/// How long a wait may be before it is asked whether to go on.
const TICK: Duration = Duration::from_millis(50);
/// How much of the end of what a guest writes to standard error is kept, in bytes.
const ERRORS_KEPT: usize = 4 << 10;
/// Bytes read at once.
const CHUNK: usize = 64 << 10;
/// Where systems keep programs.
const FOLDERS: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/bin"];

/// A program of another, and what it is given besides its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Its absolute path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Whether it may start programs in its turn.
    pub may_fork: bool,
}

/// What one call of a guest may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Processor time.
    pub cpu_time: Duration,
    /// Time on the wall.
    pub wall_time: Duration,
    /// Memory that each of its processes may ask for, in bytes.
    pub memory: u64,
    /// Bytes of output.
    pub output: usize,
}

/// Why a guest gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum GuestError {
    /// It cannot be started, or the system fails.
    #[error("could not run it: {0}")]
    System(#[from] io::Error),
    /// It took too much time.
    #[error("it took too much time")]
    Time,
    /// It wrote more than it may.
    #[error("it wrote more than it may")]
    Output,
    /// It ended with an error; the last line that it wrote of it, or how it ended.
    #[error("it failed: {0}")]
    Failed(String),
    /// The caller wanted no more.
    #[error("stopped")]
    Stopped,
}

/// What the worker is to become, on its command line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    program: Vec<u8>,
    args: Vec<Vec<u8>>,
    may_fork: bool,
    cpu_seconds: u64,
    memory: u64,
}

impl Guest {
    /// Finds a program by its name where systems keep programs, or by its absolute path.
    pub fn find(name: &Path) -> Option<PathBuf> {
        let places = FOLDERS.iter().map(|folder| Path::new(folder).join(name));
        places.into_iter().find(|place| place.is_file())
    }

    /// Runs it once with `input` as its standard input, and returns its standard output; `launcher` is the program of
    /// the workers, and `proceed` is asked some twenty times a second whether to go on.
    pub fn run(
        &self,
        launcher: &Program,
        input: OwnedFd,
        bounds: &Bounds,
        proceed: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, GuestError> {
        let mut running = Running(self.start(launcher, input, bounds)?);
        let mut answer = Answer::of(&mut running.0)?;
        let latest = Instant::now() + bounds.wall_time;
        while !answer.take(bounds.output)? {
            if !proceed() {
                return Err(GuestError::Stopped);
            }
            if Instant::now() > latest {
                return Err(GuestError::Time);
            }
        }
        let status = running.wait(latest)?;
        if status.success() {
            return Ok(answer.out);
        }
        Err(failure(status, &answer.errors))
    }

    #[expect(clippy::disallowed_methods, reason = "this crate alone starts processes")]
    fn start(&self, launcher: &Program, input: OwnedFd, bounds: &Bounds) -> io::Result<Child> {
        let order = Order {
            program: self.program.as_os_str().as_bytes().to_vec(),
            args: self.args.iter().map(|arg| arg.as_bytes().to_vec()).collect(),
            may_fork: self.may_fork,
            cpu_seconds: bounds.cpu_time.as_secs().max(1),
            memory: bounds.memory,
        };
        Command::new(&launcher.path)
            .args(&launcher.args)
            .arg(order.written())
            .env_clear()
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::from(input))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }
}

impl Order {
    /// Writes it as one argument.
    fn written(&self) -> OsString {
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        let digits: Vec<u8> =
            bytes.iter().flat_map(|byte| [hex(byte >> 4), hex(byte & 15)]).collect();
        OsString::from_vec(digits)
    }

    fn read(argument: &[u8]) -> Option<Self> {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let bytes: Option<Vec<u8>> = argument
            .chunks(2)
            .map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?))
            .collect();
        postcard::from_bytes(&bytes?).ok()
    }
}

fn hex(digit: u8) -> u8 {
    b"0123456789abcdef"[usize::from(digit)]
}

/// A guest that runs; its whole group is killed, and it is reaped, when this is dropped.
struct Running(Child);

impl Running {
    /// Waits for the end of a guest that closed its output.
    fn wait(&mut self, latest: Instant) -> Result<ExitStatus, GuestError> {
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            if Instant::now() > latest {
                return Err(GuestError::Time);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only where nothing of it is left.
        let _killed = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        drop(self.0.wait());
    }
}

/// What came from a guest so far.
struct Answer {
    stdout: Option<std::process::ChildStdout>,
    stderr: Option<std::process::ChildStderr>,
    out: Vec<u8>,
    errors: Vec<u8>,
}

impl Answer {
    fn of(child: &mut Child) -> io::Result<Self> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let pipes = [stdout.as_ref().map(AsFd::as_fd), stderr.as_ref().map(AsFd::as_fd)];
        for pipe in pipes.into_iter().flatten() {
            fcntl_setfl(pipe, fcntl_getfl(pipe)? | OFlags::NONBLOCK)?;
        }
        Ok(Self { stdout, stderr, out: Vec::new(), errors: Vec::new() })
    }

    /// Waits up to [`TICK`] for more; true once the output is closed.
    fn take(&mut self, most: usize) -> Result<bool, GuestError> {
        self.wait()?;
        if let Some(stderr) = &mut self.stderr
            && !drain(stderr, &mut self.errors, usize::MAX)?
        {
            self.stderr = None;
        }
        let beyond = self.errors.len().saturating_sub(ERRORS_KEPT);
        self.errors.drain(..beyond);
        if let Some(stdout) = &mut self.stdout
            && !drain(stdout, &mut self.out, most)?
        {
            self.stdout = None;
        }
        if self.out.len() > most {
            return Err(GuestError::Output);
        }
        Ok(self.stdout.is_none() && self.stderr.is_none())
    }

    fn wait(&self) -> io::Result<()> {
        let mut pipes = Vec::new();
        pipes.extend(self.stdout.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        pipes.extend(self.stderr.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        let tick = Timespec { tv_sec: 0, tv_nsec: i64::from(TICK.subsec_nanos()) };
        match poll(&mut pipes, Some(&tick)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads what is there; false once there can be no more.
fn drain(pipe: &mut impl Read, into: &mut Vec<u8>, most: usize) -> io::Result<bool> {
    let mut chunk = vec![0; CHUNK];
    // Bounded, so that a guest that never stops writing does not keep us here.
    for _ in 0..16 {
        match pipe.read(&mut chunk) {
            Ok(0) => return Ok(false),
            Ok(length) => into.extend_from_slice(&chunk[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if into.len() > most {
            break;
        }
    }
    Ok(true)
}

/// Returns why a guest failed.
fn failure(status: ExitStatus, errors: &[u8]) -> GuestError {
    use std::os::unix::process::ExitStatusExt;
    if status.signal() == Some(libc::SIGXCPU) {
        return GuestError::Time;
    }
    let words = String::from_utf8_lossy(errors);
    let last = words.lines().rev().map(str::trim).find(|line| !line.is_empty());
    GuestError::Failed(last.map_or_else(|| status.to_string(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_back_from_the_command_line() {
        let order = Order {
            program: b"/usr/bin/\xff".to_vec(),
            args: vec![b"-l".to_vec(), Vec::new()],
            may_fork: true,
            cpu_seconds: 7,
            memory: 1 << 40,
        };
        assert_eq!(Order::read(order.written().as_bytes()), Some(order));
        for broken in [&b""[..], b"0", b"zz", b"00ff"] {
            assert_eq!(Order::read(broken), None);
        }
    }
}

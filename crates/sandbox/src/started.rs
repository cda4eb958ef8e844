//! A worker that was started: what the parent sends it, receives from it, and sees of it.

use std::io::{self, IoSlice, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStderr, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use item::{FailedReason, LimitReason, Outcome};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};

use crate::job::Settings;
use crate::lock::Lock;
use crate::program::Program;
use crate::vitals::Vitals;
use crate::wire::{Incoming, Message, Order, ProtocolError, VERSION, push_message};

/// How long a wait for a worker may be before its vital signs are looked at.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// How long a worker may take to start.
const START: Duration = Duration::from_secs(30);

/// How long a worker that closed its socket may take to die by itself.
const DEATH: Duration = Duration::from_millis(500);

/// How much of the end of a worker's standard error is kept, in bytes.
const STDERR_TAIL: usize = 8 << 10;

/// A worker that was started; killed and reaped when dropped.
#[derive(Debug)]
pub(crate) struct Started {
    child: Child,
    socket: UnixStream,
    stderr: Option<ChildStderr>,
    stderr_tail: Vec<u8>,
    pub(crate) incoming: Incoming,
    pub(crate) vitals: Vitals,
    /// What locks it away, as it reports.
    pub(crate) lock: Lock,
    /// How many items it was given.
    pub(crate) items: u32,
}

impl Started {
    /// Starts a worker and waits until it is ready.
    pub(crate) fn start(program: &Program, settings: &Settings) -> io::Result<Self> {
        let (mut child, socket) = program.start()?;
        let stderr = child.stderr.take();
        let vitals = Vitals::of(child.id());
        let vitals = vitals.inspect_err(|_| end(&mut child))?;
        let mut worker = Self {
            child,
            socket,
            stderr,
            stderr_tail: Vec::new(),
            incoming: Incoming::default(),
            vitals,
            lock: Lock::default(),
            items: 0,
        };
        worker.handshake(settings)?;
        Ok(worker)
    }

    fn handshake(&mut self, settings: &Settings) -> io::Result<()> {
        self.socket.set_read_timeout(Some(TICK))?;
        self.socket.set_write_timeout(Some(TICK))?;
        if let Some(stderr) = &self.stderr {
            fcntl_setfl(stderr, fcntl_getfl(stderr)? | OFlags::NONBLOCK)?;
        }
        let Settings { memory, bare, .. } = *settings;
        let mut hello = Vec::new();
        push_message(&mut hello, &Order::Hello { memory, bare });
        self.socket.write_all(&hello)?;
        self.wait_until_ready(Instant::now() + START)
    }

    fn wait_until_ready(&mut self, latest: Instant) -> io::Result<()> {
        loop {
            if let Some(frame) = self.incoming.next().map_err(io::Error::other)? {
                return match frame.message() {
                    Ok(Message::Ready(VERSION, lock)) => {
                        self.lock = lock;
                        Ok(())
                    }
                    _ => Err(io::Error::other(ProtocolError("no message of readiness"))),
                };
            }
            match self.receive()? {
                Received::Something => {}
                Received::Nothing if Instant::now() < latest => {}
                Received::Nothing => return Err(io::ErrorKind::TimedOut.into()),
                Received::End => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    /// Waits up to [`TICK`] for bytes from the worker.
    pub(crate) fn receive(&mut self) -> io::Result<Received> {
        match (&self.socket).read(self.incoming.room()) {
            Ok(0) => Ok(Received::End),
            Ok(length) => {
                self.incoming.came(length);
                Ok(Received::Something)
            }
            Err(error) if is_wait(&error) => Ok(Received::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Sends a part of `bytes`, the first time with a descriptor; returns how many bytes went, zero after a wait of
    /// [`TICK`].
    pub(crate) fn send(&self, bytes: &[u8], file: Option<BorrowedFd<'_>>) -> io::Result<usize> {
        let sent = match file {
            Some(file) => send_with(&self.socket, bytes, file),
            None => (&self.socket).write(bytes),
        };
        match sent {
            Err(error) if is_wait(&error) => Ok(0),
            sent => sent,
        }
    }

    /// Reads what the worker wrote to standard error, so that it never waits for us; the end of it is kept.
    pub(crate) fn listen(&mut self) {
        let Some(stderr) = &mut self.stderr else { return };
        let mut words = [0; 4096];
        // Bounded, so that a worker that never stops writing does not keep us here.
        for _ in 0..64 {
            match stderr.read(&mut words) {
                Ok(length) if length > 0 => self.stderr_tail.extend_from_slice(&words[..length]),
                _ => break,
            }
            let beyond = self.stderr_tail.len().saturating_sub(STDERR_TAIL);
            self.stderr_tail.drain(..beyond);
        }
    }

    /// Forgets what the worker wrote to standard error over earlier items.
    pub(crate) fn forget_stderr(&mut self) {
        self.stderr_tail.clear();
    }

    /// Tells whether the process is still there.
    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Reaps a worker that closed its socket, and returns what it died of.
    pub(crate) fn cause_of_death(&mut self) -> Outcome {
        let latest = Instant::now() + DEATH;
        let status = loop {
            self.listen();
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < latest => thread::sleep(Duration::from_millis(1)),
                _ => return Outcome::Failed(FailedReason::WorkerProtocol),
            }
        };
        self.listen();
        cause(status, &self.stderr_tail)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// What came from a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// Bytes, which are in [`Started::incoming`].
    Something,
    /// Nothing within [`TICK`].
    Nothing,
    /// The worker closed its end.
    End,
}

/// Kills and reaps. Both fail only where the process is reaped already.
fn end(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

fn is_wait(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

fn send_with(socket: &UnixStream, bytes: &[u8], file: BorrowedFd<'_>) -> io::Result<usize> {
    let files = [file];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(&files)) {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    Ok(sendmsg(socket, &[IoSlice::new(bytes)], &mut control, SendFlags::NOSIGNAL)?)
}

/// Returns what a worker died of, by its exit status and the end of its standard error. Rust's runtime aborts with
/// stack overflows and when memory is refused.
fn cause(status: ExitStatus, stderr_tail: &[u8]) -> Outcome {
    const SIGABRT: i32 = libc::SIGABRT;
    let stderr_tail = String::from_utf8_lossy(stderr_tail);
    match status.signal() {
        None => Outcome::Failed(FailedReason::Exited),
        Some(SIGABRT) if stderr_tail.contains("has overflowed its stack") => {
            Outcome::Failed(FailedReason::StackOverflow)
        }
        Some(SIGABRT) if stderr_tail.contains("memory allocation of ") => {
            Outcome::LimitReached(LimitReason::Memory)
        }
        Some(SIGABRT) => Outcome::Failed(FailedReason::Aborted),
        Some(libc::SIGSYS) => Outcome::Failed(FailedReason::ForbiddenCall),
        Some(_) => Outcome::Failed(FailedReason::Killed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_of_death_are_distinguished() {
        let abort = ExitStatus::from_raw(libc::SIGABRT);
        let overflow = b"\nthread 'reader' (7) has overflowed its stack\nfatal runtime error";
        assert_eq!(cause(abort, overflow), Outcome::Failed(FailedReason::StackOverflow));
        let refused = b"memory allocation of 99 bytes failed\n";
        assert_eq!(cause(abort, refused), Outcome::LimitReached(LimitReason::Memory));
        assert_eq!(cause(abort, b""), Outcome::Failed(FailedReason::Aborted));
        let forbidden = ExitStatus::from_raw(libc::SIGSYS);
        assert_eq!(cause(forbidden, b""), Outcome::Failed(FailedReason::ForbiddenCall));
        let killed = ExitStatus::from_raw(libc::SIGKILL);
        assert_eq!(cause(killed, overflow), Outcome::Failed(FailedReason::Killed));
        assert_eq!(cause(ExitStatus::from_raw(0), b""), Outcome::Failed(FailedReason::Exited));
    }
}

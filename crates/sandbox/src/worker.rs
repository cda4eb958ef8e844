//! The worker: takes one job after the other from its standard input, until the parent is gone.

use std::ffi::OsStr;
use std::io::{self, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use bytes::Bytes;
use entities::Recogniser;
use formats::{Input, Passwords};
use item::Segment;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendFlags, recvmsg, send};
use rustix::stdio::stdin;

use crate::confine::{self, Profile};
use crate::found::End;
use crate::guest::become_guest;
use crate::lock::Lock;
use crate::memory::map_readonly;
use crate::read::{draw, read, read_bare, reread};
use crate::spent::Spent;
use crate::violate::violate;
use crate::wire::{Frame, Incoming, JobOrder, Order, Outgoing};

/// What this worker keeps for its work.
const PROFILE: Profile = Profile::READER;

/// Runs a worker in this process and never comes back; the program calls it before anything else when it is started
/// as a worker. With an order it becomes a program of another instead ([`crate::Guest`]).
///
/// Standard input is one end of a stream socket pair. The worker ends when the other end is closed, even amid a job,
/// so no worker outlives a parent that was killed.
#[expect(clippy::exit, reason = "a worker has nobody to return to")]
pub fn worker_main(order: Option<&OsStr>) -> ! {
    if let Some(order) = order {
        become_guest(order);
    }
    let lock = confine::enter(PROFILE);
    std::panic::set_hook(Box::new(|_| {}));
    let reader = thread::Builder::new().name("reader".into()).stack_size(PROFILE.stack);
    let started = reader.spawn(move || {
        let code = i32::from(serve(lock).is_err());
        std::process::exit(code)
    });
    if started.is_ok() {
        wait_for_hang_up();
    }
    std::process::exit(1)
}

/// Waits until the parent has closed its end.
fn wait_for_hang_up() {
    loop {
        let mut socket = [PollFd::from_borrowed_fd(stdin(), PollFlags::RDHUP)];
        match poll(&mut socket, None) {
            Err(rustix::io::Errno::INTR) => {}
            _ => return,
        }
    }
}

fn serve(lock: Lock) -> io::Result<()> {
    let orders = Arc::new(Mutex::new(Orders::default()));
    let mut outgoing = Outgoing::new(Socket);
    let mut recogniser = Recogniser::new();
    let Order::Hello { memory, bare } = lock_orders(&orders).next()? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    PROFILE.bound_memory(memory);
    outgoing.ready(lock)?;
    outgoing.send_now_and_then()?;
    let mut recognise = |segments: &[Segment]| recogniser.mentions(segments);
    let mut texts = Vec::new();
    loop {
        let order = lock_orders(&orders).next()?;
        match order {
            Order::Job(job) => {
                outgoing.careful = job.careful;
                let Some(bytes) = lock_orders(&orders).content(&job)? else {
                    outgoing.unreadable()?;
                    continue;
                };
                let JobOrder { name, declared, limits, volumes, pictures, .. } = job;
                let passwords = passwords_of(&orders, &outgoing);
                let input = Input { bytes, volumes, name, declared, passwords, limits };
                let (found, end) = match pictures {
                    Some(portion) => draw(&input, portion, &mut outgoing),
                    None if bare => read_bare(&input, &mut outgoing),
                    None => read(&input, &mut recognise, &mut outgoing),
                };
                outgoing.done(end, found.spent)?;
            }
            Order::Text(segment) => texts.push(segment),
            Order::Recognise => {
                let texts = std::mem::take(&mut texts);
                let (end, spent) = reread(&texts, &mut recognise, &mut outgoing);
                outgoing.done(end, spent)?;
            }
            Order::Violate(violation) => {
                violate(violation)?;
                outgoing.done(End::Finished, Spent::default())?;
            }
            Order::Hello { .. } | Order::Passwords(_) => {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
    }
}

/// Returns the passwords of a job, which the parent is asked for when a reader tries the first: they reach no worker that
/// has no locked item.
fn passwords_of(orders: &Arc<Mutex<Orders>>, outgoing: &Outgoing<Socket>) -> Passwords {
    let (orders, outgoing) = (Arc::clone(orders), outgoing.another());
    Passwords::on_demand(move || {
        // Without an answer the parent is gone, and this worker ends with it.
        outgoing.locked().and_then(|()| lock_orders(&orders).passwords()).unwrap_or_default()
    })
}

fn lock_orders(orders: &Mutex<Orders>) -> MutexGuard<'_, Orders> {
    orders.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the parent sends, in order.
#[derive(Default)]
struct Orders {
    incoming: Incoming,
    descriptors: Vec<OwnedFd>,
}

impl Orders {
    fn next(&mut self) -> io::Result<Order> {
        loop {
            if let Some(frame) = self.incoming.next().map_err(io::Error::other)? {
                return frame.message().map_err(io::Error::other);
            }
            self.receive()?;
        }
    }

    /// Waits for all passwords.
    fn passwords(&mut self) -> io::Result<Vec<String>> {
        let mut all = Vec::new();
        loop {
            match self.next()? {
                Order::Passwords(some) if some.is_empty() => return Ok(all),
                Order::Passwords(some) => all.extend(some),
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }

    /// Returns the bytes that go with a job; nothing where they cannot be mapped.
    fn content(&mut self, job: &JobOrder) -> io::Result<Option<Bytes>> {
        if let Some(length) = job.mapped {
            let file = self.descriptors.pop().ok_or(io::ErrorKind::InvalidData)?;
            return Ok(map_readonly(file.as_fd(), length).ok());
        }
        loop {
            if let Some(frame) = self.incoming.next().map_err(io::Error::other)? {
                let Frame::Raw(bytes) = frame else {
                    return Err(io::ErrorKind::InvalidData.into());
                };
                return Ok(Some(Bytes::copy_from_slice(bytes)));
            }
            self.receive()?;
        }
    }

    fn receive(&mut self) -> io::Result<()> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut room = [IoSliceMut::new(self.incoming.room())];
        let received = recvmsg(stdin(), &mut room, &mut control, RecvFlags::CMSG_CLOEXEC);
        let length = match received {
            Ok(message) if message.bytes == 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(message) => message.bytes,
            Err(rustix::io::Errno::INTR) => 0,
            Err(error) => return Err(error.into()),
        };
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(files) = message {
                self.descriptors.extend(files);
            }
        }
        self.incoming.came(length);
        Ok(())
    }
}

/// The worker's end of the socket pair.
struct Socket;

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(send(stdin(), bytes, SendFlags::NOSIGNAL)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

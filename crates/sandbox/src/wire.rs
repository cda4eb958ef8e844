//! The protocol between parent and worker: frames over a stream socket.
//!
//! A frame is its length (four bytes, little end first, of what follows), one byte that tells messages from raw
//! bytes, and the message in postcard or the raw bytes.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use formats::{Child, Limits, Picture, Portion};
use item::{
    Declared, FailedReason, Identified, Key, LimitReason, Outcome, PartialReason, Place, Segment,
    Warning,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::found::End;
use crate::gather::{CHUNK, MAX_MENTION, Out};
use crate::job::Ending;
use crate::lock::Lock;
use crate::recognise::Named;
use crate::spent::Spent;

/// The version of this protocol; parent and worker are the same build, except in tests with a stale worker.
pub(crate) const VERSION: u32 = 7;
/// Longest frame, without its head, in bytes: a segment of the longest length with its marks, and to spare.
pub(crate) const MAX_FRAME: usize = 8 << 20;
/// Most mentions in one frame; the longest of them all fit into it.
const MENTIONS_AT_ONCE: usize = MAX_FRAME / 2 / MAX_MENTION;

/// How long a frame waits for others, to be sent along with them.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// The stack of the thread that sends, in bytes.
const SENDER_STACK: usize = 64 << 10;

const HEAD: usize = 5;
const MESSAGE: u8 = 0;
const RAW: u8 = 1;

/// What the parent sends.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// First of all: what holds for all jobs.
    Hello { memory: u64, bare: bool },
    /// One item.
    Job(JobOrder),
    /// Some of the passwords that the worker asked for; none where these were all.
    Passwords(Vec<String>),
    /// A text that an earlier worker left when it failed.
    Text(Segment),
    /// All texts that were left are there: recognise what they name.
    Recognise,
    /// To break a limit, to see that it is held to it.
    Violate(Violation),
}

/// What a worker is ordered to do though it must not: a bound on what it takes, or an act that no reader has a use for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Violation {
    /// To compute for ever.
    Compute,
    /// To take memory for ever, touching all of it.
    Grow,
    /// To ask at once for more memory than it may have, touching none of it.
    Demand,
    /// To write to a file in memory.
    WriteMemoryFile,
    /// To open a file that every user can read.
    ReadFile,
    /// To list the root folder.
    ListFolder,
    /// To make a file in the folder for temporary files.
    MakeFile,
    /// To remove a file.
    RemoveFile,
    /// To rename a file.
    RenameFile,
    /// To change the times of a file.
    SetTimes,
    /// To connect to a port of this machine.
    Connect,
    /// To make a socket that sends datagrams.
    Datagram,
    /// To make a pair of local sockets.
    LocalSocket,
    /// To start a second process.
    Fork,
    /// To become another program.
    Exec,
    /// To send a signal to its parent.
    Signal,
    /// To let another process control it.
    Trace,
    /// To set up a queue of calls to the kernel, which no filter sees.
    Queue,
    /// To map memory that can be run.
    RunMemory,
}

impl Violation {
    /// Every act that no reader has a use for.
    pub const ACTS: &'static [Self] = &[
        Self::WriteMemoryFile,
        Self::ReadFile,
        Self::ListFolder,
        Self::MakeFile,
        Self::RemoveFile,
        Self::RenameFile,
        Self::SetTimes,
        Self::Connect,
        Self::Datagram,
        Self::LocalSocket,
        Self::Fork,
        Self::Exec,
        Self::Signal,
        Self::Trace,
        Self::Queue,
        Self::RunMemory,
    ];

    /// Tells whether a worker that ended so was held to its limits: over an act, it was ended by the kernel, or ended
    /// itself because the kernel refused.
    pub fn was_prevented(self, ended: Outcome) -> bool {
        use FailedReason::{Exited, ForbiddenCall, Killed};
        match self {
            Self::Compute => ended == Outcome::LimitReached(LimitReason::CpuTime),
            Self::Grow | Self::Demand => ended == Outcome::LimitReached(LimitReason::Memory),
            _ => matches!(ended, Outcome::Failed(ForbiddenCall | Exited | Killed)),
        }
    }
}

/// One item, as it is ordered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct JobOrder {
    pub(crate) name: Vec<u8>,
    pub(crate) declared: Declared,
    pub(crate) limits: Limits,
    pub(crate) volumes: Vec<u64>,
    /// How many bytes are behind the descriptor that comes along; nothing where the bytes follow in a raw frame.
    pub(crate) mapped: Option<u64>,
    /// Whether every frame is sent at once, so that nothing is lost when the worker dies.
    pub(crate) careful: bool,
    /// Which pictures are drawn in the place of all else.
    pub(crate) pictures: Option<Portion>,
}

/// What the worker sends.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    Ready(u32, Lock),
    Identified(Identified),
    Text(Segment),
    Metadata(Key, String),
    Warning(Warning),
    Partial(PartialReason),
    Picture(PictureHead),
    Begin(Begun),
    End(Ending),
    Mentions(Vec<Named>),
    /// The item is locked: the worker waits for the passwords to try.
    Locked,
    /// The job is over; the worker waits for the next one.
    Done(End, Spent),
    /// The bytes of the item could not be mapped.
    Unreadable,
}

/// What [`Message`] is written from: the same variants in the same order, without a copy.
#[derive(Serialize)]
enum MessageRef<'a> {
    Ready(u32, Lock),
    Identified(&'a Identified),
    Text(&'a Segment),
    Metadata(&'a Key, &'a str),
    Warning(&'a Warning),
    Partial(PartialReason),
    Picture(PictureHead),
    Begin(Begun),
    End(Ending),
    Mentions(&'a [Named]),
    Locked,
    Done(End, Spent),
    Unreadable,
}

/// A child, as it crosses the socket.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) name: Vec<u8>,
    pub(crate) declared: Declared,
    pub(crate) modified: Option<String>,
}

/// A picture, as it crosses the socket: raw frames follow until all its bytes are there.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PictureHead {
    pub(crate) place: Place,
    pub(crate) media_type: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) length: usize,
}

/// A frame as it was read.
#[derive(Debug)]
pub(crate) enum Frame<'a> {
    Message(&'a [u8]),
    Raw(&'a [u8]),
}

/// The other side broke the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("broken protocol: {0}")]
pub(crate) struct ProtocolError(pub(crate) &'static str);

impl Frame<'_> {
    /// Reads the message of the frame.
    pub(crate) fn message<T: DeserializeOwned>(&self) -> Result<T, ProtocolError> {
        let Self::Message(bytes) = self else { return Err(ProtocolError("raw bytes out of turn")) };
        match postcard::take_from_bytes(bytes) {
            Ok((message, [])) => Ok(message),
            Ok(_) => Err(ProtocolError("a message with a tail")),
            Err(_) => Err(ProtocolError("a message of no kind")),
        }
    }
}

/// Bytes that came and are not yet read as frames.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Incoming {
    /// Returns room for bytes to come; [`Incoming::came`] takes how many came.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        let wanted = self.pending_length().map_or(CHUNK, |length| (HEAD + length).max(CHUNK));
        if self.start > 0 && self.buffer.len() - self.start < wanted {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.buffer.len() < self.start + wanted {
            self.buffer.resize(self.start + wanted, 0);
        }
        &mut self.buffer[self.end..]
    }

    /// Takes note that `length` bytes were put into the room.
    pub(crate) fn came(&mut self, length: usize) {
        self.end = self.buffer.len().min(self.end + length);
    }

    /// Returns the next whole frame, if it is there.
    pub(crate) fn next(&mut self) -> Result<Option<Frame<'_>>, ProtocolError> {
        let waiting = self.end - self.start;
        let Some(length) = self.head()? else { return Ok(None) };
        if waiting < HEAD + length {
            return Ok(None);
        }
        let at = self.start + HEAD;
        self.start = at + length;
        let payload = &self.buffer[at..at + length];
        match self.buffer[at - 1] {
            MESSAGE => Ok(Some(Frame::Message(payload))),
            RAW => Ok(Some(Frame::Raw(payload))),
            _ => Err(ProtocolError("a frame of no kind")),
        }
    }

    /// Tells whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Gives back the memory of a large frame.
    pub(crate) fn shrink(&mut self) {
        if self.is_empty() && self.buffer.len() > 16 * CHUNK {
            *self = Self::default();
        }
    }

    fn head(&self) -> Result<Option<usize>, ProtocolError> {
        match self.pending_length() {
            Some(length) if length > MAX_FRAME => Err(ProtocolError("a frame too long")),
            length => Ok(length),
        }
    }

    fn pending_length(&self) -> Option<usize> {
        let head = self.buffer[self.start..self.end].first_chunk::<HEAD>()?;
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        usize::try_from(length).ok().map(|length| length.min(MAX_FRAME + 1))
    }
}

/// Appends `message` to `buffer` as a frame.
pub(crate) fn push_message(buffer: &mut Vec<u8>, message: &impl Serialize) {
    let at = buffer.len();
    buffer.extend([0, 0, 0, 0, MESSAGE]);
    let written = postcard::to_extend(message, std::mem::take(buffer));
    *buffer =
        written.expect("a vector takes any bytes, and messages have no maps of unknown length");
    set_length(buffer, at);
}

/// Appends raw bytes to `buffer` as a frame.
pub(crate) fn push_raw(buffer: &mut Vec<u8>, bytes: &[u8]) {
    let at = buffer.len();
    buffer.extend([0, 0, 0, 0, RAW]);
    buffer.extend_from_slice(bytes);
    set_length(buffer, at);
}

fn set_length(buffer: &mut [u8], at: usize) {
    let length =
        u32::try_from(buffer.len() - at - HEAD).expect("frames are bounded far below 4 GiB");
    buffer[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

/// The worker's end: writes what was gathered as frames.
pub(crate) struct Outgoing<W> {
    pending: Arc<Mutex<Pending<W>>>,
    /// Whether every frame is sent at once.
    pub(crate) careful: bool,
}

/// Frames that wait to be sent.
struct Pending<W> {
    out: W,
    buffer: Vec<u8>,
    /// The first error; nothing is sent after it.
    error: Option<io::Error>,
}

impl<W: Write> Pending<W> {
    fn send(&mut self) {
        if self.error.is_none() {
            self.error = self.out.write_all(&self.buffer).err();
        }
        self.buffer.clear();
        self.buffer.shrink_to(4 * CHUNK);
    }
}

impl<W: Write + Send + 'static> Outgoing<W> {
    /// Has frames that have waited for some time sent from a thread of its own, so that what a reader pushed before it
    /// went on for ever is there.
    pub(crate) fn send_now_and_then(&self) -> io::Result<()> {
        let pending = Arc::downgrade(&self.pending);
        let sender = thread::Builder::new().name("sender".into()).stack_size(SENDER_STACK);
        sender.spawn(move || {
            while let Some(pending) = pending.upgrade() {
                lock(&pending).send();
                drop(pending);
                thread::sleep(LONGEST_WAIT);
            }
        })?;
        Ok(())
    }
}

impl<W: Write> Outgoing<W> {
    pub(crate) fn new(out: W) -> Self {
        let pending = Pending { out, buffer: Vec::with_capacity(2 * CHUNK), error: None };
        Self { pending: Arc::new(Mutex::new(pending)), careful: false }
    }

    pub(crate) fn ready(&mut self, lock: Lock) -> io::Result<()> {
        self.message(&MessageRef::Ready(VERSION, lock));
        self.flush()
    }

    /// Returns another hand that writes to the same socket.
    pub(crate) fn another(&self) -> Self {
        Self { pending: Arc::clone(&self.pending), careful: self.careful }
    }

    /// Asks for the passwords to try.
    pub(crate) fn locked(&self) -> io::Result<()> {
        self.message(&MessageRef::Locked);
        self.flush()
    }

    /// Ends a job.
    pub(crate) fn done(&mut self, end: End, spent: Spent) -> io::Result<()> {
        self.message(&MessageRef::Done(end, spent));
        self.flush()
    }

    /// Ends a job whose bytes could not be had.
    pub(crate) fn unreadable(&mut self) -> io::Result<()> {
        self.message(&MessageRef::Unreadable);
        self.flush()
    }

    fn message(&self, message: &MessageRef<'_>) {
        self.push(|buffer| push_message(buffer, message));
    }

    fn push(&self, push: impl FnOnce(&mut Vec<u8>)) {
        let mut pending = lock(&self.pending);
        push(&mut pending.buffer);
        if self.careful || pending.buffer.len() >= CHUNK {
            pending.send();
        }
    }

    fn flush(&self) -> io::Result<()> {
        let mut pending = lock(&self.pending);
        pending.send();
        pending.error.take().map_or(Ok(()), Err)
    }
}

/// Takes a lock. A panic while frames are written leaves a frame that the parent refuses.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<W: Write> Out for Outgoing<W> {
    fn identified(&mut self, identified: &Identified) {
        self.message(&MessageRef::Identified(identified));
    }

    fn text(&mut self, segment: &Segment) {
        self.message(&MessageRef::Text(segment));
    }

    fn metadata(&mut self, key: &Key, value: &str) {
        self.message(&MessageRef::Metadata(key, value));
    }

    fn warning(&mut self, warning: &Warning) {
        self.message(&MessageRef::Warning(warning));
    }

    fn partial(&mut self, reason: PartialReason) {
        self.message(&MessageRef::Partial(reason));
    }

    fn mentions(&mut self, named: Vec<Named>, _segments: &[Segment]) {
        named.chunks(MENTIONS_AT_ONCE).for_each(|named| self.message(&MessageRef::Mentions(named)));
    }

    fn picture(&mut self, place: Place, picture: Picture) {
        let Picture { media_type, width, height, bytes } = picture;
        let head = PictureHead { place, media_type, width, height, length: bytes.len() };
        self.message(&MessageRef::Picture(head));
        bytes.chunks(CHUNK).for_each(|chunk| self.bytes(chunk));
    }

    fn begin(&mut self, child: Child) {
        let Child { name, declared, modified } = child;
        self.message(&MessageRef::Begin(Begun { name, declared, modified }));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        self.push(|buffer| push_raw(buffer, chunk));
    }

    fn end(&mut self, ending: Ending) {
        self.message(&MessageRef::End(ending));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::{MAX_MARK_WORDS, MAX_MARKS, MAX_SEGMENT};
    use item::{Layer, Mark, MarkKind, Place, UnreadableReason};

    fn feed(incoming: &mut Incoming, bytes: &[u8]) {
        for chunk in bytes.chunks(CHUNK) {
            incoming.room()[..chunk.len()].copy_from_slice(chunk);
            incoming.came(chunk.len());
        }
    }

    #[test]
    fn every_message_written_is_read_back() {
        let segment = Segment::new(Place::Page(3), Layer::Body, "Слово");
        let child = Child { name: b"\xff".to_vec(), ..Child::default() };
        let mut bytes = Vec::new();
        let mut outgoing = Outgoing::new(&mut bytes);
        outgoing.text(&segment);
        outgoing.begin(child);
        outgoing.bytes(b"raw");
        outgoing.end(Ending::Unreadable(UnreadableReason::Truncated));
        outgoing
            .done(End::Limit(LimitReason::Output), Spent::default())
            .expect("a vector takes any bytes");
        let mut incoming = Incoming::default();
        feed(&mut incoming, &bytes);
        let read = |incoming: &mut Incoming| {
            let frame = incoming.next().expect("the frame is sound").expect("the frame is whole");
            frame.message::<Message>().expect("the message is sound")
        };
        assert!(matches!(read(&mut incoming), Message::Text(text) if text == segment));
        assert!(matches!(read(&mut incoming), Message::Begin(begun) if begun.name == b"\xff"));
        assert!(matches!(incoming.next(), Ok(Some(Frame::Raw(b"raw")))));
        let ending = Ending::Unreadable(UnreadableReason::Truncated);
        assert!(matches!(read(&mut incoming), Message::End(end) if end == ending));
        let end = End::Limit(LimitReason::Output);
        assert!(matches!(read(&mut incoming), Message::Done(done, _) if done == end));
        assert!(incoming.is_empty());
    }

    #[test]
    fn a_frame_that_claims_too_much_breaks_protocol_before_it_is_read() {
        let mut incoming = Incoming::default();
        feed(&mut incoming, &[0xff; 5]);
        assert!(incoming.next().is_err());
    }

    #[test]
    fn the_longest_segment_with_all_its_marks_fits_into_a_frame() {
        let words = || Some("w".repeat(MAX_MARK_WORDS));
        let end = MAX_SEGMENT;
        let (kind, author, date) = (MarkKind::Inserted, words(), words());
        let mut segment = Segment::new(Place::Whole, Layer::Body, "x".repeat(MAX_SEGMENT));
        segment.marks = vec![Mark { start: end, end, kind, author, date }; MAX_MARKS];
        let mut bytes = Vec::new();
        push_message(&mut bytes, &Order::Text(segment));
        assert!(bytes.len() <= MAX_FRAME, "{}", bytes.len());
    }

    #[test]
    fn a_frame_longer_than_the_room_is_waited_for() {
        let mut bytes = Vec::new();
        push_raw(&mut bytes, b"before");
        push_raw(&mut bytes, &vec![7; 3 * CHUNK]);
        let mut incoming = Incoming::default();
        feed(&mut incoming, &bytes[..20]);
        assert!(matches!(incoming.next(), Ok(Some(Frame::Raw(b"before")))));
        assert!(matches!(incoming.next(), Ok(None)));
        feed(&mut incoming, &bytes[20..]);
        assert!(matches!(incoming.next(), Ok(Some(Frame::Raw(raw))) if raw == vec![7; 3 * CHUNK]));
    }
}

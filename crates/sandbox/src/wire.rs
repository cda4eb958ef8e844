//! How parent and worker speak: frames over a stream socket.
//!
//! A frame is its length (four bytes, little end first, of what follows), one byte that tells words from raw bytes,
//! and the words in postcard or the raw bytes.

use std::io::{self, Write};

use formats::{Child, Limits};
use item::{Declared, Identified, Key, PartialReason, Segment, Warning};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::found::End;
use crate::gather::{CHUNK, Out};
use crate::job::Ending;
use crate::recognise::Named;
use crate::spent::Spent;
use crate::trial::Trial;

/// The version of this protocol; parent and worker are the same build, except in tests with a stale worker.
pub(crate) const VERSION: u32 = 2;
/// Longest frame, without its head, in bytes: a segment of the longest length with its marks, and to spare.
pub(crate) const MAX_FRAME: usize = 24 << 20;
/// Most mentions in one frame.
const MENTIONS_AT_ONCE: usize = 500;

const HEAD: usize = 5;
const WORDS: u8 = 0;
const RAW: u8 = 1;

/// What the parent says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// First of all: what holds for all jobs.
    Hello { memory: u64, passwords: Vec<String>, bare: bool },
    /// One item.
    Job(JobOrder),
    /// A text that an earlier worker left when it failed.
    Text(Segment),
    /// All texts that were left are there: recognise what they name.
    Recognise,
    /// To misbehave, to see that it is held to its limits.
    Trial(Trial),
}

/// One item, as the worker is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct JobOrder {
    pub(crate) name: Vec<u8>,
    pub(crate) declared: Declared,
    pub(crate) limits: Limits,
    /// How many bytes are behind the descriptor that comes along; nothing where the bytes follow in a raw frame.
    pub(crate) mapped: Option<u64>,
    /// Whether every frame is sent at once, so that nothing is lost when the worker dies.
    pub(crate) careful: bool,
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Word {
    Ready(u32),
    Identified(Identified),
    Text(Segment),
    Metadata(Key, String),
    Warning(Warning),
    Partial(PartialReason),
    Begin(Begun),
    End(Ending),
    Mentions(Vec<Named>),
    /// The job is over; the worker waits for the next one.
    Done(End, Spent),
    /// The bytes of the item could not be mapped.
    Unreadable,
}

/// What [`Word`] is written from: the same variants in the same order, without a copy.
#[derive(Serialize)]
enum WordRef<'a> {
    Ready(u32),
    Identified(&'a Identified),
    Text(&'a Segment),
    Metadata(&'a Key, &'a str),
    Warning(&'a Warning),
    Partial(PartialReason),
    Begin(Begun),
    End(Ending),
    Mentions(&'a [Named]),
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

/// A frame as it was read.
#[derive(Debug)]
pub(crate) enum Frame<'a> {
    Words(&'a [u8]),
    Raw(&'a [u8]),
}

/// The other side broke the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("garbage on the wire: {0}")]
pub(crate) struct Garbage(pub(crate) &'static str);

impl Frame<'_> {
    /// Reads the words of the frame.
    pub(crate) fn words<T: DeserializeOwned>(&self) -> Result<T, Garbage> {
        let Self::Words(bytes) = self else { return Err(Garbage("raw bytes out of turn")) };
        match postcard::take_from_bytes(bytes) {
            Ok((words, [])) => Ok(words),
            Ok(_) => Err(Garbage("words with a tail")),
            Err(_) => Err(Garbage("words that are none")),
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
    /// Returns room for bytes to come; [`Incoming::came`] says how many came.
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
    pub(crate) fn next(&mut self) -> Result<Option<Frame<'_>>, Garbage> {
        let waiting = self.end - self.start;
        let Some(length) = self.head()? else { return Ok(None) };
        if waiting < HEAD + length {
            return Ok(None);
        }
        let at = self.start + HEAD;
        self.start = at + length;
        let payload = &self.buffer[at..at + length];
        match self.buffer[at - 1] {
            WORDS => Ok(Some(Frame::Words(payload))),
            RAW => Ok(Some(Frame::Raw(payload))),
            _ => Err(Garbage("a frame of no kind")),
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

    fn head(&self) -> Result<Option<usize>, Garbage> {
        match self.pending_length() {
            Some(length) if length > MAX_FRAME => Err(Garbage("a frame too long")),
            length => Ok(length),
        }
    }

    fn pending_length(&self) -> Option<usize> {
        let head = self.buffer[self.start..self.end].first_chunk::<HEAD>()?;
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        usize::try_from(length).ok().map(|length| length.min(MAX_FRAME + 1))
    }
}

/// Appends `words` to `buffer` as a frame.
pub(crate) fn push_words(buffer: &mut Vec<u8>, words: &impl Serialize) {
    let at = buffer.len();
    buffer.extend([0, 0, 0, 0, WORDS]);
    let written = postcard::to_extend(words, std::mem::take(buffer));
    *buffer =
        written.expect("a vector takes any bytes, and the words have no maps of unknown length");
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
    out: W,
    buffer: Vec<u8>,
    /// Whether every frame is sent at once.
    pub(crate) careful: bool,
    /// The first error; nothing is sent after it.
    error: Option<io::Error>,
}

impl<W: Write> Outgoing<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, buffer: Vec::with_capacity(2 * CHUNK), careful: false, error: None }
    }

    pub(crate) fn ready(&mut self) -> io::Result<()> {
        self.word(&WordRef::Ready(VERSION));
        self.flush()
    }

    /// Ends a job.
    pub(crate) fn done(&mut self, mentions: &[Named], end: End, spent: Spent) -> io::Result<()> {
        mentions
            .chunks(MENTIONS_AT_ONCE)
            .for_each(|mentions| self.word(&WordRef::Mentions(mentions)));
        self.word(&WordRef::Done(end, spent));
        self.flush()
    }

    /// Ends a job whose bytes could not be had.
    pub(crate) fn unreadable(&mut self) -> io::Result<()> {
        self.word(&WordRef::Unreadable);
        self.flush()
    }

    fn word(&mut self, word: &WordRef<'_>) {
        push_words(&mut self.buffer, word);
        self.sent_if_due();
    }

    fn sent_if_due(&mut self) {
        if self.careful || self.buffer.len() >= CHUNK {
            self.send();
        }
    }

    fn send(&mut self) {
        if self.error.is_none() {
            self.error = self.out.write_all(&self.buffer).err();
        }
        self.buffer.clear();
        self.buffer.shrink_to(4 * CHUNK);
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send();
        self.error.take().map_or(Ok(()), Err)
    }
}

impl<W: Write> Out for Outgoing<W> {
    fn identified(&mut self, identified: &Identified) {
        self.word(&WordRef::Identified(identified));
    }

    fn text(&mut self, segment: &Segment) {
        self.word(&WordRef::Text(segment));
    }

    fn metadata(&mut self, key: &Key, value: &str) {
        self.word(&WordRef::Metadata(key, value));
    }

    fn warning(&mut self, warning: &Warning) {
        self.word(&WordRef::Warning(warning));
    }

    fn partial(&mut self, reason: PartialReason) {
        self.word(&WordRef::Partial(reason));
    }

    fn begin(&mut self, child: Child) {
        let Child { name, declared, modified } = child;
        self.word(&WordRef::Begin(Begun { name, declared, modified }));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        push_raw(&mut self.buffer, chunk);
        self.sent_if_due();
    }

    fn end(&mut self, ending: Ending) {
        self.word(&WordRef::End(ending));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::{Layer, LimitReason, Place, UnreadableReason};

    fn feed(incoming: &mut Incoming, bytes: &[u8]) {
        for chunk in bytes.chunks(CHUNK) {
            incoming.room()[..chunk.len()].copy_from_slice(chunk);
            incoming.came(chunk.len());
        }
    }

    #[test]
    fn every_word_written_is_read_back() {
        let segment = Segment::new(Place::Page(3), Layer::Body, "Слово");
        let child = Child { name: b"\xff".to_vec(), ..Child::default() };
        let mut bytes = Vec::new();
        let mut outgoing = Outgoing::new(&mut bytes);
        outgoing.text(&segment);
        outgoing.begin(child);
        outgoing.bytes(b"raw");
        outgoing.end(Ending::Unreadable(UnreadableReason::Truncated));
        outgoing
            .done(&[], End::Limit(LimitReason::Output), Spent::default())
            .expect("a vector takes any bytes");
        let mut incoming = Incoming::default();
        feed(&mut incoming, &bytes);
        let read = |incoming: &mut Incoming| {
            let frame = incoming.next().expect("the frame is sound").expect("the frame is whole");
            frame.words::<Word>().expect("the words are sound")
        };
        assert!(matches!(read(&mut incoming), Word::Text(text) if text == segment));
        assert!(matches!(read(&mut incoming), Word::Begin(begun) if begun.name == b"\xff"));
        assert!(matches!(incoming.next(), Ok(Some(Frame::Raw(b"raw")))));
        let ending = Ending::Unreadable(UnreadableReason::Truncated);
        assert!(matches!(read(&mut incoming), Word::End(end) if end == ending));
        let end = End::Limit(LimitReason::Output);
        assert!(matches!(read(&mut incoming), Word::Done(done, _) if done == end));
        assert!(incoming.is_empty());
    }

    #[test]
    fn a_frame_that_claims_too_much_is_garbage_before_it_is_read() {
        let mut incoming = Incoming::default();
        feed(&mut incoming, &[0xff; 5]);
        assert!(incoming.next().is_err());
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

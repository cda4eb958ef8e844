//! What files that pack one stream yield: one child, named after the file (bzip2, xz, Zstandard).

use std::io::{self, Read};

use bytes::Bytes;
use item::{Declared, LimitReason, Warning, WarningCode};

use crate::shared::budget::Budget;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// How much memory a stream may ask for to be unpacked, in bytes: what the widest setting that packers use without
/// being told to needs.
pub(crate) const MEMORY: u64 = 128 << 20;

/// Unpacks one stream of a kind.
pub(crate) trait Unpack: Read + Sized {
    /// Endings of names, in lower case, and what stands in their place once the file is unpacked.
    const ENDINGS: &[(&str, &str)];

    /// Tells whether a stream of this kind begins here.
    fn begins(bytes: &[u8]) -> bool;

    /// Begins to unpack.
    fn open(bytes: Bytes) -> io::Result<Self>;

    /// Returns what stands behind the stream, once it was read to its end.
    fn rest(self) -> Bytes;

    /// Goes on behind what could not be read, where something can be told of what follows; `given` bytes came out of it
    /// so far.
    fn behind_damage(self, _given: u64, _kind: io::ErrorKind) -> Option<Self> {
        None
    }
}

/// Pushes the unpacked bytes of all streams as one child.
pub(crate) fn push<U: Unpack>(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if !U::begins(&input.bytes) {
        return Err(Error::malformed("no signature of a packed stream"));
    }
    let budget = Budget::new(input.limits.inflated_bytes);
    let mut streams = Streams::<U>::new(input.bytes.clone());
    let child = Child {
        name: unpacked_name(&input.name, U::ENDINGS),
        declared: Declared::default(),
        modified: None,
    };
    let flow = sink.child(child, Content::Stream(&mut budget.count(&mut streams)));
    if streams.trailing > 0 {
        sink.warn(Warning::new(
            WarningCode::TrailingBytes,
            format_args!("{} bytes after the stream", streams.trailing),
        ));
    }
    match streams.failure {
        Some(io::ErrorKind::OutOfMemory) => Err(Error::Limit(LimitReason::Memory)),
        _ if flow == Flow::Stop => Ok(()),
        _ => budget.check(),
    }
}

/// Returns the name of what a file of this name holds; `endings` are in lower case, each with what stands in its place.
pub(crate) fn unpacked_name(name: &[u8], endings: &[(&str, &str)]) -> Vec<u8> {
    let lower = name.to_ascii_lowercase();
    for (ending, instead) in endings {
        if lower.ends_with(ending.as_bytes()) && lower.len() > ending.len() {
            return [&name[..name.len() - ending.len()], instead.as_bytes()].concat();
        }
    }
    b"content".to_vec()
}

/// The unpacked bytes of all streams; what follows them and is none is counted, not read.
struct Streams<U> {
    current: Option<U>,
    ahead: Option<Bytes>,
    trailing: usize,
    failure: Option<io::ErrorKind>,
    /// What was read over, which is said at the end.
    damage: Option<io::ErrorKind>,
    /// How many bytes the current stream gave.
    given: u64,
}

impl<U: Unpack> Streams<U> {
    fn new(bytes: Bytes) -> Self {
        Self {
            current: None,
            ahead: Some(bytes),
            trailing: 0,
            failure: None,
            damage: None,
            given: 0,
        }
    }

    /// Reads on in the current stream, or opens the next one; nothing where all are read.
    fn next_bytes(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        if let Some(stream) = &mut self.current {
            match stream.read(buffer) {
                Ok(0) => {}
                Ok(length) => {
                    self.given += length as u64;
                    return Ok(Some(length));
                }
                Err(error) => return self.go_on(error),
            }
            let rest = self.current.take().map(U::rest).unwrap_or_default();
            self.look_ahead(&rest);
        }
        let Some(bytes) = self.ahead.take() else {
            return self.damage.take().map_or(Ok(None), |kind| Err(kind.into()));
        };
        self.current = Some(U::open(bytes)?);
        self.given = 0;
        Ok(Some(0))
    }

    /// Reads over damage where the stream can.
    fn go_on(&mut self, error: io::Error) -> io::Result<Option<usize>> {
        let stream = self.current.take();
        self.current = stream.and_then(|stream| stream.behind_damage(self.given, error.kind()));
        if self.current.is_none() {
            return Err(error);
        }
        self.damage = Some(error.kind());
        Ok(Some(0))
    }

    /// Zeros may stand between and after streams.
    fn look_ahead(&mut self, rest: &Bytes) {
        let zeros = rest.iter().take_while(|byte| **byte == 0).count();
        let rest = rest.slice(zeros..);
        if U::begins(&rest) {
            self.ahead = Some(rest);
        } else {
            self.trailing = rest.len();
        }
    }
}

impl<U: Unpack> Read for Streams<U> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if let Some(kind) = self.failure {
            return Err(kind.into());
        }
        loop {
            match self.next_bytes(buffer) {
                Ok(Some(0)) => {}
                Ok(Some(length)) => return Ok(length),
                Ok(None) => return Ok(0),
                Err(error) => {
                    self.failure = Some(error.kind());
                    return Err(error);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_named_after_its_archive() {
        let endings = [(".tbz2", ".tar"), (".bz2", "")];
        assert_eq!(unpacked_name(b"Backup.TBZ2", &endings), b"Backup.tar");
        assert_eq!(unpacked_name(b"log.bz2", &endings), b"log");
        assert_eq!(unpacked_name(b".bz2", &endings), b"content");
        assert_eq!(unpacked_name(b"packed", &endings), b"content");
    }
}

//! How one extraction is encoded, and found again.

use std::cell::RefCell;
use std::io::{self, Write};

use item::{Extraction, Location};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

use crate::error::Error;

/// The longest extraction that is stored, in bytes before compression.
pub const MAX_RECORD: usize = 1 << 30;

/// Speed counts more than size on the way in.
const LEVEL: i32 = 1;

/// A buffer that has grown beyond this is given back after use.
const KEPT_BUFFER: usize = 4 << 20;

/// About how many bytes a mention or a child takes when it is encoded.
const SMALL: usize = 100;

const MARK: [u8; 4] = *b"\xd0rec";

pub(crate) const PREFIX: usize = 12;

/// An encoded and compressed extraction, ready to be appended.
///
/// Making a record is the costly part and can be done by many threads; appending it is one write.
pub struct Record {
    pub(crate) bytes: Vec<u8>,
    pub(crate) raw_len: u32,
}

/// The compression context and the buffer that a thread uses again and again.
struct Press {
    compressor: Compressor<'static>,
    raw: Vec<u8>,
}

thread_local! {
    static PRESS: RefCell<Option<Press>> = const { RefCell::new(None) };
}

impl Record {
    /// Encodes and compresses `extraction`; a large one in one stream, so that it is never held a second time.
    pub fn of(extraction: &Extraction) -> Result<Self, Error> {
        if is_large(extraction) {
            return streamed(extraction);
        }
        PRESS.with_borrow_mut(|slot| {
            let mut press = slot.take().map_or_else(Press::new, Ok).map_err(Error::Encode)?;
            let record = press.record(extraction);
            if press.raw.capacity() <= KEPT_BUFFER {
                *slot = Some(press);
            }
            record
        })
    }
}

impl Press {
    fn new() -> io::Result<Self> {
        let mut compressor = Compressor::new(LEVEL)?;
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self { compressor, raw: Vec::new() })
    }

    fn record(&mut self, extraction: &Extraction) -> Result<Record, Error> {
        self.raw.clear();
        let raw = postcard::to_extend(extraction, std::mem::take(&mut self.raw));
        self.raw = raw.map_err(|error| Error::Encode(io::Error::other(error)))?;
        if self.raw.len() > MAX_RECORD {
            return Err(Error::TooLarge { size: self.raw.len() });
        }
        let mut bytes = vec![0; PREFIX + zstd::zstd_safe::compress_bound(self.raw.len())];
        let packed = self.compressor.compress_to_buffer(&self.raw, &mut bytes[PREFIX..]);
        bytes.truncate(PREFIX + packed.map_err(Error::Encode)?);
        sealed(bytes, self.raw.len())
    }
}

/// Tells whether an extraction would outgrow the buffer that is kept.
fn is_large(extraction: &Extraction) -> bool {
    let text: usize = extraction.segments.iter().map(|segment| segment.text.len()).sum();
    let rest = extraction.mentions.len() + extraction.children.len();
    text.saturating_add(rest.saturating_mul(SMALL)) > KEPT_BUFFER
}

fn streamed(extraction: &Extraction) -> Result<Record, Error> {
    let mut encoder = zstd::Encoder::new(vec![0; PREFIX], LEVEL).map_err(Error::Encode)?;
    encoder.include_checksum(true).map_err(Error::Encode)?;
    let counted = Counted { inner: encoder, length: 0 };
    let counted = postcard::to_io(extraction, counted)
        .map_err(|error| Error::Encode(io::Error::other(error)))?;
    if counted.length > MAX_RECORD {
        return Err(Error::TooLarge { size: counted.length });
    }
    sealed(counted.inner.finish().map_err(Error::Encode)?, counted.length)
}

/// Writes the prefix of a record before what was compressed.
fn sealed(mut bytes: Vec<u8>, raw_len: usize) -> Result<Record, Error> {
    let (Ok(short), Ok(len)) = (u32::try_from(raw_len), u32::try_from(bytes.len())) else {
        return Err(Error::TooLarge { size: raw_len });
    };
    bytes[..PREFIX].copy_from_slice(&prefix(len, short));
    bytes.shrink_to_fit();
    Ok(Record { bytes, raw_len: short })
}

/// Counts what passes through.
struct Counted<W> {
    inner: W,
    length: usize,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.length += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn prefix(len: u32, raw_len: u32) -> [u8; PREFIX] {
    let mut prefix = [0; PREFIX];
    prefix[..4].copy_from_slice(&MARK);
    prefix[4..8].copy_from_slice(&len.to_le_bytes());
    prefix[8..].copy_from_slice(&raw_len.to_le_bytes());
    prefix
}

/// Decodes the bytes that stand at `location`.
pub(crate) fn decode(bytes: &[u8], location: &Location) -> Result<Extraction, &'static str> {
    let (head, packed) = bytes.split_at_checked(PREFIX).ok_or("the record is too short")?;
    if head != prefix(location.len, location.raw_len) {
        return Err("no such record begins here");
    }
    let raw_len = usize::try_from(location.raw_len).unwrap_or(usize::MAX);
    let raw = decompressed(packed, raw_len)?;
    if raw.len() != raw_len {
        return Err("the length does not match");
    }
    match postcard::take_from_bytes(&raw) {
        Ok((extraction, [])) => Ok(extraction),
        _ => Err("the record cannot be decoded"),
    }
}
thread_local! {
    /// Kept from one record to the next: to make one costs more than most records.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn decompressed(packed: &[u8], raw_len: usize) -> Result<Vec<u8>, &'static str> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let mut decompressor = match kept.take() {
            Some(decompressor) => decompressor,
            None => Decompressor::new().map_err(|_| "no memory to decompress the record")?,
        };
        let raw =
            decompressor.decompress(packed, raw_len).map_err(|_| "the checksum does not match")?;
        *kept = Some(decompressor);
        Ok(raw)
    })
}

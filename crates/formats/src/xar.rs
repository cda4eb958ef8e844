//! What a XAR archive yields, as installers of macOS are: its members, as the table of contents lists them (the format's
//! description by its authors: a header, a table in XML behind zlib, a heap).

mod toc;

use std::io::{self, Read};

use bzip2::read::BzDecoder;
use flate2::read::ZlibDecoder;
use item::{
    Key, LimitReason, PartialReason, SkippedReason, UnreadableReason, UnsupportedReason, Warning,
    WarningCode,
};
use lzma_rust2::{LzmaReader, XzReader};
use md5::Md5;
use sha1::Sha1;
use sha1::digest::DynDigest;
use sha2::{Sha256, Sha512};

use crate::shared::budget::Budget;
use crate::shared::bytes::hex;
use crate::shared::compressed::MEMORY;
use crate::shared::member_names;
use crate::{Child, Content, Error, Flow, Input, Sink};
use toc::{File, Kind, Toc};

const MAGIC: &[u8] = b"xar!";

/// Pushes every member.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes;
    let head = Head::of(bytes)?;
    let budget = Budget::new(input.limits.inflated_bytes);
    let packed = &bytes[head.toc.min(bytes.len())..head.heap.min(bytes.len())];
    let toc = Toc::read(budget.count(ZlibDecoder::new(packed)), &input.limits);
    sink.metadata(Key::CREATED, &toc.created);
    if let Some(reason) = toc.damage {
        sink.partial(reason);
    }
    let packed_members = &bytes[head.heap.min(bytes.len())..];
    if toc.files.iter().any(|file| file.is_cut(packed_members.len())) {
        sink.partial(PartialReason::Truncated);
    }
    for (file, count) in toc.files.iter().zip(1..) {
        if count > input.limits.members {
            return Err(Error::Limit(LimitReason::Members));
        }
        if push(file, packed_members, &budget, sink) == Flow::Stop {
            return Ok(());
        }
        budget.check()?;
    }
    if toc.is_too_deep {
        return Err(Error::Limit(LimitReason::Depth));
    }
    if toc.files.is_empty() && packed.len() < head.heap - head.toc {
        return Err(Error::Truncated);
    }
    Ok(())
}

/// Where the parts of an archive are.
struct Head {
    toc: usize,
    heap: usize,
}

impl Head {
    fn of(bytes: &[u8]) -> Result<Self, Error> {
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| Error::malformed("no signature"))?;
        let (length, rest) = rest.split_first_chunk().ok_or(Error::Truncated)?;
        let packed = rest.get(2..).and_then(<[u8]>::first_chunk).ok_or(Error::Truncated)?;
        let toc = usize::from(u16::from_be_bytes(*length));
        let packed = usize::try_from(u64::from_be_bytes(*packed)).ok();
        let heap = packed.and_then(|packed| toc.checked_add(packed));
        Ok(Self { toc, heap: heap.ok_or_else(|| Error::malformed("a table of no length"))? })
    }
}

fn push(file: &File, heap: &[u8], budget: &Budget, sink: &mut dyn Sink) -> Flow {
    let name = if file.name.is_empty() { "unnamed" } else { file.name.as_str() };
    let child = Child { name: name.into(), modified: file.modified.clone(), ..Child::default() };
    member_names::report(&child.name, sink);
    let closed = match file.kind {
        Kind::Folder => return Flow::Continue,
        Kind::Link => Some(SkippedReason::Link),
        Kind::Device => Some(SkippedReason::Device),
        Kind::Fifo => Some(SkippedReason::Fifo),
        Kind::Socket => Some(SkippedReason::Socket),
        Kind::File => None,
    };
    if let Some(reason) = closed {
        return sink.child(child, Content::Skipped(reason));
    }
    let Some(packed) = file.place(heap) else {
        return sink.child(child, Content::Unreadable(UnreadableReason::Truncated));
    };
    match unpacked(&file.encoding, packed) {
        Ok(Some(stream)) => {
            let mut stream = Checked::new(stream, &file.checksum);
            sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
        }
        Ok(None) => {
            sink.warn(Warning::new(
                WarningCode::UnknownMethod,
                item::escape(file.encoding.as_bytes()),
            ));
            sink.child(child, Content::Unsupported(UnsupportedReason::UnknownMethod))
        }
        Err(_) => sink.child(child, Content::Unreadable(UnreadableReason::Damaged)),
    }
}

/// Unpacks a member; nothing where its method is unknown.
fn unpacked<'a>(encoding: &str, packed: &'a [u8]) -> io::Result<Option<Box<dyn Read + 'a>>> {
    let kib = u32::try_from(MEMORY / 1024).unwrap_or(u32::MAX);
    Ok(Some(match encoding {
        "" | "application/octet-stream" => Box::new(packed),
        "application/x-gzip" | "application/zlib" => Box::new(ZlibDecoder::new(packed)),
        "application/x-bzip2" => Box::new(BzDecoder::new(packed)),
        "application/x-lzma" if packed.starts_with(b"\xfd7zXZ") => {
            Box::new(XzReader::new_mem_limit(packed, true, kib))
        }
        "application/x-xz" => Box::new(XzReader::new_mem_limit(packed, true, kib)),
        "application/x-lzma" => Box::new(LzmaReader::new_mem_limit(packed, kib, None)?),
        _ => return Ok(None),
    }))
}

/// A stream that fails at its end where it has another checksum than the table states.
struct Checked<'a> {
    stream: Box<dyn Read + 'a>,
    expected: Option<(Box<dyn DynDigest>, String)>,
}

impl<'a> Checked<'a> {
    fn new(stream: Box<dyn Read + 'a>, (style, value): &(String, String)) -> Self {
        let digest: Option<Box<dyn DynDigest>> = match style.to_ascii_lowercase().as_str() {
            "md5" => Some(Box::new(Md5::default())),
            "sha1" => Some(Box::new(Sha1::default())),
            "sha256" => Some(Box::new(Sha256::default())),
            "sha512" => Some(Box::new(Sha512::default())),
            _ => None,
        };
        Self { stream, expected: digest.map(|digest| (digest, value.to_ascii_lowercase())) }
    }
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        let Some((digest, _)) = &mut self.expected else { return Ok(length) };
        digest.update(&buffer[..length]);
        if length > 0 || buffer.is_empty() {
            return Ok(length);
        }
        let digest = self.expected.take().map(|(digest, stated)| hex(&digest.finalize()) == stated);
        if digest == Some(false) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "another checksum than stated"));
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests;

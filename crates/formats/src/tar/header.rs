//! Which members a tar archive holds, and where their bytes stand.

use std::borrow::Cow;

use bytes::Bytes;
use tar::{EntryType, Header};

use super::sparse::{self, Piece};

/// The size of a block.
pub(crate) const BLOCK: usize = 512;

/// A member of the archive.
pub(crate) struct Member {
    /// The name, as bytes.
    name: Vec<u8>,
    /// The kind of thing.
    pub(crate) kind: EntryType,
    /// When it was changed last, in seconds since 1970.
    pub(crate) seconds: Option<i64>,
    /// The bytes that stand in the archive.
    pub(crate) bytes: Bytes,
    /// Whether the archive ends before they do.
    pub(crate) cut: bool,
    /// Where it leads, where it is a link.
    pub(crate) target: Vec<u8>,
    /// What was noted on it.
    pub(crate) comment: Vec<u8>,
    /// Which pieces of a file with holes they are, and how long the file is.
    pub(crate) sparse: Option<(Vec<Piece>, u64)>,
}

impl Member {
    /// Returns the name without a leading `./`.
    pub(crate) fn name(&self) -> &[u8] {
        self.name.strip_prefix(b"./").unwrap_or(&self.name)
    }
}

/// What extension headers say of the next member.
#[derive(Default)]
struct Extensions {
    name: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    comment: Vec<u8>,
    size: Option<u64>,
    seconds: Option<i64>,
    sparse: sparse::Pax,
}

/// A walk over the headers of an archive.
pub(crate) struct Walk<'a> {
    input: &'a Bytes,
    at: usize,
    /// A header was no header, and what follows was searched for the next one.
    pub(crate) damaged: bool,
    /// The archive ends within a member.
    pub(crate) cut: bool,
    /// Bytes after the end mark that are not zero.
    pub(crate) trailing: usize,
    /// What was noted on the archive.
    pub(crate) comment: Vec<u8>,
}

impl<'a> Walk<'a> {
    /// Begins at the start of `input`.
    pub(crate) fn new(input: &'a Bytes) -> Self {
        Self { input, at: 0, damaged: false, cut: false, trailing: 0, comment: Vec::new() }
    }

    /// Returns the next member.
    pub(crate) fn next_member(&mut self) -> Option<Member> {
        let mut extensions = Extensions::default();
        loop {
            let header = self.next_header()?;
            let kind = header.entry_type();
            let size = header.entry_size().unwrap_or(0);
            if kind.is_gnu_longname() {
                extensions.name = Some(until_zero(&self.take(size).0));
            } else if kind.is_gnu_longlink() {
                extensions.target = Some(until_zero(&self.take(size).0));
            } else if kind.is_pax_global_extensions() {
                let mut all = Extensions::default();
                all.read(&self.take(size).0);
                self.comment = all.comment;
            } else if kind.is_pax_local_extensions() {
                let records = self.take(size).0;
                extensions.read(&records);
            } else {
                return Some(self.member(&header, extensions));
            }
        }
    }

    fn member(&mut self, header: &Header, extensions: Extensions) -> Member {
        let kind = header.entry_type();
        let name = extensions.name.unwrap_or_else(|| header.path_bytes().into_owned());
        let gnu = kind.is_gnu_sparse().then(|| self.gnu_sparse(header));
        let has_bytes = !(kind.is_hard_link() || kind.is_symlink() || kind.is_dir());
        let stated = extensions.size.or_else(|| header.entry_size().ok()).unwrap_or(0);
        let (mut bytes, cut) = self.take(if has_bytes { stated } else { 0 });
        let sparse = gnu.or_else(|| extensions.sparse.map(&mut bytes));
        let seconds = extensions.seconds.or_else(|| i64::try_from(header.mtime().ok()?).ok());
        let name = extensions.sparse.name.unwrap_or(name);
        // Before POSIX a folder was told by the slash that ends its name.
        let kind = if kind.is_file() && name.ends_with(b"/") { EntryType::Directory } else { kind };
        let target = extensions.target.or_else(|| header.link_name_bytes().map(Cow::into_owned));
        let target = target.unwrap_or_default();
        Member { name, kind, seconds, bytes, cut, target, comment: extensions.comment, sparse }
    }

    /// Takes the bytes of a member and steps over its padding.
    fn take(&mut self, size: u64) -> (Bytes, bool) {
        let left = self.input.len() - self.at;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let (length, cut) = (size.min(left), size > left);
        let bytes = self.input.slice(self.at..self.at + length);
        self.at += length.checked_next_multiple_of(BLOCK).unwrap_or(left).min(left);
        self.cut |= cut;
        (bytes, cut)
    }

    /// Returns the next header whose checksum is right, or that leads to one although its own is wrong, searching block by
    /// block behind one that is neither.
    fn next_header(&mut self) -> Option<Header> {
        loop {
            let Some(block) = self.input.get(self.at..self.at + BLOCK) else {
                self.cut |= self.at < self.input.len() && !self.is_zero_from(self.at);
                return None;
            };
            if block.iter().all(|byte| *byte == 0) {
                return self.after_end_mark();
            }
            self.at += BLOCK;
            let header = Header::from_byte_slice(block);
            if is_intact(header) {
                return Some(header.clone());
            }
            self.damaged = true;
            if self.leads_on(header) {
                return Some(header.clone());
            }
        }
    }

    /// Tells whether a header with a wrong checksum names itself and states a size behind which the archive goes on or ends.
    fn leads_on(&self, header: &Header) -> bool {
        let is_named = header.as_bytes()[257..].starts_with(b"ustar") && header.as_bytes()[0] != 0;
        let size = header.entry_size().ok().and_then(|size| usize::try_from(size).ok());
        let next = size
            .and_then(|size| size.checked_next_multiple_of(BLOCK))
            .and_then(|size| self.at.checked_add(size));
        let Some(block) = next.filter(|_| is_named).and_then(|at| self.input.get(at..at + BLOCK))
        else {
            return is_named && next == Some(self.input.len());
        };
        block.iter().all(|byte| *byte == 0) || is_intact(Header::from_byte_slice(block))
    }

    /// Looks behind an end mark, since archives are appended to one another.
    fn after_end_mark(&mut self) -> Option<Header> {
        let mark = self.at;
        while let Some(block) = self.input.get(self.at..self.at + BLOCK) {
            self.at += BLOCK;
            let header = Header::from_byte_slice(block);
            if block.iter().any(|byte| *byte != 0) && is_intact(header) {
                return Some(header.clone());
            }
        }
        if !self.is_zero_from(mark) {
            self.trailing = self.input.len() - mark;
        }
        None
    }

    fn is_zero_from(&self, at: usize) -> bool {
        self.input[at..].iter().all(|byte| *byte == 0)
    }

    /// Reads the map of an old GNU sparse member, which goes on in blocks of its own.
    fn gnu_sparse(&mut self, header: &Header) -> (Vec<Piece>, u64) {
        let Some(gnu) = header.as_gnu() else { return (Vec::new(), 0) };
        let mut pieces: Vec<Piece> = gnu.sparse.iter().filter_map(Piece::from_gnu).collect();
        let mut goes_on = gnu.is_extended();
        while goes_on {
            let Some(block) = self.input.get(self.at..self.at + BLOCK) else { break };
            let mut more = tar::GnuExtSparseHeader::new();
            more.as_mut_bytes().copy_from_slice(block);
            pieces.extend(more.sparse().iter().filter_map(Piece::from_gnu));
            goes_on = more.is_extended();
            self.at += BLOCK;
        }
        (pieces, gnu.real_size().unwrap_or(0))
    }
}

/// Tells whether the checksum is right, as the sum of unsigned or (old programs) of signed bytes.
fn is_intact(header: &Header) -> bool {
    let Ok(stated) = header.cksum() else { return false };
    let bytes = header.as_bytes();
    let counted = || bytes[..148].iter().chain(&bytes[156..]);
    let unsigned: u32 = counted().map(|byte| u32::from(*byte)).sum::<u32>() + 256;
    let signed: i32 = counted().map(|byte| i32::from(byte.cast_signed())).sum::<i32>() + 256;
    stated == unsigned || i32::try_from(stated) == Ok(signed)
}

fn until_zero(bytes: &[u8]) -> Vec<u8> {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default().to_vec()
}

impl Extensions {
    /// Reads pax records: `length key=value\n`, the length counting itself.
    fn read(&mut self, mut records: &[u8]) {
        while let Some(space) = records.iter().position(|byte| *byte == b' ') {
            let length =
                std::str::from_utf8(&records[..space]).ok().and_then(|text| text.parse().ok());
            let record =
                length.and_then(|length: usize| records.get(space + 1..length.checked_sub(1)?));
            let Some(record) = record else { return };
            if let Some(equals) = record.iter().position(|byte| *byte == b'=') {
                self.record(&record[..equals], &record[equals + 1..]);
            }
            records = records.get(space + record.len() + 2..).unwrap_or_default();
        }
    }

    fn record(&mut self, key: &[u8], value: &[u8]) {
        let text = || std::str::from_utf8(value).unwrap_or_default();
        match key {
            b"path" => self.name = Some(value.to_vec()),
            b"linkpath" => self.target = Some(value.to_vec()),
            b"comment" => self.comment = value.to_vec(),
            b"size" => self.size = text().parse().ok(),
            b"mtime" => {
                self.seconds = text().split('.').next().and_then(|whole| whole.parse().ok());
            }
            _ => {
                if let Some(key) = key.strip_prefix(b"GNU.sparse.") {
                    self.sparse.record(key, value);
                }
            }
        }
    }
}

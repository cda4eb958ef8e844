//! What a 7z archive yields: its members, block by block.

mod cut;

use std::io::{self, Cursor, Read};

use bytes::Bytes;
use item::{
    Declared, EncryptedReason, LimitReason, SkippedReason, UnreadableReason, UnsupportedReason,
    Warning, WarningCode,
};
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Coder, Error as Refusal, Password};

use crate::shared::archive::{self, report_prefix};
use crate::shared::budget::Budget;
use crate::shared::compressed::MEMORY;
use crate::{Child, Content, Error, Flow, Input, Sink};

const LZMA: &[u8] = &[3, 1, 1];
const LZMA2: &[u8] = &[0x21];
const PPMD: &[u8] = &[3, 4, 1];
const AES: &[u8] = &[6, 0xf1, 7, 1];

/// What unpacks this far without an error was opened with the right password.
const ENOUGH: u64 = 64 << 20;

/// Windows attributes: a link of Windows, a mode of Unix in the upper half.
const REPARSE_POINT: u32 = 0x400;
const UNIX_MODE: u32 = 0x8000;

/// From 1601, where Windows begins to count tenths of microseconds, to 1970, in seconds.
const WINDOWS_EPOCH: i64 = 11_644_473_600;

/// Pushes every member.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let start = behind(&input.bytes).unwrap_or(0);
    let input = &Input { bytes: input.bytes.slice(start..), ..input.clone() };
    report_prefix(start, sink);
    let archive = match opened(input) {
        Err(Error::Truncated) => return cut::push(input, sink),
        opened => opened?,
    };
    let mut walk = Walk {
        input,
        archive: &archive,
        budget: Budget::new(input.limits.inflated_bytes),
        left: input.limits.members,
        pushed: vec![false; archive.files.len()],
        is_stopped: false,
        sink,
    };
    for block in 0..archive.blocks.len() {
        walk.push_block(block)?;
        if walk.is_stopped {
            return Ok(());
        }
        walk.budget.check()?;
    }
    walk.push_empty()
}

/// What begins an archive, and how many bytes its head has.
const MARK: &[u8] = b"7z\xbc\xaf\x27\x1c";
const HEAD: usize = 32;

/// Returns where an archive begins that a program unpacks: what follows its checksum has that checksum.
pub(crate) fn behind(bytes: &[u8]) -> Option<usize> {
    archive::behind(bytes, MARK, 0, |rest| {
        let head = rest.get(..HEAD).unwrap_or_default();
        let stated =
            head.get(8..12).and_then(<[u8]>::first_chunk).map(|sum| u32::from_le_bytes(*sum));
        let mut crc = flate2::Crc::new();
        crc.update(head.get(12..).unwrap_or_default());
        stated == Some(crc.sum())
    })
}

/// Reads the directory, which may be encrypted.
fn opened(input: &Input) -> Result<Archive, Error> {
    let read = |password: &Password| Archive::read(&mut Cursor::new(&input.bytes), password);
    match read(&Password::empty()) {
        Ok(archive) => Ok(archive),
        Err(Refusal::PasswordRequired | Refusal::MaybeBadPassword(_)) => {
            let opened =
                input.passwords.iter().find_map(|password| read(&Password::new(password)).ok());
            opened.ok_or(Error::Encrypted(EncryptedReason::NeedsPassword))
        }
        Err(refusal) => Err(of_archive(refusal)),
    }
}

fn of_archive(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Io(cause, _) if cause.kind() == io::ErrorKind::UnexpectedEof => Error::Truncated,
        Refusal::Other(cause)
            if cause.contains("out of range") || cause.contains("next_header_size") =>
        {
            Error::Truncated
        }
        Refusal::MaxMemLimited { .. } => Error::Limit(LimitReason::Memory),
        Refusal::UnsupportedCompressionMethod(method) => Error::Unsupported(method),
        Refusal::Unsupported(what) => Error::Unsupported(what.into_owned()),
        Refusal::ExternalUnsupported => Error::Unsupported("header in another stream".into()),
        other => Error::malformed(other),
    }
}

struct Walk<'a> {
    input: &'a Input,
    archive: &'a Archive,
    budget: Budget,
    /// How many members may still be pushed.
    left: u64,
    /// Which files of the archive were pushed.
    pushed: Vec<bool>,
    is_stopped: bool,
    sink: &'a mut dyn Sink,
}

impl Walk<'_> {
    /// Pushes the members of a block; those that cannot be had with the reason why.
    fn push_block(&mut self, block: usize) -> Result<(), Error> {
        let first = self.archive.stream_map.block_first_file_index[block];
        if self.needed(block) > MEMORY {
            self.push_closed(block, first, || Content::Limited(LimitReason::Memory))?;
            return Err(Error::Limit(LimitReason::Memory));
        }
        let Some(password) = self.password(block) else {
            return self.push_closed(block, first, || Content::Encrypted);
        };
        let mut source = Cursor::new(self.input.bytes.clone());
        let decoder = BlockDecoder::new(1, block, self.archive, &password, &mut source);
        let mut next = first;
        let mut limit = None;
        let outcome = decoder.for_each_entries(&mut |entry, stream| {
            let flow = self.push(next, entry, stream);
            next += 1;
            limit = flow.as_ref().err().map(|_| LimitReason::Members);
            Ok(matches!(flow, Ok(Flow::Continue)) && self.budget.check().is_ok())
        });
        if let Some(reason) = limit {
            return Err(Error::Limit(reason));
        }
        match outcome {
            Ok(_) => Ok(()),
            Err(Refusal::UnsupportedCompressionMethod(method)) => {
                self.sink.warn(Warning::new(
                    WarningCode::UnknownMethod,
                    format_args!("compression method {method}"),
                ));
                self.push_closed(block, next, || {
                    Content::Unsupported(UnsupportedReason::UnknownMethod)
                })
            }
            Err(Refusal::Unsupported(_)) => self.push_closed(block, next, || {
                Content::Unsupported(UnsupportedReason::UnknownMethod)
            }),
            Err(_) => {
                self.push_closed(block, next, || Content::Unreadable(UnreadableReason::Damaged))
            }
        }
    }

    /// Returns how much memory the decoders of a block ask for, in bytes.
    fn needed(&self, block: usize) -> u64 {
        self.archive.blocks[block].coders.iter().map(needed_by).max().unwrap_or(0)
    }

    /// Finds the password with which the first member of a block unpacks; an empty one where none is needed.
    fn password(&self, block: usize) -> Option<Password> {
        let is_locked =
            self.archive.blocks[block].coders.iter().any(|coder| coder.encoder_method_id() == AES);
        if !is_locked {
            return Some(Password::empty());
        }
        let given = self.input.passwords.iter().map(Password::new);
        given.into_iter().find(|password| unpacks(&self.input.bytes, self.archive, block, password))
    }

    /// Pushes the files of a block from `first` on without bytes.
    fn push_closed(
        &mut self,
        block: usize,
        first: usize,
        content: impl Fn() -> Content<'static>,
    ) -> Result<(), Error> {
        let blocks = &self.archive.stream_map.file_block_index;
        let files: Vec<usize> = (first..blocks.len())
            .take_while(|file| blocks[*file].is_none_or(|of| of == block))
            .collect();
        for file in files.into_iter().filter(|file| blocks[*file].is_some()) {
            if !self.is_stopped && !self.pushed[file] {
                let entry = &self.archive.files[file];
                self.is_stopped = self.push_content(file, entry, content())? == Flow::Stop;
            }
        }
        Ok(())
    }

    /// Pushes the files that no block holds: empty ones.
    fn push_empty(&mut self) -> Result<(), Error> {
        for file in 0..self.archive.files.len() {
            let is_left = !self.pushed[file] && !self.is_stopped;
            if is_left
                && self.push(file, &self.archive.files[file], &mut io::empty())? == Flow::Stop
            {
                self.is_stopped = true;
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        file: usize,
        entry: &ArchiveEntry,
        stream: &mut dyn Read,
    ) -> Result<Flow, Error> {
        if is_link(entry) {
            return self.push_content(file, entry, Content::Skipped(SkippedReason::Link));
        }
        if entry.is_directory || entry.is_anti_item {
            self.pushed[file] = true;
            return Ok(Flow::Continue);
        }
        self.count()?;
        self.pushed[file] = true;
        let flow = self.sink.child(child(entry), Content::Stream(&mut self.budget.count(stream)));
        self.is_stopped |= flow == Flow::Stop;
        Ok(flow)
    }

    fn push_content(
        &mut self,
        file: usize,
        entry: &ArchiveEntry,
        content: Content<'_>,
    ) -> Result<Flow, Error> {
        self.count()?;
        self.pushed[file] = true;
        let flow = self.sink.child(child(entry), content);
        self.is_stopped |= flow == Flow::Stop;
        Ok(flow)
    }

    fn count(&mut self) -> Result<(), Error> {
        self.left = self.left.checked_sub(1).ok_or(Error::Limit(LimitReason::Members))?;
        Ok(())
    }
}

/// Tries a password on the first member of a block that has bytes.
fn unpacks(bytes: &Bytes, archive: &Archive, block: usize, password: &Password) -> bool {
    let mut source = Cursor::new(bytes.clone());
    let decoder = BlockDecoder::new(1, block, archive, password, &mut source);
    let mut is_right = false;
    let outcome = decoder.for_each_entries(&mut |entry, stream| {
        is_right = io::copy(&mut stream.take(ENOUGH), &mut io::sink()).is_ok();
        Ok(is_right && !entry.has_stream)
    });
    is_right && outcome.is_ok()
}

fn needed_by(coder: &Coder) -> u64 {
    let properties = coder.properties();
    let stated = || {
        properties
            .get(1..5)
            .and_then(|size| size.first_chunk().copied())
            .map_or(0, u32::from_le_bytes)
    };
    match coder.encoder_method_id() {
        LZMA | PPMD => u64::from(stated()),
        LZMA2 => {
            let bits = u32::from(properties.first().copied().unwrap_or(0)).min(40);
            u64::from(2 | bits & 1) << (bits / 2 + 11)
        }
        _ => 0,
    }
}

fn child(entry: &ArchiveEntry) -> Child {
    let name = if entry.name.is_empty() { "unnamed" } else { entry.name.as_str() };
    let modified = entry.has_last_modified_date.then(|| utc(u64::from(entry.last_modified_date)));
    Child { name: name.as_bytes().to_vec(), declared: Declared::default(), modified }
}

/// Writes a time of Windows as ISO 8601.
fn utc(tenths: u64) -> String {
    let seconds = i64::try_from(tenths / 10_000_000).unwrap_or(i64::MAX);
    crate::shared::time::utc(seconds - WINDOWS_EPOCH)
}

fn is_link(entry: &ArchiveEntry) -> bool {
    let attributes = if entry.has_windows_attributes { entry.windows_attributes } else { 0 };
    let mode = if attributes & UNIX_MODE == 0 { 0 } else { attributes >> 16 };
    mode & 0o170_000 == 0o120_000 || attributes & REPARSE_POINT != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_windows_are_told_in_utc() {
        assert_eq!(utc(116_444_736_000_000_000), "1970-01-01T00:00:00Z");
    }
}

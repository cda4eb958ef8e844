//! What a RAR archive of version 1.5 to 7 yields: its files. A library unpacks them and hands bytes on as they come, so that
//! each file is held in memory until it is whole.

mod blocks;
mod volumes;

use std::cell::RefCell;
use std::io::{self, Cursor, Read, Write};
use std::rc::Rc;

use item::{
    EncryptedReason, Key, LimitReason, PartialReason, SkippedReason, UnreadableReason, Warning,
    WarningCode,
};
use rars::{
    Archive, ArchiveFamily, ArchiveMember, ArchiveReadOptions, ArchiveReader, ErrorKind,
    ExtractionDecision, ExtractionErrorAction,
};

use crate::shared::member_names::{self, Names};
use crate::shared::time::{dos_time, utc};
use crate::{Child, Content, Error, Flow, Input, Sink};

/// The longest file that is unpacked; in bytes.
const MOST_HELD: usize = 256 << 20;
/// The largest window that a file may refer back into; in bytes.
const MOST_WINDOW: u64 = 256 << 20;
/// The most that the library may hold besides; in bytes.
const MOST_WORKSPACE: u64 = 512 << 20;

/// Pushes every file, and the comment of the archive as a property.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if input.volumes.len() > 1 {
        return volumes::extract(input, sink);
    }
    let (archive, headers) = match open(input, &input.bytes) {
        Err(Error::Malformed(reason)) => {
            let whole = blocks::whole(&input.bytes).ok_or(Error::Malformed(reason))?;
            sink.partial(PartialReason::Truncated);
            open(input, &input.bytes.slice(..whole))?
        }
        opened => opened?,
    };
    let password = headers.or_else(|| password_of_members(&archive, input));
    let options = options(input, password);
    if let Ok(Some(comment)) = archive.comment_with_options(options) {
        sink.metadata(Key::DESCRIPTION, &crate::shared::decode::text(&comment, None).text);
    }
    let members: Vec<ArchiveMember> = archive.members().collect();
    let names = Names::of(members.iter().map(|member| member.meta.name.as_slice()));
    names.report_charset(sink);
    let unpacking = RefCell::new(Unpacking::new(input, sink, names, password.is_none()));
    let ended = archive.extract_with_control_and_errors(
        options,
        |member| Ok(unpacking.borrow_mut().begin(member)),
        |_, error| {
            unpacking.borrow_mut().end(Some(error.kind()));
            Ok(ExtractionErrorAction::Continue)
        },
    );
    unpacking.into_inner().finish(&members, ended.err().map(|error| error.kind()))
}

fn options<'a>(input: &Input, password: Option<&'a str>) -> ArchiveReadOptions<'a> {
    ArchiveReadOptions::with_optional_password(password.map(str::as_bytes))
        .with_max_total_output_bytes(input.limits.inflated_bytes)
        .with_rar50_dictionary_size_limit(MOST_WINDOW)
        .with_max_reader_workspace_bytes(MOST_WORKSPACE)
}

/// Opens an archive, and returns the password where its headers are locked.
fn open<'a>(input: &'a Input, bytes: &crate::Bytes) -> Result<(Archive, Option<&'a str>), Error> {
    let given = input.passwords.iter().map(Some);
    let mut locked = false;
    for password in [None].into_iter().chain(given) {
        let source = Cursor::new(bytes.clone());
        match ArchiveReader::read_reader_with_options(source, options(input, password)) {
            Ok(archive) => return Ok((archive, password)),
            Err(error) => match error.kind() {
                ErrorKind::PasswordRequired | ErrorKind::BadPassword => locked = true,
                // A wrong password makes headers of no sense where nothing tells that it is wrong.
                _ if locked => {}
                ErrorKind::UnsupportedFormat | ErrorKind::UnsupportedFeature => {
                    return Err(Error::Unsupported(error.to_string()));
                }
                _ => return Err(Error::malformed(error)),
            },
        }
    }
    Err(Error::Encrypted(EncryptedReason::NeedsPassword))
}

/// Finds the password that opens the first locked file.
fn password_of_members<'a>(archive: &Archive, input: &'a Input) -> Option<&'a str> {
    let is_locked = |member: &ArchiveMember| member.meta.is_encrypted && !member.meta.is_directory;
    let first = archive.members().position(|member| is_locked(&member))?;
    input.passwords.iter().find(|password| {
        let options = options(input, Some(password)).with_max_member_output_bytes(MOST_HELD as u64);
        archive.read_member_at_with_options(first, options).is_ok_and(|bytes| bytes.is_some())
    })
}

/// The files of an archive on their way to the sink.
struct Unpacking<'a> {
    input: &'a Input,
    sink: &'a mut dyn Sink,
    names: Names,
    is_locked: bool,
    /// The file that is being unpacked.
    open: Option<(Child, Held)>,
    /// How many members were met.
    met: usize,
    files: u64,
    flow: Flow,
    limit: Option<LimitReason>,
    is_volume: bool,
}

impl<'a> Unpacking<'a> {
    fn new(input: &'a Input, sink: &'a mut dyn Sink, names: Names, is_locked: bool) -> Self {
        Self {
            input,
            sink,
            names,
            is_locked,
            open: None,
            met: 0,
            files: 0,
            flow: Flow::Continue,
            limit: None,
            is_volume: false,
        }
    }

    fn begin(&mut self, member: &ArchiveMember) -> ExtractionDecision {
        self.end(None);
        if self.flow == Flow::Stop || self.is_full(member) {
            return ExtractionDecision::Stop;
        }
        self.met += 1;
        if member.meta.is_directory {
            return ExtractionDecision::Skip;
        }
        member_names::report(&member.meta.name, self.sink);
        let child = self.child(member);
        if let Some(closed) = self.closed(member) {
            self.flow = self.sink.child(child, closed);
            return ExtractionDecision::Skip;
        }
        let held = Held::default();
        self.open = Some((child, held.clone()));
        ExtractionDecision::Extract(Box::new(held))
    }

    fn is_full(&mut self, member: &ArchiveMember) -> bool {
        self.files += u64::from(!member.meta.is_directory);
        let is_full = self.files > self.input.limits.members;
        self.limit = self.limit.or(is_full.then_some(LimitReason::Members));
        is_full
    }

    fn child(&self, member: &ArchiveMember) -> Child {
        let mut name = self.names.child_name(&member.meta.name);
        if member.meta.family != ArchiveFamily::Rar50Plus {
            name.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        Child { name, modified: modified(member), ..Child::default() }
    }

    /// Returns why a member is not unpacked.
    fn closed(&mut self, member: &ArchiveMember) -> Option<Content<'static>> {
        let meta = &member.meta;
        if meta.is_split_before || meta.is_split_after {
            self.is_volume = true;
            return Some(Content::Unreadable(UnreadableReason::Truncated));
        }
        if meta.is_redirection {
            return Some(Content::Skipped(SkippedReason::Link));
        }
        (meta.is_encrypted && self.is_locked).then_some(Content::Encrypted)
    }

    /// Pushes the file that was unpacked last, as far as it was.
    fn end(&mut self, error: Option<ErrorKind>) {
        let Some((child, held)) = self.open.take() else { return };
        let held = held.0.take();
        let mut stream = held.bytes.as_slice().chain(Broken(error.is_some()));
        let content = match error {
            _ if held.is_over => Content::Limited(LimitReason::Memory),
            Some(ErrorKind::PasswordRequired | ErrorKind::BadPassword) => Content::Encrypted,
            Some(ErrorKind::ResourceLimit) => Content::Limited(LimitReason::Memory),
            _ => Content::Stream(&mut stream),
        };
        let flow = self.sink.child(child, content);
        self.flow = if self.flow == Flow::Stop { Flow::Stop } else { flow };
    }

    /// Pushes the last file, and accounts for those that an error kept from being unpacked.
    fn finish(mut self, members: &[ArchiveMember], error: Option<ErrorKind>) -> Result<(), Error> {
        self.end(error);
        if error.is_some() {
            self.push_lost(members);
        }
        if self.is_volume {
            let about = "files that go over the border of this volume are not read";
            self.sink.warn(Warning::new(WarningCode::Unsupported, about));
            self.sink.partial(PartialReason::Truncated);
        }
        match (self.limit, error) {
            (Some(limit), _) => Err(Error::Limit(limit)),
            (None, Some(ErrorKind::ResourceLimit)) => Err(Error::Limit(LimitReason::Inflation)),
            _ => Ok(()),
        }
    }

    fn push_lost(&mut self, members: &[ArchiveMember]) {
        for member in members.iter().skip(self.met) {
            if self.flow == Flow::Stop || self.is_full(member) {
                return;
            }
            if !member.meta.is_directory {
                let child = self.child(member);
                let closed = self.closed(member);
                let content = closed.unwrap_or(Content::Unreadable(UnreadableReason::Damaged));
                self.flow = self.sink.child(child, content);
            }
        }
    }
}

fn modified(member: &ArchiveMember) -> Option<String> {
    let time = member.meta.file_time?;
    if member.meta.family == ArchiveFamily::Rar50Plus {
        return Some(utc(i64::from(time)));
    }
    let [low, high] = [time & 0xffff, time >> 16].map(|half| u16::try_from(half).unwrap_or(0));
    dos_time(high, low)
}

/// The bytes of a file, shared by the library that writes them and the reader that pushes them.
#[derive(Clone, Default)]
struct Held(Rc<RefCell<Bytes>>);

#[derive(Default)]
struct Bytes {
    bytes: Vec<u8>,
    is_over: bool,
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.borrow_mut();
        held.is_over |= held.bytes.len() + bytes.len() > MOST_HELD;
        // The library must go on even so: files behind this one may refer back into it.
        if held.is_over {
            held.bytes = Vec::new();
        } else {
            held.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The end of a file, an error where the file is damaged.
struct Broken(bool);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        if self.0 { Err(io::ErrorKind::InvalidData.into()) } else { Ok(0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    pub(super) fn crc(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    /// Makes a header of version 4 with its checksum.
    pub(super) fn block(kind: u8, flags: u16, fields: &[u8], data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(7 + fields.len()).expect("tests are short");
        let head = [&[kind][..], &flags.to_le_bytes(), &length.to_le_bytes(), fields].concat();
        [&crc(&head).to_le_bytes()[..2], &head, data].concat()
    }

    /// Makes a file that is stored as it is.
    fn file(name: &[u8], bytes: &[u8], sum: u32) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).expect("tests are short").to_le_bytes();
        let name_length = u16::try_from(name.len()).expect("tests are short").to_le_bytes();
        let fields = [
            &length[..],
            &length,
            &[3],
            &sum.to_le_bytes(),
            &[0x63, 0x75, 0x7d, 0x56, 20, 0x30],
            &name_length,
            &[0x20, 0, 0, 0],
            name,
        ];
        block(0x74, 0x8000, &fields.concat(), bytes)
    }

    fn archive(files: &[Vec<u8>]) -> Vec<u8> {
        let start = [&b"Rar!\x1a\x07\0"[..], &block(0x73, 0, &[0; 6], b"")].concat();
        [start, files.concat(), block(0x7b, 0x4000, &[], b"")].concat()
    }

    #[test]
    fn files_come_in_order_with_their_names_and_times() {
        let bytes = archive(&[
            file(b"in\\a.txt", b"one", crc(b"one")),
            file(b"\x8a\xa8\xa5\xa2.txt", b"two", crc(b"two")),
        ]);
        let found = probe::of(extract, &bytes);
        assert!(found.error.is_none(), "{:?}", found.error);
        assert_eq!(found.names(), ["in/a.txt", "Киев.txt"]);
        assert_eq!(found.children[1].1, b"two");
        assert_eq!(found.children[0].0.modified.as_deref(), Some("2023-03-29T14:43:06"));
    }

    #[test]
    fn a_cut_archive_gives_what_it_has() {
        let whole = archive(&[file(b"a", b"one", crc(b"one")), file(b"b", b"two", crc(b"two"))]);
        for end in 7..whole.len() {
            probe::of(extract, &whole[..end]);
        }
        let found = probe::of(extract, &whole[..whole.len() - 8]);
        assert_eq!(
            (found.names(), found.partial),
            (vec!["a".into()], vec![PartialReason::Truncated])
        );
    }

    #[test]
    fn a_sink_that_says_stop_is_obeyed() {
        let whole = archive(&[file(b"a", b"one", crc(b"one")), file(b"b", b"two", crc(b"two"))]);
        assert_eq!(probe::stopped_after(1, extract, &whole).names(), ["a"]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..120_usize) {
            probe::of(extract, &[&b"Rar!\x1a\x07\0"[..], &bytes].concat());
            probe::of(extract, &[&b"Rar!\x1a\x07\x01\0"[..], &bytes].concat());
            let mut broken = archive(&[file(b"a", b"one", crc(b"one"))]);
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}

//! Where the members of a ZIP archive stand (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4).

use std::ops::Range;

use bytes::Bytes;
use item::PartialReason;

use crate::Error;
use crate::shared::member_names::Names;
use crate::shared::time::dos_time;

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";
const END64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR64: &[u8; 4] = b"PK\x06\x07";
/// So many marks are looked at for the record behind a member.
const RECORDS_TRIED: usize = 64;
const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;
const END_LENGTH: usize = 22;
/// The flag that says that a name is in UTF-8.
const NAMES_IN_UTF_8: u16 = 1 << 11;

/// The members of an archive, and in what state its directory was found.
pub(crate) struct Directory {
    /// Members in the order of the central directory, or of their local headers where that is gone.
    pub(crate) entries: Vec<Entry>,
    /// Why the list may be incomplete.
    pub(crate) damage: Option<PartialReason>,
    /// Bytes before the archive (a self-extracting program).
    pub(crate) prefix: usize,
    /// Bytes after the archive.
    pub(crate) trailing: usize,
    /// The archive's comment.
    pub(crate) comment: Vec<u8>,
    /// Where the central directory begins.
    begins: usize,
    /// How names and comments are read.
    pub(crate) names: Names,
}

/// A member: what the directory says of it, and where its packed bytes stand.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name as the archive gives it; it and the extra field are views, since a hostile list is as long as memory.
    pub(crate) name: Bytes,
    /// General purpose flags.
    pub(crate) flags: u16,
    /// Compression method; 99 stands for AES.
    pub(crate) method: u16,
    /// CRC-32 of the unpacked bytes.
    pub(crate) crc: u32,
    /// Packed size; nothing where only the stream itself tells.
    pub(crate) packed: Option<u64>,
    /// Declared unpacked size.
    pub(crate) size: u64,
    /// Offset of the local header in the whole input.
    pub(crate) header: u64,
    /// Extra field, needed for AES.
    pub(crate) extra: Bytes,
    /// What was noted on it.
    pub(crate) comment: Bytes,
    /// MS-DOS time and date as stored.
    pub(crate) dos_time: [u8; 4],
    /// When it was changed last, local time without zone.
    pub(crate) modified: Option<String>,
    unix_mode: u32,
    /// Whether it was made on a system whose folders are parted by backslashes (4.4.2).
    is_of_windows: bool,
}

impl Entry {
    /// Tells whether it is a folder, which is no item.
    pub(crate) fn is_folder(&self) -> bool {
        let named_so = self.name.ends_with(b"/") || self.name.ends_with(b"\\");
        named_so && self.size == 0 || self.unix_mode & 0o170_000 == 0o040_000
    }

    /// Returns the name of the child that it becomes, with `/` between folders, for which some programs write backslashes.
    pub(crate) fn child_name(&self, names: Names) -> Vec<u8> {
        let mut name = names.child_name(&self.name);
        if self.is_of_windows && !name.contains(&b'/') {
            name.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        name
    }

    /// Returns the name in its own header, where that is another one than the directory has.
    pub(crate) fn other_name(&self, bytes: &[u8]) -> Option<Bytes> {
        let header = usize::try_from(self.header).ok()?;
        let local = bytes.get(header..header.checked_add(LOCAL_LENGTH)?)?;
        let start = header + LOCAL_LENGTH;
        let name =
            bytes.get(start..start + short(local, 26)).filter(|_| local.starts_with(LOCAL))?;
        let is_other =
            self.name.is_ascii() && name.is_ascii() && !name.is_empty() && *name != self.name;
        is_other.then(|| Bytes::copy_from_slice(name))
    }

    /// Tells whether it is a symbolic link.
    pub(crate) fn is_link(&self) -> bool {
        self.unix_mode & 0o170_000 == 0o120_000
    }

    /// Tells whether its bytes are encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0
    }

    /// Finds where its packed bytes stand; they end at the end of the input where the size is not known.
    pub(crate) fn place(&self, bytes: &[u8]) -> Option<Range<usize>> {
        let header = usize::try_from(self.header).ok()?;
        let local = bytes.get(header..header.checked_add(LOCAL_LENGTH)?)?;
        if !local.starts_with(LOCAL) {
            return None;
        }
        let start = header + LOCAL_LENGTH + short(local, 26) + short(local, 28);
        let end = match self.packed {
            Some(packed) => start.checked_add(usize::try_from(packed).ok()?)?,
            None => bytes.len(),
        };
        (start <= bytes.len()).then(|| start..end.min(bytes.len()))
    }

    /// Finds where it stands with its local header.
    fn record(&self, bytes: &[u8]) -> Option<Range<usize>> {
        Some(usize::try_from(self.header).ok()?..self.place(bytes)?.end)
    }

    /// Tells whether it is known where its packed bytes end, and they do so within `bytes`.
    fn is_whole(&self, bytes: &[u8]) -> bool {
        self.packed.is_some() && !self.is_cut(bytes)
    }

    /// Tells whether the archive ends before the packed bytes do.
    pub(crate) fn is_cut(&self, bytes: &[u8]) -> bool {
        let Some(place) = self.place(bytes) else { return true };
        self.packed.is_some_and(|packed| (place.len() as u64) < packed)
    }
}

impl Directory {
    /// Reads the directory, or recovers it from the local headers.
    pub(crate) fn read(bytes: &Bytes) -> Result<Self, Error> {
        Self::read_volumes(bytes, &[])
    }

    /// Does the same where the bytes are those of volumes of these lengths: places are counted in a volume then.
    pub(crate) fn read_volumes(bytes: &Bytes, volumes: &[u64]) -> Result<Self, Error> {
        let disks = Disks(volumes);
        let found = End::find(bytes, disks).map(|end| Self::from_central(bytes, &end, disks));
        match found {
            Some(directory) if directory.damage.is_none() => Ok(directory),
            incomplete => Self::recover(bytes, incomplete),
        }
    }

    fn new(entries: Vec<Entry>, damage: Option<PartialReason>) -> Self {
        let names = Names::of(entries.iter().map(|entry| &entry.name));
        Self { entries, damage, prefix: 0, trailing: 0, comment: Vec::new(), begins: 0, names }
    }

    fn from_central(bytes: &Bytes, end: &End, disks: Disks<'_>) -> Self {
        let mut entries = Vec::new();
        let mut at = end.directory;
        while at < end.at && bytes[at..].starts_with(CENTRAL) {
            let Some((entry, next)) = central(bytes, at, end.shift, disks) else { break };
            entries.push(entry);
            at = next;
        }
        let complete =
            entries.len() as u64 & end.count_mask == end.count && disks.is_last(end.disk);
        let damage = (!complete).then_some(PartialReason::Truncated);
        let mut directory = Self::new(entries, damage);
        directory.begins = end.directory;
        directory.prefix = end.shift;
        directory.trailing = end.trailing;
        directory.comment.clone_from(&end.comment);
        directory
    }

    /// Adds the members that stand between those of the central directory or before them, and that it leaves out; tells
    /// how many. Some were deleted by a program that rewrites the directory alone, some are hidden on purpose.
    pub(crate) fn add_unlisted(&mut self, bytes: &Bytes) -> usize {
        let mut taken: Vec<Range<usize>> =
            self.entries.iter().filter_map(|entry| entry.record(bytes)).collect();
        taken.push(self.begins..self.begins);
        taken.sort_unstable_by_key(|range| range.start);
        let (listed, mut from) = (self.entries.len(), 0);
        for range in taken {
            if from < range.start {
                let gap = bytes.slice(..range.start);
                self.entries.extend(
                    local_headers(&gap, from).into_iter().filter(|entry| entry.is_whole(&gap)),
                );
            }
            from = from.max(range.end);
        }
        self.entries.len() - listed
    }

    /// Adds what local headers tell of to what the central directory told.
    fn recover(bytes: &Bytes, incomplete: Option<Self>) -> Result<Self, Error> {
        let known = incomplete.map_or_else(Vec::new, |directory| directory.entries);
        let had_directory = !known.is_empty();
        let entries = merge(known, local_headers(bytes, 0));
        if entries.is_empty() {
            return Err(Error::Malformed("no member and no directory found".into()));
        }
        let reason = if had_directory { PartialReason::Damaged } else { PartialReason::Truncated };
        Ok(Self::new(entries, Some(reason)))
    }
}

fn merge(known: Vec<Entry>, found: Vec<Entry>) -> Vec<Entry> {
    let places: std::collections::BTreeSet<u64> = known.iter().map(|entry| entry.header).collect();
    let new = found.into_iter().filter(|entry| !places.contains(&entry.header));
    known.into_iter().chain(new).collect()
}

/// The volumes that an archive was laid together of, by their lengths; none where it is one file.
#[derive(Clone, Copy)]
struct Disks<'a>(&'a [u64]);

impl Disks<'_> {
    /// Returns where in all bytes a place in the volume number `disk` is. One that was cut anywhere counts as one disk.
    fn place(self, disk: u64, offset: u64) -> u64 {
        let before = usize::try_from(disk).unwrap_or(usize::MAX).min(self.0.len());
        self.0[..before].iter().fold(offset, |place, length| place.saturating_add(*length))
    }

    /// Tells whether the volume number `disk` is the last, so that none is missing.
    fn is_last(self, disk: u64) -> bool {
        disk == 0 || disk + 1 == self.0.len() as u64
    }
}

/// What the end record says.
struct End {
    at: usize,
    directory: usize,
    shift: usize,
    count: u64,
    count_mask: u64,
    disk: u64,
    trailing: usize,
    comment: Vec<u8>,
}

impl End {
    /// Finds the last end record whose directory is where it says, or right before it. One without a member counts where
    /// there is no other: a comment may hold its mark.
    fn find(bytes: &[u8], disks: Disks<'_>) -> Option<Self> {
        let (mut limit, mut empty) = (bytes.len(), None);
        for _ in 0..16 {
            let Some(at) = rfind(&bytes[..limit], *END) else { break };
            match Self::at(bytes, at, disks) {
                Some(end) if end.count > 0 => return Some(end),
                end => empty = empty.or(end),
            }
            limit = at + END.len() - 1;
        }
        empty
    }

    fn at(bytes: &[u8], at: usize, disks: Disks<'_>) -> Option<Self> {
        let record = bytes.get(at..at + END_LENGTH)?;
        let comment_end = (at + END_LENGTH + short(record, 20)).min(bytes.len());
        let mut end = Self {
            at,
            directory: 0,
            shift: 0,
            count: short(record, 10) as u64,
            count_mask: 0xffff,
            disk: short(record, 4) as u64,
            trailing: bytes.len() - comment_end,
            comment: bytes[at + END_LENGTH..comment_end].to_vec(),
        };
        let (mut size, mut offset) = (u64::from(long(record, 12)), u64::from(long(record, 16)));
        let mut disk_of_directory = short(record, 6) as u64;
        if let Some(place) = zip64_end(bytes, at) {
            let wide = &bytes[place..place + 56];
            end.at = place;
            end.count = wider(wide, 32);
            end.count_mask = u64::MAX;
            end.disk = u64::from(long(wide, 16));
            disk_of_directory = u64::from(long(wide, 20));
            (size, offset) = (wider(wide, 40), wider(wide, 48));
        }
        end.locate(bytes, size, disks.place(disk_of_directory, offset))
    }

    /// Settles where the directory begins: by its size back from the end record, which also tells how much was
    /// put before the archive, or by its stated offset.
    fn locate(mut self, bytes: &[u8], size: u64, offset: u64) -> Option<Self> {
        let by_size = usize::try_from(size).ok().and_then(|size| self.at.checked_sub(size));
        let by_offset = usize::try_from(offset).ok().filter(|offset| *offset <= self.at);
        let begins = |place: &usize| *place == self.at || bytes[*place..].starts_with(CENTRAL);
        if let Some(place) = by_size.filter(begins).filter(|place| *place as u64 >= offset) {
            self.directory = place;
            self.shift = place - usize::try_from(offset).ok()?;
            return Some(self);
        }
        self.directory = by_offset.filter(begins)?;
        Some(self)
    }
}

fn zip64_end(bytes: &[u8], end: usize) -> Option<usize> {
    let locator = end.checked_sub(20)?;
    if !bytes[locator..].starts_with(LOCATOR64) {
        return None;
    }
    let stated = usize::try_from(wider(&bytes[locator..], 8)).ok();
    let fits = |place: &usize| {
        place.checked_add(56).is_some_and(|end| end <= locator)
            && bytes[*place..].starts_with(END64)
    };
    stated.filter(fits).or_else(|| locator.checked_sub(56).filter(fits))
}

/// Reads the central header at `at`, and tells where the next one stands.
fn central(bytes: &Bytes, at: usize, shift: usize, disks: Disks<'_>) -> Option<(Entry, usize)> {
    let header = bytes.get(at..at + CENTRAL_LENGTH)?;
    let name_end = at + CENTRAL_LENGTH + short(header, 28);
    let extra_end = name_end + short(header, 30);
    let next = extra_end + short(header, 32);
    let extra = slice(bytes, name_end..extra_end)?;
    let mut entry = Entry {
        name: slice(bytes, at + CENTRAL_LENGTH..name_end)?,
        flags: short16(header, 8),
        method: short16(header, 10),
        crc: long(header, 16),
        packed: None,
        size: u64::from(long(header, 24)),
        header: u64::from(long(header, 42)),
        extra: extra.clone(),
        comment: slice(bytes, extra_end..next)?,
        dos_time: [header[12], header[13], header[14], header[15]],
        modified: dos_time(short16(header, 14), short16(header, 12)),
        unix_mode: if header[5] == 3 { long(header, 38) >> 16 } else { 0 },
        is_of_windows: matches!(header[5], 0 | 6 | 10 | 11 | 14),
    };
    let mut packed = u64::from(long(header, 20));
    widen(&extra, &mut [&mut entry.size, &mut packed, &mut entry.header]);
    entry.packed = Some(packed);
    entry.header = disks.place(short(header, 34) as u64, entry.header).saturating_add(shift as u64);
    unicode_name(&extra, &mut entry);
    // Some programs write it into the local header alone.
    if !entry.name.is_ascii()
        && entry.flags & NAMES_IN_UTF_8 == 0
        && let Some(extra) = local_extra(bytes, &entry)
    {
        unicode_name(&extra, &mut entry);
    }
    Some((entry, next))
}

/// Returns the extra field of the local header of a member.
fn local_extra(bytes: &Bytes, entry: &Entry) -> Option<Bytes> {
    let at = usize::try_from(entry.header).ok()?;
    let header = bytes.get(at..at.checked_add(LOCAL_LENGTH)?).filter(|it| it.starts_with(LOCAL))?;
    let start = at + LOCAL_LENGTH + short(header, 26);
    slice(bytes, start..start + short(header, 28))
}

/// Yields every member that a local header from byte `at` on tells of, stepping over packed bytes where their size is
/// known.
fn local_headers(bytes: &Bytes, mut at: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    // Every search for a descriptor may run to the end, so all of them together are bounded.
    let mut patience = bytes.len().saturating_mul(8);
    while let Some(found) = bytes.get(at..).and_then(|rest| find(rest, *LOCAL)) {
        at += found;
        let Some(mut entry) = local(bytes, at) else {
            at += LOCAL.len();
            continue;
        };
        if entry.packed.is_none() && patience > 0 {
            patience = patience.saturating_sub(descriptor(bytes, &mut entry));
        }
        let place = entry.place(bytes).filter(|_| entry.packed.is_some());
        at = place.map_or(at + LOCAL_LENGTH, |place| place.end);
        entries.push(entry);
    }
    entries
}

fn local(bytes: &Bytes, at: usize) -> Option<Entry> {
    let header = bytes.get(at..at + LOCAL_LENGTH)?;
    let name_end = at + LOCAL_LENGTH + short(header, 26);
    let extra = slice(bytes, name_end..name_end + short(header, 28))?;
    let name = slice(bytes, at + LOCAL_LENGTH..name_end)?;
    if name.is_empty() || name.contains(&0) || header[5] != 0 && header[4] > 100 {
        return None;
    }
    let flags = short16(header, 6);
    let (mut packed, mut size) = (u64::from(long(header, 18)), u64::from(long(header, 22)));
    widen(&extra, &mut [&mut size, &mut packed]);
    let told_later = flags & 8 != 0 && packed == 0;
    let mut entry = Entry {
        name,
        flags,
        method: short16(header, 8),
        crc: long(header, 14),
        packed: (!told_later).then_some(packed),
        size,
        header: at as u64,
        extra: extra.clone(),
        comment: Bytes::new(),
        dos_time: [header[10], header[11], header[12], header[13]],
        modified: dos_time(short16(header, 12), short16(header, 10)),
        unix_mode: 0,
        is_of_windows: false,
    };
    unicode_name(&extra, &mut entry);
    Some(entry)
}

/// Finds the data descriptor behind a member whose sizes were not known when its header was written: the first one
/// whose packed size fits the distance. Returns how many bytes it looked at.
fn descriptor(bytes: &[u8], entry: &mut Entry) -> usize {
    let Some(place) = entry.place(bytes) else { return 0 };
    let mut at = place.start;
    if let Some(distance) = bare_descriptor(&bytes[place.clone()], entry) {
        return distance;
    }
    while let Some(found) = find(&bytes[at..], *b"PK\x07\x08") {
        at += found;
        let Some(record) = bytes.get(at..at + 16) else { break };
        let distance = at - place.start;
        if u64::from(long(record, 8)) == distance as u64 {
            entry.crc = long(record, 4);
            entry.size = u64::from(long(record, 12));
            entry.packed = Some(distance as u64);
            return distance;
        }
        at += 4;
    }
    place.len()
}

/// Finds a descriptor without its mark (4.3.9.3), right before the next record: its packed size fits the distance.
fn bare_descriptor(rest: &[u8], entry: &mut Entry) -> Option<usize> {
    let next = memchr::memmem::find_iter(rest, b"PK")
        .take(RECORDS_TRIED)
        .find(|at| [LOCAL, CENTRAL].iter().any(|mark| rest[*at..].starts_with(*mark)))?;
    let distance = next.checked_sub(12)?;
    let record = &rest[distance..next];
    if u64::from(long(record, 4)) != distance as u64 {
        return None;
    }
    entry.crc = long(record, 0);
    entry.size = u64::from(long(record, 8));
    entry.packed = Some(distance as u64);
    Some(distance)
}

/// Takes 64-bit sizes from the extra field, in the fixed order, for those that the header leaves open (4.5.3).
fn widen(extra: &[u8], values: &mut [&mut u64]) {
    let Some(mut field) = extra_field(extra, 1) else { return };
    for value in values.iter_mut().filter(|value| ***value == u64::from(u32::MAX)) {
        if field.len() < 8 {
            return;
        }
        **value = wider(field, 0);
        field = &field[8..];
    }
}

/// Takes the Info-ZIP Unicode path where it belongs to the stored name (4.6.9).
fn unicode_name(extra: &Bytes, entry: &mut Entry) {
    let Some(field) = extra_field(extra, 0x7075).filter(|field| field.len() > 5) else { return };
    let mut crc = flate2::Crc::new();
    crc.update(&entry.name);
    if field[0] == 1 && long(field, 1) == crc.sum() && std::str::from_utf8(&field[5..]).is_ok() {
        entry.name = extra.slice_ref(&field[5..]);
    }
}

/// Returns a view of a part of `bytes`, if all of it is there.
fn slice(bytes: &Bytes, part: Range<usize>) -> Option<Bytes> {
    (part.start <= part.end && part.end <= bytes.len()).then(|| bytes.slice(part))
}

/// Finds the field of an extra block by its id.
pub(crate) fn extra_field(mut extra: &[u8], id: u16) -> Option<&[u8]> {
    while extra.len() >= 4 {
        let length = short(extra, 2).min(extra.len() - 4);
        if short16(extra, 0) == id {
            return Some(&extra[4..4 + length]);
        }
        extra = &extra[4 + length..];
    }
    None
}

fn short16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn short(bytes: &[u8], at: usize) -> usize {
    usize::from(short16(bytes, at))
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from(short16(bytes, at)) | u32::from(short16(bytes, at + 2)) << 16
}

fn wider(bytes: &[u8], at: usize) -> u64 {
    u64::from(long(bytes, at)) | u64::from(long(bytes, at + 4)) << 32
}

fn find(bytes: &[u8], needle: [u8; 4]) -> Option<usize> {
    memchr::memmem::find(bytes, &needle)
}

fn rfind(bytes: &[u8], needle: [u8; 4]) -> Option<usize> {
    memchr::memmem::rfind(bytes, &needle)
}

//! Which format the first bytes show.

use file_format::{FileFormat, Kind};
use memchr::memmem;

use super::{Hint, Verdict, by_signature, by_structure, compound, package};
use crate::shared::bytes::{size_at, u16_at};
use crate::table::{Id, id, known};
use crate::{Bytes, FORMATS, Format};

/// How many bytes the broad base of signatures sees; the farthest it knows stands at 32,769 (ISO 9660).
const HEAD: usize = 48 << 10;

/// Signatures at the start, longest of a kind first.
const AT_START: &[(&[u8], Id)] = &[
    (b"\x1f\x8b\x08", id("gzip")),
    (b"\x1f\x9d", id("compress")),
    (b"\xfd7zXZ\0", id("xz")),
    (b"\x28\xb5\x2f\xfd", id("zstd")),
    (b"7z\xbc\xaf\x27\x1c", id("7z")),
    (b"Rar!\x1a\x07", id("rar")),
    (b"xar!", id("xar")),
    (b"LZIP\x01", id("lzip")),
    (b"\x04\x22\x4d\x18", id("lz4")),
    (b"\x02\x21\x4c\x18", id("lz4")),
    (b"MSCF\0\0\0\0", id("cab")),
    (b"!<arch>\n", id("ar")),
    (b"070701", id("cpio")),
    (b"070702", id("cpio")),
    (b"070707", id("cpio")),
    (b"\xed\xab\xee\xdb", id("rpm")),
    (b"!BDN", id("pst")),
    (b"ITSF\x03\0\0\0", id("chm")),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", id("one")),
    (b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f", id("one")),
    (b"\x78\x9f\x3e\x22", id("tnef")),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", id("rpmsg")),
    (b"\0\x01\0\0Standard Jet DB\0", id("mdb")),
    (b"\0\x01\0\0Standard ACE DB\0", id("mdb")),
    (b"SQLite format 3\0", id("sqlite")),
    (b"\x37\x7f\x06\x82\0\x2d\xe2\x18", id("sqlite-wal")),
    (b"\x37\x7f\x06\x83\0\x2d\xe2\x18", id("sqlite-wal")),
    (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", id("sqlite-journal")),
    (b"\x89PNG\r\n\x1a\n", id("png")),
    (b"\xff\xd8\xff", id("jpeg")),
    (b"GIF87a", id("gif")),
    (b"GIF89a", id("gif")),
    (b"II*\0", id("tiff")),
    (b"MM\0*", id("tiff")),
    (b"II+\0", id("tiff")),
    (b"MM\0+", id("tiff")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", id("jp2")),
    (b"\xff\x4f\xff\x51", id("jp2")),
    (b"\0\0\0\x0cJXL \r\n\x87\n", id("image")),
    (b"8BPS\0", id("psd")),
    (b"AT&TFORM", id("djvu")),
    (b"\xd7\xcd\xc6\x9a\0\0", id("wmf")),
    (b"\x01\0\x09\0\0\x03", id("wmf")),
    (b"\x97JB2\r\n\x1a\n", id("image")),
    (b"bplist00", id("plist")),
    (b"\xffWPC", id("wpd")),
    (b"\x7fELF", id("exe")),
    (b"\xcf\xfa\xed\xfe", id("exe")),
    (b"\xce\xfa\xed\xfe", id("exe")),
    (b"L\0\0\0\x01\x14\x02\0", id("lnk")),
    (crate::ds_store::START, id("ds-store")),
    (crate::typed_stream::START, id("typedstream")),
    (b"\xcf\xad\x12\xfe", id("dbx")),
    (b"WARC/1.", id("warc")),
    (b"HWP Document File V", id("hwp")),
    (b"fLaC\0", id("audio")),
    (b"#!AMR", id("audio")),
    (b"MThd\0\0\0\x06", id("audio")),
    (b".snd\0\0", id("audio")),
    (b"caff\0\x01", id("audio")),
    (b"\x1a\x45\xdf\xa3", id("video")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", id("video")),
    (b"FLV\x01", id("video")),
    (b"\0\0\x01\xba", id("video")),
    (b"\xdb\xa5\x2d\0", id("doc")),
    (b"\x31\xbe\0\0\0\xab", id("doc")),
    (b"\x09\x08\x10\0\0\x06\x05\0", id("xls")),
    (b"\x09\x08\x08\0\0\x05\x05\0", id("xls")),
    (b"\x09\x04\x06\0\0\0\x10\0", id("xls")),
    (b"\x09\x04\x06\0\0\x04\x10\0", id("xls")),
    (b"\x09\x04\x06\0\0\0\0\x01", id("xls")),
    (b"\x09\x04\x06\0\0\x04\0\x01", id("xls")),
    (b"\x09\x02\x06\0\0\0\x10\0", id("xls")),
    (b"\x09\0\x04\0\x02\0\x10\0", id("xls")),
    (b"\x09\0\x04\0\0\0\x10\0", id("xls")),
];

/// Tells whether bytes are in one format.
type Rule = fn(&[u8]) -> bool;

/// Signatures that take more than a look at the first bytes.
const BY_RULE: &[(Rule, Id)] = &[
    (is_pdf, id("pdf")),
    (is_rtf, id("rtf")),
    (is_bzip2, id("bz2")),
    (is_tar, id("tar")),
    (crate::cpio::is_binary, id("cpio")),
    (crate::lha::is_archive, id("lha")),
    (crate::arj::is_archive, id("arj")),
    (crate::mbox::is_store, id("mbox")),
    (crate::recycled::is_note, id("recycled")),
    (crate::office_lock::is_lock, id("office-lock")),
    (crate::lotus::is_lotus, id("lotus")),
    (crate::works::is_document, id("wps")),
    (crate::axml::is_axml, id("axml")),
    (crate::iso::is_image, id("iso")),
    (crate::fat::is_image, id("fat")),
    (crate::palm::is_book, id("palm")),
    (crate::torrent::is_torrent, id("torrent")),
    (crate::dbf::is_table, id("dbf")),
    (crate::dbf::is_memo, id("dbf-memo")),
    (is_bmp, id("bmp")),
    (is_webp, id("webp")),
    (is_cms, id("p7m")),
    (crate::pem::is_certificate, id("pem")),
    (crate::pem::is_locked_store, id("pem")),
    (is_emf, id("emf")),
    (is_audio, id("audio")),
    (is_video, id("video")),
    (crate::zlib::is_stream, id("zlib")),
    (crate::forks::is_apple, id("applesingle")),
    (crate::forks::is_mac_binary, id("macbinary")),
    // Last: it has no signature, and the frame of an EMF drawing can look like its header.
    (crate::lzma::is_stream, id("lzma")),
];

/// Tells what the house's own rules know: signatures that no text begins with.
pub(super) fn own(bytes: &Bytes, hint: &Hint) -> Option<Verdict> {
    if bytes.starts_with(b"PK") {
        return zip(bytes);
    }
    // Extensions of Chrome: a head with keys before a package.
    if bytes.starts_with(b"Cr24") && ends_as_zip(bytes) {
        return Some(by_structure(known!("zip")));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(by_structure(ole(bytes, hint)));
    }
    let start = AT_START.iter().find(|(signature, _)| bytes.starts_with(signature));
    if let Some((_, format)) = start {
        return Some(by_signature(*format));
    }
    let known = BY_RULE.iter().find(|(is, _)| is(bytes)).map(|(_, format)| by_signature(*format));
    known.or_else(|| media_container(bytes))
}

fn zip(bytes: &[u8]) -> Option<Verdict> {
    let is_zip = matches!(bytes.get(2..4), Some(b"\x03\x04" | b"\x05\x06" | b"\x07\x08" | b"00"));
    let format = is_zip.then(|| package::of(bytes))?;
    Some(if format == known!("zip") { by_signature(format) } else { by_structure(format) })
}

/// Tells whether the end record of a ZIP stands at the end, and its directory right before that (APPNOTE 4.3.16).
pub(super) fn ends_as_zip(bytes: &[u8]) -> bool {
    const RECORD: usize = 22;
    let tail = bytes.len().saturating_sub(RECORD + usize::from(u16::MAX));
    let Some(at) = memmem::rfind(&bytes[tail..], b"PK\x05\x06").map(|at| tail + at) else {
        return false;
    };
    let comment = u16_at(bytes, at + 20).map_or(usize::MAX, usize::from);
    let directory = size_at(bytes, at + 12).and_then(|size| at.checked_sub(size));
    let begins = |at: usize| bytes[at..].starts_with(b"PK\x01\x02");
    at.saturating_add(RECORD).saturating_add(comment) == bytes.len()
        && directory.is_some_and(begins)
}

/// Asks the directory; where that is unreadable, the extension decides among the formats of compound files.
fn ole(bytes: &[u8], hint: &Hint) -> Id {
    let told = compound::of(bytes);
    let candidates = [known!("doc"), known!("xls"), known!("ppt"), known!("msg")];
    let named = candidates.into_iter().find(|format| hint.says(format.name()));
    if told == known!("ole") { named.unwrap_or(told) } else { told }
}

/// A header at the start, or behind a byte order mark.
fn is_pdf(bytes: &[u8]) -> bool {
    (0..=3).any(|at| bytes.get(at..).is_some_and(|rest| rest.starts_with(b"%PDF-")))
}

/// Readers accept a header within the first 1,024 bytes (ISO 32000-1, annex H.3.4.1); elsewhere than at the start an
/// object must follow it. To be asked last: archives and mails may hold a PDF so near to their start.
pub(super) fn is_late_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1029)];
    let Some(at) = memmem::find(head, b"%PDF-") else { return false };
    memmem::find(&bytes[at..bytes.len().min(at + 4096)], b" obj").is_some()
}

/// Tells whether objects of a PDF stand in the first part of a content that has lost its header.
pub(super) fn is_pdf_without_header(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let has = |mark: &[u8]| memmem::find(head, mark).is_some();
    has(b" 0 obj") && (has(b"endobj") || has(b"trailer") || has(b"/Catalog"))
}

fn is_cms(bytes: &[u8]) -> bool {
    bytes.starts_with(&[crate::shared::der::SEQUENCE]) && crate::shared::cms::open(bytes).is_some()
}

fn is_rtf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{\\rt")
}

fn is_bzip2(bytes: &[u8]) -> bool {
    let block = |rest: &[u8]| rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17rE8P\x90");
    matches!(bytes, [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if block(rest))
}

/// A tar header names itself (`ustar`) or, in the oldest form, has a right checksum.
fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<512>() else { return false };
    header[257..].starts_with(b"ustar") || header[0] != 0 && has_tar_checksum(header)
}

fn has_tar_checksum(header: &[u8; 512]) -> bool {
    let digits = header[148..156].iter().filter(|byte| matches!(byte, b'0'..=b'7'));
    let stated = digits.fold(0u32, |sum, digit| sum.wrapping_mul(8) + u32::from(digit - b'0'));
    let plain = header[148..156].iter().all(|byte| matches!(byte, b'0'..=b'7' | b' ' | 0));
    let outside = header[..148].iter().chain(&header[156..]);
    let sum = outside.map(|byte| u32::from(*byte)).sum::<u32>() + 8 * u32::from(b' ');
    plain && sum == stated
}

fn is_bmp(bytes: &[u8]) -> bool {
    let header = bytes.get(14..18).map(|size| [size[0], size[1], size[2], size[3]]);
    let size = header.map(u32::from_le_bytes);
    bytes.starts_with(b"BM") && matches!(size, Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}

fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// Samples of eight bits may well be readable letters: RIFF and IFF files name their kind, OGG its version, ID3 its own.
fn is_audio(bytes: &[u8]) -> bool {
    let kind = bytes.get(8..12).unwrap_or_default();
    match bytes.get(..4).unwrap_or_default() {
        b"RIFF" | b"RIFX" | b"RF64" => matches!(kind, b"WAVE" | b"RMID"),
        b"FORM" => matches!(kind, b"AIFF" | b"AIFC" | b"8SVX"),
        b"OggS" => bytes.get(4) == Some(&0) && !has_film(bytes),
        [b'I', b'D', b'3', version] => (2..=4).contains(version),
        _ => false,
    }
}

fn is_video(bytes: &[u8]) -> bool {
    let is_riff = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"AVI ");
    // Flash names its version, and the length of the film with its head.
    let is_flash = matches!(bytes, [b'F' | b'C' | b'Z', b'W', b'S', 1..=50, _, _, 0..=15, 0, ..]);
    is_riff || is_flash || bytes.starts_with(b"OggS\0") && has_film(bytes)
}

/// The first page of an OGG file names its first stream; that of a film is the picture's.
fn has_film(bytes: &[u8]) -> bool {
    memmem::find(&bytes[..bytes.len().min(64)], b"\x80theora").is_some()
}

fn is_emf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x01\0\0\0") && bytes.get(40..44) == Some(b" EMF")
}

/// Tells pictures from films in ISO base media files by their brand (ISO/IEC 23008-12 §10).
fn media_container(bytes: &[u8]) -> Option<Verdict> {
    if bytes.get(4..8) != Some(b"ftyp") {
        return None;
    }
    let brands = bytes.get(8..bytes.len().min(40))?;
    let is_picture =
        |brand: &[u8]| matches!(brand, b"heic" | b"heix" | b"heif" | b"mif1" | b"msf1" | b"avif");
    let format =
        if brands.chunks_exact(4).any(is_picture) { known!("heif") } else { known!("video") };
    let format = if brands.starts_with(b"M4A") { known!("audio") } else { format };
    Some(by_signature(format))
}

/// Tells what the broad base of signatures knows; to be asked of content that is no text.
pub(super) fn broad(bytes: &[u8]) -> Option<Verdict> {
    let known = FileFormat::from_bytes(&bytes[..bytes.len().min(HEAD)]);
    let media_type = known.media_type();
    let line = FORMATS.iter().find(|format| format.media_type == media_type);
    let line = line.filter(|format| !super::text::FORMATS.contains(&format.known()));
    line.map(Format::known).or_else(|| by_kind(known.kind())).map(by_signature)
}

fn by_kind(kind: Kind) -> Option<Id> {
    Some(match kind {
        Kind::Image => known!("image"),
        Kind::Audio => known!("audio"),
        Kind::Video => known!("video"),
        Kind::Font => known!("font"),
        Kind::Executable => known!("exe"),
        Kind::Archive | Kind::Compressed | Kind::Package => known!("archive"),
        Kind::Disk => known!("disk"),
        Kind::Database => known!("database"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use item::Declared;

    use super::*;
    use crate::identify;

    #[test]
    fn every_signature_is_identified_as_its_line() {
        for (signature, format) in AT_START {
            let bytes = Bytes::from([signature, &[0_u8; 64][..]].concat());
            let found = identify(&bytes, b"", &Declared::default());
            assert_eq!(found.format, format.name(), "{}", signature.escape_ascii());
        }
    }
}

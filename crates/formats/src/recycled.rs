//! Notes of the recycle bin of Windows (`$I…`): what a deleted file was called and where it stood, when it was deleted, how
//! long it was. The file itself lies beside the note, as `$R…`.

use item::{Key, Layer, Place, Segment};

use crate::shared::bytes::{size_at, u64_at};
use crate::shared::ole::iso_8601;
use crate::{Error, Input, Sink};

/// How long a note is before Windows 10: three numbers and a path of 260 letters.
const OLD: usize = 24 + 520;

/// Tells whether bytes are a note: its version, and as many bytes as this and the length of the path ask for.
pub(crate) fn is_note(bytes: &[u8]) -> bool {
    match u64_at(bytes, 0) {
        Some(1) => bytes.len() == OLD,
        Some(2) => {
            let letters = size_at(bytes, 24).and_then(|letters| letters.checked_mul(2));
            letters.is_some_and(|length| length > 0 && length.checked_add(28) == Some(bytes.len()))
        }
        _ => false,
    }
}

/// Pushes the path as text, and the moment as a line of it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes[..];
    let start = if u64_at(bytes, 0) == Some(1) { 24 } else { 28 };
    let path = bytes.get(start..).ok_or(Error::Truncated)?;
    let path = encoding_rs::UTF_16LE.decode(path).0;
    let path = path.split('\0').next().unwrap_or_default();
    let deleted = u64_at(bytes, 16).and_then(iso_8601);
    let mut lines = vec![format!("deleted file: {path}")];
    lines.extend(deleted.iter().map(|moment| format!("deleted: {moment}")));
    lines.extend(u64_at(bytes, 8).map(|length| format!("length: {length} bytes")));
    sink.metadata(Key::SOURCE, path);
    let _ = sink.text(Segment::new(Place::Whole, Layer::Body, lines.join("\n")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn note(version: u64, path: &str) -> Vec<u8> {
        let letters: Vec<u8> = path.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let mut bytes = [version, 77, 131_968_512_000_000_000].map(u64::to_le_bytes).concat();
        if version == 2 {
            bytes.extend(u32::try_from(letters.len() / 2).unwrap_or_default().to_le_bytes());
        }
        bytes.extend(letters);
        if version == 1 {
            bytes.resize(OLD, 0);
        }
        bytes
    }

    #[test]
    fn both_forms_tell_what_was_deleted_and_when() {
        for version in [1, 2] {
            let bytes = note(version, "D:\\Riga\\список.docx");
            assert!(is_note(&bytes));
            let found = probe::of(extract, &bytes);
            assert_eq!(
                found.body(),
                "deleted file: D:\\Riga\\список.docx\ndeleted: 2019-03-12T08:00:00Z\nlength: 77 bytes"
            );
        }
    }

    #[test]
    fn other_bytes_are_no_note() {
        let whole = note(2, "D:\\x");
        assert!((0..whole.len()).all(|end| !is_note(&whole[..end])));
        assert!(!is_note(&[0; OLD]));
        assert!(probe::of(extract, &whole[..20]).error.is_some());
    }
}

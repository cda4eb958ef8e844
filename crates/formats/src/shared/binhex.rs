//! Files that programs of old Macs wrote as text (`BinHex` 4.0, RFC 1741).

/// The characters of six bits each.
const ALPHABET: &[u8; 64] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

/// The line that leads a file.
const LEAD: &[u8] = b"(This file must be converted with BinHex";

/// Marks a byte that is repeated.
const REPEAT: u8 = 0x90;

/// A file: its name, and what a program reads of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its name.
    pub(crate) name: Vec<u8>,
    /// Its data fork.
    pub(crate) bytes: Vec<u8>,
}

/// Returns the file in a text; of one that is cut, what is there.
pub(crate) fn file(text: &[u8]) -> Option<File> {
    let lead = memchr::memmem::find(text, LEAD)?;
    let start = lead + memchr::memchr(b':', &text[lead..])? + 1;
    let bytes = repeated(&sextets(&text[start..]));
    let (length, rest) = bytes.split_first()?;
    let name = rest.get(..usize::from(*length))?.to_vec();
    // Behind the name: a zero, type, creator, flags, two lengths, a checksum.
    let head = rest.get(usize::from(*length)..)?;
    let size = u32::from_be_bytes(head.get(11..15)?.try_into().ok()?);
    let data = head.get(21..)?;
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(data.len());
    (!name.is_empty()).then(|| File { name, bytes: data[..size].to_vec() })
}

/// Undoes the alphabet up to the closing colon.
fn sextets(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for byte in text.iter().take_while(|byte| **byte != b':') {
        let Some(value) = ALPHABET.iter().position(|other| other == byte) else { continue };
        bits = bits << 6 | u32::try_from(value).unwrap_or_default();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// Undoes the repeats: a byte, the mark, how often; the mark and a zero are the mark itself.
fn repeated(packed: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::with_capacity(packed.len());
    let mut packed = packed.iter();
    while let Some(byte) = packed.next() {
        match (*byte, bytes.last().copied()) {
            (REPEAT, last) => match (packed.next(), last) {
                (Some(0), _) => bytes.push(REPEAT),
                (Some(count), Some(last)) => {
                    bytes.resize(bytes.len() + usize::from(*count).saturating_sub(1), last);
                }
                _ => {}
            },
            (byte, _) => bytes.push(byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read() {
        let text = b"(This file must be converted with BinHex 4.0)\r\n\r\n:#'aTFh3ZG(Kd!&4&@&4dG(Kd!!!!!!!8!!!!!)1B5h9kEQ9dFfpfB5\"TEL\"#D@j\r\n)CAJGM3!!:\r\n";
        let found = file(text).expect("it is one");
        assert_eq!(found.name, b"list.txt");
        assert_eq!(found.bytes, b"Kuznetsova in BinHex");
        assert_eq!(file(b"(This file must be converted with BinHex 4.0)\n:#'"), None);
        assert_eq!(file(b"text"), None);
    }

    #[test]
    fn repeats_are_undone() {
        assert_eq!(repeated(b"a\x90\x04b\x90\0\x90"), b"aaaab\x90");
        assert_eq!(repeated(b"\x90\x05"), b"");
    }
}

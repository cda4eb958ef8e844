//! Texts that are packed as `PalmDOC` does: letters, repeats of what stands shortly before, blanks with a letter.

/// How far back a repeat reaches, at most.
const WINDOW: usize = 2047;

/// Adds what a record says; what refers to nothing is left out.
pub(super) fn unpack(record: &[u8], text: &mut Vec<u8>) {
    let begin = text.len();
    let mut rest = record;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            0x01..=0x08 => {
                let (letters, after) = rest.split_at(usize::from(byte).min(rest.len()));
                text.extend_from_slice(letters);
                rest = after;
            }
            0x80..=0xbf => {
                let Some((&low, after)) = rest.split_first() else { return };
                rest = after;
                let pair = usize::from(byte) << 8 | usize::from(low);
                repeat(text, begin, pair >> 3 & WINDOW, (pair & 7) + 3);
            }
            0xc0.. => text.extend([b' ', byte ^ 0x80]),
            _ => text.push(byte),
        }
    }
}

/// Repeats letters of this record, which may run into those that it adds.
fn repeat(text: &mut Vec<u8>, begin: usize, distance: usize, length: usize) {
    let Some(start) = text.len().checked_sub(distance).filter(|start| *start >= begin) else {
        return;
    };
    if distance > 0 {
        for at in start..start + length {
            text.push(text[at]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_repeats_and_blanks_are_unpacked() {
        let mut text = b"before ".to_vec();
        unpack(b"aba\x80\x13\xe2\x02\xc3\xa9\x80", &mut text);
        assert_eq!(text, "before ababababa bé".as_bytes());
        let mut text = b"before".to_vec();
        unpack(b"a\x80\x28\x80\0b\x08c", &mut text);
        assert_eq!(text, b"beforeabc");
    }
}

//! Locks of Office (`~$letter.docx`), which lie beside a document while it is open, and stay where the program or the machine
//! broke down: who had it open.

use encoding_rs::UTF_16LE;
use item::Key;

use crate::shared::bytes::u16_at;
use crate::{Error, Input, Sink};

/// How long a lock is, and where its name in Unicode stands: of Word, and of Excel and `PowerPoint`.
const FORMS: [(usize, usize); 2] = [(162, 54), (165, 55)];

/// Longer names are cut by the programs.
const LONGEST: usize = 52;

/// Tells whether bytes are a lock: a name with its length in bytes, and the same in UTF-16 with the same length.
pub(crate) fn is_lock(bytes: &[u8]) -> bool {
    owner(bytes).is_some()
}

/// Pushes who had the document open.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let owner = owner(&input.bytes).ok_or_else(|| Error::malformed("no lock"))?;
    sink.metadata(Key::OWNER, &owner);
    Ok(())
}

fn owner(bytes: &[u8]) -> Option<String> {
    let (_, at) = FORMS.into_iter().find(|(length, _)| *length == bytes.len())?;
    let letters = usize::from(*bytes.first()?);
    let is_length =
        (1..=LONGEST).contains(&letters) && u16_at(bytes, at).map(usize::from) == Some(letters);
    let wide = bytes.get(at + 2..)?.get(..letters * 2).filter(|_| is_length)?;
    let (name, had_errors) = UTF_16LE.decode_without_bom_handling(wide);
    let is_name = !had_errors && !name.trim().is_empty() && !name.contains(char::is_control);
    is_name.then(|| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;
    use proptest::prelude::*;

    /// A lock as a program writes it: what pads the name differs.
    fn lock((length, at): (usize, usize), name: &str, pad: u8) -> Vec<u8> {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let letters = u8::try_from(wide.len() / 2).expect("tests have short names");
        let mut bytes = vec![pad; length];
        bytes[0] = letters;
        bytes[1..=usize::from(letters)].fill(b'?');
        bytes[at..at + 2].copy_from_slice(&[letters, 0]);
        bytes[at + 2..at + 2 + wide.len()].copy_from_slice(&wide);
        bytes
    }

    #[test]
    fn who_had_a_document_open_is_told() {
        for form in FORMS {
            for pad in [0, b' '] {
                let bytes = lock(form, "Вера Островная", pad);
                assert!(is_lock(&bytes));
                assert_eq!(probe::of(extract, &bytes).first(&Key::OWNER), "Вера Островная");
            }
        }
    }

    #[test]
    fn other_bytes_are_no_lock() {
        let whole = lock(FORMS[0], "Ann", 0);
        assert!((0..whole.len()).all(|end| !is_lock(&whole[..end])));
        assert!(!is_lock(&[0; 162]) && !is_lock(&[b' '; 165]) && !is_lock(&[1; 162]));
        let longer = [&[60], &whole[1..]].concat();
        assert!(!is_lock(&longer) && probe::of(extract, &longer).error.is_some());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 162), letters in 0..70_u8) {
            let mut bytes = bytes;
            (bytes[0], bytes[54], bytes[55]) = (letters, letters, 0);
            probe::of(extract, &bytes);
        }
    }
}

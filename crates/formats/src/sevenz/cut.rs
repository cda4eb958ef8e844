//! What can be read of an archive without its end, where the list of its members stood: the first stream of packed bytes.

use std::io::Read;

use bytes::{Buf, Bytes};
use item::PartialReason;
use lzma_rust2::{Lzma2Reader, LzmaReader};

use super::HEAD;
use crate::shared::archive::End;
use crate::shared::budget::Budget;
use crate::shared::compressed::unpacked_name;
use crate::{Child, Content, Error, Input, Sink};

/// The widest window that 7-Zip asks for without being told to; in bytes.
const WINDOW: u32 = 64 << 20;
/// How 7-Zip sets LZMA where it is not told otherwise.
const PROPERTIES: u8 = 0x5d;
/// What unpacks so far is packed so; in bytes.
const ENOUGH: u64 = 64;

/// Pushes what was packed first, all members of the first block in one child; fails where no method fits.
pub(super) fn push(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let packed = input.bytes.slice(HEAD.min(input.bytes.len())..);
    let is_read = |stream: Box<dyn Read>| {
        stream.take(ENOUGH).read_to_end(&mut Vec::new()).is_ok_and(|length| length > 0)
    };
    let stream = opened(&packed).filter(|_| opened(&packed).is_some_and(is_read));
    let Some(stream) = stream else { return Err(Error::Truncated) };
    let budget = Budget::new(input.limits.inflated_bytes);
    let child = Child { name: unpacked_name(&input.name, &[(".7z", "")]), ..Child::default() };
    let mut stream = stream.chain(End { is_cut: true });
    let _ = sink.child(child, Content::Stream(&mut budget.count(&mut stream)));
    sink.partial(PartialReason::Truncated);
    budget.check()
}

/// Tells LZMA2 from LZMA by its first byte.
fn opened(packed: &Bytes) -> Option<Box<dyn Read>> {
    let reader = packed.clone().reader();
    match packed.first()? {
        0 => LzmaReader::new_with_props(reader, u64::MAX, PROPERTIES, WINDOW, None)
            .ok()
            .map(|stream| -> Box<dyn Read> { Box::new(stream) }),
        1 | 0xe0.. => {
            // What ends the last block may be cut off alone.
            let reader = reader.chain(&[0_u8][..]);
            Some(Box::new(Lzma2Reader::new(reader, WINDOW, None)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lzma_rust2::{Lzma2Options, Lzma2Writer};

    use super::*;
    use crate::probe;

    #[test]
    fn an_archive_without_its_end_gives_what_was_packed_first() {
        let mut packed = Lzma2Writer::new(Vec::new(), Lzma2Options::with_preset(6));
        let text = (0..4000).fold(String::new(), |text, line| format!("{text}Belozerov {line}\n"));
        packed.write_all(text.as_bytes()).expect("memory takes it");
        let packed = packed.finish().expect("memory takes it");
        let head = [super::super::MARK, &[0; HEAD - 6][..]].concat();
        let cut = [head, packed[..packed.len() - 1].to_vec()].concat();
        let found = probe::of(|input, sink| push(input, sink), &cut);
        assert_eq!(found.partial, [PartialReason::Truncated]);
        assert_eq!(found.children[0].1, text.as_bytes());
    }

    #[test]
    fn what_no_method_unpacks_is_cut_and_nothing_else() {
        let found = probe::of(|input, sink| push(input, sink), &[b'7'; 100]);
        assert!(matches!(found.error, Some(Error::Truncated)) && found.children.is_empty());
    }
}

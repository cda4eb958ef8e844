//! What a property list of Apple in binary yields: its keys and values, a line each (CFBinaryPList.c, `bplist00`); one in
//! XML is read as XML.

use item::{Layer, LimitReason, PartialReason};

use crate::shared::segments::Lines;
use crate::shared::time::utc;
use crate::{Error, Flow, Input, Sink};

const MAGIC: &[u8] = b"bplist00";
const TRAILER: usize = 32;
/// Seconds from the beginning of 1970 to that of 2001.
const EPOCH: f64 = 978_307_200.0;

/// Pushes keys and values, those of lists within lists with the keys that lead to them.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if !input.bytes.starts_with(MAGIC) {
        return crate::xml::extract(input, sink);
    }
    let list = List::read(&input.bytes).ok_or(Error::Truncated)?;
    let mut walk = Walk {
        list: &list,
        lines: Lines::new(sink, Layer::Body, "values"),
        left: usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX),
        most_depth: input.limits.nesting as usize,
        is_cut: false,
        is_damaged: false,
        open: Vec::new(),
    };
    let flow = walk.value(list.top, "");
    let (is_cut, is_damaged) = (walk.is_cut, walk.is_damaged);
    let finished = walk.lines.finish();
    if is_cut {
        return Err(Error::Limit(LimitReason::Output));
    }
    if is_damaged && flow == Flow::Continue && finished == Flow::Continue {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// How many texts of a list are handed out at once.
const TEXTS_MAX: usize = 256;

/// Returns the texts in a list in binary, in the order in which they are kept; none where it is no such list.
pub(crate) fn texts(bytes: &[u8]) -> Vec<String> {
    let list = List::read(bytes).filter(|_| bytes.starts_with(MAGIC));
    let texts = list.iter().flat_map(|list| {
        let is_text = |value: &usize| matches!(list.object(*value), Some((5..=7, ..)));
        (0..list.count.min(TEXTS_MAX)).filter(is_text).filter_map(|value| list.text(value))
    });
    texts.collect()
}

struct List<'a> {
    bytes: &'a [u8],
    offset_size: usize,
    number_size: usize,
    count: usize,
    top: usize,
    offsets_at: usize,
}

impl<'a> List<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let trailer = bytes.get(bytes.len().checked_sub(TRAILER)?..)?;
        let number = |at: usize| usize::try_from(number(&trailer[at..at + 8])).ok();
        let list = Self {
            bytes,
            offset_size: usize::from(trailer[6]),
            number_size: usize::from(trailer[7]),
            count: number(8)?,
            top: number(16)?,
            offsets_at: number(24)?,
        };
        let is_sound = (1..=8).contains(&list.offset_size) && (1..=8).contains(&list.number_size);
        is_sound.then_some(list)
    }

    /// Returns the mark of a value, and what stands behind its length.
    fn object(&self, value: usize) -> Option<(u8, usize, &'a [u8])> {
        let at = self.offsets_at.checked_add(value.checked_mul(self.offset_size)?)?;
        let place =
            self.bytes.get(at..at.checked_add(self.offset_size)?).filter(|_| value < self.count)?;
        let place = usize::try_from(number(place)).ok()?;
        let mark = *self.bytes.get(place)?;
        let rest = &self.bytes[place + 1..];
        if mark & 0xf < 0xf || mark >> 4 == 0 {
            return Some((mark >> 4, usize::from(mark & 0xf), rest));
        }
        let size = 1_usize << (rest.first()? & 0xf).min(3);
        let length = usize::try_from(number(rest.get(1..=size)?)).ok()?;
        Some((mark >> 4, length, &rest[1 + size..]))
    }

    fn numbers(&self, bytes: &'a [u8], from: usize, count: usize) -> Option<Vec<usize>> {
        let bytes = bytes.get(from.checked_mul(self.number_size)?..)?;
        let bytes = bytes.get(..count.checked_mul(self.number_size)?)?;
        bytes
            .chunks_exact(self.number_size)
            .map(|bytes| usize::try_from(number(bytes)).ok())
            .collect()
    }

    /// Returns a value that is one word; nothing for lists.
    fn text(&self, value: usize) -> Option<String> {
        let (kind, length, rest) = self.object(value)?;
        Some(match kind {
            0 => ["", "", "", "", "", "", "", "", "false", "true"].get(length)?.to_string(),
            1 => number_signed(rest.get(..1_usize.checked_shl(u32::try_from(length).ok()?)?)?)
                .to_string(),
            2 => real(rest, length)?.to_string(),
            3 => utc(whole(real(rest, 3)? + EPOCH)),
            4 => String::from_utf8(rest.get(..length)?.to_vec()).unwrap_or_default(),
            5 | 7 => String::from_utf8_lossy(rest.get(..length)?).into_owned(),
            6 => {
                let units = rest.get(..length.checked_mul(2)?)?.chunks_exact(2);
                let units: Vec<u16> =
                    units.map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            _ => return None,
        })
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Numbers of eight bytes have a sign; shorter ones have none.
fn number_signed(bytes: &[u8]) -> i64 {
    number(bytes).cast_signed()
}

fn real(bytes: &[u8], power: usize) -> Option<f64> {
    Some(match power {
        2 => f64::from(f32::from_be_bytes(*bytes.first_chunk()?)),
        3 => f64::from_be_bytes(*bytes.first_chunk()?),
        _ => return None,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a date beyond all years is a date of the last"
)]
fn whole(seconds: f64) -> i64 {
    seconds.clamp(-6.0e10, 2.5e11) as i64
}

struct Walk<'a> {
    list: &'a List<'a>,
    lines: Lines<'a>,
    /// How much may still be read, in bytes and entries: lists may name one value, and one key, many times.
    left: usize,
    is_cut: bool,
    most_depth: usize,
    is_damaged: bool,
    /// Lists that are being read: none may hold itself.
    open: Vec<usize>,
}

impl Walk<'_> {
    fn value(&mut self, value: usize, path: &str) -> Flow {
        let Some((kind, length, rest)) = self.list.object(value) else {
            self.is_damaged = true;
            return Flow::Continue;
        };
        let taken = length.saturating_add(path.len() + 1);
        let Some(left) = self.left.checked_sub(taken) else {
            self.is_cut = true;
            return Flow::Stop;
        };
        self.left = left;
        match kind {
            0xa | 0xc => self.within(value, None, self.list.numbers(rest, 0, length), path),
            0xd => {
                let keys = self.list.numbers(rest, 0, length);
                self.within(value, keys.as_deref(), self.list.numbers(rest, length, length), path)
            }
            _ => {
                let text = self.list.text(value).unwrap_or_default();
                let line = if path.is_empty() { text.clone() } else { format!("{path}: {text}") };
                if text.trim().is_empty() { Flow::Continue } else { self.lines.line(&line) }
            }
        }
    }

    /// Reads the values of a list, each under its key where there are keys.
    fn within(
        &mut self,
        list: usize,
        keys: Option<&[usize]>,
        values: Option<Vec<usize>>,
        path: &str,
    ) -> Flow {
        let is_deep = self.open.contains(&list) || self.open.len() >= self.most_depth;
        let Some(values) = values.filter(|_| !is_deep) else {
            self.is_damaged = true;
            return Flow::Continue;
        };
        self.open.push(list);
        for (at, value) in values.into_iter().enumerate() {
            let key = keys.map(|keys| self.list.text(keys[at]).unwrap_or_default());
            let flow = match key {
                Some(key) if path.is_empty() => self.value(value, &key),
                Some(key) => self.value(value, &format!("{path}.{key}")),
                None => self.value(value, path),
            };
            if flow == Flow::Stop {
                return Flow::Stop;
            }
        }
        self.open.pop();
        Flow::Continue
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// `{"owner": "Vera Ostrovnaya", "list": [true, "дело", 14]}`.
    fn list() -> Vec<u8> {
        let objects: [&[u8]; 8] = [
            b"\xd2\x01\x02\x03\x04",
            b"\x55owner",
            b"\x54list",
            b"\x5f\x10\x0fVera Ostrovnaya",
            b"\xa3\x05\x06\x07",
            b"\x09",
            b"\x64\x04\x34\x04\x35\x04\x3b\x04\x3e",
            b"\x10\x0e",
        ];
        let mut out = MAGIC.to_vec();
        let mut offsets = Vec::new();
        for object in objects {
            offsets.push(u8::try_from(out.len()).expect("small"));
            out.extend(object);
        }
        let at = u8::try_from(out.len()).expect("small");
        out.extend(offsets);
        out.extend([0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 8]);
        out.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, at]);
        out
    }

    #[test]
    fn keys_and_values_are_lines() {
        let found = probe::of(extract, &list());
        assert_eq!(found.body(), "owner: Vera Ostrovnaya\nlist: true\nlist: дело\nlist: 14\n");
    }

    #[test]
    fn a_list_that_holds_itself_is_read_once() {
        let mut list = list();
        let at = list
            .windows(4)
            .position(|bytes| bytes == b"\xa3\x05\x06\x07")
            .expect("it stands there");
        list[at + 1] = 4;
        let found = probe::of(extract, &list);
        assert_eq!(found.body(), "owner: Vera Ostrovnaya\nlist: дело\nlist: 14\n");
        assert_eq!(found.partial, [PartialReason::Damaged]);
    }

    /// A dictionary of as many entries, each of them the same long key with the same long value.
    fn echoing(entries: usize, text: &[u8]) -> Vec<u8> {
        let short = |number: usize| u16::try_from(number).expect("tests are short").to_be_bytes();
        let mut out = [MAGIC, &[0xdf, 0x11], &short(entries), &vec![1; 2 * entries]].concat();
        let word = short(out.len());
        out.extend([&[0x5f, 0x11][..], &short(text.len()), text].concat());
        let table = short(out.len());
        out.extend([[0, 8], word].concat());
        out.extend([[0; 8].as_slice(), &2_u64.to_be_bytes(), &[0; 14], &table].concat());
        let sizes = out.len() - TRAILER + 6;
        out[sizes..sizes + 2].copy_from_slice(&[2, 1]);
        out
    }

    #[test]
    fn a_list_that_names_a_long_key_often_ends_at_the_limit() {
        for letter in [b'x', b' '] {
            let found = probe::of(extract, &echoing(20_000, &vec![letter; 20_000]));
            assert!(matches!(found.error, Some(Error::Limit(LimitReason::Output))));
            assert!(found.body().len() < 70 << 20);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..20), at in 8_usize..120) {
            let mut hostile = list();
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            probe::of(extract, &hostile);
        }
    }
}

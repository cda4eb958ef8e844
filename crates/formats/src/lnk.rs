//! What a Windows shortcut yields: where it leads to, and on which machine and volume that stood ([MS-SHLLINK] 8.0).

use item::{Key, Layer, Place, Segment};

use crate::shared::bytes::{size_at, u16_at, u32_at, u64_at};
use crate::shared::time::utc;
use crate::{Error, Input, Sink};

const HEADER: usize = 76;
const HAS_IDS: u32 = 1;
const HAS_INFO: u32 = 2;
/// The flag of the first text; those of the others follow.
const HAS_NAME: u32 = 4;
const IS_UNICODE: u32 = 0x80;
/// The block that names the machine.
const TRACKER: u32 = 0xa000_0003;
/// The block with the path of the target, in which variables of the system may stand.
const ENVIRONMENT: u32 = 0xa000_0001;
/// Where its path in Unicode begins, behind that in the code page.
const ENVIRONMENT_IN_UNICODE: usize = 268;
/// Seconds from the beginning of 1601 to that of 1970.
const EPOCH: i64 = 11_644_473_600;

/// How long the header of the part that says where the file stood is where it leads to texts in Unicode.
const NEWER_INFO: usize = 0x24;
/// Stands for a label of a volume in Unicode, whose place follows.
const WIDE_LABEL: usize = 0x14;
/// Where the name of a share begins at the earliest; further behind where its place in Unicode is given.
const NARROW_NETWORK: usize = 0x14;

const TEXTS: [&str; 5] = ["name", "path", "folder", "arguments", "icon"];

/// Pushes what the shortcut says as lines of text, machine and volume as properties.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes[..];
    let flags = u32_at(bytes, 20).filter(|_| bytes.len() >= HEADER).ok_or(Error::Truncated)?;
    for (at, key) in [(28, Key::CREATED), (44, Key::MODIFIED)] {
        sink.metadata(key, &time(u64_at(bytes, at).unwrap_or(0)));
    }
    let mut at = HEADER;
    if flags & HAS_IDS != 0 {
        at += 2 + usize::from(u16_at(bytes, at).ok_or(Error::Truncated)?);
    }
    let mut lines = Vec::new();
    if flags & HAS_INFO != 0 {
        let length = size_at(bytes, at).ok_or(Error::Truncated)?;
        let end = at.saturating_add(length).min(bytes.len());
        info(bytes.get(at..end).unwrap_or_default(), &mut lines, sink);
        at = at.saturating_add(length.max(4));
    }
    let is_cut = texts(bytes, flags, &mut at, &mut lines).is_none();
    blocks(bytes.get(at..).unwrap_or_default(), &mut lines, sink);
    if !lines.is_empty() {
        let _ = sink.text(Segment::new(Place::Whole, Layer::Body, lines.join("\n")));
    }
    if is_cut { Err(Error::Truncated) } else { Ok(()) }
}

/// Reads the texts that the flags name, in their order.
fn texts(bytes: &[u8], flags: u32, at: &mut usize, lines: &mut Vec<String>) -> Option<()> {
    for (number, label) in TEXTS.iter().enumerate() {
        if flags & HAS_NAME << number == 0 {
            continue;
        }
        let length = usize::from(u16_at(bytes, *at)?);
        let is_wide = flags & IS_UNICODE != 0;
        let start = *at + 2;
        let end = start + if is_wide { 2 * length } else { length };
        let text = bytes.get(start..end)?;
        *at = end;
        let text = if is_wide { wide(text) } else { narrow(text) };
        lines.push(format!("{label}: {text}"));
    }
    Some(())
}

/// Reads where the file stood: on a volume, or in the network.
fn info(info: &[u8], lines: &mut Vec<String>, sink: &mut dyn Sink) {
    let offset = |at| size_at(info, at).filter(|offset| *offset != 0);
    let text = |at| offset(at).and_then(|at| info.get(at..)).map(until_zero);
    // The forms in Unicode, which newer headers lead to ([MS-SHLLINK] §2.3).
    let is_newer = size_at(info, 4).is_some_and(|header| header >= NEWER_INFO);
    let wide =
        |at| offset(at).filter(|_| is_newer).and_then(|at| info.get(at..)).map(until_wide_zero);
    let text = |narrow, wider| wide(wider).filter(|text| !text.is_empty()).or_else(|| text(narrow));
    let flags = u32_at(info, 8).unwrap_or(0);
    if flags & 1 != 0 {
        let volume = offset(12).and_then(|at| info.get(at..)).unwrap_or_default();
        if let Some(serial) = u32_at(volume, 8) {
            sink.metadata(Key::VOLUME, &format!("{:04X}-{:04X}", serial >> 16, serial & 0xffff));
        }
        let label = match size_at(volume, 12) {
            Some(WIDE_LABEL) => {
                size_at(volume, 16).and_then(|at| volume.get(at..)).map(until_wide_zero)
            }
            at => at.and_then(|at| volume.get(at..)).map(until_zero),
        };
        sink.metadata(Key::VOLUME, &label.unwrap_or_default());
    }
    let network = offset(20).and_then(|at| info.get(at..)).filter(|_| flags & 2 != 0);
    let share = network.and_then(|network| match size_at(network, 8)? {
        narrow if narrow > NARROW_NETWORK => {
            network.get(size_at(network, 20)?..).map(until_wide_zero)
        }
        narrow => network.get(narrow..).map(until_zero),
    });
    let base = if flags & 1 != 0 { text(16, 28) } else { share };
    let rest = text(24, 32).filter(|rest| !rest.is_empty());
    let parts: Vec<String> = base.into_iter().chain(rest).collect();
    if !parts.is_empty() {
        lines.push(format!("target: {}", parts.join(if flags & 1 != 0 { "" } else { "\\" })));
    }
}

/// Finds the name of the machine and another path among the blocks at the end.
fn blocks(mut blocks: &[u8], lines: &mut Vec<String>, sink: &mut dyn Sink) {
    while let Some(length) =
        size_at(blocks, 0).filter(|length| *length >= 8 && *length <= blocks.len())
    {
        let (block, rest) = blocks.split_at(length);
        match u32_at(block, 4) {
            Some(TRACKER) => {
                let name = block.get(16..32).map(until_zero);
                sink.metadata(Key::MACHINE, &name.unwrap_or_default());
            }
            Some(ENVIRONMENT) => {
                let path = block.get(ENVIRONMENT_IN_UNICODE..).map(until_wide_zero);
                lines.extend(
                    path.filter(|path| !path.is_empty()).map(|path| format!("target: {path}")),
                );
            }
            _ => {}
        }
        blocks = rest;
    }
}

fn until_zero(bytes: &[u8]) -> String {
    narrow(bytes.split(|byte| *byte == 0).next().unwrap_or_default())
}

fn until_wide_zero(bytes: &[u8]) -> String {
    let end =
        bytes.chunks_exact(2).position(|unit| unit == [0, 0]).map_or(bytes.len(), |at| 2 * at);
    wide(&bytes[..end])
}

fn narrow(bytes: &[u8]) -> String {
    crate::shared::decode::text(bytes, None).text
}

fn wide(bytes: &[u8]) -> String {
    crate::shared::decode::Charset::Utf16Le.decode(bytes).0
}

/// Writes a time of Windows, in tenths of microseconds since 1601, as ISO 8601.
fn time(ticks: u64) -> String {
    let seconds = i64::try_from(ticks / 10_000_000).unwrap_or(0);
    if seconds == 0 { String::new() } else { utc(seconds - EPOCH) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn shortcut() -> Vec<u8> {
        let mut out = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F".to_vec();
        out.extend((HAS_INFO | HAS_NAME | HAS_NAME << 1 | IS_UNICODE).to_le_bytes());
        out.resize(HEADER, 0);
        let volume =
            [&[21, 0, 0, 0, 3, 0, 0, 0, 0x34, 0x12, 0xcd, 0xab, 16, 0, 0, 0][..], b"USB1\0"]
                .concat();
        let path = b"E:\\list.xlsx\0";
        let mut info = Vec::new();
        for number in [
            28 + volume.len() + path.len() + 1,
            28,
            1,
            28,
            28 + volume.len(),
            0,
            28 + volume.len() + path.len(),
        ] {
            info.extend(u32::try_from(number).expect("small").to_le_bytes());
        }
        out.extend([info, volume, path.to_vec(), vec![0]].concat());
        for text in ["List of Ostrovnaya", "..\\list.xlsx"] {
            out.extend(u16::try_from(text.len()).expect("short").to_le_bytes());
            out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        }
        out.extend([32, 0, 0, 0, 3, 0, 0, 0xa0, 0, 0, 0, 0, 0, 0, 0, 0]);
        out.extend(b"belozerov-pc\0\0\0\0");
        out
    }

    #[test]
    fn target_texts_volume_and_machine_are_read() {
        let found = probe::of(extract, &shortcut());
        assert_eq!(
            found.body(),
            "target: E:\\list.xlsx\nname: List of Ostrovnaya\npath: ..\\list.xlsx"
        );
        assert_eq!(found.metadata[&Key::VOLUME], ["ABCD-1234", "USB1"]);
        assert_eq!(found.first(&Key::MACHINE), "belozerov-pc");
    }

    #[test]
    fn texts_in_unicode_stand_for_those_that_are_not() {
        let wide = |text: &str| -> Vec<u8> {
            text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
        };
        let numbers = |numbers: &[usize]| -> Vec<u8> {
            let numbers = numbers.iter().map(|number| u32::try_from(*number).expect("small"));
            numbers.flat_map(u32::to_le_bytes).collect()
        };
        let volume = [numbers(&[34, 2, 7, 20, 20]), wide("Флешка")].concat();
        let (narrow, path) = (b"E:\\????.doc\0", wide("E:\\Дело.doc"));
        let base = 36 + volume.len();
        let rest = base + narrow.len();
        let header =
            [rest + 3 + path.len(), 36, 1, 36, base, 0, rest, rest + 1, rest + 1 + path.len()];
        let info = [numbers(&header), volume, narrow.to_vec(), vec![0], path, vec![0, 0]].concat();
        let mut out = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F".to_vec();
        out.extend(HAS_INFO.to_le_bytes());
        out.resize(HEADER, 0);
        let found = probe::of(extract, &[out, info].concat());
        assert_eq!(found.body(), "target: E:\\Дело.doc");
        assert_eq!(found.metadata[&Key::VOLUME], ["0000-0007", "Флешка"]);
    }

    #[test]
    fn a_path_with_variables_is_read() {
        let mut block = [788_u32.to_le_bytes(), ENVIRONMENT.to_le_bytes()].concat();
        block.resize(ENVIRONMENT_IN_UNICODE, b'?');
        block.extend("%USERPROFILE%\\Дело.doc".encode_utf16().flat_map(u16::to_le_bytes));
        block.resize(788, 0);
        let mut out = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F".to_vec();
        out.resize(HEADER, 0);
        let found = probe::of(extract, &[out, block].concat());
        assert_eq!(found.body(), "target: %USERPROFILE%\\Дело.doc");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..40), at in 0_usize..300) {
            let mut hostile = shortcut();
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            probe::of(extract, &hostile);
        }
    }
}

//! Compound files that are no document of their own: objects out of other documents, and macros.

mod equation;

use std::collections::HashSet;

use item::{Layer, PartialReason, Place};

use crate::shared::bytes::u16_at;
use crate::shared::legacy_text::push_text;
use crate::shared::ole::{Compound, push_content, push_macros, report_properties};
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Streams that hold the text of an object or what it looks like: how their names begin, and what they hold.
const STREAMS: &[(&str, Kind)] = &[
    ("Equation Native", Kind::Equation),
    ("\u{3}EPRINT", Kind::Picture),
    ("\u{2}OlePres", Kind::Picture),
    ("\u{3}PIC", Kind::Nothing),
    ("\u{3}META", Kind::Nothing),
    ("DestList", Kind::Text),
    ("\u{1}Ole", Kind::Text),
    ("\u{3}LinkInfo", Kind::Text),
    ("\u{1}CompObj", Kind::Nothing),
    ("\u{3}ObjInfo", Kind::Nothing),
    ("\u{3}OCXNAME", Kind::Text),
    ("\u{5}", Kind::Nothing),
];

/// The most streams of one object that are looked at.
const MOST_STREAMS: usize = 10_000;
/// The longest object that is inflated; in bytes.
const MOST_INFLATED: usize = 256 << 20;
/// How long the head is that may stand before a picture and hold none ([MS-OLEDS] §2.3.4).
const PICTURE_HEAD: usize = 60;

/// Begins a shortcut: lists of files that were opened last hold one for each.
const SHORTCUT: &[u8] = b"L\0\0\0\x01\x14\x02\0";

/// What a stream of an object holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The characters of an equation.
    Equation,
    /// A metafile, behind a head.
    Picture,
    /// Names and paths among numbers.
    Text,
    /// Numbers, or properties that are read elsewhere.
    Nothing,
    /// What only the program knows that wrote it.
    Unknown,
}

/// Pushes the file that is packed in an object, or the modules of macros, or what its streams hold.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    report_properties(&file, sink);
    let object = push_content(&file, sink);
    let macros = push_macros(&file, &file.root(), sink);
    match (object, macros) {
        (None, None) => push_streams(&file, sink),
        (Some(Flow::Stop), _) | (_, Some(_) | None) => Ok(()),
    }
}

/// Lists the streams of an object, those in its storages too.
fn streams(file: &Compound<'_>) -> Vec<usize> {
    let (mut streams, mut open, mut seen) = (Vec::new(), file.root(), HashSet::new());
    while let Some(id) = open.pop().filter(|_| streams.len() < MOST_STREAMS) {
        if !seen.insert(id) {
            continue;
        }
        if file.is_storage(id) {
            open.extend(file.children(id));
        } else {
            streams.push(id);
        }
    }
    streams.sort_unstable();
    streams
}

/// Pushes the streams of an object that has no file in it, each by its kind.
fn push_streams(file: &Compound<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    let all = streams(file);
    let (mut unknown, mut texts) = (usize::from(all.len() == MOST_STREAMS), 0);
    let streams = all.len();
    for id in all {
        let (name, bytes) = (readable(file.name(id)), file.stream(id));
        if let Some(inflated) = packed_object(&bytes) {
            let child = Child { name: name.into_bytes(), ..Child::default() };
            if sink.child(child, Content::Stream(&mut &inflated[..])) == Flow::Stop {
                return Ok(());
            }
            continue;
        }
        if bytes.starts_with(SHORTCUT) {
            let child = Child { name: format!("{name}.lnk").into_bytes(), ..Child::default() };
            if sink.child(child, Content::Stream(&mut &bytes[..])) == Flow::Stop {
                return Ok(());
            }
            continue;
        }
        let kind = kind_of(file.name(id));
        let text = match kind {
            Kind::Equation => equation::characters(&bytes),
            Kind::Text | Kind::Unknown => crate::raw::all_runs(&bytes),
            Kind::Picture => {
                match push_picture(&name, &bytes, sink) {
                    Some(Flow::Stop) => return Ok(()),
                    Some(Flow::Continue) => {}
                    // A picture of another kind.
                    None => unknown += usize::from(bytes.len() > PICTURE_HEAD),
                }
                continue;
            }
            Kind::Nothing => continue,
        };
        unknown += usize::from(kind == Kind::Unknown && !bytes.is_empty());
        texts += usize::from(!text.trim().is_empty());
        let layer = match kind {
            Kind::Equation => Layer::Body,
            Kind::Unknown => Layer::Raw,
            _ => Layer::Hidden,
        };
        if push_text(&Place::Part(name), layer, &text, sink) == Flow::Stop {
            return Ok(());
        }
    }
    if streams == 0 || unknown > 0 && texts == 0 {
        return Err(Error::Unsupported("an object without a file in it".into()));
    }
    if unknown > 0 {
        sink.partial(PartialReason::PartUnsupported);
    }
    if file.is_damaged() {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

fn kind_of(name: &str) -> Kind {
    let known = STREAMS.iter().find(|line| name.starts_with(line.0));
    known.map_or(Kind::Unknown, |line| line.1)
}

/// Returns the name of a stream without the character that reserves it for the system.
fn readable(name: &str) -> String {
    name.trim_start_matches(char::is_control).to_owned()
}

/// Inflates an object that stands packed behind its length, as Word writes them into XML.
fn packed_object(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = crate::shared::bytes::size_at(bytes, 0).filter(|it| *it <= MOST_INFLATED)?;
    let packed = bytes.get(4..).filter(|packed| packed.starts_with(b"\x78"))?;
    let mut inflated = Vec::new();
    let stream = flate2::read::ZlibDecoder::new(packed);
    std::io::Read::read_to_end(&mut std::io::Read::take(stream, length as u64), &mut inflated)
        .ok()?;
    (inflated.len() == length).then_some(inflated)
}

/// Pushes the metafile in a stream as a child; it stands behind a head ([MS-OLEDS] §2.3.4), or at the start.
///
/// Nothing where it is none.
fn push_picture(name: &str, bytes: &[u8], sink: &mut dyn Sink) -> Option<Flow> {
    let is_enhanced =
        |rest: &[u8]| rest.starts_with(b"\x01\0\0\0") && rest.get(40..44) == Some(b" EMF");
    let is_plain = |rest: &[u8]| u16_at(rest, 0) == Some(1) && u16_at(rest, 2) == Some(9);
    let near = &bytes[..bytes.len().min(200)];
    let found = (0..near.len()).find_map(|at| {
        let rest = &bytes[at..];
        let extension = match () {
            () if is_enhanced(rest) => "emf",
            () if is_plain(rest) => "wmf",
            () => return None,
        };
        Some((rest, extension))
    });
    let (mut picture, extension) = found?;
    let child = Child { name: format!("{name}.{extension}").into_bytes(), ..Child::default() };
    Some(sink.child(child, Content::Stream(&mut picture)))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};

    use super::*;
    use crate::probe;

    #[test]
    fn an_object_of_numbers_alone_has_no_text() {
        let found =
            probe::of(extract, &probe::compound(&[("\u{1}CompObj", b"x"), ("\u{3}ObjInfo", b"y")]));
        assert!(found.error.is_none() && found.segments.is_empty() && found.partial.is_empty());
    }

    #[test]
    fn a_link_says_where_it_leads() {
        let link = [&[1, 0, 0, 2][..], b"C:\\secret\\list.xls\0"].concat();
        let found = probe::of(extract, &probe::compound(&[("\u{1}Ole", &link)]));
        assert!(found.layer(Layer::Hidden).contains("C:\\secret\\list.xls"));
    }

    #[test]
    fn what_only_another_program_knows_is_partly_read() {
        let found =
            probe::of(extract, &probe::compound(&[("Drawing", b"\0\x01Ostrovnaya pays\0\xff")]));
        assert_eq!(found.partial, [PartialReason::PartUnsupported]);
        assert!(found.layer(Layer::Raw).contains("Ostrovnaya pays"));
        let found = probe::of(extract, &probe::compound(&[("Drawing", b"\0\x01\xff")]));
        assert!(matches!(found.error, Some(Error::Unsupported(_))));
    }

    #[test]
    fn what_stands_in_storages_of_an_object_is_looked_at_too() {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
        file.create_storage("/Inner").expect("its name is new");
        for name in ["/\u{1}CompObj", "/Inner/Page"] {
            let mut stream = file.create_stream(name).expect("its name is new");
            stream.write_all(b"\0\x01Ostrovnaya pays\0\xff").expect("memory takes it");
        }
        file.flush().expect("memory takes it");
        let found = probe::of(extract, &file.into_inner().into_inner());
        assert_eq!(found.partial, [PartialReason::PartUnsupported]);
        assert!(found.layer(Layer::Raw).contains("Ostrovnaya pays"));
    }

    #[test]
    fn packed_objects_and_pictures_are_children() {
        let mut packed = 3_u32.to_le_bytes().to_vec();
        let mut zlib = flate2::read::ZlibEncoder::new(&b"abc"[..], flate2::Compression::fast());
        zlib.read_to_end(&mut packed).expect("memory can be read");
        let picture = [&[0; 40][..], b"\x01\0\x09\0\0\x03"].concat();
        let streams = [("_1", &packed[..]), ("\u{2}OlePres000", &picture)];
        let found = probe::of(extract, &probe::compound(&streams));
        let mut names = found.names();
        names.sort();
        assert_eq!(names, ["OlePres000.wmf", "_1"]);
    }
}

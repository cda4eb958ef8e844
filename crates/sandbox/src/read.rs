//! Reading one item: identify, extract, recognise. The same in a worker and in [`crate::run_here`].

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use formats::{Error, Extract, Format, Input, Portion, Sink};
use item::{DateRole, Declared, Identified, Mention, Part, Segment, Warning, WarningCode};

use crate::found::{End, Found};
use crate::gather::{Gather, Out};
use crate::recognise::Named;
use crate::spent::{Laps, Spent};

/// How many bytes of text are recognised at once, unless one segment is longer: what is found in a list of names takes
/// up to some hundred times as much, of the 1 GiB that a worker has.
const PORTION: usize = 4 << 20;

/// Reads one item and returns what was found, but for the mentions that went to `out`, and how reading ended.
///
/// A panic of the extractor or recogniser is an end like others: what was pushed before it counts.
pub(crate) fn read(
    input: &Input,
    recognise: &mut dyn FnMut(&[Segment]) -> Vec<Mention>,
    out: &mut dyn Out,
) -> (Found, End) {
    let mut gather = Gather::new(&input.limits, out);
    let mut laps = Laps::begin();
    let extraction = catch_unwind(AssertUnwindSafe(|| extract(input, &mut laps, &mut gather)));
    let mut end = extraction.unwrap_or_else(|payload| panicked(&mut gather, &*payload));
    if let Some(reason) = gather.limit {
        end = End::Limit(reason);
    }
    gather.found.append_properties();
    gather.found.spent.extract = laps.lap();
    let segments = std::mem::take(&mut gather.found.segments);
    named(&segments, recognise, &mut gather, &mut end);
    gather.found.segments = segments;
    gather.found.spent.recognise = laps.lap();
    (gather.found, end)
}

/// Calls the library of the format alone, where there is one; nothing comes out but the time that it took.
pub(crate) fn read_bare(input: &Input, out: &mut dyn Out) -> (Found, End) {
    let mut gather = Gather::new(&input.limits, out);
    let mut laps = Laps::begin();
    let identified = formats::identify(&input.bytes, &input.name, &input.declared);
    gather.found.spent.identify = laps.lap();
    let bare = formats::baseline::bare(&identified.format);
    gather.identified(identified);
    let read = bare.map(|bare| catch_unwind(AssertUnwindSafe(|| (bare.read)(&input.bytes))));
    gather.found.spent.extract = laps.lap();
    let end = match read {
        Some(Ok(_)) => End::Finished,
        Some(Err(_)) => End::Panicked,
        None => End::NoReader,
    };
    (gather.found, end)
}

/// Draws the pictures of an item that wait for OCR, and nothing else.
pub(crate) fn draw(input: &Input, portion: Portion, out: &mut dyn Out) -> (Found, End) {
    let mut gather = Gather::new(&input.limits, out);
    let identified = identified(input);
    let format = identified.format.clone();
    gather.identified(identified);
    let drawing = || match formats::pictures(&format, portion, input, &mut gather) {
        Ok(()) => End::Finished,
        Err(error) => ended(&mut gather, error),
    };
    let drawn = catch_unwind(AssertUnwindSafe(drawing));
    let mut end = drawn.unwrap_or_else(|payload| panicked(&mut gather, &*payload));
    if let Some(reason) = gather.limit {
        end = End::Limit(reason);
    }
    (gather.found, end)
}

fn identified(input: &Input) -> Identified {
    #[cfg(feature = "mock")]
    if let Some(identified) = crate::mock::identify(&input.bytes) {
        return identified;
    }
    formats::identify(&input.bytes, &input.name, &input.declared)
}

/// Recognises what is named in texts that were extracted before.
pub(crate) fn reread(
    segments: &[Segment],
    recognise: &mut dyn FnMut(&[Segment]) -> Vec<Mention>,
    out: &mut dyn Out,
) -> (End, Spent) {
    let mut gather = Gather::resume(segments, out);
    let mut end = End::Finished;
    let mut laps = Laps::begin();
    named(segments, recognise, &mut gather, &mut end);
    (end, Spent { recognise: laps.lap(), ..Spent::default() })
}

/// Passes on what the texts name, portion by portion: what is found in a long list takes many times its bytes, and more
/// than a worker may have.
fn named(
    segments: &[Segment],
    recognise: &mut dyn FnMut(&[Segment]) -> Vec<Mention>,
    gather: &mut Gather<'_>,
    end: &mut End,
) {
    let (mut first, mut dropped) = (0, 0);
    while first < segments.len() {
        let after = first + portion(&segments[first..]);
        let recognition = catch_unwind(AssertUnwindSafe(|| recognise(&segments[first..after])));
        let mentions = match recognition {
            Ok(mentions) => mentions,
            Err(payload) => {
                *end = panicked(gather, &*payload);
                break;
            }
        };
        let all = mentions.len();
        let mentions = mentions.into_iter().filter_map(|mention| placed(mention, first));
        let sound = mentions.filter_map(|mention| Named::from_mention(mention, segments)).collect();
        dropped += all - gather.mentions(sound, segments);
        first = after;
    }
    if dropped > 0 {
        gather.warn(Warning::new(WarningCode::MentionsDropped, dropped));
    }
}

/// Returns how many of `segments` are recognised at once.
fn portion(segments: &[Segment]) -> usize {
    let mut length = 0;
    let fits = |segment: &&Segment| {
        length += segment.text.len();
        length <= PORTION
    };
    segments.iter().take_while(fits).count().max(1)
}

/// Makes a mention of a portion that begins with the segment number `first` one of the whole item. The date of the
/// document stands in its first portion.
fn placed(mut mention: Mention, first: usize) -> Option<Mention> {
    mention.segment = mention.segment.checked_add(u32::try_from(first).ok()?)?;
    if first > 0 && mention.role == Some(DateRole::Document) {
        mention.role = None;
    }
    Some(mention)
}

/// Extracts an item, and a volume of a file that was split as what its container says of it.
fn extract(input: &Input, laps: &mut Laps, gather: &mut Gather<'_>) -> End {
    let Some(part) = input.declared.format.as_deref().and_then(Part::read) else {
        return extract_whole(input, laps, gather);
    };
    let declared = Declared { format: None, ..input.declared.clone() };
    let mut input = Input { declared, ..input.clone() };
    match part {
        Part::Of(whole) => {
            gather.identified(identified(&input));
            gather.warn(Warning::new(WarningCode::VolumeOf, whole));
            End::Volume
        }
        Part::Alone(absent) => {
            let end = extract_whole(&input, laps, gather);
            // What opens as a container to its end has no other volume.
            let is_whole = end == End::Finished && gather.found.children > 0;
            let is_other = matches!(end, End::Encrypted(_) | End::Limit(_) | End::Panicked);
            if is_whole || is_other || end == End::NoBytes {
                return end;
            }
            gather.warn(Warning::new(WarningCode::VolumeMissing, absent));
            End::VolumeAlone
        }
        Part::Whole { lengths, names } => {
            input.volumes = lengths;
            gather.warn(Warning::new(WarningCode::VolumesJoined, names));
            extract_whole(&input, laps, gather)
        }
    }
}

fn extract_whole(input: &Input, laps: &mut Laps, gather: &mut Gather<'_>) -> End {
    let choice = choose(input);
    gather.found.spent.identify = laps.lap();
    let (identified, extract) = match choice {
        Choice::Read(identified, extract) => (identified, extract),
        Choice::Leave(identified, end) => {
            gather.identified(identified);
            if end != End::NoBytes {
                formats::raw(input, gather);
            }
            return end;
        }
    };
    gather.identified(identified);
    let mut sink = formats::Rereading::new(gather);
    let mut sink = formats::Joining::new(&mut sink);
    let extracted = extract(input, &mut sink);
    // A stop has been noted by the sink.
    let _ = sink.finish();
    match extracted {
        Ok(()) => End::Finished,
        Err(error) => ended(gather, error),
    }
}

enum Choice {
    Read(Identified, Extract),
    Leave(Identified, End),
}

fn choose(input: &Input) -> Choice {
    #[cfg(feature = "mock")]
    if let Some(identified) = crate::mock::identify(&input.bytes) {
        return Choice::Read(identified, crate::mock::extract);
    }
    let identified = formats::identify(&input.bytes, &input.name, &input.declared);
    if input.bytes.is_empty() {
        return Choice::Leave(identified, End::NoBytes);
    }
    match Format::by_id(&identified.format).map(|format| format.extract) {
        Some(Some(extract)) => Choice::Read(identified, extract),
        Some(None) => Choice::Leave(identified, End::NoReader),
        None => Choice::Leave(identified, End::UnknownFormat),
    }
}

fn ended(gather: &mut Gather<'_>, error: Error) -> End {
    match error {
        Error::Encrypted(reason) => End::Encrypted(reason),
        Error::Limit(reason) => End::Limit(reason),
        Error::Truncated => End::Truncated,
        Error::Unsupported(what) => {
            gather.warn(Warning::new(WarningCode::Unsupported, what));
            End::Unsupported
        }
        Error::Malformed(how) => {
            gather.warn(Warning::new(WarningCode::Malformed, how));
            End::Malformed
        }
    }
}

fn panicked(gather: &mut Gather<'_>, payload: &(dyn Any + Send)) -> End {
    let words = payload.downcast_ref::<&str>().copied();
    let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    gather.close();
    gather.warn(Warning::new(WarningCode::Panicked, words.unwrap_or("without a message")));
    End::Panicked
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::{Kind, Layer, Place};

    /// Keeps what came at once, as mentions.
    #[derive(Default)]
    struct Portions(Vec<Vec<Mention>>);

    impl Out for Portions {
        fn mentions(&mut self, named: Vec<Named>, segments: &[Segment]) {
            let whole = |named: Named| named.into_mention(segments).expect("it is sound");
            self.0.push(named.into_iter().map(whole).collect());
        }
        fn begin(&mut self, _child: formats::Child) {}
        fn bytes(&mut self, _chunk: &[u8]) {}
        fn end(&mut self, _ending: crate::job::Ending) {}
    }

    /// Names the first word of each segment as the date of the document.
    fn first_words(segments: &[Segment]) -> Vec<Mention> {
        let named = segments.iter().zip(0..).map(|(segment, at)| Mention {
            kind: Kind::Date,
            surface: segment.text[..4].to_owned(),
            normal: "2024".into(),
            start: 0,
            end: 4,
            segment: at,
            place: segment.place.clone(),
            layer: segment.layer,
            confidence: 1.0,
            alternatives: Vec::new(),
            keys: Vec::new(),
            role: Some(DateRole::Document),
        });
        named.collect()
    }

    #[test]
    fn long_texts_are_recognised_portion_by_portion_as_if_they_were_one() {
        let text =
            |page| Segment::new(Place::Page(page), Layer::Body, "2024 ".repeat(PORTION / 15));
        let segments: Vec<_> = (1..=7).map(text).collect();
        let mut out = Portions::default();
        let mut most = 0;
        let mut recognise = |segments: &[Segment]| {
            most = most.max(segments.iter().map(|segment| segment.text.len()).sum());
            first_words(segments)
        };
        let (end, _) = reread(&segments, &mut recognise, &mut out);
        assert_eq!(end, End::Finished);
        assert_eq!(out.0.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
        let mentions: Vec<_> = out.0.concat();
        assert!(most <= PORTION);
        assert!(mentions.iter().zip(1..).all(|(mention, page)| mention.place == Place::Page(page)));
        let dates = mentions.iter().filter(|mention| mention.role.is_some()).count();
        assert_eq!(dates, 3, "those of the first portion, in which the document has its date");
    }
}

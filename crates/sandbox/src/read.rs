//! Reading one item: identify, extract, recognise. The same in a worker and in [`crate::run_here`].

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use formats::{Error, Extract, Format, Input, Portion, Sink};
use item::{Identified, Mention, Segment, Warning, WarningCode};

use crate::found::{End, Found};
use crate::gather::{Gather, Out};
use crate::recognise::Named;
use crate::spent::{Laps, Spent};

/// Reads one item and returns what was found, the mentions in it, and how reading ended.
///
/// A panic of the extractor or recogniser is an end like others: what was pushed before it counts.
pub(crate) fn read(
    input: &Input,
    recognise: &mut dyn FnMut(&[Segment]) -> Vec<Mention>,
    out: &mut dyn Out,
) -> (Found, Vec<Named>, End) {
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
    let mentions = named(&segments, recognise, &mut gather, &mut end);
    gather.found.segments = segments;
    gather.found.spent.recognise = laps.lap();
    (gather.found, mentions, end)
}

/// Calls the library of the format alone, where there is one; nothing comes out but the time that it took.
pub(crate) fn read_bare(input: &Input, out: &mut dyn Out) -> (Found, Vec<Named>, End) {
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
    (gather.found, Vec::new(), end)
}

/// Draws the pictures of an item that wait for OCR, and nothing else.
pub(crate) fn draw(input: &Input, portion: Portion, out: &mut dyn Out) -> (Found, Vec<Named>, End) {
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
    (gather.found, Vec::new(), end)
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
) -> (Vec<Named>, End, Spent) {
    let mut gather = Gather::resume(segments, out);
    let mut end = End::Finished;
    let mut laps = Laps::begin();
    let mentions = named(segments, recognise, &mut gather, &mut end);
    (mentions, end, Spent { recognise: laps.lap(), ..Spent::default() })
}

fn named(
    segments: &[Segment],
    recognise: &mut dyn FnMut(&[Segment]) -> Vec<Mention>,
    gather: &mut Gather<'_>,
    end: &mut End,
) -> Vec<Named> {
    let recognition = catch_unwind(AssertUnwindSafe(|| recognise(segments)));
    let mentions = recognition.unwrap_or_else(|payload| {
        *end = panicked(gather, &*payload);
        Vec::new()
    });
    sound(mentions, segments, gather)
}

fn extract(input: &Input, laps: &mut Laps, gather: &mut Gather<'_>) -> End {
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
    match extract(input, gather) {
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

/// Keeps the mentions that stand where they say, as far as they can be paid for.
fn sound(mentions: Vec<Mention>, segments: &[Segment], gather: &mut Gather<'_>) -> Vec<Named> {
    let all = mentions.len();
    let mut kept = Vec::with_capacity(all);
    for mention in mentions {
        let Some(named) = Named::from_mention(mention, segments) else { continue };
        if gather.budget().mentions(named.cost()).is_err() {
            break;
        }
        kept.push(named);
    }
    if kept.len() < all {
        gather.warn(Warning::new(WarningCode::MentionsDropped, all - kept.len()));
    }
    kept
}

//! Who signed a PDF, when, and which bytes each signature covers (ISO 32000-2 §12.8); nothing of it is verified.

use std::collections::BTreeSet;

use item::{Key, Layer, Place, Segment};
use lopdf::{Dictionary, Object};

use super::strings::date;
use super::structure::{Objects, as_dictionary, for_each_dictionary, text_in};
use crate::shared::certificate;
use crate::shared::cms;
use crate::shared::der::{SEQUENCE, Value};
use crate::{Flow, Sink};

/// Nesting of dictionaries inside one object.
const NESTING: u32 = 8;
/// How many signatures are listed.
const MOST: usize = 1000;
/// The tag of a time with a year of four figures.
const GENERALIZED_TIME: u8 = 0x18;

/// Pushes a paragraph for each signature, those first that cover the least of the file: an earlier one covers what stood
/// there when it was made.
pub(super) fn read(objects: &Objects<'_>, file: &[u8], sink: &mut dyn Sink) -> Flow {
    let mut found = signatures(objects, file);
    found.sort_by_key(|signature| signature.end);
    let mut signers = BTreeSet::new();
    for signer in found.iter().flat_map(|signature| &signature.signers) {
        if signers.insert(signer) {
            sink.metadata(Key::SIGNER, signer);
        }
    }
    if found.is_empty() {
        return Flow::Continue;
    }
    let paragraphs: Vec<String> =
        (1..).zip(&found).map(|(number, it)| format!("Signature {number}: {}", it.said)).collect();
    let place = Place::Part("signatures".to_owned());
    sink.text(Segment::new(place, Layer::Body, paragraphs.join("\n")))
}

struct Signature {
    /// Whom its certificates or, without any, the signature itself names.
    signers: Vec<String>,
    /// Where the bytes that it covers end.
    end: u64,
    /// All that is known of it, in words.
    said: String,
}

fn signatures(objects: &Objects<'_>, file: &[u8]) -> Vec<Signature> {
    let mut found = Vec::new();
    for object in objects.document.objects.values() {
        for_each_dictionary(object, NESTING, &mut |dictionary| {
            if found.len() < MOST && dictionary.has(b"ByteRange") && dictionary.has(b"Contents") {
                found.push(signature(objects, dictionary, file));
            }
        });
    }
    found
}

fn signature(objects: &Objects<'_>, dictionary: &Dictionary, file: &[u8]) -> Signature {
    let text = |key: &[u8]| text_in(objects, dictionary, key).map(|text| text.trim().to_owned());
    let contents = dictionary.get(b"Contents").and_then(Object::as_str).unwrap_or_default();
    let message = cms::open(contents).map(|(_, body)| body);
    let by_certificate = message.map(cms::signers).unwrap_or_default();
    let name = text(b"Name");
    let covered = Covered::of(&range(objects, dictionary), file);
    let when = text(b"M").map(|written| date(&written));
    let when =
        when.or_else(|| message.and_then(stamped)).or_else(|| message.and_then(cms::signing_time));
    let parts = [
        purpose(objects, dictionary).map(str::to_owned),
        name.clone().map(|name| format!("name: {name}")),
        (!by_certificate.is_empty()).then(|| format!("certificate: {}", by_certificate.join("; "))),
        when.map(|when| format!("stated time: {when}")),
        text(b"Reason").map(|reason| format!("reason: {reason}")),
        text(b"Location").map(|place| format!("place: {place}")),
        text(b"ContactInfo").map(|contact| format!("contact: {contact}")),
        Some(covered.to_string()),
    ];
    let said = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let signers =
        if by_certificate.is_empty() { name.into_iter().collect() } else { by_certificate };
    Signature { signers, end: covered.end(), said }
}

/// Returns what a signature is for, where that is not the consent of a person (§12.8.2).
fn purpose(objects: &Objects<'_>, dictionary: &Dictionary) -> Option<&'static str> {
    let name = |dictionary: &Dictionary, key: &[u8]| {
        let value = objects.document.dereference(dictionary.get(key).ok()?).ok()?.1;
        Some(value.as_name().ok()?.to_vec())
    };
    if name(dictionary, b"SubFilter").is_some_and(|form| form == b"ETSI.RFC3161") {
        return Some("time stamp");
    }
    let references = objects.document.dereference(dictionary.get(b"Reference").ok()?).ok()?.1;
    let mut references = references
        .as_array()
        .ok()?
        .iter()
        .filter_map(|reference| as_dictionary(objects.document.dereference(reference).ok()?.1));
    references.find_map(|reference| match name(reference, b"TransformMethod")?.as_slice() {
        b"DocMDP" => Some("certification"),
        b"UR" | b"UR3" => Some("usage rights"),
        _ => None,
    })
}

/// Returns the time in a time stamp (RFC 3161 §2.4.2).
fn stamped(message: Value<'_>) -> Option<String> {
    let content = message.part(SEQUENCE).and_then(cms::content)?;
    let (info, _) = Value::read(&content)?;
    info.part(GENERALIZED_TIME).map(certificate::time)
}

/// Returns pairs of starts and lengths; nothing where they are not numbers.
fn range(objects: &Objects<'_>, dictionary: &Dictionary) -> Vec<u64> {
    let number = |value: &Object| {
        let value = objects.document.dereference(value).ok()?.1;
        value.as_i64().ok().and_then(|number| u64::try_from(number).ok())
    };
    let range = dictionary
        .get(b"ByteRange")
        .ok()
        .and_then(|range| objects.document.dereference(range).ok());
    let entries = range.and_then(|(_, range)| range.as_array().ok());
    entries.and_then(|entries| entries.iter().map(number).collect()).unwrap_or_default()
}

/// Which bytes of a file a signature covers.
#[derive(Debug, PartialEq, Eq)]
enum Covered {
    /// All but itself.
    Whole(u64),
    /// All but itself, up to an end; then come bytes that were appended.
    Start { end: u64, appended: u64 },
    /// All but a stretch that is more, or other, than the signature.
    Gap { from: u64, to: u64, end: u64, length: u64 },
    /// The ranges do not fit the file.
    Odd,
}

impl Covered {
    fn of(range: &[u64], file: &[u8]) -> Self {
        let length = file.len() as u64;
        let &[0, before, from, behind] = range else { return Self::Odd };
        let Some(end) = from.checked_add(behind).filter(|end| *end <= length && before <= from)
        else {
            return Self::Odd;
        };
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let gap = file.get(place(before)..place(from)).unwrap_or_default();
        if !is_contents(gap) {
            return Self::Gap { from: before, to: from, end, length };
        }
        match length - end {
            0 => Self::Whole(end),
            appended => Self::Start { end, appended },
        }
    }

    fn end(&self) -> u64 {
        match self {
            Self::Whole(end) | Self::Start { end, .. } | Self::Gap { end, .. } => *end,
            Self::Odd => 0,
        }
    }
}

impl std::fmt::Display for Covered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(_) => write!(f, "covers the whole file"),
            Self::Start { end, appended } => {
                write!(f, "covers the first {end} bytes; {appended} bytes were appended later")
            }
            Self::Gap { from, to, end, length } => {
                write!(
                    f,
                    "covers the first {end} of {length} bytes without {from} to {to}, which are not the signature alone"
                )
            }
            Self::Odd => write!(f, "its byte ranges do not fit the file"),
        }
    }
}

/// Tells whether bytes are one string of hexadecimal digits: the signature, which cannot cover itself.
fn is_contents(gap: &[u8]) -> bool {
    let digits = gap.strip_prefix(b"<").and_then(|gap| gap.strip_suffix(b">"));
    digits.is_some_and(|digits| {
        digits
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace() || *byte == 0)
    })
}

#[cfg(test)]
mod tests {
    use item::Key;
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// A PDF with a signature whose ranges are `range`, or those that fit.
    fn signed(range: Option<[u64; 4]>, extra: &str, appended: &str) -> Vec<u8> {
        let make = |range: [u64; 4]| {
            let range = range.map(|number| format!("{number:06}")).join(" ");
            let signature = format!(
                "<</Type/Sig/Name(Vera Orlova)/M(D:20190314101500+03'00')/Reason(Approved){extra}/ByteRange[{range}]/Contents<3003020101>>>"
            );
            let objects = [
                "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
                "<</FT/Sig/T(Field)/V 5 0 R>>",
                &signature,
            ];
            probe::pdf(&objects)
        };
        let file = make([0; 4]);
        let gap = memchr::memmem::find(&file, b"<3003020101>").expect("it is there");
        let (before, from) = (gap as u64, gap as u64 + 12);
        let fitting = [0, before, from, file.len() as u64 - from];
        [&make(range.unwrap_or(fitting))[..], appended.as_bytes()].concat()
    }

    fn said(file: &[u8]) -> String {
        let found = probe::of(super::super::extract, file);
        let is_ours = |segment: &&Segment| segment.place == Place::Part("signatures".to_owned());
        found.segments.iter().find(is_ours).map(|segment| segment.text.clone()).unwrap_or_default()
    }

    #[test]
    fn who_signed_when_and_what_stands_in_a_line() {
        let file = signed(None, "/Location(Lyon)", "");
        assert_eq!(
            said(&file),
            "Signature 1: name: Vera Orlova, stated time: 2019-03-14T10:15:00+03:00, reason: Approved, place: Lyon, covers the whole file"
        );
        let found = probe::of(super::super::extract, &file);
        assert_eq!(found.metadata[&Key::SIGNER], ["Vera Orlova"]);
    }

    #[test]
    fn what_was_appended_is_counted() {
        let said = said(&signed(None, "", "% more\n"));
        assert!(said.ends_with("bytes; 7 bytes were appended later"), "{said}");
    }

    #[test]
    fn ranges_that_leave_out_more_or_do_not_fit_are_reported() {
        let file = signed(None, "", "");
        let length = file.len() as u64;
        let gap = said(&signed(Some([0, 9, length - 9, 9]), "", ""));
        assert!(
            gap.ends_with(
                "without 9 to {}, which are not the signature alone"
                    .replace("{}", &(length - 9).to_string())
                    .as_str()
            ),
            "{gap}"
        );
        for odd in [[1, 2, 3, 4], [0, 9, 3, 4], [0, 1, 2, 999_999]] {
            let odd = said(&signed(Some(odd), "", ""));
            assert!(odd.ends_with("its byte ranges do not fit the file"), "{odd}");
        }
    }

    #[test]
    fn certifications_and_time_stamps_are_named() {
        let certified = "/Reference[<</TransformMethod/DocMDP>>]";
        assert!(said(&signed(None, certified, "")).starts_with("Signature 1: certification, name"));
        let stamp = said(&signed(None, "/SubFilter/ETSI.RFC3161", ""));
        assert!(stamp.starts_with("Signature 1: time stamp, name"), "{stamp}");
    }

    proptest! {
        #[test]
        fn any_ranges_are_covered_or_odd(range in proptest::collection::vec(any::<u64>(), 0..6), small in proptest::array::uniform4(0..40_u64), file in proptest::collection::vec(any::<u8>(), 0..40)) {
            for range in [&range[..], &small[..]] {
                prop_assert!(Covered::of(range, &file).end() <= file.len() as u64);
            }
        }
    }
}

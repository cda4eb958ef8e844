//! Which files are embedded in a PDF.
//!
//! Every file specification with embedded bytes counts, whether a name tree, an annotation or nothing leads to it.

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::ObjectIdentifier;
use item::{Declared, LimitReason, UnreadableReason, UnsupportedReason};
use lopdf::{DecompressError, Dictionary, Error as PdfError, Object, ObjectId, Stream};

use super::strings::date;
use super::structure::{Objects, for_each_dictionary};
use crate::{Child, Content, Flow, Sink};

/// Nesting of dictionaries inside one object.
const NESTING: u32 = 8;

/// Pushes the embedded files, up to `budget` inflated bytes over all of them; `are_closed` says that they alone are
/// encrypted.
pub(super) fn files(
    objects: &Objects<'_>,
    pdf: &Pdf,
    are_closed: bool,
    budget: u64,
    sink: &mut dyn Sink,
) -> Flow {
    let mut budget = usize::try_from(budget).unwrap_or(usize::MAX);
    for (number, file) in (1..).zip(embedded(objects)) {
        let child = file.child(objects, number);
        let flow = match file.plain(pdf, budget) {
            _ if are_closed => sink.child(child, Content::Encrypted),
            Ok(bytes) => {
                budget = budget.saturating_sub(bytes.len());
                sink.child(child, Content::Stream(&mut bytes.as_slice()))
            }
            Err(error) => sink.child(child, closed(&error)),
        };
        if flow == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn closed(error: &PdfError) -> Content<'static> {
    match error {
        PdfError::Decompress(DecompressError::MemoryLimitExceeded { .. }) => {
            Content::Limited(LimitReason::Inflation)
        }
        PdfError::Unimplemented(_) => Content::Unsupported(UnsupportedReason::UnknownMethod),
        _ => Content::Unreadable(UnreadableReason::Damaged),
    }
}

/// A file that is embedded.
pub(super) struct Embedded<'d> {
    /// What is stated of it.
    pub(super) specification: &'d Dictionary,
    id: ObjectId,
    /// Its bytes.
    pub(super) stream: &'d Stream,
}

/// Lists the files, in the order of the objects that state them.
pub(super) fn embedded<'d>(objects: &Objects<'d>) -> Vec<Embedded<'d>> {
    let mut files = Vec::new();
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    for object in objects.document.objects.values() {
        for_each_dictionary(object, NESTING, &mut |specification| {
            let Some((id, stream)) = bytes_of(objects, specification) else { return };
            if seen.insert(id) {
                files.push(Embedded { specification, id, stream });
            }
        });
    }
    files
}

fn bytes_of<'d>(
    objects: &Objects<'d>,
    specification: &'d Dictionary,
) -> Option<(ObjectId, &'d Stream)> {
    if !specification.has(b"EF") {
        return None;
    }
    let variants = objects.dictionary(specification, b"EF")?;
    [b"UF".as_slice(), b"F", b"Unix", b"Mac", b"DOS"].into_iter().find_map(|key| {
        let (id, object) = objects.document.dereference(variants.get(key).ok()?).ok()?;
        Some((id?, object.as_stream().ok()?))
    })
}

impl Embedded<'_> {
    /// The inflated bytes. Filters and crypt filters that lopdf lacks, hayro may have.
    fn plain(&self, pdf: &Pdf, budget: usize) -> Result<Vec<u8>, PdfError> {
        let plain = self.stream.get_plain_content_with_limit(budget);
        let Err(PdfError::Unimplemented(_)) = plain else { return plain };
        let id = ObjectIdentifier::new(self.id.0, i32::from(self.id.1));
        let stream = pdf.xref().get::<hayro_syntax::object::Stream<'_>>(id);
        let bytes = stream.and_then(|stream| stream.decoded_data().ok());
        bytes.filter(|bytes| bytes.len() <= budget).map_or(plain, |bytes| Ok(bytes.into_owned()))
    }

    fn child(&self, objects: &Objects<'_>, number: usize) -> Child {
        let specification = self.specification;
        let name = [b"UF".as_slice(), b"F", b"Unix", b"Mac", b"DOS"]
            .into_iter()
            .find_map(|key| specification.get(key).ok()?.as_str().ok())
            .map(|name| super::strings::text_string(name).trim_start_matches('/').to_owned())
            .filter(|name| !name.is_empty());
        let media_type = match objects.get(&self.stream.dict, b"Subtype") {
            Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
            _ => None,
        };
        let parameters = objects.dictionary(&self.stream.dict, b"Params");
        Child {
            name: name.unwrap_or_else(|| format!("attachment-{number}")).into_bytes(),
            declared: Declared { media_type, ..Declared::default() },
            modified: parameters
                .and_then(|parameters| objects.text(parameters, b"ModDate"))
                .map(|written| date(&written)),
        }
    }
}

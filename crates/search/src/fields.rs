//! Which fields a query can name.

use item::Kind;
use item::kind::{KINDS, KindLine};

/// A field that queries can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldEntry {
    /// The name.
    pub name: &'static str,
    /// What it finds.
    pub about: &'static str,
    pub(crate) kind: FieldKind,
}

/// How the values of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// A person, script-blind and order-free, in running text.
    Name,
    /// Mentions of a kind.
    Mention(Kind),
    /// Properties under these keys.
    Property(&'static [&'static str]),
    /// Properties that are dates, under the key of the same name.
    DatedProperty,
    /// Dates that the document has: the one that it bears, or births.
    Dated,
    /// When the item or its content was changed last.
    Modified,
    /// A whole-value attribute of the content.
    ContentAttribute,
    /// A whole-value attribute of the item.
    ItemAttribute,
    /// A digest or the beginning of one.
    Digest,
    /// The layer that the words beside it are looked for in.
    Layer,
    /// What an item has.
    Has,
    /// Words or a pattern in the locator.
    Path,
    /// Everything in a folder or container.
    Under,
    /// The size in bytes.
    Size,
    /// Properties under these keys that are whole numbers of percent.
    Percent(&'static [&'static str]),
}

const fn line(name: &'static str, kind: FieldKind, about: &'static str) -> FieldEntry {
    FieldEntry { name, about, kind }
}

/// The fields besides the kinds of mention.
const OTHERS: &[FieldEntry] = &[
    line("name", FieldKind::Name, "a person in the text, in any script, order and inflection"),
    line("dated", FieldKind::Dated, "the date that the document bears"),
    line("born", FieldKind::Dated, "the date of birth of a person who is named in it"),
    line("created", FieldKind::DatedProperty, "when it was made"),
    line("modified", FieldKind::Modified, "when it was changed last"),
    line("sent", FieldKind::DatedProperty, "when the mail was sent"),
    line("author", FieldKind::Property(&["author", "last-author"]), "who wrote it"),
    line("from", FieldKind::Property(&["from"]), "from whom a mail comes"),
    line("to", FieldKind::Property(&["to", "cc", "bcc"]), "to whom a mail goes"),
    line("cc", FieldKind::Property(&["cc"]), "to whom a copy goes"),
    line("subject", FieldKind::Property(&["subject"]), "what it is about"),
    line("title", FieldKind::Property(&["title"]), "the title"),
    line("keywords", FieldKind::Property(&["keywords"]), "keywords"),
    line("company", FieldKind::Property(&["company"]), "the company"),
    line("generator", FieldKind::Property(&["generator", "producer"]), "the program that wrote it"),
    line(
        "message-id",
        FieldKind::Property(&["message-id", "in-reply-to"]),
        "the Message-ID of a mail or of the one it answers",
    ),
    line(
        "thread",
        FieldKind::Property(&["message-id", "in-reply-to", "references"]),
        "the Message-ID of a mail, of the one it answers, or of one before that",
    ),
    line("format", FieldKind::ContentAttribute, "the format"),
    line("lang", FieldKind::ContentAttribute, "a language of the text"),
    line("layer", FieldKind::Layer, "the layer that the words beside it stand in"),
    line("has", FieldKind::Has, "attachments, hidden, comments, duplicates or a layer"),
    line("outcome", FieldKind::ItemAttribute, "how the item ended"),
    line("reason", FieldKind::ItemAttribute, "why it ended so"),
    line("tag", FieldKind::ItemAttribute, "a tag that somebody gave"),
    line("list", FieldKind::ItemAttribute, "a list that somebody put it on"),
    line("note", FieldKind::ItemAttribute, "a word of a note that somebody wrote"),
    line("blake3", FieldKind::Digest, "the BLAKE3 digest or its beginning"),
    line("sha256", FieldKind::Digest, "the SHA-256 digest or its beginning"),
    line("path", FieldKind::Path, "words or a pattern in the locator"),
    line("under", FieldKind::Under, "everything in a folder or container"),
    line("size", FieldKind::Size, "the size in bytes"),
    line(
        "ocr.conf",
        FieldKind::Percent(&["ocr-confidence"]),
        "how sure OCR was of the words in it on average, in percent",
    ),
];

/// Every field that queries can name: the kinds of mention, then the others.
pub static FIELDS: [FieldEntry; KINDS.len() + OTHERS.len()] = {
    let mut fields = [OTHERS[0]; KINDS.len() + OTHERS.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = if at < KINDS.len() {
            let KindLine { kind, id, about, .. } = KINDS[at];
            line(id, FieldKind::Mention(kind), about)
        } else {
            OTHERS[at - KINDS.len()]
        };
        at += 1;
    }
    fields
};

/// Finds the field that a query names, in any case.
pub(crate) fn find(name: &str) -> Option<&'static FieldEntry> {
    FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

/// Returns the names of all fields, for a reader.
pub(crate) fn names() -> String {
    FIELDS.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")
}

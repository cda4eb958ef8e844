//! Which fields a query can name.

/// A field that queries can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldEntry {
    /// The name.
    pub name: &'static str,
    /// What it finds.
    pub about: &'static str,
    pub(crate) kind: Kind,
}

/// How the values of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A person, script-blind and order-free, in running text.
    Name,
    /// Mentions of the kind of the same name.
    Mention,
    /// Dates that are mentioned.
    Dates,
    /// Properties under these keys.
    Property(&'static [&'static str]),
    /// Properties that are dates, under the key of the same name.
    DatedProperty,
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
}

macro_rules! fields {
    ($($name:literal $kind:expr, $about:literal;)*) => {
        /// Every field that queries can name.
        pub const FIELDS: &[FieldEntry] =
            &[$(FieldEntry { name: $name, about: $about, kind: $kind },)*];
    };
}

fields! {
    "name" Kind::Name, "a person in the text, in any script, order and inflection";
    "person" Kind::Mention, "a person that was recognised";
    "org" Kind::Mention, "an organisation";
    "location" Kind::Mention, "a place";
    "country" Kind::Mention, "a country, two letters";
    "notice" Kind::Mention, "a notice or diffusion by colour or instrument";
    "control" Kind::Mention, "a control number";
    "notice-id" Kind::Mention, "the number of a notice";
    "ccf" Kind::Mention, "a reference of the Commission for the Control of Files";
    "ncb" Kind::Mention, "a national central bureau, by country";
    "article" Kind::Mention, "an article of a law or rule";
    "status" Kind::Mention, "what became of a notice";
    "email" Kind::Mention, "an electronic mail address";
    "phone" Kind::Mention, "a telephone number";
    "iban" Kind::Mention, "a bank account";
    "passport" Kind::Mention, "a passport number";
    "case-number" Kind::Mention, "the number of a case";
    "tax-id" Kind::Mention, "a tax or registration number";
    "url" Kind::Mention, "a web address";
    "ip" Kind::Mention, "a network address";
    "date" Kind::Dates, "a date in the text";
    "created" Kind::DatedProperty, "when it was made";
    "modified" Kind::Modified, "when it was changed last";
    "sent" Kind::DatedProperty, "when the mail was sent";
    "author" Kind::Property(&["author", "last-author"]), "who wrote it";
    "from" Kind::Property(&["from"]), "from whom a mail comes";
    "to" Kind::Property(&["to", "cc", "bcc"]), "to whom a mail goes";
    "cc" Kind::Property(&["cc"]), "to whom a copy goes";
    "subject" Kind::Property(&["subject"]), "what it is about";
    "title" Kind::Property(&["title"]), "the title";
    "keywords" Kind::Property(&["keywords"]), "keywords";
    "company" Kind::Property(&["company"]), "the company";
    "generator" Kind::Property(&["generator", "producer"]), "the program that wrote it";
    "message-id" Kind::Property(&["message-id", "in-reply-to"]), "the Message-ID of a mail or of the one it answers";
    "format" Kind::ContentAttribute, "the format";
    "lang" Kind::ContentAttribute, "a language of the text";
    "layer" Kind::Layer, "the layer that the words beside it stand in";
    "has" Kind::Has, "attachments, hidden, comments, duplicates or a layer";
    "outcome" Kind::ItemAttribute, "how the item ended";
    "reason" Kind::ItemAttribute, "why it ended so";
    "tag" Kind::ItemAttribute, "a tag that somebody gave";
    "blake3" Kind::Digest, "the BLAKE3 digest or its beginning";
    "sha256" Kind::Digest, "the SHA-256 digest or its beginning";
    "path" Kind::Path, "words or a pattern in the locator";
    "under" Kind::Under, "everything in a folder or container";
    "size" Kind::Size, "the size in bytes";
}

/// Finds the field that a query names, in any case.
pub(crate) fn find(name: &str) -> Option<&'static FieldEntry> {
    FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

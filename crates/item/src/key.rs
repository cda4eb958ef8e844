//! Keys of the properties of an item.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The key of a property of an item: one of the constants, or made by [`Key::custom`].
///
/// A key that is read back from a record may have any name, so that no record of another version is lost over it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(Cow<'static, str>);

/// Properties of an item, each with its values in the order found.
pub type Metadata = BTreeMap<Key, Vec<String>>;

macro_rules! keys {
    ($($(#[doc = $sentence:literal])+ $constant:ident = $name:literal;)*) => {
        impl Key {
            $($(#[doc = $sentence])+ pub const $constant: Self = Self(Cow::Borrowed($name));)*

            /// Every key but those that documents define themselves, each with what it means in one sentence.
            pub const ALL: &'static [(Self, &'static str)] =
                &[$((Self::$constant, concat!($($sentence),+)),)*];
        }
    };
}

keys! {
    /// The title.
    TITLE = "title";
    /// Who wrote it.
    AUTHOR = "author";
    /// Who changed it last.
    LAST_AUTHOR = "last-author";
    /// Who is named as the author of a tracked change.
    REVISION_AUTHOR = "revision-author";
    /// Who wrote a comment.
    COMMENT_AUTHOR = "comment-author";
    /// Who changed or commented on it with tracking on.
    REVIEWER = "reviewer";
    /// Who contributed to it besides the author.
    CONTRIBUTOR = "contributor";
    /// Who published it.
    PUBLISHER = "publisher";
    /// The manager.
    MANAGER = "manager";
    /// The company or organisation.
    COMPANY = "company";
    /// What it is about: a document's property, or the Subject of a mail.
    SUBJECT = "subject";
    /// Keywords.
    KEYWORDS = "keywords";
    /// A category.
    CATEGORY = "category";
    /// A description or remark.
    DESCRIPTION = "description";
    /// The status that the document states of itself, such as `Draft`.
    STATUS = "status";
    /// The language that the content states.
    LANGUAGE = "language";
    /// The rights that are claimed.
    RIGHTS = "rights";
    /// The source that it was made from.
    SOURCE = "source";
    /// When it was made, ISO 8601.
    CREATED = "created";
    /// When it was changed last, ISO 8601.
    MODIFIED = "modified";
    /// When a copy of it was saved for safety, ISO 8601.
    SAVED = "saved";
    /// When it was printed last, ISO 8601.
    PRINTED = "printed";
    /// Who printed it last.
    PRINTED_BY = "printed-by";
    /// The printer that it was set up for.
    PRINTER = "printer";
    /// Who saved it last and where, one value for each time.
    SAVED_BY = "saved-by";
    /// The template that it was made from.
    TEMPLATE = "template";
    /// The version that the document states of itself.
    VERSION = "version";
    /// How many times it was saved.
    REVISION = "revision";
    /// How long it was edited, an ISO 8601 duration.
    EDITING_TIME = "editing-time";
    /// How many minutes it was edited.
    EDITING_MINUTES = "editing-minutes";
    /// The program that wrote it.
    GENERATOR = "generator";
    /// The version of the program that wrote it.
    GENERATOR_VERSION = "generator-version";
    /// The program that made the PDF.
    PRODUCER = "producer";
    /// The address that links without one of their own start from.
    HYPERLINK_BASE = "hyperlink-base";
    /// The address that a link leads to.
    LINK = "link";
    /// How many pages or slides it has.
    PAGES = "pages";
    /// How many entries it has.
    ENTRIES = "entries";
    /// An identifier that the document states of itself, such as an ISBN.
    IDENTIFIER = "identifier";
    /// The unique identifier of an address card or calendar entry.
    UID = "uid";
    /// The identifier that all revisions of the document share (XMP).
    DOCUMENT_ID = "document-id";
    /// The identifier of this revision of the document (XMP).
    INSTANCE_ID = "instance-id";
    /// What a calendar asks for, such as `REQUEST` (RFC 5546).
    METHOD = "method";
    /// The character set that the text was read in.
    CHARSET = "charset";
    /// The character set that the header of a mail was read in.
    HEADER_CHARSET = "header-charset";
    /// How it is or was encrypted.
    ENCRYPTION = "encryption";
    /// The bytes of a member's name that is no UTF-8; the name was read in the character set named beside it.
    MEMBER_NAME = "member-name";
    /// When the mail was sent, ISO 8601.
    SENT = "sent";
    /// The date of a mail as written, where it is no date by the standard.
    DATE_RAW = "date-raw";
    /// When the mail was received, ISO 8601.
    RECEIVED = "received";
    /// From whom a mail comes: `Name <address>`.
    FROM = "from";
    /// Who sent a mail on behalf of another.
    SENDER = "sender";
    /// To whom a mail goes, one value each.
    TO = "to";
    /// To whom a copy goes.
    CC = "cc";
    /// To whom a blind copy goes.
    BCC = "bcc";
    /// Where an answer goes.
    REPLY_TO = "reply-to";
    /// Who sent a mail again.
    RESENT_FROM = "resent-from";
    /// To whom a mail was sent again.
    RESENT_TO = "resent-to";
    /// The newsgroups that a message was posted to.
    NEWSGROUPS = "newsgroups";
    /// The Message-ID of a mail.
    MESSAGE_ID = "message-id";
    /// The Message-ID of the mail that this one answers.
    IN_REPLY_TO = "in-reply-to";
    /// The Message-IDs of the mails before this one in a thread.
    REFERENCES = "references";
    /// The network address that a mail states as its origin.
    ORIGINATING_IP = "originating-ip";
    /// The network address from which the first server received a mail.
    RECEIVED_IP = "received-ip";
    /// Who signed it, as the certificate names them; the signature was not verified.
    SIGNER = "signer";
    /// The class of an Outlook item, such as `IPM.Note`.
    MESSAGE_CLASS = "message-class";
    /// The topic of a thread.
    THREAD_TOPIC = "thread-topic";
    /// The camera or scanner that a picture was taken with: maker and model.
    CAMERA = "camera";
    /// The lens that a picture was taken with.
    LENS = "lens";
    /// The serial number of the camera or lens.
    SERIAL_NUMBER = "serial-number";
    /// Where a picture was taken: latitude and longitude in degrees, north and east positive.
    COORDINATES = "coordinates";
    /// A place that is named for a picture: city, region, country.
    PLACE_NAME = "place-name";
    /// Whom the camera belongs to, or who had the document open.
    OWNER = "owner";
    /// A step in the history of a document: when it was saved, or by which program (XMP).
    HISTORY = "history";
    /// The program of the user that read it, and the digest of that program's file.
    READER = "reader";
    /// The program that read text off pictures, and in which languages.
    OCR_ENGINE = "ocr-engine";
    /// How sure the program was of what it read off the pictures, on average over all words, in percent.
    OCR_CONFIDENCE = "ocr-confidence";
    /// A property that is garbled, as it reads once it is read again: its key and that value, which stands behind the one
    /// that is written.
    READ_AGAIN = "read-again";
    /// The machine that it was made on, or that a shortcut leads to a file on.
    MACHINE = "machine";
    /// The volume that a shortcut leads to: its serial number, its label.
    VOLUME = "volume";
}

impl Key {
    /// Makes the key of a property that a document defines itself: `Case No.` becomes `custom-case-no`.
    pub fn custom(name: &str) -> Self {
        let lower = name.to_lowercase();
        let words = lower.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        Self(Cow::Owned(words.fold("custom".to_owned(), |key, word| key + "-" + word)))
    }

    /// Returns the key as queries and JSON name it.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_no_document_can_define_one() {
        let names: std::collections::BTreeSet<&str> =
            Key::ALL.iter().map(|(key, _)| key.name()).collect();
        assert_eq!(names.len(), Key::ALL.len());
        for (key, _) in Key::ALL {
            assert_ne!(&Key::custom(key.name()), key);
        }
    }

    #[test]
    fn a_key_of_a_document_is_made_of_words() {
        assert_eq!(Key::custom("Case No.").name(), "custom-case-no");
        assert_eq!(Key::custom("§").name(), "custom");
    }
}

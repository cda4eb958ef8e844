//! What is doubtful about an item.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::names;

names! {
    /// What is doubtful about an item, by name.
    WarningCode {
        /// So many attachments of the mail are not in it: they stand in files beside it, as Apple Mail keeps them, or at an address that the mail gives.
        AttachmentsApart = "attachments-apart",
        /// These pages are pictures; the text in them was not read.
        AwaitingOcr = "awaiting-ocr",
        /// The mail names no boundary between its parts, or one that does not occur in it; it was split at the one found there, or read as one part.
        BoundaryMissing = "boundary-missing",
        /// The last part of the mail does not end with its boundary; the mail may be cut off.
        BoundaryUnclosed = "boundary-unclosed",
        /// Bytes without a meaning in the character set were replaced by U+FFFD.
        BytesReplaced = "bytes-replaced",
        /// The file changed while it was read; the digests of both readings are kept.
        ChangedWhileRead = "changed-while-read",
        /// The text is written in another character set than the declared one, and was read in that one; or it was garbled
        /// before it was written, and what its garbled lines said before stands behind them.
        CharsetMismatch = "charset-mismatch",
        /// The content of these pages could not be read.
        ContentNotRead = "content-not-read",
        /// A member's header is damaged; members were searched for behind it.
        DamagedHeader = "damaged-header",
        /// A part of the document is damaged, cut off, encrypted or missing.
        DamagedPart = "damaged-part",
        /// The container declares another format than the content has.
        DeclaredMismatch = "declared-mismatch",
        /// A part is nested deeper than ordinary programs write; a reader may be meant to break over it.
        DeepNesting = "deep-nesting",
        /// The PDF has more earlier revisions than are compared; the oldest ones were not read.
        EarlierRevisionsSkipped = "earlier-revisions-skipped",
        /// The text is written in two character sets; each line was read in its own.
        EncodingsMixed = "encodings-mixed",
        /// The name has the extension of another format than the content has.
        ExtensionMismatch = "extension-mismatch",
        /// So many formulas have no value stored beside them, so their cells show nothing; formulas are not calculated.
        FormulaWithoutValue = "formula-without-value",
        /// The run before was ended from outside while this file was at work, so it was read with half the limits, and
        /// reached one; the next run reads it with all of them.
        HalfLimits = "half-limits",
        /// The link leads to this place; it was not followed.
        LinkTarget = "link-target",
        /// The mail begins without a header.
        MailWithoutHeader = "mail-without-header",
        /// The mail is a part of a longer one, which other mails hold the rest of; its number, the number of parts and the id of the whole.
        MailInParts = "mail-in-parts",
        /// The content breaks the rules of its format in this way.
        Malformed = "malformed",
        /// So many marks of changes lie outside the text that they mark, or are too many; they are not kept.
        MarksDropped = "marks-dropped",
        /// The mailbox has no line that separates messages; it was read as one message.
        MboxWithoutEnvelope = "mbox-without-envelope",
        /// So many members are not listed, because the limit on members was reached.
        MembersNotListed = "members-not-listed",
        /// The archive's directory is missing or damaged; members were found by their own headers.
        MembersRecovered = "members-recovered",
        /// So many recognised names, dates or numbers are not kept, because they are too many or out of place.
        MentionsDropped = "mentions-dropped",
        /// There are more warnings than are kept.
        MoreWarnings = "more-warnings",
        /// The name of a member is longer than 16 KiB and was cut.
        NameCut = "name-cut",
        /// The name of a member leads outside the folder that it would be unpacked to.
        NameLeadsOutside = "name-leads-outside",
        /// Names, dates and numbers in the text were not recognised, because recognition failed; the text is searchable.
        NotRecognised = "not-recognised",
        /// So many objects of the PDF are listed and missing.
        ObjectsLost = "objects-lost",
        /// The objects of the PDF besides its pages could not be read: no properties, comments or attachments.
        ObjectsNotRead = "objects-not-read",
        /// OCR broke over this page or picture, and why.
        OcrFailed = "ocr-failed",
        /// The reader panicked with this message.
        Panicked = "panicked",
        /// Two parts of the document have this name; the first one was read.
        PartTwice = "part-twice",
        /// A picture is not kept for OCR, because it has no extent or is too large: more than 32 MiB or 100,000 pixels a side.
        PictureDropped = "picture-dropped",
        /// The picture could not be drawn, so the text in it was not read by OCR.
        PictureNotRead = "picture-not-read",
        /// The picture, of so many pixels, is too small to hold a line of legible text; no OCR was run on it.
        PictureTooSmall = "picture-too-small",
        /// The table that orders the text is missing; the text was gathered from what looks like text.
        PieceTableMissing = "piece-table-missing",
        /// There are bytes before the archive.
        Prefix = "prefix",
        /// The value of this property is too long and was cut.
        PropertyCut = "property-cut",
        /// The program that the user named for this format failed, and why.
        ReaderFailed = "reader-failed",
        /// These pages hold more paint than was compared; text under a redaction on them is in the body.
        RedactionCheckIncomplete = "redaction-check-incomplete",
        /// The list of slides is missing; they stand in the order of the file.
        SlideListMissing = "slide-list-missing",
        /// There are bytes behind the end of the content, which were not read.
        TrailingBytes = "trailing-bytes",
        /// A part of the mail is not encoded as it states.
        TransferEncodingBroken = "transfer-encoding-broken",
        /// A member is packed or encrypted by a method that is not built in.
        UnknownMethod = "unknown-method",
        /// The archive's directory leaves out members that are in the archive; they were read too.
        UnlistedMembers = "unlisted-members",
        /// On these pages, so many glyphs have no known character.
        UnmappedGlyphs = "unmapped-glyphs",
        /// No reader is built in for this feature of the content.
        Unsupported = "unsupported",
        /// A volume of the file that was split is missing or could not be read to its end; zeros stand in its place where
        /// the others are read.
        VolumeMissing = "volume-missing",
        /// It is a further volume of this file beside it, and is read with that one.
        VolumeOf = "volume-of",
        /// It is a file that was split, or its first volume, and was read with these volumes, which lie beside it.
        VolumesJoined = "volumes-joined",
        /// A worker broke the protocol in this way.
        WorkerProtocol = "worker-protocol",
        /// The table of objects of the PDF is damaged and was rebuilt.
        XrefRebuilt = "xref-rebuilt",
        /// A warning of another version of the program, kept word by word.
        Other = "other",
    }
}

/// What is doubtful about an item: `extension-mismatch: named .pdf, is zip`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Warning {
    /// What it is.
    pub code: WarningCode,
    /// What it is about, where the code does not state all.
    pub about: Option<String>,
}

impl Warning {
    /// Makes a warning from its code and what it is about.
    pub fn new(code: WarningCode, about: impl fmt::Display) -> Self {
        Self { code, about: Some(about.to_string()) }
    }

    /// Makes a warning that its code states all about.
    pub const fn bare(code: WarningCode) -> Self {
        Self { code, about: None }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, &self.about) {
            (WarningCode::Other, Some(text)) => f.write_str(text),
            (code, Some(about)) => write!(f, "{code}: {about}"),
            (code, None) => write!(f, "{code}"),
        }
    }
}

impl From<Warning> for String {
    fn from(warning: Warning) -> Self {
        warning.to_string()
    }
}

/// Reads a warning as it is printed; a text with an unknown code is a warning too, so that no record is lost over it.
impl From<String> for Warning {
    fn from(text: String) -> Self {
        let (code, about) = match text.split_once(": ") {
            Some((code, about)) => (code, Some(about.to_owned())),
            None => (text.as_str(), None),
        };
        match code.parse() {
            Ok(WarningCode::Other) | Err(()) => {
                Self { code: WarningCode::Other, about: Some(text) }
            }
            Ok(code) => Self { code, about },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_read_back_as_printed() {
        for code in WarningCode::ALL.iter().filter(|code| **code != WarningCode::Other) {
            for warning in [Warning::bare(*code), Warning::new(*code, "a: b")] {
                assert_eq!(Warning::from(warning.to_string()), warning);
            }
        }
    }

    #[test]
    fn a_code_of_another_version_is_kept_word_by_word() {
        for text in ["of-tomorrow: 3 pages", "of-tomorrow", "", "other: x"] {
            let warning = Warning::from(text.to_owned());
            assert_eq!((warning.code, warning.to_string().as_str()), (WarningCode::Other, text));
            assert_eq!(Warning::from(warning.to_string()), warning);
        }
    }

    #[test]
    fn what_a_code_means_is_one_sentence() {
        for code in WarningCode::ALL {
            assert!(code.sentence().ends_with('.'), "{code}: {}", code.sentence());
        }
    }
}

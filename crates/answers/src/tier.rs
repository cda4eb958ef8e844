//! What it means for a reporter that an item was not searched to its end, and what to do about it.

use item::{Outcome, PartialReason, Reason, SkippedReason};
use ledger::ItemRow;

/// The smallest picture that may hold a line of writing, in bytes: what is smaller is a dot or a bare frame. A word in
/// two colours takes hardly more, so nothing larger is passed over for its size.
const SMALLEST_PICTURE: u64 = 128;

/// Formats of Office packages, which carry a picture of their own first page.
const PACKAGES: [&str; 11] =
    ["docx", "xlsx", "xlsb", "pptx", "vsdx", "opc", "odt", "ods", "odp", "odg", "opendocument"];

/// How likely an item that was not searched to its end holds text that somebody looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// It probably holds text: scans, formats without a reader, what lies beyond a limit.
    LikelyText,
    /// It is locked, damaged, or its bytes could not be had.
    DamagedOrLocked,
    /// It holds no text of a document: thumbnails, dots, fonts, links, devices.
    NoText,
}

impl Tier {
    pub(crate) const ALL: [Self; 3] = [Self::LikelyText, Self::DamagedOrLocked, Self::NoText];

    /// Returns the name that JSON uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LikelyText => "likely-text",
            Self::DamagedOrLocked => "damaged-or-locked",
            Self::NoText => "no-text",
        }
    }

    /// Returns the name for readers.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::LikelyText => "likely text, unread",
            Self::DamagedOrLocked => "damaged or locked",
            Self::NoText => "surely nothing",
        }
    }

    /// Returns the tier of an item in a container of the format `container`; nothing where it was searched to its end.
    ///
    /// What the user's rules leave out was chosen by nobody who read it, so it may hold text.
    pub(crate) fn of(item: &ItemRow, container: Option<&str>) -> Option<Self> {
        match item.outcome {
            Outcome::Extracted | Outcome::Empty(_) => None,
            Outcome::Skipped(SkippedReason::Ignored) => Some(Self::LikelyText),
            Outcome::Skipped(_) => Some(Self::NoText),
            _ if holds_no_text(item, container) => Some(Self::NoText),
            Outcome::Partial(
                PartialReason::AwaitingOcr
                | PartialReason::OcrFailed
                | PartialReason::UnmappedGlyphs
                | PartialReason::PartUnsupported,
            )
            | Outcome::Unsupported(_)
            | Outcome::LimitReached(_) => Some(Self::LikelyText),
            Outcome::Partial(_)
            | Outcome::Encrypted(_)
            | Outcome::Failed(_)
            | Outcome::Unreadable(_) => Some(Self::DamagedOrLocked),
        }
    }
}

/// Tells whether an item is of a kind that has no text of a document, whatever became of it. A program is none: it may
/// be an archive that unpacks itself.
fn holds_no_text(item: &ItemRow, container: Option<&str>) -> bool {
    let is_picture = matches!(
        item.format.as_str(),
        "png" | "jpeg" | "gif" | "bmp" | "webp" | "image" | "emf" | "wmf"
    );
    let is_small = item.size.is_some_and(|size| size < SMALLEST_PICTURE);
    let is_unread = matches!(
        item.outcome,
        Outcome::Partial(PartialReason::AwaitingOcr) | Outcome::Unsupported(_)
    );
    let is_in_package = container.is_some_and(|format| PACKAGES.contains(&format));
    item.format == "font"
        || is_picture && is_unread && (is_in_package && is_thumbnail(item) || is_small)
}

/// A picture of the first page that an Office package carries of itself (ECMA-376 part 2 §8.2; `OpenDocument` 1.2 part
/// 3 §3.7): its text stands in the document. By name alone any scan could pass for one.
pub(crate) fn is_thumbnail(item: &ItemRow) -> bool {
    let Some(member) = item.locator.members.last() else { return false };
    let name = member.name.to_ascii_lowercase();
    name.starts_with(b"docprops/thumbnail.") || name == b"thumbnails/thumbnail.png"
}

/// Returns what to do about an item that ended for `reason`, where somebody can do something.
pub fn next_step(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::AwaitingOcr => {
            "install tesseract with the languages of the leak (`dossier doctor` names the packages), then `dossier index TROVE --retry awaiting-ocr`"
        }
        Reason::OcrFailed | Reason::UnmappedGlyphs => {
            "look at the pages: `dossier show ITEM --original`, opened in a machine that you can throw away"
        }
        Reason::NeedsPassword | Reason::PartEncrypted => {
            "index again with passwords, one a line: `dossier index TROVE --passwords FILE`"
        }
        Reason::NeedsKey => {
            "open it with the key that it was locked with, and index the opened copy: `dossier index COPY --add-trove`"
        }
        Reason::NoReader
        | Reason::UnknownFormat
        | Reason::UnknownMethod
        | Reason::PartUnsupported => {
            "convert it to a format that is read, and index the copy: `dossier index COPY --add-trove`"
        }
        Reason::CpuTime | Reason::WallTime | Reason::Memory => {
            "give it more: `dossier index TROVE --retry limit-reached --item-timeout SECONDS --item-memory MIB`"
        }
        Reason::DiskSpace => {
            "make room on the disk of the dossier, and index again: `dossier index TROVE`"
        }
        Reason::Output | Reason::Depth | Reason::Members | Reason::Inflation => {
            "unpack or cut it up elsewhere, and index the parts: `dossier index PARTS --add-trove`"
        }
        Reason::Damaged | Reason::Truncated | Reason::Malformed => {
            "look for another copy: the same name elsewhere, a backup, an attachment"
        }
        Reason::Panicked
        | Reason::StackOverflow
        | Reason::Aborted
        | Reason::ForbiddenCall
        | Reason::Killed
        | Reason::Exited
        | Reason::WorkerProtocol => {
            "its reader broke, which a hostile file may do: keep it in mind; `dossier index TROVE --retry failed` tries once more"
        }
        Reason::ReaderFailed => {
            "try the program on the item by hand, then `dossier index TROVE --retry reader-failed --reader EXT=COMMAND`"
        }
        Reason::PermissionDenied | Reason::Vanished | Reason::ReadError | Reason::Replaced => {
            "see to rights, medium and copy, and index again: `dossier index TROVE`"
        }
        Reason::NoBytes
        | Reason::NoText
        | Reason::Volume
        | Reason::Link
        | Reason::Fifo
        | Reason::Socket
        | Reason::Device => return None,
        Reason::Ignored => "your rules leave it out; to have it searched, index again without them",
    })
}

#[cfg(test)]
mod tests {
    use item::Basis;

    use super::*;

    fn picture(locator: &str, size: u64) -> ItemRow {
        ItemRow {
            ord: 0,
            id: item::ItemId([0; 16]),
            parent: None,
            locator: locator.parse().expect("the printed form is valid"),
            kind: "member".into(),
            size: Some(size),
            modified: None,
            digests: None,
            content: None,
            format: "jpeg".into(),
            basis: Basis::Signature,
            warnings: Vec::new(),
            outcome: Outcome::Partial(PartialReason::AwaitingOcr),
            text_bytes: 0,
            first_run: 1,
            last_run: 1,
            gone_run: None,
        }
    }

    #[test]
    fn a_thumbnail_is_one_in_the_package_that_made_it_alone() {
        let own = picture("a.docx!/docProps/thumbnail.jpeg", 8_000);
        assert_eq!(Tier::of(&own, Some("docx")), Some(Tier::NoText));
        assert_eq!(Tier::of(&own, Some("zip")), Some(Tier::LikelyText));
        let named = picture("a.docx!/thumbnail.jpeg", 8_000);
        assert_eq!(Tier::of(&named, Some("docx")), Some(Tier::LikelyText));
    }

    #[test]
    fn nothing_that_may_hold_a_word_is_called_surely_nothing() {
        assert_eq!(Tier::of(&picture("stamp.jpg", 600), None), Some(Tier::LikelyText));
        assert_eq!(Tier::of(&picture("dot.gif", 43), None), Some(Tier::NoText));
        let program = ItemRow {
            format: "exe".into(),
            outcome: Outcome::Unsupported(item::UnsupportedReason::NoReader),
            ..picture("archive.exe", 8_000)
        };
        assert_eq!(Tier::of(&program, None), Some(Tier::LikelyText));
        let ignored =
            ItemRow { outcome: Outcome::Skipped(SkippedReason::Ignored), ..picture("a.pdf", 9) };
        assert_eq!(Tier::of(&ignored, None), Some(Tier::LikelyText));
    }
}

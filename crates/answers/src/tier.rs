//! What it means for a reporter that an item was not searched to its end, and what to do about it.

use item::{Outcome, PartialReason, Reason};
use ledger::ItemRow;

/// The smallest picture that may hold a line of writing, in bytes: what is smaller is an icon, a bullet, a line.
const SMALLEST_PICTURE: u64 = 1 << 10;

/// How likely an item that was not searched to its end holds text that somebody looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// It probably holds text: scans, formats without a reader, what lies beyond a limit.
    LikelyText,
    /// It is locked, damaged, or its bytes could not be had.
    DamagedOrLocked,
    /// It holds no text of a document: thumbnails, icons, fonts, links, what a rule leaves out.
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

    /// Returns the tier of an item; nothing where it was searched to its end.
    pub(crate) fn of(item: &ItemRow) -> Option<Self> {
        match item.outcome {
            Outcome::Extracted | Outcome::Empty(_) => None,
            Outcome::Skipped(_) => Some(Self::NoText),
            _ if holds_no_text(item) => Some(Self::NoText),
            Outcome::Partial(
                PartialReason::AwaitingOcr
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

/// Tells whether an item is of a kind that has no text of a document, whatever became of it.
fn holds_no_text(item: &ItemRow) -> bool {
    let is_picture = matches!(
        item.format.as_str(),
        "png" | "jpeg" | "gif" | "bmp" | "webp" | "image" | "emf" | "wmf"
    );
    let is_small = item.size.is_some_and(|size| size < SMALLEST_PICTURE);
    let is_unread = matches!(
        item.outcome,
        Outcome::Partial(PartialReason::AwaitingOcr) | Outcome::Unsupported(_)
    );
    matches!(item.format.as_str(), "font" | "exe")
        || is_picture && is_unread && (is_thumbnail(item) || is_small)
}

/// A picture of the first page that an Office package carries of itself (ECMA-376 part 2 §8.2; `OpenDocument` 1.2 part
/// 3 §3.7): its text stands in the document.
fn is_thumbnail(item: &ItemRow) -> bool {
    let Some(member) = item.locator.members.last() else { return false };
    let name = member.name.to_ascii_lowercase();
    let last = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    last.starts_with(b"thumbnail.") || name.starts_with(b"thumbnails/")
}

/// Returns what to do about items that ended for `reason`.
pub(crate) fn next_step(reason: Reason) -> &'static str {
    match reason {
        Reason::AwaitingOcr | Reason::UnmappedGlyphs => {
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
            "give it more: `dossier index TROVE --retry limit-reached --item-timeout SECONDS --item-memory SIZE`"
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
        | Reason::Killed
        | Reason::Exited
        | Reason::WorkerProtocol => {
            "its reader broke, which a hostile file may do: keep it in mind; `dossier index TROVE --retry failed` tries once more"
        }
        Reason::PermissionDenied | Reason::Vanished | Reason::ReadError | Reason::Replaced => {
            "see to rights, medium and copy, and index again: `dossier index TROVE`"
        }
        Reason::NoBytes
        | Reason::NoText
        | Reason::Link
        | Reason::Fifo
        | Reason::Socket
        | Reason::Device
        | Reason::Ignored => "nothing to do",
    }
}

//! What a reader can do about an item that was not searched to its end; the page on outcomes has more.

use item::Reason;

/// Returns what is missing and what to do about it, where somebody can do something.
pub(super) fn advice(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::AwaitingOcr => {
            "Pages of it are pictures, such as scans: the words in them were not read and no search finds them. Look at the pages yourself: take the file out with `dossier show ITEM --original`, and open it in a machine that you can throw away."
        }
        Reason::NeedsPassword => {
            "It is locked by a password. Put the passwords that you have into a file, one a line, and run `dossier index` again with `--passwords FILE`."
        }
        Reason::NeedsKey => {
            "It is locked by a key. Open it with the program and key that it was locked with, and index the opened copy as a trove of its own (`--add-trove`)."
        }
        Reason::PartEncrypted => {
            "A part of it is locked by a password, and was not read: run `dossier index` again with `--passwords FILE`."
        }
        Reason::UnmappedGlyphs => {
            "It holds text in letters that its fonts do not explain: what stands on the page is missing here, or wrong. Look at the pages yourself."
        }
        Reason::Damaged | Reason::Truncated | Reason::Malformed => {
            "It is damaged, and what is behind the damage is missing. Look for another copy: the same name elsewhere, a backup, an attachment."
        }
        Reason::NoReader
        | Reason::UnknownFormat
        | Reason::PartUnsupported
        | Reason::UnknownMethod => {
            "This version has no reader for it, or for a part of it. Convert it to a format of the README's table, and index the copy as a trove of its own (`--add-trove`)."
        }
        Reason::CpuTime | Reason::WallTime | Reason::Memory | Reason::Output => {
            "It was given up at a limit. Run `dossier index` again with a higher one; `dossier help index` names them."
        }
        Reason::PermissionDenied | Reason::ReadError => {
            "Its bytes could not be read from the disk. See to the rights and to the disk, and run `dossier index` again."
        }
        _ => return None,
    })
}

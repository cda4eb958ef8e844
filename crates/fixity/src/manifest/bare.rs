//! A list of names without their folders, as `md5deep -b` writes it and tables of forensic programs have it: a line means the file
//! of that name whose content it has, or the only one of that name.

use std::collections::{HashMap, HashSet};

use item::Locator;

use super::entry::FileLine;
use super::recorded::Recorded;

/// Gives each line the path of the file that it means, in a list that has no folders at all and of whose lines less than half name a
/// file as they stand; tells whether any line was given another path.
pub(super) fn find_each(recorded: &mut [Recorded], seen: &[FileLine]) -> bool {
    let files = || seen.iter().filter(|file| file.locator.trove.is_empty());
    let exact: HashSet<&[u8]> = files().map(|file| &file.locator.path[..]).collect();
    let paths = || recorded.iter().filter_map(|entry| Some(&entry.locator.as_ref()?.path[..]));
    let are_bare = paths().all(|path| !path.iter().any(|byte| b"/\\".contains(byte)));
    if !are_bare || paths().filter(|path| exact.contains(path)).count() * 2 >= recorded.len() {
        return false;
    }
    let mut by_name: HashMap<&[u8], Vec<&FileLine>> = HashMap::new();
    for file in files() {
        let name = file.locator.path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        by_name.entry(name).or_default().push(file);
    }
    let mut taken: HashSet<&[u8]> = HashSet::new();
    let mut is_any = false;
    for entry in recorded {
        let Some(locator) = &entry.locator else { continue };
        let Some(files) = by_name.get(&locator.path[..]) else { continue };
        let Some(file) = meant(entry, files, &taken) else { continue };
        taken.insert(&file.locator.path);
        is_any |= file.locator.path != locator.path;
        entry.locator = Some(Locator::new(locator.trove.clone(), file.locator.path.clone()));
    }
    is_any
}

/// Returns which of the files of its name a line means, of those that no other line means.
fn meant<'a>(
    entry: &Recorded,
    files: &[&'a FileLine],
    taken: &HashSet<&[u8]>,
) -> Option<&'a FileLine> {
    let is_free = |file: &&&FileLine| !taken.contains(&file.locator.path[..]);
    let has_content = |file: &&&FileLine| {
        let digests = file.digests.as_ref();
        digests.and_then(|digests| entry.known.agrees(digests)) == Some(true)
    };
    let same = files.iter().filter(is_free).find(has_content);
    same.or(match files {
        [only] => Some(only).filter(is_free),
        _ => None,
    })
    .copied()
}

//! What does a trove differ in from what a manifest records of it?
//!
//! The verdicts are those that hashdeep users know. Every recorded entry falls into exactly one of them, and so does
//! every entry that is there now:
//!
//! | verdict | recorded | there now |
//! |---|---|---|
//! | matched | path and content | the same |
//! | times only | path and content | the same, with another time of change |
//! | changed | path | same path, other content, or something else than a file |
//! | moved | content at a path that is gone | the same content at a path that was not recorded |
//! | new | nothing, or an entry that could not be read then | a path or content that was not recorded |
//! | missing | path and content | neither |
//! | not comparable | path, and no digest that was taken | a file of the same size |
//! | unreadable | – | cannot be read; also what was recorded beneath a folder that cannot be read |
//! | not covered | nothing, since the form does not record such entries | a link, pipe, socket or device |
//! | not covered | nothing, since the form cannot write such a name | a file ([`Audit::set_aside`]) |
//! | not covered | an entry that a rule left out | whatever lies there |
//!
//! A further copy of a content whose recorded path is still there is new, not moved. A manifest without paths (a plain
//! list of digests) can only give matched, new and missing contents.

mod moves;

use std::collections::{BTreeSet, HashMap};

use item::{Digests, Locator, Outcome, SkippedReason, Status};

use crate::manifest::{FileLine, Known, Recorded, Scope};
use moves::Places;

/// A content that lies at another path than recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The path that was recorded.
    pub from: Locator,
    /// The path where it lies now.
    pub to: Locator,
}

/// What an audit found; every list is sorted by locator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// How many entries are there as recorded, times included where both sides have them.
    pub matched: u64,
    /// Content as recorded, time of change not.
    pub times_only: Vec<Locator>,
    /// Other content than recorded.
    pub changed: Vec<Locator>,
    /// Content as recorded, path not; sorted by the recorded path.
    pub moved: Vec<Moved>,
    /// Not recorded.
    pub new: Vec<Locator>,
    /// Recorded, and gone with its content.
    pub missing: Vec<Locator>,
    /// Contents recorded without a path that are nowhere.
    pub missing_contents: Vec<Known>,
    /// Recorded with no digest that was taken of what is there.
    pub not_comparable: Vec<Locator>,
    /// Not to be read.
    pub unreadable: Vec<Locator>,
    /// How many of the unreadable ones are recorded as unreadable.
    pub unreadable_before: u64,
    /// Of a kind that the manifest does not speak of or cannot name, or left out by rule when it was made.
    pub not_covered: Vec<Locator>,
    /// How many of those not covered are files whose names the manifest cannot hold: whether they were there then is
    /// unknown.
    pub names_not_covered: u64,
}

impl Audit {
    /// Tells whether the trove is as recorded: nothing but times differs, nothing new is unreadable, and of each file it
    /// can be told.
    pub fn is_ok(&self) -> bool {
        self.changed.is_empty()
            && self.moved.is_empty()
            && self.new.is_empty()
            && self.missing.is_empty()
            && self.missing_contents.is_empty()
            && self.not_comparable.is_empty()
            && self.unreadable.len() as u64 == self.unreadable_before
            && self.names_not_covered == 0
    }
}

/// Compares what is recorded with what is there now.
///
/// Only digests that both sides have are compared; [`Parsed::needs`](crate::manifest::Parsed::needs) says which ones to
/// take besides BLAKE3 and SHA-256. The order of neither side matters.
pub fn audit(recorded: &[Recorded], seen: &[FileLine], scope: Scope) -> Audit {
    let mut bench = Bench {
        recorded: sorted_by_locator(recorded, |entry| entry.locator.as_ref()),
        seen: sorted_by_locator(seen, |file| Some(&file.locator)),
        audit: Audit::default(),
    };
    bench.pair_by_path();
    bench.match_contents_without_path();
    bench.find_moves();
    bench.explain_by_folders();
    bench.judge_the_rest(scope);
    bench.audit.sorted()
}

fn sorted_by_locator<T>(entries: &[T], locator: impl Fn(&T) -> Option<&Locator>) -> Vec<&T> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by(|one, other| locator(one).cmp(&locator(other)));
    sorted
}

/// What both sides still hold without a verdict, sorted by locator, and the verdicts so far.
struct Bench<'a> {
    recorded: Vec<&'a Recorded>,
    seen: Vec<&'a FileLine>,
    audit: Audit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Matched,
    TimesOnly,
    Changed,
    New,
    NotCovered,
    NotComparable,
    Unreadable,
    UnreadableBefore,
}

impl Bench<'_> {
    /// Walks down both sides at once; what stands at the same path is a pair.
    fn pair_by_path(&mut self) {
        let mut entries = std::mem::take(&mut self.recorded).into_iter().peekable();
        let mut at_path: Vec<&Recorded> = Vec::new();
        for file in std::mem::take(&mut self.seen) {
            let here = Some(&file.locator);
            self.recorded.extend(at_path.extract_if(.., |entry| is_before(entry, here)));
            while let Some(entry) = entries.next_if(|entry| entry.locator.as_ref() <= here) {
                let side = if is_before(entry, here) { &mut self.recorded } else { &mut at_path };
                side.push(entry);
            }
            match likeliest(&mut at_path, file) {
                Some(entry) => self.audit.note(verdict(entry, file), &file.locator),
                None => self.seen.push(file),
            }
        }
        self.recorded.extend(at_path.into_iter().chain(entries));
    }

    /// One digest without a path matches every file that has it.
    fn match_contents_without_path(&mut self) {
        let is_pathless = |entry: &&Recorded| entry.locator.is_none();
        let wanted: Vec<_> = self.recorded.extract_if(.., |entry| is_pathless(entry)).collect();
        let mut by_digest: HashMap<&[u8], Vec<usize>> = HashMap::new();
        for (at, entry) in wanted.iter().enumerate() {
            let digest = entry.known.strongest().unwrap_or_default();
            by_digest.entry(digest).or_default().push(at);
        }
        let mut is_found = vec![false; wanted.len()];
        self.seen.retain(|file| {
            let candidates =
                file.each_digest().filter_map(|digest| by_digest.get(digest)).flatten();
            let fits: Vec<_> =
                candidates.filter(|at| is_same_content(wanted[**at], file)).collect();
            for at in &fits {
                is_found[**at] = true;
            }
            self.audit.matched += u64::from(!fits.is_empty());
            fits.is_empty()
        });
        let lost = wanted.iter().zip(is_found).filter(|(_, is_found)| !is_found);
        self.audit.missing_contents = lost.map(|(entry, _)| entry.known.clone()).collect();
    }

    /// A content whose recorded path is gone is looked for at paths that were not recorded: first under its own file
    /// name, then under any.
    fn find_moves(&mut self) {
        for by_name in [true, false] {
            let mut places = Places::of(&self.seen, by_name);
            let moved = &mut self.audit.moved;
            self.recorded.retain(|&entry| match (&entry.locator, places.take(entry)) {
                (Some(from), Some(to)) => {
                    moved.push(Moved { from: from.clone(), to: to.clone() });
                    false
                }
                _ => true,
            });
            let mut is_free = places.free();
            self.seen.retain(|_| is_free.next() == Some(true));
        }
    }

    /// What was recorded beneath a folder that cannot be read now is not missing; and a folder recorded as unreadable
    /// whose entries are seen now is not missing either.
    fn explain_by_folders(&mut self) {
        let closed: BTreeSet<_> = self
            .seen
            .iter()
            .filter(|file| is_unreadable(file.unread()))
            .map(|file| &file.locator)
            .collect();
        let audit = &mut self.audit;
        self.recorded.retain(|entry| {
            let Some(locator) = &entry.locator else { return true };
            if folders_above(locator).any(|folder| closed.contains(&folder)) {
                audit.unreadable.push(locator.clone());
            } else if is_unreadable(entry.closed) && has_entry_beneath(&self.seen, locator) {
                audit.changed.push(locator.clone());
            } else {
                return true;
            }
            false
        });
    }

    fn judge_the_rest(&mut self, scope: Scope) {
        let Self { recorded, seen, audit } = self;
        audit.missing.extend(recorded.iter().filter_map(|entry| entry.locator.clone()));
        for file in seen {
            let list = match file.unread() {
                _ if is_unreadable(file.unread()) => &mut audit.unreadable,
                Some(_) if scope == Scope::FilesRead => &mut audit.not_covered,
                _ => &mut audit.new,
            };
            list.push(file.locator.clone());
        }
    }
}

impl Audit {
    /// Puts what is new among what is not covered, where the manifest could not have recorded it: a further trove,
    /// or in the first one a name that it cannot hold.
    pub fn set_aside(&mut self, has_no_place: impl Fn(&Locator) -> bool) {
        let aside: Vec<Locator> =
            self.new.extract_if(.., |locator| has_no_place(locator)).collect();
        self.names_not_covered +=
            aside.iter().filter(|locator| locator.trove.is_empty()).count() as u64;
        self.not_covered.extend(aside);
        self.not_covered.sort();
    }

    fn note(&mut self, verdict: Verdict, locator: &Locator) {
        let list = match verdict {
            Verdict::Matched => {
                self.matched += 1;
                return;
            }
            Verdict::TimesOnly => &mut self.times_only,
            Verdict::Changed => &mut self.changed,
            Verdict::New => &mut self.new,
            Verdict::NotCovered => &mut self.not_covered,
            Verdict::NotComparable => &mut self.not_comparable,
            Verdict::Unreadable => &mut self.unreadable,
            Verdict::UnreadableBefore => {
                self.unreadable_before += 1;
                &mut self.unreadable
            }
        };
        list.push(locator.clone());
    }

    fn sorted(mut self) -> Self {
        for list in [
            &mut self.times_only,
            &mut self.changed,
            &mut self.new,
            &mut self.missing,
            &mut self.not_comparable,
            &mut self.unreadable,
            &mut self.not_covered,
        ] {
            list.sort();
        }
        self.moved.sort();
        self.missing_contents.sort();
        self
    }
}

fn is_before(entry: &Recorded, locator: Option<&Locator>) -> bool {
    entry.locator.as_ref() < locator
}

/// Takes from the entries recorded for one path the one that agrees with what is there, or else the first.
fn likeliest<'a>(entries: &mut Vec<&'a Recorded>, file: &FileLine) -> Option<&'a Recorded> {
    let agreeing = entries.iter().position(|entry| is_same_content(entry, file));
    (!entries.is_empty()).then(|| entries.remove(agreeing.unwrap_or(0)))
}

fn verdict(recorded: &Recorded, file: &FileLine) -> Verdict {
    match (recorded.closed, file.unread()) {
        (Some(before), Some(now)) if is_unread(before) && is_unread(now) => {
            let times = recorded.modified_ns.zip(file.modified_ns);
            match times {
                _ if !is_unreadable(Some(now)) => Verdict::Matched,
                Some((then, today)) if then != today => Verdict::Unreadable,
                _ => Verdict::UnreadableBefore,
            }
        }
        (_, Some(now)) if is_unread(now) => Verdict::Unreadable,
        (Some(before), _) if is_ignored(before) => Verdict::NotCovered,
        (Some(before), _) if is_unread(before) => Verdict::New,
        (before, now) if before != now => Verdict::Changed,
        _ => verdict_on_content(recorded, file),
    }
}

fn verdict_on_content(recorded: &Recorded, file: &FileLine) -> Verdict {
    let Some(digests) = &file.digests else { return Verdict::Matched };
    let times = recorded.modified_ns.zip(file.modified_ns);
    match agrees(recorded, digests) {
        Some(false) => Verdict::Changed,
        _ if file.closed.is_some() => Verdict::Matched,
        None => Verdict::NotComparable,
        Some(true) if times.is_some_and(|(before, now)| before != now) => Verdict::TimesOnly,
        Some(true) => Verdict::Matched,
    }
}

fn agrees(recorded: &Recorded, digests: &Digests) -> Option<bool> {
    if recorded.size.is_some_and(|size| size != digests.size) {
        return Some(false);
    }
    recorded.known.agrees(digests)
}

fn is_same_content(recorded: &Recorded, file: &FileLine) -> bool {
    let agrees = file.digests.as_ref().and_then(|digests| agrees(recorded, digests));
    agrees == Some(true) && recorded.closed == file.unread()
}

fn is_unreadable(closed: Option<Outcome>) -> bool {
    closed.is_some_and(|outcome| outcome.status() == Status::Unreadable)
}

/// Tells whether nothing is known of the content: it could not be read, or a rule left it out.
fn is_unread(closed: Outcome) -> bool {
    is_unreadable(Some(closed)) || is_ignored(closed)
}

fn is_ignored(closed: Outcome) -> bool {
    closed == Outcome::Skipped(SkippedReason::Ignored)
}

fn folders_above(locator: &Locator) -> impl Iterator<Item = Locator> {
    let Locator { trove, path, .. } = locator;
    let slashes = (0..path.len()).filter(|at| path[*at] == b'/');
    let roots = [0].into_iter().chain(slashes);
    roots.map(|at| Locator::new(trove.clone(), &path[..at]))
}

fn has_entry_beneath(sorted: &[&FileLine], folder: &Locator) -> bool {
    let first = sorted.partition_point(|file| file.locator < *folder);
    sorted.get(first).is_some_and(|file| file.locator.is_under(folder))
}

#[cfg(test)]
mod tests;

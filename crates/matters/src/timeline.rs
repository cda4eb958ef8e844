//! The events of one matter in order of time: each once with all papers that tell it, what contradicts, where nothing is
//! known for long, and what was sent out again after it was deleted.

use std::collections::{BTreeMap, BTreeSet};

use entities::Mode;
use jiff::civil::{Date, date};

use crate::event::{DatedBy, Event, What};
use crate::subject::Key;

/// The day that days are counted from.
const EPOCH: Date = date(1970, 1, 1);
/// From how many days on a time without any event is a gap.
pub const GAP_DAYS: i64 = 365;

/// An event, with every paper that tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'e> {
    /// What it is.
    pub what: What,
    /// Whether it was done, asked for, refused, denied, or may come about.
    pub mode: Mode,
    /// The finding of a decision.
    pub detail: Option<&'static str>,
    /// When, ISO 8601; nothing where no paper tells.
    pub date: Option<&'e str>,
    /// Whether a notice or diffusion went out after one was deleted.
    pub is_after_deletion: bool,
    /// The numbers that it is about.
    pub numbers: BTreeSet<&'e Key>,
    /// The papers that tell it, by number, with the event as each has it; those with the date in the sentence first.
    pub sources: Vec<(usize, &'e Event)>,
}

/// Two dates of what happens once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict<'e> {
    /// What has two dates.
    pub what: What,
    /// Of which notice or reference.
    pub number: &'e Key,
    /// The dates, ISO 8601, the earliest first.
    pub dates: Vec<&'e str>,
}

/// A long time of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap<'e> {
    /// The date of the last event before.
    pub after: &'e str,
    /// The date of the next one.
    pub before: &'e str,
    /// How many days lie between.
    pub days: i64,
}

/// What happened in a matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline<'e> {
    /// The events, those without a date last.
    pub entries: Vec<Entry<'e>>,
    /// Dates that contradict.
    pub conflicts: Vec<Conflict<'e>>,
    /// Times of which nothing is known.
    pub gaps: Vec<Gap<'e>>,
}

/// Puts the events of papers, given with the number of each paper, in order of time.
pub fn timeline<'e>(told: impl IntoIterator<Item = (usize, &'e Event)>) -> Timeline<'e> {
    let mut entries: BTreeMap<_, Entry<'_>> = BTreeMap::new();
    for (paper, event) in told {
        let date = event.date.as_deref();
        // Of what has no date, the number alone tells one from another.
        let undated = date.is_none().then(|| event.numbers.iter().collect::<BTreeSet<&Key>>());
        let key = (date.is_none(), date, event.what, event.mode, event.detail, undated);
        let entry = entries.entry(key).or_insert_with(|| Entry {
            what: event.what,
            mode: event.mode,
            detail: event.detail,
            date,
            is_after_deletion: false,
            numbers: BTreeSet::new(),
            sources: Vec::new(),
        });
        entry.numbers.extend(&event.numbers);
        entry.sources.push((paper, event));
    }
    let mut entries = folded(entries.into_values().collect());
    for entry in &mut entries {
        entry.sources.sort_by_key(|(paper, event)| (event.dated_by, *paper));
    }
    mark_after_deletion(&mut entries);
    let (conflicts, gaps) = (conflicts(&entries), gaps(&entries));
    Timeline { entries, conflicts, gaps }
}

/// Puts what later papers tell of an event, without its date, to that event.
fn folded(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let is_told_later =
        |entry: &Entry<'_>| entry.sources.iter().all(|(_, event)| event.dated_by == DatedBy::Later);
    let (later, mut known): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_told_later);
    let mut rest = Vec::new();
    for entry in later {
        let is_it = |of: &&mut Entry<'_>| {
            (of.what, of.mode, of.detail) == (entry.what, entry.mode, entry.detail)
                && of.date.is_some()
                && entry.date.is_none_or(|date| of.date <= Some(date))
                && (entry.numbers.is_empty() || !of.numbers.is_disjoint(&entry.numbers))
        };
        match known.iter_mut().rfind(is_it) {
            Some(of) => of.sources.extend(entry.sources),
            None => rest.push(entry),
        }
    }
    known.extend(rest);
    known.sort_by(|one, other| {
        let key = |entry: &Entry<'_>| (entry.date.is_none(), entry.what, entry.mode, entry.detail);
        (key(one).0, one.date)
            .cmp(&(key(other).0, other.date))
            .then_with(|| key(one).cmp(&key(other)))
    });
    known
}

fn mark_after_deletion(entries: &mut [Entry<'_>]) {
    let is_done = |entry: &&Entry<'_>| entry.mode == Mode::Done && entry.what == What::Deleted;
    let first = entries.iter().filter(is_done).find_map(|entry| entry.date).and_then(first_day);
    let Some(deleted) = first else { return };
    for entry in entries {
        let is_sent = entry.mode == Mode::Done
            && matches!(entry.what, What::Published | What::Diffused | What::Reissued);
        let day = entry.date.and_then(first_day);
        entry.is_after_deletion = is_sent && day.is_some_and(|day| day > deleted);
    }
}

/// Lists what happens once to a number and has several days. What was sent out again may have several.
fn conflicts<'e>(entries: &[Entry<'e>]) -> Vec<Conflict<'e>> {
    let mut days: BTreeMap<(&'e Key, What), BTreeSet<&'e str>> = BTreeMap::new();
    for entry in entries {
        let happens_once = matches!(
            entry.what,
            What::Published | What::Diffused | What::Deleted | What::Decision | What::Complaint
        );
        let is_day = |date: &&str| date.len() == "2021-04-22".len();
        let Some(date) = entry.date.filter(is_day).filter(|_| happens_once) else { continue };
        let is_told_later = entry.sources.iter().all(|(_, event)| event.dated_by == DatedBy::Later);
        if entry.mode != Mode::Done || entry.is_after_deletion || is_told_later {
            continue;
        }
        for number in entry.numbers.iter().filter(|number| is_about(entry.what, number)) {
            days.entry((number, entry.what)).or_default().insert(date);
        }
    }
    let several = days.into_iter().filter(|(_, days)| days.len() > 1);
    several
        .map(|((number, what), dates)| Conflict {
            what,
            number,
            dates: dates.into_iter().collect(),
        })
        .collect()
}

/// Tells whether an event is one of a number: decisions and complaints of references, the others of notices.
fn is_about(what: What, number: &Key) -> bool {
    match what {
        What::Decision | What::Complaint => matches!(number, Key::Ccf(_)),
        _ => matches!(number, Key::Control(_)),
    }
}

fn gaps<'e>(entries: &[Entry<'e>]) -> Vec<Gap<'e>> {
    let dated: Vec<(&str, i64)> =
        entries.iter().filter_map(|entry| Some((entry.date?, first_day(entry.date?)?))).collect();
    let pairs = dated.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|((_, one), (_, other))| other - one > GAP_DAYS)
        .map(|((after, one), (before, other))| Gap { after, before, days: other - one })
        .collect()
}

/// Returns the first day that a date may mean, as days since 1970-01-01; nothing where the calendar has no such day.
pub fn first_day(date: &str) -> Option<i64> {
    let mut parts = date.split('/').next()?.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let mut next = || parts.next().map_or(Some(1), |part| part.parse().ok());
    let day = Date::new(year, next()?, next()?).ok()?;
    Some(i64::from(day.since(EPOCH).ok()?.get_days()))
}

/// Returns how precise a date is.
pub fn precision(date: &str) -> &'static str {
    match date {
        _ if date.contains('/') => "range",
        _ if date.len() == 4 => "year",
        _ if date.len() == 7 => "month",
        _ => "day",
    }
}

#[cfg(test)]
mod tests {
    use item::{Layer, Place};

    use super::*;

    fn event(what: What, mode: Mode, date: &str, number: &str) -> Event {
        Event {
            what,
            mode,
            detail: None,
            date: (!date.is_empty()).then(|| date.to_owned()),
            dated_by: DatedBy::Sentence,
            actor: None,
            text: String::new(),
            segment: 0,
            place: Place::Whole,
            layer: Layer::Body,
            numbers: vec![Key::Control(number.to_owned())],
        }
    }

    #[test]
    fn an_event_that_two_papers_tell_is_one() {
        let deleted = event(What::Deleted, Mode::Done, "2021-05-11", "A-1/3-2019");
        let told = timeline([(0, &deleted), (1, &deleted)]);
        assert_eq!(told.entries.len(), 1);
        assert_eq!(told.entries[0].sources.len(), 2);
    }

    #[test]
    fn events_without_a_date_are_one_where_they_are_of_one_number() {
        let one = event(What::Published, Mode::Done, "", "A-1/3-2019");
        let other = event(What::Published, Mode::Done, "", "A-2/3-2019");
        let told = timeline([(0, &one), (1, &other), (2, &one)]);
        let papers: Vec<Vec<usize>> = told
            .entries
            .iter()
            .map(|entry| entry.sources.iter().map(|(paper, _)| *paper).collect())
            .collect();
        assert_eq!(papers, [vec![0, 2], vec![1]]);
    }

    #[test]
    fn two_days_of_one_deletion_contradict_and_a_request_for_it_does_not() {
        let one = event(What::Deleted, Mode::Done, "2021-05-11", "A-1/3-2019");
        let other = event(What::Deleted, Mode::Done, "2021-05-12", "A-1/3-2019");
        let asked = event(What::Deleted, Mode::Asked, "2020-05-12", "A-1/3-2019");
        let told = timeline([(0, &one), (1, &other), (2, &asked)]);
        assert_eq!(told.conflicts.len(), 1);
        assert_eq!(told.conflicts[0].dates, ["2021-05-11", "2021-05-12"]);
    }

    #[test]
    fn a_later_paper_that_tells_of_a_deletion_adds_no_second_one() {
        let deleted = event(What::Deleted, Mode::Done, "2021-05-11", "A-1/3-2019");
        let mut told_later = event(What::Deleted, Mode::Done, "2022-07-29", "A-1/3-2019");
        told_later.dated_by = DatedBy::Later;
        let told = timeline([(0, &told_later), (1, &deleted)]);
        assert_eq!(told.entries.len(), 1);
        assert_eq!(told.entries[0].date, Some("2021-05-11"));
        assert!(told.conflicts.is_empty());
    }

    #[test]
    fn what_goes_out_after_a_deletion_is_marked_and_long_silence_is_a_gap() {
        let sent = event(What::Published, Mode::Done, "2018-05-11", "A-1/3-2019");
        let deleted = event(What::Deleted, Mode::Done, "2019-05-11", "A-1/3-2019");
        let again = event(What::Published, Mode::Done, "2021-05-12", "A-2/3-2021");
        let undated = event(What::Deleted, Mode::Asked, "", "A-1/3-2019");
        let told = timeline([(0, &again), (1, &undated), (2, &sent), (3, &deleted)]);
        let marked: Vec<_> = told.entries.iter().map(|entry| entry.is_after_deletion).collect();
        assert_eq!(marked, [false, false, true, false]);
        assert_eq!(told.gaps.len(), 1);
        assert_eq!((told.gaps[0].after, told.gaps[0].days), ("2019-05-11", 732));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (date, day) in
            [("1970-01-01", 0), ("2000-03-01", 11017), ("2019-03", 17956), ("1969-12-31", -1)]
        {
            assert_eq!(first_day(date), Some(day), "{date}");
        }
        for none in ["today", "2021-02-30", "99999999999-01-01", "2021-00"] {
            assert_eq!(first_day(none), None, "{none}");
        }
    }
}

//! Which papers are of one matter, and what happened in it; no input or output.
//!
//! [`Paper::read`] reads one paper, from its text and what is named in it: the fields of its form, whom it is about and
//! which numbers are his ([`Unit`]), and what it tells that happened ([`Event`]). [`join()`] puts units that share a strong
//! key into one matter, and [`timeline()`] its events into order.

mod draw;
mod event;
mod join;
mod namesakes;
mod people;
mod record;
mod role;
mod subject;
mod table;
mod timeline;

use item::{Kind, Mention, Place, Segment};

pub use draw::svg;
pub use entities::{Field, Mode};
pub use event::{DatedBy, Event, What, mode_name};
pub use join::{Alike, Joined, Matters, Node, Reused, join};
pub use people::Bearer;
pub use record::{PaperKind, Record};
pub use role::Role;
pub use subject::{Key, Subject, Unit};
pub use timeline::{Conflict, Entry, GAP_DAYS, Gap, Timeline, first_day, precision, timeline};

/// What one paper has to do with matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Its form.
    pub record: Record,
    /// Whom it is about, with their numbers.
    pub units: Vec<Unit>,
    /// What it tells that happened.
    pub told: Told,
}

/// What a paper tells that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// In the order of the text.
    pub events: Vec<Event>,
    /// Whether the paper is about one person or number alone.
    is_of_one: bool,
}

impl Paper {
    /// Reads a paper; `date` is its own date, where one is known.
    pub fn read(segments: &[Segment], mentions: &[Mention], date: Option<&str>) -> Self {
        let record = Record::read(segments, mentions);
        let units = subject::units(segments, mentions, &record);
        // What belongs to no matter is not looked at any further.
        let events = if units.is_empty() {
            Vec::new()
        } else {
            event::events(segments, mentions, &record, date)
        };
        let told = Told { events, is_of_one: units.len() == 1 };
        Self { record, units, told }
    }

    /// Lists who is who in the paper that was read from these segments and mentions.
    pub fn people(&self, segments: &[Segment], mentions: &[Mention]) -> Vec<Bearer> {
        people::people(segments, mentions, &self.record, &self.units)
    }
}

/// The kinds of number that join papers. A paper that names none of them, and no birth, has no unit: of most leaks those are
/// most papers.
pub const NUMBERS: [Kind; 4] = [Kind::Control, Kind::Ccf, Kind::CaseNumber, Kind::NoticeId];

impl Told {
    /// Yields the events that are those of a matter.
    pub fn of<'t>(&'t self, matter: &'t Joined) -> impl Iterator<Item = &'t Event> {
        self.events.iter().filter(|event| self.concerns(event, matter))
    }

    /// Drops the sentences and their places, which take most of the memory and which only an answer on one matter shows.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        for event in &mut self.events {
            event.text = String::new();
            event.place = Place::Whole;
        }
        self.events.shrink_to_fit();
        self
    }

    /// Tells whether an event is one of a matter: it names a number of it, or names none in a paper of that matter alone.
    fn concerns(&self, event: &Event, matter: &Joined) -> bool {
        let mut numbers = event.numbers.iter();
        if event.numbers.is_empty() {
            return self.is_of_one;
        }
        numbers.any(|key| matter.keys.contains_key(key))
    }
}

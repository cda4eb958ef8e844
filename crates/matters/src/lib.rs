//! Which papers are of one matter, and what happened in it; no input or output.
//!
//! [`Paper::read`] reads one paper, from its text and what is named in it: the fields of its form, whom it is about and
//! which numbers are his ([`Unit`]), and what it tells that happened ([`Event`]). [`join()`] puts units that share a strong
//! key into one matter, and [`timeline()`] its events into order.

mod draw;
mod event;
mod join;
mod namesakes;
mod record;
mod subject;
mod table;
mod timeline;

use item::{Mention, Segment};

pub use draw::svg;
pub use entities::Mode;
pub use event::{DatedBy, Event, What, mode_name};
pub use join::{Alike, Joined, Matters, Node, Reused, join};
pub use record::{Field, PaperKind, Record};
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
    pub events: Vec<Event>,
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
        Self { record, units, events }
    }

    /// Yields the events that are those of a matter.
    pub fn events_of<'p>(&'p self, matter: &'p Joined) -> impl Iterator<Item = &'p Event> {
        self.events.iter().filter(|event| self.concerns(event, matter))
    }

    /// Tells whether an event is one of a matter: it names a number of it, or names none in a paper of that matter alone.
    fn concerns(&self, event: &Event, matter: &Joined) -> bool {
        let mut numbers = event.numbers.iter();
        if event.numbers.is_empty() {
            return self.units.len() == 1;
        }
        numbers.any(|key| matter.keys.contains_key(key))
    }
}

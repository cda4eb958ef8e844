//! What a calendar yields: its events, tasks and journals as readable text (iCalendar, RFC 5545).

use crate::shared::card::{self, Dialect, Kind};
use crate::{Error, Input, Sink};

const CALENDAR: Kind = Kind {
    is_entry: |component| {
        matches!(
            component,
            "VEVENT" | "VTODO" | "VJOURNAL" | "VFREEBUSY" | "VPOLL" | "VAVAILABILITY"
        )
    },
    frame: "calendar",
    titles: &["SUMMARY", "NAME", "X-WR-CALNAME"],
    dialect: Dialect::Calendar,
};

/// Pushes the entries, and attached files as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    card::extract(&CALENDAR, input, sink)
}

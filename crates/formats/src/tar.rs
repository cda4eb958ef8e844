//! What a tar archive yields: its members in order (POSIX.1-2017 pax, ustar, GNU, and the form before both).

mod header;
mod sparse;

use std::io::Read;

use bytes::Buf;
use item::{Declared, Reason, Warning};
use tar::EntryType;

use crate::zip::budget::Budget;
use crate::{Child, Content, Error, Flow, Input, Sink};
use header::{Member, Walk};

/// Pushes every member that is no folder.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut walk = Walk::new(&input.bytes);
    let budget = Budget::new(input.limits.inflated_bytes);
    let mut count = 0;
    while let Some(member) = walk.next_member() {
        if member.kind.is_dir() || member.kind.is_pax_global_extensions() {
            continue;
        }
        if count == input.limits.members {
            return Err(Error::Limit(Reason::Members));
        }
        count += 1;
        if push(&member, &budget, sink) == Flow::Stop {
            return Ok(());
        }
        budget.check()?;
    }
    report(&walk, count, sink)
}

fn report(walk: &Walk, count: u64, sink: &mut dyn Sink) -> Result<(), Error> {
    if count == 0 && walk.damaged {
        return Err(Error::malformed("no member header found"));
    }
    if walk.damaged {
        sink.partial(Reason::Damaged);
        sink.warn(Warning::code("damaged-header: members were looked for behind it"));
    }
    if walk.cut {
        sink.partial(Reason::Truncated);
    }
    if walk.trailing > 0 {
        sink.warn(Warning::new(
            "trailing-bytes",
            format_args!("{} bytes after the end", walk.trailing),
        ));
    }
    Ok(())
}

fn push(member: &Member, budget: &Budget, sink: &mut dyn Sink) -> Flow {
    let child = Child {
        name: member.child_name(),
        declared: Declared::default(),
        modified: member.seconds.map(utc),
    };
    if let Some(reason) = closed(member.kind) {
        return sink.child(child, Content::Skipped(reason));
    }
    let mut stream: Box<dyn Read + '_> = match &member.sparse {
        Some(map) => Box::new(sparse::Holes::new(map, member)),
        None => Box::new(member.bytes.clone().reader().chain(End { cut: member.cut })),
    };
    sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
}

fn closed(kind: EntryType) -> Option<Reason> {
    match kind {
        EntryType::Link | EntryType::Symlink => Some(Reason::Link),
        EntryType::Char | EntryType::Block => Some(Reason::Device),
        EntryType::Fifo => Some(Reason::Fifo),
        _ => None,
    }
}

/// Writes seconds since 1970 as ISO 8601 in UTC.
pub(crate) fn utc(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date_of_day(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Returns the Gregorian date of a day counted from 1970-01-01, by eras of 400 years that begin in March.
pub(crate) fn date_of_day(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// An end that is an error where the archive is cut off.
struct End {
    cut: bool,
}

impl Read for End {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.cut && !buffer.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(utc(-1), "1969-12-31T23:59:59Z");
    }
}

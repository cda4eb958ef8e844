//! Which date a document bears.

use jiff::ToSpan;
use jiff::civil::Date;

use item::{
    DateRole, DateSource, DocumentDate, Key, Kind, Layer, Mention, Metadata, Place, Segment,
};

use crate::cells::Cells;
use crate::finding::{DateCue, Finding, Span};
use crate::read::Read;

/// How far from its beginning a document has the label of its date, in bytes.
const HEAD: usize = 3000;
/// How far it has a line with place and date.
const LETTERHEAD: usize = 1200;
/// How far before its end it has the line with place and date of a signature, in bytes.
const FOOT: usize = 600;

/// Returns the date that a document bears, and where it stands.
///
/// The Date of a mail comes first, because a date in its text may be that of a mail which it forwards; then the
/// mention that [`crate::Recogniser::mentions`] gave [`DateRole::Document`]; then the properties that state when the
/// file was made or changed, which may be long after the paper.
pub fn document_date(metadata: &Metadata, mentions: &[Mention]) -> Option<DocumentDate> {
    let property = |key: &Key, source| {
        let stated = metadata.get(key).into_iter().flatten().find(|value| is_dated(value));
        stated.map(|date| DocumentDate { date: date.clone(), source })
    };
    let in_text = || {
        let mention = mentions.iter().find(|mention| mention.role == Some(DateRole::Document))?;
        Some(DocumentDate { date: mention.normal.clone(), source: DateSource::Text })
    };
    property(&Key::SENT, DateSource::Sent)
        .or_else(in_text)
        .or_else(|| property(&Key::CREATED, DateSource::Created))
        .or_else(|| property(&Key::MODIFIED, DateSource::Modified))
}

/// Tells whether a property is a date in ISO 8601, with a time or without; mails of one day are ordered by their times.
fn is_dated(stated: &str) -> bool {
    let date = stated.split(['T', ' ']).next().unwrap_or_default();
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(date.len(), 4 | 7 | 10) && date.split('-').all(is_part)
}

/// The date of a document among its mentions: its segment, where it begins there, and the day.
pub(crate) struct Chosen {
    segment: u32,
    start: usize,
    day: Date,
}

/// Returns a day or month of a year as it is written, where the year has it.
fn day_of(year: i16, rest: &str) -> Option<String> {
    let normal = format!("{year:04}-{rest}");
    let is_day =
        is_dated(&normal) && (normal.len() < 10 || normal.parse::<jiff::civil::Date>().is_ok());
    is_day.then_some(normal)
}

impl Chosen {
    /// Returns the day.
    pub(crate) fn day(&self) -> Date {
        self.day
    }

    /// Tells whether it is `mention`.
    pub(crate) fn is(&self, mention: &Mention) -> bool {
        mention.kind == Kind::Date && (mention.segment, mention.start) == (self.segment, self.start)
    }
}

/// Returns the normal form of a date that the words around it tell by the day of the document.
pub(crate) fn resolved(day: Date, cue: DateCue, rest: &str) -> Option<String> {
    match cue {
        DateCue::OfDocument(before) => day_of(day.year() - before, rest),
        DateCue::FromDocument(Span::Days(days)) => {
            Some(day.checked_add(days.days()).ok()?.to_string())
        }
        DateCue::FromDocument(Span::Months(months)) => {
            let month = day.first_of_month().checked_add(months.months()).ok()?;
            Some(month.strftime("%Y-%m").to_string())
        }
        DateCue::FromDocument(Span::Years(years)) => {
            Some(format!("{:04}", day.year().checked_add(years)?))
        }
        DateCue::Birth | DateCue::Label | DateCue::Line => None,
    }
}

/// Returns the day on which a mail was sent.
pub(crate) fn sent(segments: &[Segment]) -> Option<Date> {
    let is_sent =
        |segment: &&Segment| matches!(&segment.place, Place::Field(key) if key == Key::SENT.name());
    segments.iter().find(is_sent)?.text.get(..10)?.parse().ok()
}

/// Chooses the date of the document: the first with a label in its head, else the first that has a line with place and
/// date there, else the last such at its foot. What a form or a table states to be a birth is none.
pub(crate) fn choose(segments: &[Segment], read: &[Read], cells: &[Cells]) -> Option<Chosen> {
    let is_text = |segment: &Segment| {
        matches!(segment.layer, Layer::Body | Layer::ReadAgain)
            && !matches!(segment.place, Place::Sheet(_) | Place::Field(_))
    };
    let mut body = segments.iter().enumerate().filter(|(_, segment)| is_text(segment));
    let first = body.next()?.0;
    let last = body.next_back().map_or(first, |(at, _)| at);
    let end = segments[last].text.len();
    let date_with = |at: usize, cue, within| {
        date_with(&read[at], &cells[at], cue, within).map(|date| (at, date))
    };
    date_with(first, DateCue::Label, 0..HEAD)
        .or_else(|| date_with(first, DateCue::Line, 0..LETTERHEAD))
        .or_else(|| date_with(last, DateCue::Line, end.saturating_sub(FOOT)..end))
        .and_then(|(segment, (start, day))| {
            Some(Chosen { segment: u32::try_from(segment).ok()?, start, day })
        })
}

/// Returns where the first whole day with a cue begins within a range of bytes, and the day.
fn date_with(
    read: &Read,
    cells: &Cells,
    cue: DateCue,
    within: std::ops::Range<usize>,
) -> Option<(usize, Date)> {
    let dates =
        read.findings().filter(|(_, finding)| finding.date_cue == Some(cue) && is_day(finding));
    let (start, finding) = dates
        .map(|(start, finding)| (start + finding.start, finding))
        .find(|(start, _)| within.contains(start) && !cells.has_birth_at(*start))?;
    Some((start, finding.normal.parse().ok()?))
}

fn is_day(finding: &Finding) -> bool {
    finding.normal.len() == "2019-03-18".len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recogniser;

    fn chosen(texts: &[&str], properties: &[(Key, &str)]) -> Option<(String, DateSource)> {
        let segments: Vec<Segment> =
            texts.iter().map(|text| Segment::new(Place::Whole, Layer::Body, *text)).collect();
        let metadata: Metadata = properties
            .iter()
            .map(|(key, value)| (key.clone(), vec![(*value).to_owned()]))
            .collect();
        let mentions = Recogniser::new().mentions(&segments);
        document_date(&metadata, &mentions).map(|found| (found.date, found.source))
    }

    fn in_text(text: &str) -> Option<String> {
        let found = chosen(&[text], &[])?;
        assert_eq!(found.1, DateSource::Text);
        Some(found.0)
    }

    #[test]
    fn the_labelled_date_in_the_head_of_a_paper_is_its_date() {
        for text in [
            "Subject: RED DIFFUSION\nDate: 18 March 2019\nBorn on 9 April 1974",
            "Ref. 12/19    Date: Monday, 18 March 2019\nOur letter of 3 May 2018",
            "Date of publication: 18/03/2019 (25/03/2019)",
            "Дата: 18.03.2019\nРодился 09.04.1974",
            "Дата: понедельник, 18 марта 2019 года",
            "Date : le 18 mars 2019",
            "Fecha: 18 de marzo de 2019",
            "Control No.: A-2741/3-2019\nLast updated: 18 March 2019\nDate of birth: 9 April 1974",
            "Mise à jour : 18 mars 2019",
            "Actualización: 18 de marzo de 2019",
            "Обновлено: 18 марта 2019 года",
            "التاريخ: 18 مارس 2019",
            "Born on 9 April 1974 in Moscow.\n\nDate: 18 March 2019",
            "Исх. № 12/345 от 18.03.2019",
        ] {
            assert_eq!(in_text(text).as_deref(), Some("2019-03-18"), "{text}");
        }
    }

    #[test]
    fn the_line_with_place_and_date_of_a_letter_is_its_date() {
        for text in [
            "NCB Moscow\nMoscow, 18 March 2019\n\nDear colleagues,\non 3 May 2018 we asked",
            "г. Москва, 18 марта 2019 г.\n\nНЦБ",
            "Lyon, le 18 mars 2019\n\nMadame,",
            "Madrid, a 18 de marzo de 2019\n\nEstimados",
            "DECISION\n(Ref. CCF/112/R409.19)\n112th session, 18 March 2019\n\nThe Commission",
            "London, 18 March 2019. The warrant was issued in absentia.",
            "MEMORANDUM\n18 March 2019\n\nOn 3 May 2018 it was",
            "On 3 May 2018 we asked.\n\nMoscow, 18 March 2019",
            "موسكو، 18 مارس 2019\n\nتحية",
        ] {
            assert_eq!(in_text(text).as_deref(), Some("2019-03-18"), "{text}");
        }
    }

    #[test]
    fn other_dates_are_not() {
        for text in [
            "On 18 March 2019 we asked.",
            "Date of birth: 18 March 2019",
            "Date of arrest: 18 March 2019",
            "Born in Moscow, 18 March 2019",
            "Дата рождения: 18.03.2019",
            "Date\tName\n18.03.2019\tA",
            "It was signed on 3 May and came into force at once as was asked\nmuch later, not before 18 March 2019, as all know",
        ] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }

    #[test]
    fn mails_have_the_date_of_their_header_and_files_that_of_their_properties_last() {
        let text = "Date: 18 March 2019";
        let sent = (Key::SENT, "2021-05-06T10:00:00+03:00");
        let made = (Key::CREATED, "2025-01-02T00:00:00Z");
        let changed = (Key::MODIFIED, "2026-01-02");
        let date = |day: &str, source| Some((day.to_owned(), source));
        assert_eq!(chosen(&[text], &[sent]), date("2021-05-06T10:00:00+03:00", DateSource::Sent));
        assert_eq!(
            chosen(&[text], std::slice::from_ref(&made)),
            date("2019-03-18", DateSource::Text)
        );
        assert_eq!(
            chosen(&["no date"], &[changed.clone(), made]),
            date("2025-01-02T00:00:00Z", DateSource::Created)
        );
        assert_eq!(chosen(&["no date"], &[changed]), date("2026-01-02", DateSource::Modified));
        assert_eq!(chosen(&["no date"], &[(Key::CREATED, "the day after")]), None);
    }
}

//! How a property reads: its name in words, its value without escapes, dates in ISO 8601.

use super::Line;
use crate::shared::decode::{self, Charset};

/// Which names and values properties have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// iCalendar.
    Calendar,
    /// vCard.
    Card,
}

/// Parameters that say how the value is written, or what programs do with it.
const MUTE: &[&str] = &[
    "VALUE",
    "ENCODING",
    "CHARSET",
    "LANGUAGE",
    "FMTTYPE",
    "MEDIATYPE",
    "CUTYPE",
    "RSVP",
    "TZID",
    "CN",
    "X-NUM-GUESTS",
    "PREF",
    "PID",
    "ALTID",
    "INDEX",
];

/// Properties of cards whose value has fields.
const FIELDED: &[&str] = &["N", "ADR", "ORG", "GENDER", "CLIENTPIDMAP"];

/// Properties whose value is a date, a time or several of them.
const DATED: &[&str] = &[
    "DTSTART",
    "DTEND",
    "DTSTAMP",
    "DUE",
    "COMPLETED",
    "CREATED",
    "LAST-MODIFIED",
    "RECURRENCE-ID",
    "EXDATE",
    "RDATE",
    "TRIGGER",
    "FREEBUSY",
    "ACKNOWLEDGED",
    "BDAY",
    "ANNIVERSARY",
    "DEATHDATE",
    "REV",
];

/// Returns the name of a property in words, with the kinds that a card gives to it: `tel (work, cell)`.
pub(super) fn key(dialect: Dialect, line: &Line<'_>) -> String {
    let known = match (dialect, line.name.as_str()) {
        (_, "DTSTART") => "start",
        (_, "DTEND") => "end",
        (_, "DTSTAMP") => "stamp",
        (_, "EXDATE") => "except on",
        (_, "RDATE") => "also on",
        (_, "RRULE") => "repeats",
        (_, "X-WR-CALNAME") => "calendar",
        (_, "X-WR-CALDESC") => "description",
        (_, "X-WR-TIMEZONE" | "TZID") => "time zone",
        (Dialect::Card, "FN") => "name",
        (Dialect::Card, "N") => "full name",
        (Dialect::Card, "ADR") => "address",
        (Dialect::Card, "LABEL") => "address label",
        (Dialect::Card, "TEL") => "telephone",
        (Dialect::Card, "ORG") => "organisation",
        (Dialect::Card, "BDAY") => "birthday",
        (Dialect::Card, "REV") => "revised",
        (Dialect::Card, "IMPP") => "messenger",
        (_, name) => return with_kinds(name.to_lowercase().replace('_', "-"), dialect, line),
    };
    with_kinds(known.to_owned(), dialect, line)
}

fn with_kinds(key: String, dialect: Dialect, line: &Line<'_>) -> String {
    if dialect == Dialect::Calendar {
        return key;
    }
    let is_kind = |key: &str, value: &str| {
        key == "TYPE"
            || key.is_empty() && !["quoted-printable", "base64", "8bit", "7bit"].contains(&value)
    };
    let lower = line.parameters.iter().map(|(key, value)| (key, value.to_lowercase()));
    let kinds: Vec<String> = lower
        .filter(|(key, value)| is_kind(key, value))
        .map(|(_, value)| value.replace(',', ", "))
        .collect();
    if kinds.is_empty() { key } else { format!("{key} ({})", kinds.join(", ")) }
}

/// Returns the value of a property as it reads.
pub(super) fn value(dialect: Dialect, line: &Line<'_>) -> String {
    let plain = plain(line);
    if DATED.contains(&line.name.as_str()) {
        return dates(&plain, line.parameter("TZID"));
    }
    if dialect == Dialect::Card && FIELDED.contains(&line.name.as_str()) {
        return fields(&line.name, &plain);
    }
    let text = unescaped(&plain);
    with_parameters(dialect, &text, line)
}

/// Undoes the encoding of vCard 2.1.
fn plain(line: &Line<'_>) -> String {
    if !line.is_quoted_printable() {
        return line.value.to_owned();
    }
    let bytes = quoted_printable(line.value);
    let declared = line.parameter("CHARSET").and_then(Charset::by_label);
    match declared.map(|charset| charset.decode(&bytes)) {
        Some((text, false)) => text,
        _ => decode::text(&bytes, line.parameter("CHARSET")).text,
    }
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let coded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match coded.filter(|_| byte == b'=') {
            Some(coded) => (bytes.push(coded), rest = &after[2..]).1,
            None => (bytes.push(byte), rest = after).1,
        }
    }
    bytes
}

/// Undoes the escapes of RFC 5545, 3.3.11.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n' | 'N') => plain.push('\n'),
            Some(escaped @ ('\\' | ';' | ',' | ':' | '"')) => plain.push(escaped),
            Some(other) => plain.extend(['\\', other]),
            None => plain.push('\\'),
        }
    }
    plain
}

/// Joins the fields of a value: a name as it is spoken, others with commas.
fn fields(name: &str, value: &str) -> String {
    let mut fields: Vec<String> =
        split(value).map(|field| unescaped(field).trim().to_owned()).collect();
    if name == "N" {
        let family = if fields.is_empty() { String::new() } else { fields.remove(0) };
        // Given and further names go before the family's, a title before all, what follows the name last.
        let title = if fields.len() > 2 { fields.remove(2) } else { String::new() };
        fields.insert(fields.len().min(2), family);
        fields.insert(0, title);
    }
    fields.retain(|field| !field.is_empty());
    fields.join(if name == "N" { " " } else { ", " })
}

/// Parts a value at semicolons that no backslash stands before.
fn split(value: &str) -> impl Iterator<Item = &str> {
    let mut is_escaped = false;
    value.split(move |character: char| {
        let ends = character == ';' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    })
}

/// Puts the name before an address, and other parameters that say something behind it.
fn with_parameters(dialect: Dialect, text: &str, line: &Line<'_>) -> String {
    let address = without_scheme(text, &["mailto:", "tel:"]);
    let mut written = match line.parameter("CN").filter(|name| !name.is_empty() && *name != address)
    {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    };
    let is_told = |key: &str| {
        MUTE.contains(&key) || dialect == Dialect::Card && (key == "TYPE" || key.is_empty())
    };
    for (key, value) in
        line.parameters.iter().filter(|(key, value)| !is_told(key) && !value.is_empty())
    {
        let value = without_scheme(value, &["mailto:", "tel:"]);
        let key = key.to_lowercase();
        let told = [key.as_str(), value].join(" ");
        written.extend([" (", told.trim_start(), ")"]);
    }
    written
}

fn without_scheme<'a>(text: &'a str, schemes: &[&str]) -> &'a str {
    let text = text.trim();
    let has = |scheme: &&&str| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    schemes.iter().find(has).map_or(text, |scheme| &text[scheme.len()..])
}

fn dates(value: &str, zone: Option<&str>) -> String {
    let periods = value.split(',').map(|date| {
        let parts: Vec<String> = date.trim().split('/').map(date_and_time).collect();
        parts.join("/")
    });
    let dates: Vec<String> = periods.collect();
    let dates = dates.join(", ");
    match zone.filter(|_| !value.trim_end().ends_with('Z')) {
        Some(zone) => format!("{dates} {zone}"),
        None => dates,
    }
}

/// Writes `20240501T100000Z` as `2024-05-01T10:00:00Z`; what is written otherwise stays as it is.
fn date_and_time(text: &str) -> String {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let Some(date) = spaced(date, &[4, 2, 2], "-") else { return unescaped(text) };
    let Some(time) = time else { return date };
    let (time, zone) = time.strip_suffix('Z').map_or((time, ""), |time| (time, "Z"));
    match spaced(time, &[2, 2, 2], ":") {
        Some(time) => format!("{date}T{time}{zone}"),
        None => unescaped(text),
    }
}

/// Parts digits into groups of these lengths; nothing where there are others than these.
fn spaced(digits: &str, lengths: &[usize], between: &str) -> Option<String> {
    let is_right = digits.len() == lengths.iter().sum::<usize>()
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let mut rest = is_right.then_some(digits)?;
    let mut groups = Vec::new();
    for length in lengths {
        let (group, after) = rest.split_at(*length);
        groups.push(group);
        rest = after;
    }
    Some(groups.join(between))
}

/// Returns the extension that goes with a media type or with the word that cards use for it.
pub(super) fn extension(kind: &str) -> String {
    let kind = kind.rsplit('/').next().unwrap_or(kind);
    let kind = kind.split([';', ',', '+']).next().unwrap_or(kind);
    let is_plain =
        (1..=8).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { format!(".{kind}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_one_way() {
        assert_eq!(dates("20240501T100000Z", None), "2024-05-01T10:00:00Z");
        assert_eq!(
            dates("20240501T100000", Some("Europe/Kyiv")),
            "2024-05-01T10:00:00 Europe/Kyiv"
        );
        assert_eq!(dates("20240501,20240502", None), "2024-05-01, 2024-05-02");
        assert_eq!(dates("19970101T180000Z/PT5H30M", None), "1997-01-01T18:00:00Z/PT5H30M");
        assert_eq!(dates("2024-05-01", None), "2024-05-01");
        assert_eq!(dates("-PT15M", None), "-PT15M");
    }

    #[test]
    fn names_are_written_as_they_are_spoken() {
        assert_eq!(fields("N", "Doe;John;Q.;Dr.;Jr."), "Dr. John Q. Doe Jr.");
        assert_eq!(fields("N", "Doe"), "Doe");
        assert_eq!(fields("N", "Doe;John"), "John Doe");
        assert_eq!(fields("ADR", ";;1 Main\\, St\\;A;Town;;12345;"), "1 Main, St;A, Town, 12345");
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped("a\\, b\\;c\\nd\\\\e\\x\\"), "a, b;c\nd\\e\\x\\");
        assert_eq!(quoted_printable("=D0=96 =zz="), "Ж =zz=".as_bytes());
    }
}

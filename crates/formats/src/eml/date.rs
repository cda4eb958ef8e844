//! When a mail was sent, in the many ways that this is written.

/// Names of the months in the languages of mail programs; what a date has is their beginning.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "janvier",
        "enero",
        "января",
        "januar",
        "يناير",
        "gennaio",
        "janeiro",
        "січня",
        "stycznia",
        "ocak",
    ],
    &[
        "february",
        "février",
        "fevrier",
        "febrero",
        "февраля",
        "februar",
        "فبراير",
        "febbraio",
        "fevereiro",
        "лютого",
        "lutego",
        "şubat",
    ],
    &[
        "march",
        "mars",
        "marzo",
        "марта",
        "märz",
        "mrz",
        "مارس",
        "março",
        "березня",
        "marca",
        "maart",
        "mart",
    ],
    &[
        "april",
        "avril",
        "abril",
        "апреля",
        "أبريل",
        "ابريل",
        "aprile",
        "квітня",
        "kwietnia",
        "nisan",
    ],
    &[
        "may",
        "mai",
        "mayo",
        "мая",
        "май",
        "مايو",
        "maggio",
        "maio",
        "травня",
        "maja",
        "mei",
        "mayıs",
    ],
    &[
        "june",
        "juin",
        "junio",
        "июня",
        "июнь",
        "juni",
        "يونيو",
        "giugno",
        "junho",
        "червня",
        "czerwca",
        "haziran",
    ],
    &[
        "july",
        "juillet",
        "julio",
        "июля",
        "июль",
        "juli",
        "يوليو",
        "luglio",
        "julho",
        "липня",
        "lipca",
        "temmuz",
    ],
    &["august", "août", "aout", "agosto", "августа", "أغسطس", "серпня", "sierpnia", "ağustos"],
    &[
        "september",
        "septembre",
        "septiembre",
        "сентября",
        "سبتمبر",
        "settembre",
        "setembro",
        "вересня",
        "września",
        "eylül",
    ],
    &[
        "october",
        "octobre",
        "octubre",
        "октября",
        "oktober",
        "أكتوبر",
        "ottobre",
        "outubro",
        "жовтня",
        "października",
        "ekim",
    ],
    &[
        "november",
        "novembre",
        "noviembre",
        "ноября",
        "نوفمبر",
        "novembro",
        "листопада",
        "listopada",
        "kasım",
    ],
    &[
        "december",
        "décembre",
        "decembre",
        "diciembre",
        "декабря",
        "dezember",
        "ديسمبر",
        "dicembre",
        "dezembro",
        "грудня",
        "grudnia",
        "aralık",
    ],
];

/// Reads a date as RFC 5322 §3.3 and §4.3 have it, into ISO 8601: a weekday perhaps, day, month, year, time, zone.
///
/// A zone by letters that the standard does not list could be anywhere (§4.3): such a date is left to [`lenient`].
pub(super) fn rfc_5322(text: &str) -> Option<String> {
    let plain = without_comments(text);
    let mut tokens: Vec<&str> =
        plain.split([' ', '\t', ',']).filter(|token| !token.is_empty()).collect();
    if tokens.first()?.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        tokens.remove(0);
    }
    let [day, name, year, clock, zone_name] = tokens[..] else { return None };
    let date = date(full_year(year)?, month(name)?, number(day)?)?;
    Some(date + &time(clock)? + &zone(zone_name)?)
}

fn without_comments(text: &str) -> String {
    let (mut depth, mut is_quoted) = (0_usize, false);
    let kept = text.chars().filter(|letter| {
        let was_inside = depth > 0;
        match letter {
            // What a backslash quotes in a comment is no bracket (RFC 5322 §3.2.1).
            _ if std::mem::take(&mut is_quoted) => {}
            '\\' => is_quoted = was_inside,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        !was_inside && *letter != '('
    });
    kept.collect()
}

/// Reads a year; one of two or three figures as RFC 5322 §4.3 has it.
fn full_year(text: &str) -> Option<u32> {
    let year = number(text)?;
    Some(match (text.len(), year) {
        (2, 0..50) => year + 2000,
        (2 | 3, _) => year + 1900,
        _ => year,
    })
}

/// Writes a date that the calendar has.
fn date(year: u32, month: u32, day: u32) -> Option<String> {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    // RFC 5322 §3.3 knows no year before 1900.
    let is_date = (1900..2100).contains(&year) && (1..=last).contains(&day);
    is_date.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Reads a zone: `+0300`, or one of those that RFC 5322 §4.3 lists.
fn zone(text: &str) -> Option<String> {
    let offset = match text.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "GMT" | "Z" => "+0000".to_owned(),
        "EDT" => "-0400".to_owned(),
        "EST" | "CDT" => "-0500".to_owned(),
        "CST" | "MDT" => "-0600".to_owned(),
        "MST" | "PDT" => "-0700".to_owned(),
        "PST" => "-0800".to_owned(),
        other => other.replacen(':', "", 1),
    };
    let (sign, figures) = offset.split_at_checked(1)?;
    let (hours, minutes) = figures.split_at_checked(2).filter(|_| figures.len() == 4)?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    match sign {
        "+" | "-" if (hours, minutes) == (0, 0) => Some("Z".to_owned()),
        "+" | "-" if hours < 15 && minutes < 60 => Some(format!("{sign}{hours:02}:{minutes:02}")),
        _ => None,
    }
}

/// Reads a date whose parts can be told, in whatever order: a month by its name (or year-month-day in figures), a day, a
/// year of four figures, perhaps a time and a zone; or seconds since 1970.
pub(super) fn lenient(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(seconds) = text.parse().ok().filter(|seconds| EPOCHS.contains(seconds)) {
        return Some(crate::shared::time::utc(seconds));
    }
    let text = compact(text).or_else(|| east_asian(text)).unwrap_or_else(|| text.to_owned());
    // `12 de março de 2019`.
    let tokens: Vec<&str> = text
        .split([' ', ',', '\t', '(', ')'])
        .flat_map(day_and_time)
        .filter(|token| !matches!(*token, "" | "de" | "del"))
        .collect();
    let (year, month, day) =
        tokens.iter().find_map(|token| figures(token)).or_else(|| named(&tokens))?;
    let at = tokens.iter().position(|token| time(clock_of(token).0).is_some());
    Some(date(year, month, day)? + &at.map(|at| clock(&tokens[at..])).unwrap_or_default())
}

/// What seconds since 1970 are in this century.
const EPOCHS: std::ops::Range<i64> = 978_307_200..4_102_444_800;

/// Parts `20190412101112Z` as figures in a row are written.
fn compact(text: &str) -> Option<String> {
    let (figures, zone) = text.split_at_checked(14)?;
    let is_row = figures.bytes().all(|byte| byte.is_ascii_digit())
        && !zone.starts_with(|next: char| next.is_ascii_digit());
    let part = |from: usize, to: usize| &figures[from..to];
    is_row.then(|| {
        let day = [part(0, 4), part(4, 6), part(6, 8)].join("-");
        format!("{day} {}:{}:{}{zone}", part(8, 10), part(10, 12), part(12, 14))
    })
}

/// Writes `2019年3月12日` of Chinese, Japanese and Korean in figures alone.
fn east_asian(text: &str) -> Option<String> {
    text.contains(['年', '년']).then(|| {
        ["年", "月", "년 ", "년", "월 ", "월"]
            .iter()
            .fold(text.to_owned(), |text, mark| text.replace(mark, "-"))
            .replace(['日', '일'], " ")
    })
}

/// Parts the day from the time in `2019-04-12T10:11:12`.
fn day_and_time(token: &str) -> impl Iterator<Item = &str> {
    let is_joined = |(day, time): &(&str, &str)| figures(day).is_some() && time.contains(':');
    let (day, time) = token.split_once('T').filter(is_joined).unwrap_or((token, ""));
    [day, time].into_iter()
}

/// Reads `2011-07-08`, and `08.07.2011`, of which points say that the day comes first.
fn figures(token: &str) -> Option<(u32, u32, u32)> {
    if let Some((day, (month, year))) =
        token.split_once('.').and_then(|(day, rest)| Some((day, rest.split_once('.')?)))
    {
        return Some((number(year)?, number(month)?, number(day)?)).filter(|(year, ..)| *year > 31);
    }
    let mut parts = token.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    (year > 31).then_some((year, month, day))
}

/// Reads a month by name with the day and year beside it; `8-Jul-2011` and `8-Jul-11` too. A weekday may look like a month
/// (`mar.` in French and Spanish), and stands before it.
fn named(tokens: &[&str]) -> Option<(u32, u32, u32)> {
    let tokens: Vec<&str> = tokens.iter().flat_map(|token| token.split('-')).collect();
    let at = tokens.iter().rposition(|token| month(token).is_some())?;
    let beside = |at: usize| tokens.get(at).and_then(|token| number(token));
    if let (Some(day @ 1..=31), Some(_)) = (beside(at.wrapping_sub(1)), beside(at + 1)) {
        return Some((full_year(tokens[at + 1])?, month(tokens[at])?, day));
    }
    let day = [at + 1, at.wrapping_sub(1)].into_iter();
    let day = day.filter_map(|at| number(tokens.get(at)?)).find(|day| (1..=31).contains(day))?;
    let year = tokens[at..].iter().filter_map(|token| number(token)).find(|year| *year > 31)?;
    Some((year, month(tokens[at])?, day))
}

/// Reads a month by its name or the first three letters of it.
fn month(token: &str) -> Option<u32> {
    let start = token.trim_end_matches('.').to_lowercase();
    let start = if start == "sept" { "sep" } else { &start };
    let is_enough = start.chars().count() >= 3;
    let at = MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(start)));
    u32::try_from(at.filter(|_| is_enough)? + 1).ok()
}

/// Reads `12:08` or `12:08:34`, and `12.08.34`; without a zone, as those who wrote so did not say which.
fn time(token: &str) -> Option<String> {
    let mark = if token.matches('.').count() == 2 { '.' } else { ':' };
    let parts: Vec<u32> = token.split(mark).map(number).collect::<Option<_>>()?;
    match parts[..] {
        [hour, minute] if hour < 24 && minute < 60 => Some(format!("T{hour:02}:{minute:02}:00")),
        [hour, minute, second] if hour < 24 && minute < 60 && second < 61 => {
            Some(format!("T{hour:02}:{minute:02}:{second:02}"))
        }
        _ => None,
    }
}

/// Reads the time that tokens begin with, `am` or `pm` behind it, and the zone, where it is told by figures or a name of
/// the standard.
fn clock(tokens: &[&str]) -> String {
    let (text, joined) = clock_of(tokens[0]);
    let half = if joined.is_empty() { tokens.get(1).copied() } else { Some(joined) };
    let half = half.map(str::to_ascii_lowercase);
    let hour = text.split([':', '.']).next().and_then(number).unwrap_or_default();
    let rest = text.find([':', '.']).map_or("", |mark| &text[mark..]);
    let hour = match half.as_deref() {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    // The year may stand between them, as C's `asctime` writes it.
    let is_between = |token: &str| {
        matches!(token.to_ascii_lowercase().as_str(), "am" | "pm") || number(token).is_some()
    };
    let behind = tokens[1..].iter().copied().find(|token| !is_between(token));
    let zone = if joined.is_empty() { behind.and_then(zone_beside) } else { zone_beside(joined) };
    time(&format!("{hour}{rest}")).unwrap_or_default() + &zone.unwrap_or_default()
}

/// Parts a time from the fraction of a second and the zone that are joined to it: `10:11:12.345+03:00`.
fn clock_of(token: &str) -> (&str, &str) {
    if token.matches('.').count() == 2 && time(token).is_some() {
        return (token, "");
    }
    let end =
        token.find(|letter: char| !letter.is_ascii_digit() && letter != ':').unwrap_or(token.len());
    let (clock, rest) = token.split_at(end);
    let fraction = rest
        .strip_prefix('.')
        .map(|rest| rest.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    (clock, fraction.unwrap_or(rest))
}

/// Reads a zone, `GMT+0100` and `UTC+3` too.
fn zone_beside(text: &str) -> Option<String> {
    let offset = text
        .strip_prefix("GMT")
        .or_else(|| text.strip_prefix("UTC"))
        .filter(|rest| !rest.is_empty());
    let Some(offset) = offset else { return zone(text) };
    let (sign, figures) = offset.split_at_checked(1)?;
    let is_hours = figures.len() < 3 && number(figures).is_some();
    if is_hours { zone(&format!("{sign}{figures:0>2}00")) } else { zone(offset) }
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_standard_are_read_with_their_zone() {
        let dates = [
            ("Fri, 8 Jul 2011 12:08:34 +0200", Some("2011-07-08T12:08:34+02:00")),
            ("8 Jul 11 12:08 GMT (a (nested) comment)", Some("2011-07-08T12:08:00Z")),
            ("8 Jul 2011 12:08 GMT (a \\) comment)", Some("2011-07-08T12:08:00Z")),
            ("Thu, 13 Feb 1969 23:32 -0330 (St. John's)", Some("1969-02-13T23:32:00-03:30")),
            ("Thu, 13 Feb 1869 23:32 -0330", None),
            ("Fri, 8 Jul 2011 12:08:34 PDT", Some("2011-07-08T12:08:34-07:00")),
            ("Fri, 8 Jul 2011 12:08:34 MSK", None),
            ("Fri, 8 Jul 2011 12:08:34 +9900", None),
            ("Fri, 31 Jun 2011 12:08:34 +0200", None),
            ("Fri, 8 Jul 2011 25:08:34 +0200", None),
        ];
        for (written, read) in dates {
            assert_eq!(rfc_5322(written).as_deref(), read, "{written}");
        }
    }

    #[test]
    fn dates_in_other_orders_are_read() {
        let dates = [
            ("Fri Mar 10 2006 13:40:00 GMT+0100", "2006-03-10T13:40:00+01:00"),
            ("2011-07-08 12:08", "2011-07-08T12:08:00"),
            ("8-Jul-2011 1:08:34", "2011-07-08T01:08:34"),
            ("Friday, July 8, 2011", "2011-07-08"),
            ("Fri, 12-Apr-19 10:11:12 GMT", "2019-04-12T10:11:12Z"),
            ("Sat, 13 Apr 2019 01:11:12 MSK", "2019-04-13T01:11:12"),
            ("Jul 8, 2011 1:08:34 PM", "2011-07-08T13:08:34"),
            ("Jul 8, 2011 12:08 AM", "2011-07-08T00:08:00"),
            ("Jul 8, 2011 1:08PM", "2011-07-08T13:08:00"),
            ("Jul 8, 2011 1:08 PM +0000", "2011-07-08T13:08:00Z"),
            ("2019-04-12T10:11:12Z", "2019-04-12T10:11:12Z"),
            ("2019-04-12 10:11:12 +0300", "2019-04-12T10:11:12+03:00"),
            ("2019-04-12T10:11:12.345+03:00", "2019-04-12T10:11:12+03:00"),
            ("Fri, 12 Apr 2019 10:11:12.345 +0300", "2019-04-12T10:11:12+03:00"),
            ("Fri, 12 Apr 2019 10:11:12 UTC+3", "2019-04-12T10:11:12+03:00"),
            ("20190412101112Z", "2019-04-12T10:11:12Z"),
            ("1555063872", "2019-04-12T10:11:12Z"),
            ("mar., 12 févr. 2019 10:11:12 +0200", "2019-02-12T10:11:12+02:00"),
            ("ven. 12 juil. 2019 10:11", "2019-07-12T10:11:00"),
            ("пт, 12 апр. 2019 10:11:12 +0300", "2019-04-12T10:11:12+03:00"),
            ("mar, 12 ago 2019 10:11:12 +0200", "2019-08-12T10:11:12+02:00"),
            ("Fr, 12 Okt 2019 10:11:12 +0200", "2019-10-12T10:11:12+02:00"),
            ("12 أبريل 2019", "2019-04-12"),
            ("12.04.2019 10:11", "2019-04-12T10:11:00"),
            ("Tue Mar 12 10:00:00 2019 +0300", "2019-03-12T10:00:00+03:00"),
            ("Tue, 12 Mar 2019 10.11.12 +0300", "2019-03-12T10:11:12+03:00"),
            ("2019年3月12日 10:00", "2019-03-12T10:00:00"),
            ("2019년 3월 12일 10:00", "2019-03-12T10:00:00"),
            ("mar 12 marzo 2019 10:00", "2019-03-12T10:00:00"),
            ("12 de março de 2019 10:00:00 -0300", "2019-03-12T10:00:00-03:00"),
            ("вт, 12 бер. 2019 10:00:00 +0200", "2019-03-12T10:00:00+02:00"),
            ("wto, 12 lis 2019", "2019-11-12"),
            ("gio 12 giu 2019", "2019-06-12"),
        ];
        for (written, read) in dates {
            assert_eq!(lenient(written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "the day after",
            "31",
            "99-99-99",
            "May I?",
            "Jul 45 2011",
            "Fri, 31 Apr 2019",
            "12 Marseille 2019",
            "04.13.2019",
            "1.2.3",
            "1234567890123",
            "2019-02-29",
        ] {
            assert_eq!(lenient(text), None, "{text}");
        }
    }
}

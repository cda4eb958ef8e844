//! How a number reads under its number format.

use std::collections::BTreeMap;

use crate::shared::time::date_of_day;
use crate::shared::xml::{Event, Xml};

/// The last serial number that is a date: 9999-12-31.
const LAST_DATE: f64 = 2_958_466.0;
const SECONDS_A_DAY: f64 = 86_400.0;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A number.
    Plain,
    /// A date, a time or both.
    Moment {
        /// Shows a date.
        date: bool,
        /// Shows a time.
        time: bool,
    },
    /// Hours or minutes that run beyond a day.
    Duration,
    /// Hundredths.
    Percent,
    /// Digits filled up with zeros to this many.
    Digits(usize),
}

/// The number formats of a workbook by cell style.
#[derive(Default)]
pub(super) struct Formats {
    by_style: Vec<Shape>,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
}

impl Formats {
    /// Reads the styles part.
    pub(super) fn read(xml: &mut Xml<'_>) -> Self {
        let (mut custom, mut by_style) = (BTreeMap::new(), Vec::new());
        let mut in_cells = false;
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => match element.name() {
                    "numFmt" => {
                        let id =
                            element.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok());
                        let code = element.attribute("formatCode").unwrap_or_default();
                        custom.extend(id.map(|id| (id, shape_of_code(&code))));
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id =
                            element.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok());
                        by_style.push(id.unwrap_or(0));
                    }
                    _ => {}
                },
                Event::Close(name) if name == "cellXfs" => in_cells = false,
                _ => {}
            }
        }
        let shape = |id: u32| custom.get(&id).copied().unwrap_or_else(|| built_in(id));
        Self { by_style: by_style.into_iter().map(shape).collect(), from_1904: false }
    }

    /// Returns how the stored number `raw` reads in a cell of `style`.
    pub(super) fn show(&self, raw: &str, style: usize) -> String {
        let raw = raw.trim();
        let Ok(number) = raw.parse::<f64>() else { return raw.to_owned() };
        if !number.is_finite() {
            return raw.to_owned();
        }
        match self.by_style.get(style).copied().unwrap_or(Shape::Plain) {
            Shape::Plain => plain(number),
            Shape::Percent => plain(number * 100.0) + "%",
            Shape::Digits(width) => digits(number, width),
            Shape::Duration => duration(number),
            Shape::Moment { date, time } => {
                self.moment(number, date, time).unwrap_or_else(|| plain(number))
            }
        }
    }

    /// Writes a serial number as ISO 8601. A time that is not midnight is kept even where only the date is shown.
    fn moment(&self, serial: f64, date: bool, time: bool) -> Option<String> {
        if !(0.0..LAST_DATE).contains(&serial) {
            return None;
        }
        let seconds = (serial.fract() * SECONDS_A_DAY).round();
        let (carried, seconds) = if seconds >= SECONDS_A_DAY { (1.0, 0.0) } else { (0.0, seconds) };
        let clock = clock(seconds);
        if !date {
            return Some(clock);
        }
        let day = self.day(serial.trunc() + carried);
        Some(if time || seconds > 0.0 { format!("{day} {clock}") } else { day })
    }

    /// The 1900 count holds a 29 February that never was, which shifts the days before it by one.
    fn day(&self, serial: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the caller keeps it below the last date"
        )]
        let serial = serial as i64;
        let since_1970 = match serial {
            _ if self.from_1904 => serial - 24_107,
            60 => return "1900-02-29".to_owned(),
            0..=59 => serial - 25_568,
            _ => serial - 25_569,
        };
        let (year, month, day) = date_of_day(since_1970);
        format!("{year:04}-{month:02}-{day:02}")
    }
}

fn clock(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "less than a day")]
    let seconds = seconds as i64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn duration(days: f64) -> String {
    let seconds = (days.abs() * SECONDS_A_DAY).round();
    if seconds > 1e12 {
        return plain(days);
    }
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}", clock(seconds))
}

fn digits(number: f64, width: usize) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{:0>width$}", plain(number.abs().round()))
}

/// Writes a number in full with the 15 significant digits that Excel keeps: long account and telephone numbers are
/// stored as `7.9161234567E10`.
pub(super) fn plain(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-9..1e21).contains(&magnitude) {
        return format!("{number:E}");
    }
    let scientific = format!("{number:.14e}");
    let exponent: i32 =
        scientific.rsplit('e').next().and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let rounded: f64 = scientific.parse().unwrap_or(number);
    let decimals = usize::try_from(14 - exponent).unwrap_or(0);
    let text = format!("{rounded:.decimals$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// The formats that need no definition (ISO/IEC 29500-1, 18.8.30), those of East Asian editions among them.
fn built_in(id: u32) -> Shape {
    match id {
        9 | 10 => Shape::Percent,
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shape::Moment { date: true, time: false },
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shape::Moment { date: false, time: true },
        22 => Shape::Moment { date: true, time: true },
        46 => Shape::Duration,
        _ => Shape::Plain,
    }
}

/// Tells what a format code makes of a positive number.
fn shape_of_code(code: &str) -> Shape {
    let letters = significant(code);
    let has = |wanted: &[char]| letters.contains(wanted);
    if letters.contains("[h") || letters.contains("[m") || letters.contains("[s") {
        return Shape::Duration;
    }
    if letters.contains("general") {
        return Shape::Plain;
    }
    let (date, time) = (has(&['y', 'd', 'e', 'b']) && !letters.contains('0'), has(&['h', 's']));
    let month_alone = has(&['m']) && !time;
    if date || time || month_alone {
        return Shape::Moment { date: date || month_alone, time };
    }
    if letters.contains('%') {
        return Shape::Percent;
    }
    let zeros = letters.len();
    if zeros > 1 && letters.bytes().all(|letter| letter == b'0') {
        Shape::Digits(zeros)
    } else {
        Shape::Plain
    }
}

/// Returns the first section of a format code without literals, escapes, colours and locales, lower case.
fn significant(code: &str) -> String {
    let mut letters = String::new();
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            '"' => drop(characters.by_ref().find(|next| *next == '"')),
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
                let inside = inside.to_lowercase();
                if !inside.is_empty()
                    && inside.chars().all(|letter| matches!(letter, 'h' | 'm' | 's'))
                {
                    letters.push('[');
                    letters.push_str(&inside);
                }
            }
            _ => letters.extend(character.to_lowercase()),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &str, code: &str) -> String {
        Formats { by_style: vec![shape_of_code(code)], from_1904: false }.show(raw, 0)
    }

    #[test]
    fn dates_are_written_in_iso_form() {
        assert_eq!(shown("45352", "dd.mm.yyyy"), "2024-03-01");
        assert_eq!(shown("45352.5", "yyyy\\-mm\\-dd hh:mm"), "2024-03-01 12:00:00");
        assert_eq!(shown("45352.25", "[$-409]d-mmm-yy;@"), "2024-03-01 06:00:00");
        assert_eq!(shown("0.75", "h:mm AM/PM"), "18:00:00");
        assert_eq!(shown("1.5", "[h]:mm:ss"), "36:00:00");
        assert_eq!(shown("1", "m/d/yy"), "1900-01-01");
        assert_eq!(shown("61", "m/d/yy"), "1900-03-01");
        assert_eq!(shown("-5", "m/d/yy"), "-5");
        let old_mac = Formats { by_style: vec![built_in(14)], from_1904: true };
        assert_eq!(old_mac.show("0", 0), "1904-01-01");
    }

    #[test]
    fn numbers_are_written_in_full() {
        assert_eq!(shown("7.9161234567E10", "General"), "79161234567");
        assert_eq!(shown("0.30000000000000004", "0.00"), "0.3");
        assert_eq!(shown("123", "00000"), "00123");
        assert_eq!(shown("0.25", "0%"), "25%");
        assert_eq!(shown("-0.07", "0.0%"), "-7%");
        assert_eq!(shown("1234.5", "#,##0.00\\ \"day\""), "1234.5");
        assert_eq!(shown("1E300", "General"), "1E300");
        assert_eq!(shown("0", "General"), "0");
        assert_eq!(shown("#REF!", "General"), "#REF!");
    }
}

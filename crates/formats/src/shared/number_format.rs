//! What a spreadsheet shows of a number under a number format (ISO/IEC 29500-1, 18.8.31).
//!
//! Names of months and days are in the language that the format asks for; one without a list of them, or the system's,
//! shows nothing here.

mod code;
mod date;
mod digits;
mod fraction;
mod words;

use code::{Section, Token};

/// From here on not every whole number is stored to the last digit.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// How many significant digits Excel keeps.
const SIGNIFICANT: usize = 15;

/// Writes a number in full with the significant digits that Excel keeps: long account and telephone numbers are
/// stored as `7.9161234567E10`. Whole numbers that are stored to the last digit, as other programs write those of cards,
/// keep it.
pub(crate) fn plain(number: f64) -> String {
    let magnitude = number.abs();
    if number.fract() == 0.0 && (1e15..EXACT).contains(&magnitude) {
        return format!("{number:.0}");
    }
    // Digits beyond those that are stored would be invented.
    if (EXACT..1e21).contains(&magnitude) {
        return format!("{number}");
    }
    if magnitude != 0.0 && !(1e-9..1e21).contains(&magnitude) {
        return format!("{number:E}");
    }
    let shortest = format!("{number}");
    match shortest.as_str() {
        "-0" => "0".to_owned(),
        _ if digits_of(&shortest) <= SIGNIFICANT => shortest,
        _ => rounded(number),
    }
}

/// Counts the significant digits of a decimal.
fn digits_of(decimal: &str) -> usize {
    let digits = decimal.bytes().filter(u8::is_ascii_digit);
    digits.skip_while(|digit| *digit == b'0').count()
}

/// Writes a number in full, rounded to the digits that are kept.
fn rounded(number: f64) -> String {
    let scientific = format!("{number:.*e}", SIGNIFICANT - 1);
    let exponent: i32 =
        scientific.rsplit('e').next().and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let rounded: f64 = scientific.parse().unwrap_or(number);
    let decimals = usize::try_from(14 - exponent).unwrap_or(0);
    let text = format!("{rounded:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// What a format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A number.
    Number,
    /// A date, a time or both.
    Moment {
        /// Shows a date.
        date: bool,
        /// Shows a time.
        time: bool,
    },
    /// Hours or minutes that run beyond a day.
    Duration,
}

/// A number format.
#[derive(Clone, Debug)]
pub(crate) struct NumberFormat {
    sections: Vec<Section>,
    shape: Shape,
}

/// The format of cells that have none.
impl Default for NumberFormat {
    fn default() -> Self {
        Self::parse("General")
    }
}

impl NumberFormat {
    /// Reads the code of a format.
    pub(crate) fn parse(code: &str) -> Self {
        let sections = code::sections(code);
        let shape = sections.first().map_or(Shape::Number, Section::shape);
        Self { sections, shape }
    }

    /// Returns the format that needs no definition (ISO/IEC 29500-1, 18.8.30), those of East Asian editions among them.
    pub(crate) fn built_in(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 | 37 | 38 => "#,##0;(#,##0)",
            7 | 8 | 39 | 40 => "#,##0.00;(#,##0.00)",
            41 | 42 => "#,##0;(#,##0);\"-\"",
            43 | 44 => "#,##0.00;(#,##0.00);\"-\"",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            48 => "##0.0E+0",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            45 | 47 => "mm:ss",
            46 => "[h]:mm:ss",
            // How these are shown depends on the system.
            14 | 27..=31 | 36 | 50..=54 | 57 | 58 => "[$-F800]d",
            22 => "[$-F800]d h",
            32..=35 | 55 | 56 => "[$-F400]h",
            _ => "General",
        };
        Self::parse(code)
    }

    /// Returns what it makes of a number.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Returns what is shown of a number; nothing where that cannot be told. Days are counted as the workbook does.
    pub(crate) fn show(&self, number: f64, from_1904: bool) -> Option<String> {
        let (section, is_negative_section) = self.section_for(number)?;
        if section.is_of_another_language {
            return None;
        }
        match section.shape() {
            Shape::Number => {
                let shown =
                    digits::show(section, if is_negative_section { number.abs() } else { number })?;
                Some(shown.trim().to_owned())
            }
            Shape::Moment { .. } | Shape::Duration => date::show(section, number, from_1904),
        }
    }

    /// Returns what is shown of a text, where that is more than the text: `"Ref. "@`.
    pub(crate) fn show_text(&self, text: &str) -> Option<String> {
        let is_text = |section: &&Section| section.tokens.contains(&Token::Text);
        let section = self.sections.iter().rev().find(is_text)?;
        let shown: String = section
            .tokens
            .iter()
            .map(|token| match token {
                Token::Literal(literal) => literal.as_str(),
                Token::Text => text,
                _ => "",
            })
            .collect();
        (shown.trim() != text.trim()).then(|| shown.trim().to_owned())
    }

    /// Returns the section for a number, and whether its own signs stand for the minus.
    fn section_for(&self, number: f64) -> Option<(&Section, bool)> {
        let has_conditions = self.sections.iter().any(|section| section.condition.is_some());
        if has_conditions {
            let mut fitting = self.sections.iter().filter(|section| {
                section.condition.is_none_or(|condition| condition.holds(number))
            });
            return fitting.next().map(|section| (section, false));
        }
        let is_text = |section: &Section| section.tokens.contains(&Token::Text);
        let numeric: Vec<&Section> =
            self.sections.iter().filter(|section| !is_text(section)).take(3).collect();
        match numeric.as_slice() {
            [] => None,
            [_, negative, ..] if number < 0.0 => Some((negative, true)),
            [_, _, zero] if number == 0.0 => Some((zero, false)),
            [first, ..] => Some((first, false)),
        }
    }
}

/// Returns the moment of a serial number as ISO 8601: date and time, which is midnight where the number is whole. The
/// count from 1900 holds a 29 February that never was, which shifts the days before it by one.
pub(crate) fn moment(serial: f64, from_1904: bool) -> Option<(String, String)> {
    date::Moment::of(serial, from_1904).map(|moment| (moment.day(), moment.clock()))
}

/// Returns a number of days as hours, minutes and seconds.
pub(crate) fn duration(days: f64) -> String {
    date::duration(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str) -> Option<String> {
        NumberFormat::parse(code).show(number, false)
    }

    proptest::proptest! {
        #[test]
        fn what_has_few_digits_is_not_rounded(whole in -999_999_i32..999_999, power in -9..9_i32) {
            let number = f64::from(whole) * 10_f64.powi(power);
            proptest::prop_assert_eq!(plain(number), rounded(number));
        }
    }

    #[test]
    fn numbers_are_shown_as_spreadsheets_show_them() {
        for (number, code, expected) in [
            (1_234_567.5, "#,##0.00\" EUR\"", "1,234,567.50 EUR"),
            (618_531.0, "#,##0", "618,531"),
            (12_345.0, "\"CCF-\"00000", "CCF-12345"),
            (123.0, "00000", "00123"),
            (-1234.5, "#,##0.00;[Red]\\(#,##0.00\\)", "(1,234.50)"),
            (-1234.5, "#,##0.0", "-1,234.5"),
            (0.0, "0.00;-0.00;\"nil\"", "nil"),
            (0.256, "0%", "26%"),
            (0.125, "0.00", "0.13"),
            (1.5, "#.##", "1.5"),
            (0.5, "#.00", ".50"),
            (1_234_567.0, "#,##0,\" k\"", "1,235 k"),
            (1_500_000.0, "0.0,,\" M\"", "1.5 M"),
            (79_161_234_567.0, "+0 (000) 000-00-00", "+7 (916) 123-45-67"),
            (1234.0, "[$€-407] #,##0.00", "€ 1,234.00"),
            (12345.0, "0.00E+00", "1.23E+04"),
            (5.0, "[<10]\"few\";\"many\"", "few"),
            (50.0, "[<10]\"few\";\"many\"", "many"),
            (7.0, "General\" pieces\"", "7 pieces"),
            (2.5, "# ?/?", "2 1/2"),
            (0.75, "# ?/?", "3/4"),
            (3.0, "# ?/?", "3"),
            (-1.25, "# ??/??", "-1 1/4"),
            (6.375, "# ???/???", "6 3/8"),
            (1.375, "# ?/8\" in\"", "1 3/8 in"),
            (0.999, "# ?/?", "1"),
            (2.5, "?/?", "5/2"),
            (0.3, "# ??/100", "30/100"),
        ] {
            assert_eq!(shown(number, code).as_deref(), Some(expected), "{code}");
        }
    }

    #[test]
    fn texts_are_shown_with_what_their_format_puts_around_them() {
        let text = |code: &str| NumberFormat::parse(code).show_text("KZ-17");
        assert_eq!(text("\"Ref. \"@").as_deref(), Some("Ref. KZ-17"));
        assert_eq!(text("0;-0;0;@\" (copy)\"").as_deref(), Some("KZ-17 (copy)"));
        assert_eq!((text("@"), text("General"), text("0.00_);@_)")), (None, None, None));
    }

    #[test]
    fn moments_are_shown_in_the_language_of_their_format_or_not_at_all() {
        for (number, code, expected) in [
            (45_352.0, "dd.mm.yyyy", "01.03.2024"),
            (45_352.0, "[$-409]d-mmm-yy;@", "1-Mar-24"),
            (45_352.0, "dddd, mmmm d, yyyy", "Friday, March 1, 2024"),
            (45_352.75, "m/d/yy h:mm AM/PM", "3/1/24 6:00 PM"),
            (0.5, "hh:mm:ss", "12:00:00"),
            (1.5, "[h]:mm", "36:00"),
            (0.001, "mm:ss", "01:26"),
        ] {
            assert_eq!(shown(number, code).as_deref(), Some(expected), "{code}");
        }
        for (code, expected) in [
            ("[$-419]d mmmm yyyy", Some("1 Март 2024")),
            ("[$-FC19]dd mmmm yyyy", Some("01 марта 2024")),
            ("[$-419]dddd, d-mmm", Some("пятница, 1-мар")),
            ("[$-FC22]d mmmm", Some("1 березня")),
            ("[$-40C]d mmmm yyyy", Some("1 mars 2024")),
            ("[$-C0A]dddd d \"de\" mmmm", Some("viernes 1 de marzo")),
            ("[$-407]d. mmmm", Some("1. März")),
            ("[$-401]d mmmm", Some("1 مارس")),
            ("[$-2801]d mmmm", None),
            ("[$-40E]yyyy. mmmm", None),
        ] {
            assert_eq!(shown(45_352.0, code).as_deref(), expected, "{code}");
        }
        assert_eq!(shown(45_352.0, "[$-419]dd.mm.yyyy").as_deref(), Some("01.03.2024"));
        assert_eq!(shown(-5.0, "yyyy"), None);
    }

    #[test]
    fn numbers_are_written_in_full() {
        assert_eq!(plain(7.916_123_456_7e10), "79161234567");
        assert_eq!(plain(0.300_000_000_000_000_04), "0.3");
        assert_eq!(plain(1e300), "1E300");
        assert_eq!(plain(4.081_781_009_991e19), "40817810099910000000");
        assert_eq!(plain(4_276_123_412_341_234.0), "4276123412341234");
        assert_eq!(plain(0.0), "0");
    }
}

//! What of the trove a page may show: the one type through which names and texts come into a template.

use std::fmt;

/// A text in which nothing commands or misleads: controls and bidirectional controls are visible escapes. Templates
/// escape it for HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SafeText(String);

impl SafeText {
    pub(super) fn text(text: &str) -> Self {
        Self(item::visible(text))
    }

    /// Returns a sentence of the program; what stands between backticks in it stands between quotation marks.
    pub(super) fn sentence(text: &str) -> Self {
        let mut shown = String::with_capacity(text.len());
        let is_paired = text.matches('`').count().is_multiple_of(2);
        for (at, piece) in text.split('`').enumerate() {
            match at {
                0 => {}
                _ if !is_paired => shown.push('`'),
                _ if at.is_multiple_of(2) => shown.push('”'),
                _ => shown.push('“'),
            }
            shown.push_str(piece);
        }
        Self::text(&shown)
    }

    pub(super) fn number(number: u64) -> Self {
        let digits = number.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push('\u{202f}');
            }
            grouped.push(digit);
        }
        Self(grouped)
    }

    /// Returns a size in bytes as people say it.
    #[allow(clippy::cast_precision_loss, reason = "a figure for the eye")]
    pub(super) fn size(bytes: u64) -> Self {
        const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
        if bytes < 1_000 {
            return Self(format!("{bytes} bytes"));
        }
        let mut size = bytes as f64 / 1e3;
        let mut unit = 0;
        while size >= 999.5 && unit + 1 < UNITS.len() {
            size /= 1e3;
            unit += 1;
        }
        let digits = usize::from(size < 9.95);
        Self(format!("{size:.digits$} {}", UNITS[unit]))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that a form sends back as it is: every character that is no letter or digit is a numeric reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Exact(String);

impl Exact {
    pub(super) fn text(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| {
            if character.is_alphanumeric() {
                return fmt::Write::write_char(f, character);
            }
            write!(f, "&#{};", u32::from(character))
        })
    }
}

impl askama::filters::HtmlSafe for Exact {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let said = [0, 999, 1_000, 1_499_000, 80_000_000, 4_294_967_296].map(SafeText::size);
        let said = said.each_ref().map(SafeText::as_str);
        assert_eq!(said, ["0 bytes", "999 bytes", "1.0 kB", "1.5 MB", "80 MB", "4.3 GB"]);
    }

    #[test]
    fn what_a_form_sends_back_is_written_in_references() {
        assert_eq!(Exact::text("Ив \"<\u{202e}").to_string(), "Ив&#32;&#34;&#60;&#8238;");
    }

    #[test]
    fn a_sentence_has_quotation_marks_for_backticks() {
        let sentence = SafeText::sentence("unknown field `foo:`; see `date:`");
        assert_eq!(sentence.as_str(), "unknown field “foo:”; see “date:”");
        assert_eq!(SafeText::sentence("one ` alone").as_str(), "one ` alone");
    }

    #[test]
    fn long_numbers_stand_in_groups() {
        assert_eq!(SafeText::number(1_234_567).as_str(), "1\u{202f}234\u{202f}567");
        assert_eq!(SafeText::number(12).as_str(), "12");
    }
}

//! How one content line falls into name, parameters and value.

use std::borrow::Cow;

/// A line: `group.NAME;PARAMETER=value:value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// The name without its group, in upper case.
    pub(crate) name: String,
    /// Parameters: name in upper case, value without quotes. Those of vCard 2.1 may have no name.
    pub(crate) parameters: Vec<(String, &'a str)>,
    /// The value as it stands.
    pub(crate) value: &'a str,
}

impl<'a> Line<'a> {
    /// Reads a line; nothing where it has no name.
    pub(crate) fn parse(line: &'a str) -> Option<Self> {
        let colon = outside_quotes(line, ':')?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let mut parts = Parts { rest: Some(head) };
        let name = parts.next()?.trim();
        let name = name.rsplit('.').next().unwrap_or(name);
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let parameters = parts.map(parameter).collect();
        is_name.then(|| Self { name: name.to_ascii_uppercase(), parameters, value })
    }

    /// Returns the first value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    /// Returns media type and Base64 of a file that stands in the value.
    pub(super) fn packed(&self) -> Option<(Option<String>, &'a str)> {
        if let Some(data) = self.value.trim_start().strip_prefix("data:") {
            let (kind, data) = data.split_once(";base64,")?;
            return Some((Some(kind.to_ascii_lowercase()), data));
        }
        let is = |key: &str, value: &str| {
            let encoding = key == "ENCODING" || key.is_empty();
            encoding && (value.eq_ignore_ascii_case("base64") || value.eq_ignore_ascii_case("b"))
        };
        if !self.parameters.iter().any(|(key, value)| is(key, value)) {
            return None;
        }
        let media_type = self.parameter("FMTTYPE").or_else(|| self.parameter("MEDIATYPE"));
        let kind = media_type.or_else(|| self.parameter("TYPE")).or_else(|| self.unnamed_type());
        Some((kind.map(str::to_ascii_lowercase), self.value))
    }

    /// Returns the first parameter without a name that says no encoding (vCard 2.1).
    fn unnamed_type(&self) -> Option<&'a str> {
        let unnamed = self.parameters.iter().filter(|(key, _)| key.is_empty());
        unnamed.map(|(_, value)| *value).find(|value| !value.eq_ignore_ascii_case("base64"))
    }

    /// Tells whether the value is written as quoted-printable (vCard 2.1).
    pub(super) fn is_quoted_printable(&self) -> bool {
        let is = |key: &str, value: &str| {
            (key == "ENCODING" || key.is_empty()) && value.eq_ignore_ascii_case("quoted-printable")
        };
        // Programs that hand values on forget to say so.
        let codes = self.value.as_bytes().windows(3).filter(|code| is_code(code)).count();
        let is_unstated = codes > 2 && codes * 6 > self.value.len();
        self.parameters.iter().any(|(key, value)| is(key, value)) || is_unstated
    }
}

fn parameter(text: &str) -> (String, &str) {
    match text.split_once('=') {
        Some((key, value)) => (key.trim().to_ascii_uppercase(), value.trim().trim_matches('"')),
        None => (String::new(), text.trim()),
    }
}

/// Returns where a character stands outside of quotes; inside of them where a quote is left open.
fn outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut is_quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            _ if character == wanted && !is_quoted => return Some(at),
            _ => {}
        }
    }
    if is_quoted { text.find(wanted) } else { None }
}

/// The parts of the text before the value, which semicolons outside of quotes part.
struct Parts<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        match outside_quotes(rest, ';') {
            Some(at) => {
                self.rest = Some(&rest[at + 1..]);
                Some(&rest[..at])
            }
            None => self.rest.take(),
        }
    }
}

/// Takes out every line end that a blank follows, and the blank.
pub(super) fn without_folds(bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'\n', rest) {
        let line = &rest[..at];
        let after = &rest[at + 1..];
        if let [b' ' | b'\t', unfolded @ ..] = after {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            whole.extend(without_soft_break(line));
            rest = unfolded;
        } else {
            whole.extend(line);
            whole.push(b'\n');
            rest = after;
        }
    }
    whole.extend(rest);
    whole
}

/// Takes off the sign of quoted-printable that a value goes on, which some programs write before a fold.
fn without_soft_break(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"=") {
        Some(rest) if rest.windows(3).any(is_code) => rest,
        _ => line,
    }
}

/// Tells whether three bytes are one of quoted-printable: `=D0`.
fn is_code(code: &[u8]) -> bool {
    matches!(code, [b'=', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// Yields the lines; a quoted-printable value that ends with `=` goes on in the next one.
pub(super) fn unfolded(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let first = lines.next()?.trim_end_matches('\r');
        if !goes_on(first) || !first.to_ascii_uppercase().contains("QUOTED-PRINTABLE") {
            return Some(Cow::Borrowed(first));
        }
        let mut whole = first.trim_end_matches('=').to_owned();
        for line in lines.by_ref() {
            let line = line.trim_end_matches('\r');
            whole.push_str(line.strip_suffix('=').unwrap_or(line));
            if !goes_on(line) {
                break;
            }
        }
        Some(Cow::Owned(whole))
    })
}

fn goes_on(line: &str) -> bool {
    line.ends_with('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soft_break_before_a_fold_goes_with_it() {
        assert_eq!(without_folds(b"FN:=D0=\r\n =9F\r\nN:x"), b"FN:=D0=9F\r\nN:x");
        assert_eq!(without_folds(b"PHOTO:abc=\r\n d"), b"PHOTO:abc=d");
    }

    #[test]
    fn quoted_printable_is_told_where_nothing_states_it() {
        let is = |line: &str| Line::parse(line).is_some_and(|line| line.is_quoted_printable());
        assert!(is("FN:=44=61=76=C3=AD=64"));
        assert!(!is("URL:http://example.org/?a=12&b=34&c=56&and=more&of=it"));
    }

    #[test]
    fn a_line_falls_into_its_parts() {
        let line = Line::parse("item1.Attendee;CN=\"Doe; J: Jr\";RSVP=TRUE:mailto:j@example.org")
            .expect("it has a name");
        assert_eq!((line.name.as_str(), line.value), ("ATTENDEE", "mailto:j@example.org"));
        assert_eq!(line.parameter("CN"), Some("Doe; J: Jr"));
        assert_eq!(Line::parse("no colon here"), None);
        assert_eq!(Line::parse("two words: x"), None);
    }

    #[test]
    fn folds_within_a_character_are_undone() {
        assert_eq!(without_folds(b"a\xd0\r\n \x96b\nc\n\td"), "aЖb\ncd".as_bytes());
    }

    #[test]
    fn quoted_printable_goes_on_over_lines() {
        let text = "N;ENCODING=QUOTED-PRINTABLE:=41=\r\n=42=\r\nC\r\nX:1=\r\nY:2";
        let lines: Vec<_> = unfolded(text).collect();
        assert_eq!(lines, ["N;ENCODING=QUOTED-PRINTABLE:=41=42C", "X:1=", "Y:2"]);
    }
}

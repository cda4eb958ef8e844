//! Parameters that are written in sections (RFC 2231): a long name over several lines, its letters as `%D0%A0`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::shared::decode::{self, Charset};
use crate::shared::html::Page;
use crate::shared::{encoded_words, percent};

/// Writes the parameters of `Content-` fields that come in sections as plain ones, for parsers that decode each section
/// by itself: a letter may be cut by the end of a section, and the character set is stated in the first alone (§4.1).
pub(super) fn joined(block: &str) -> String {
    let mut text = String::with_capacity(block.len());
    let mut rest = block;
    while !rest.is_empty() {
        let (field, after) = rest.split_at(field_end(rest));
        match sectioned(field) {
            Some(joined) => text.push_str(&joined),
            None => text.push_str(field),
        }
        rest = after;
    }
    text
}

/// Mends what senders leave out of the `Content-` fields that have parameters: the semicolon before the first one, the kind
/// before it, and quotes, which some write as `'…'`. A field stands on one line.
pub(super) fn mended(block: &str) -> String {
    block.split_inclusive('\n').map(mended_field).collect()
}

fn mended_field(field: &str) -> Cow<'_, str> {
    let is_one =
        |name: &str| field.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
    let Some(name) = ["content-type:", "content-disposition:"].into_iter().find(|it| is_one(it))
    else {
        return Cow::Borrowed(field);
    };
    let line = field.trim_end();
    let (head, value) = line.split_at(name.len());
    let mut pieces = pieces(value).into_iter();
    let first = pieces.next().unwrap_or_default().trim();
    let (kind, parameter) = match first.split_once('=') {
        Some((before, _)) => {
            first.split_at(before.trim_end().rfind([' ', '\t']).map_or(0, |at| at + 1))
        }
        None => (first, ""),
    };
    let kind = match kind.trim() {
        "" if name == "content-disposition:" => "attachment",
        kind => kind,
    };
    let mut text = format!("{head} {kind}");
    for piece in [parameter].into_iter().chain(pieces).filter(|piece| !piece.trim().is_empty()) {
        text.push_str("; ");
        text.push_str(&with_double_quotes(piece.trim()));
    }
    Cow::Owned(text + &field[line.len()..])
}

/// Writes `name='a b'` with the quotes of the standard (RFC 2045 §5.1); those of RFC 2231 stand within a value.
fn with_double_quotes(piece: &str) -> Cow<'_, str> {
    let quoted = piece.split_once('=').and_then(|(name, value)| {
        let inner = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
        (!inner.contains(['\'', '"'])).then(|| format!("{name}=\"{inner}\""))
    });
    quoted.map_or(Cow::Borrowed(piece), Cow::Owned)
}

/// Returns where a field with its folded lines ends.
fn field_end(block: &str) -> usize {
    let ends = block.match_indices('\n').map(|(at, _)| at + 1);
    let mut unfolded = ends.filter(|end| !block[*end..].starts_with([' ', '\t']));
    unfolded.next().unwrap_or(block.len())
}

/// Rewrites a field that has sections.
fn sectioned(field: &str) -> Option<String> {
    let is_content = field.get(..8)?.eq_ignore_ascii_case("content-");
    if !is_content || !field.contains('*') {
        return None;
    }
    let unfolded = field.replace(['\r', '\n'], "");
    let mut plain = Vec::new();
    let mut sections: BTreeMap<String, BTreeMap<u32, Section<'_>>> = BTreeMap::new();
    for piece in pieces(&unfolded) {
        match Section::read(piece) {
            Some((name, number, section)) => {
                sections.entry(name).or_default().entry(number).or_insert(section);
            }
            None => plain.push(piece),
        }
    }
    if sections.is_empty() {
        return None;
    }
    plain.retain(|piece| !name_of(piece).is_some_and(|name| sections.contains_key(&name)));
    let mut text = plain.join(";");
    for (name, sections) in sections {
        let _ = write!(text, "; {name}=\"{}\"", quoted(&value(&sections)));
    }
    Some(text + "\r\n")
}

/// Cuts a field at the semicolons that stand in no quotes.
fn pieces(field: &str) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    field
        .split(|letter| {
            let was_escaped = std::mem::take(&mut is_escaped);
            match letter {
                '"' if !was_escaped => is_quoted = !is_quoted,
                '\\' if is_quoted && !was_escaped => is_escaped = true,
                _ => {}
            }
            letter == ';' && !is_quoted
        })
        .collect()
}

fn name_of(piece: &str) -> Option<String> {
    Some(piece.split_once('=')?.0.trim().to_ascii_lowercase())
}

/// A piece of a value.
struct Section<'a> {
    text: &'a str,
    is_encoded: bool,
}

impl<'a> Section<'a> {
    /// Reads `name*=…`, `name*0=…` or `name*0*=…`.
    fn read(piece: &'a str) -> Option<(String, u32, Self)> {
        let (name, text) = piece.split_once('=')?;
        let (name, number) = name.trim().split_once('*')?;
        let digits = number.trim_end_matches('*');
        let number_of_section = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let is_encoded = number.is_empty() || number.ends_with('*');
        let text = text.trim();
        let text = text.strip_prefix('"').map_or(text, |text| text.trim_end_matches('"'));
        Some((name.trim().to_ascii_lowercase(), number_of_section, Self { text, is_encoded }))
    }
}

/// Joins sections, then decodes: all bytes at once.
fn value(sections: &BTreeMap<u32, Section<'_>>) -> String {
    let mut charset = None;
    let mut bytes = Vec::new();
    for (at, section) in sections.values().enumerate() {
        let labelled = (at == 0).then(|| split_label(section)).flatten();
        let text = labelled.map_or(section.text, |(_, text)| text);
        charset = charset.or(labelled.map(|(label, _)| label));
        if section.is_encoded || labelled.is_some() {
            bytes.extend(percent::decoded(text));
        } else {
            bytes.extend(text.replace("\\\"", "\"").into_bytes());
        }
    }
    encoded_words::decoded(&decode::text(&bytes, charset.filter(|label| !label.is_empty())).text)
}

/// Parts `charset'language'text`; where the section is not said to be encoded, the character set must be a known one.
fn split_label<'a>(section: &Section<'a>) -> Option<(&'a str, &'a str)> {
    let (label, rest) = section.text.split_once('\'')?;
    let (_, text) = rest.split_once('\'')?;
    let is_known = Charset::by_label(label).is_some() && text.contains('%');
    (section.is_encoded || is_known).then_some((label, text))
}

/// Undoes the escapes of a name that is none but for letters beyond ASCII, as browsers write it.
pub(super) fn without_percents(name: String) -> String {
    let is_escaped = name.is_ascii() && name.contains('%');
    let read = is_escaped.then(|| String::from_utf8(percent::decoded(&name)).ok()).flatten();
    read.filter(|read| !read.is_ascii() && !read.contains(char::is_control)).unwrap_or(name)
}

/// Undoes the character references of a name that a program took for HTML: `&#1057;&#1087;`.
pub(super) fn without_references(name: String) -> String {
    if name.contains("&#") { Page::read(&name).body.trim().to_owned() } else { name }
}

/// Writes a value so that it can stand in quotes.
fn quoted(value: &str) -> String {
    let is_plain =
        |letter: char| letter.is_ascii_graphic() && !matches!(letter, '"' | '\\') || letter == ' ';
    if value.chars().all(is_plain) { value.to_owned() } else { encoded_words::encoded(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(field: &str) -> String {
        encoded_words::decoded(&joined(field))
    }

    #[test]
    fn sections_are_joined_before_they_are_decoded() {
        let cut = "Content-Disposition: attachment;\r\n filename*0*=UTF-8''%D0%A0%D0;\r\n filename*1*=%B5.txt\r\nX: y\r\n";
        assert_eq!(names(cut), "Content-Disposition: attachment; filename=\"Ре.txt\"\r\nX: y\r\n");
        let field = "Content-Type: a/b; name*1*=%C9; NAME*0*=koi8-r'ru'%F2%C5; charset=x\r\n";
        assert_eq!(names(field), "Content-Type: a/b; charset=x; name=\"Реи\"\r\n");
        let mixed =
            "Content-Type: a/b; name*0*=windows-1251''%D0%E5; name*1=\" 2;9\"; name*2*=%2Et\r\n";
        assert_eq!(names(mixed), "Content-Type: a/b; name=\"Ре 2;9.t\"\r\n");
    }

    #[test]
    fn a_value_in_sections_stands_for_the_plain_one() {
        let both = "Content-Type: a/b; name=\"Re.txt\"; name*=utf-8''%D0%A0%D0%B5\r\n";
        assert_eq!(names(both), "Content-Type: a/b; name=\"Ре\"\r\n");
    }

    #[test]
    fn sections_are_read_however_they_are_labelled() {
        for (written, name) in [
            ("name*=us-ascii''d%C3%A9cision", "décision"),
            ("name*=''d%C3%A9cision", "décision"),
            ("name*=d%C3%A9cision", "décision"),
            ("name*0=\"utf-8''d%C3%A9ci\"; name*1=\"sion\"", "décision"),
            ("name*0=\"1 it's 'so' \"; name*1=.eml", "1 it's 'so' .eml"),
            ("name*0=\"=?UTF-8?B?0KDQtdGI0LXQvdC4\"; name*1=\"0LU=?=\"", "Решение"),
        ] {
            let field = format!("Content-Type: a/b; {written}\r\n");
            assert_eq!(
                names(&field),
                format!("Content-Type: a/b; name=\"{name}\"\r\n"),
                "{written}"
            );
        }
    }

    #[test]
    fn fields_without_sections_stay_as_they_are() {
        for block in ["Subject: 2*0=0; x*=y\r\n", "Content-Type: a/b;\r\n name=\"a*b\"\r\n", ""] {
            assert_eq!(joined(block), block);
        }
    }
}

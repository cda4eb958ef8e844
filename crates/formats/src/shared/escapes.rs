//! Letters that are written as escapes where nobody resolves them: `\u041f` in logs and scripts, `%D0%9F` in addresses,
//! `&eacute;` and `<b>` of HTML in values of tables and data, `cn:: 0J…` in lists of directories (LDIF), `П Р И К А З`,
//! `M\"uller` in texts of TeX.

mod hosts;
mod literals;
mod payments;
mod tokens;
mod turned;
mod unseen;

use std::borrow::Cow;

use super::decode::{letters, of_shift};
use super::html::Page;
use super::{base64, encoded_words, tex};
pub(crate) use turned::{TURN, TURN_BACK};

/// Returns the lines that say something else once their escapes are resolved; nothing where none does.
pub(crate) fn resolved(text: &str) -> Option<String> {
    if is_plain(text) {
        return None;
    }
    let has_stroke = memchr::memchr(b'\\', text.as_bytes()).is_some();
    let is_tex = has_stroke && tex::is_tex(text);
    let is_dump = has_stroke && literals::is_dump(text);
    let mut out = String::new();
    for line in unfolded(text).lines() {
        let whole = line.replace(FOLD, "");
        let is_folded = whole.len() < line.len();
        let resolved = line_of(&whole, is_tex, is_dump);
        if let Some(resolved) = resolved.or_else(|| is_folded.then_some(whole)) {
            out.push_str(resolved.trim_end());
            out.push('\n');
        }
    }
    if payments::may_have(text) {
        out.extend(payments::lines(text).map(|payment| payment + "\n"));
    }
    (!out.is_empty()).then_some(out)
}

/// Tells whether none of the signs stands in a text that some escape begins with.
fn is_plain(text: &str) -> bool {
    const SIGNS: [&str; 9] =
        [":: ", "=?", "xn--", "XN--", "fromCharCode(", "X'", "0x", "=hex", "<mdb:mork"];
    let has = |sign: &str| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    memchr::memchr3(b'\\', b'%', b'&', text.as_bytes()).is_none()
        && memchr::memchr(b'<', text.as_bytes()).is_none()
        && !SIGNS.iter().any(|sign| has(sign))
        && !is_list(text)
        && !payments::may_have(text)
        && !text.contains(TURN)
        && !has_quoted_letters(text)
        && !has_spread_letters(text)
        && !tokens::may_have(text)
        && !unseen::may_have(text)
        && !literals::has_units(text)
}

/// Tells whether a letter beyond ASCII stands in a text as mails write it: `=D0=9F`.
fn has_quoted_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'=', bytes).any(|at| {
        matches!(bytes.get(at + 1..at + 4), Some([b'C'..=b'F' | b'c'..=b'f', digit, b'=']) if digit.is_ascii_hexdigit())
    })
}

/// Tells whether a name of a folder of a mail server may stand in a text: `&BB8ENQ-`.
fn has_folder(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'&', bytes).any(|at| {
        let is_of = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b',');
        let length = bytes[at + 1..].iter().take_while(is_of).count();
        length > 2 && bytes.get(at + 1 + length) == Some(&b'-')
    })
}

/// Decodes encoded words of mails that stand in logs and tables.
fn mailed(line: &str) -> Option<String> {
    memchr::memmem::find(line.as_bytes(), b"=?")?;
    let read = encoded_words::decoded(line);
    (read != line).then_some(read)
}

fn line_of(line: &str, is_tex: bool, is_dump: bool) -> Option<String> {
    let mut now = Cow::Borrowed(line);
    let of_tex = |line: &str| tex::line(line, is_tex);
    let of_dump = |line: &str| literals::row(line, is_dump);
    for resolve in [
        &attribute as &dyn Fn(&str) -> Option<String>,
        &mailed,
        &coded,
        &literals::codes,
        &literals::bytes,
        &literals::registry,
        &literals::units,
        &of_dump,
        &tokens::line,
        &unseen::line,
        &hosts::line,
        &turned::line,
        &of_tex,
        &markup,
        &together,
    ] {
        if let Some(resolved) = resolve(&now) {
            now = Cow::Owned(resolved);
        }
    }
    match now {
        Cow::Owned(resolved) => Some(resolved),
        Cow::Borrowed(_) => None,
    }
}

/// Joins the lines of a list of a directory that were folded (RFC 2849), of an export of the registry of Windows and of an
/// address book of Mozilla, and leaves every other text.
fn unfolded(text: &str) -> Cow<'_, str> {
    if ["Windows Registry Editor", "REGEDIT4", "// <!-- <mdb:mork"]
        .iter()
        .any(|it| text.starts_with(it))
    {
        return Cow::Owned(text.replace("\r\n", "\n").replace("\\\n  ", "").replace("\\\n", ""));
    }
    if is_list(text) && text.contains("\n ") {
        Cow::Owned(text.replace("\r\n", "\n").replace("\n ", FOLD))
    } else {
        Cow::Borrowed(text)
    }
}

/// Stands where a line of a list was folded; texts hold no such character.
const FOLD: &str = "\0";

/// Tells whether a text is the list of a directory.
fn is_list(text: &str) -> bool {
    text.starts_with("dn:") || text.contains("\ndn:")
}

/// Reads `name:: Base64` of a list of a directory.
fn attribute(line: &str) -> Option<String> {
    let (name, value) = line.split_once(":: ")?;
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-;.".contains(letter);
    if name.is_empty() || !name.chars().all(is_name) || !is_base64(value.trim()) {
        return None;
    }
    let text = String::from_utf8(base64::decode(value.trim().as_bytes()).bytes).ok()?;
    (!text.contains(char::is_control)).then(|| format!("{name}: {text}"))
}

fn is_base64(value: &str) -> bool {
    let is_of = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    value.len() >= 4 && value.len().is_multiple_of(4) && value.bytes().all(is_of)
}

/// Resolves `\u041f`, `\u{41f}`, `%u041F`, `\xd0\x9f`, `\320\237`, `%D0%9F`, `%CF%E5`, `=D0=9F` and `&BB8ENQ-` where letters
/// beyond ASCII come out.
fn coded(line: &str) -> Option<String> {
    let has_sign = memchr::memchr3(b'\\', b'%', b'$', line.as_bytes()).is_some();
    if !has_sign && !has_folder(line) && !has_quoted_letters(line) {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    let (mut rest, mut letters) = (line, 0);
    while let Some(at) = rest.find(['\\', '%', '=', '&', '$']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // A run that says nothing is passed over as a whole: it would be looked at again at each of its escapes.
        let found = escapes_at(rest);
        let longest = found.iter().map(|(_, length)| *length).max().unwrap_or(0).max(1);
        let said = found.into_iter().find_map(|(text, length)| Some((text?, length)));
        if let Some((text, length)) = said {
            letters += text.chars().filter(|it| it.is_alphabetic() && !it.is_ascii()).count();
            // A sign that was one escape with the word behind it: `\u003eHeron`.
            letters += usize::from(rest[length..].starts_with(char::is_alphanumeric));
            out.push_str(&text);
            rest = &rest[length..];
        } else {
            out.push_str(&rest[..longest]);
            rest = &rest[longest..];
        }
    }
    out.push_str(rest);
    (letters > 0).then_some(out)
}

/// Reads each kind of escape at the start, with how long its run is.
fn escapes_at(text: &str) -> Vec<(Option<String>, usize)> {
    match text.as_bytes()[0] {
        b'%' => vec![utf_16(text, "%u"), utf_8(text, "%"), legacy(text)],
        b'=' => vec![utf_8(text, "=")],
        // Mork, the address books of Mozilla.
        b'$' => vec![utf_8(text, "$")],
        b'&' => vec![of_folder(text)],
        _ if text.starts_with("\\\\u") => vec![utf_16(text, "\\\\u")],
        // `\U041f`: property lists of NeXT.
        _ => vec![
            utf_16(text, "\\u"),
            numbered(text),
            utf_16(text, "\\U"),
            // AutoCAD.
            utf_16(text, "\\U+"),
            utf_8(text, "\\x"),
            octal(text),
        ],
    }
}

/// Reads a run of `\u{41f}` or `\U0000041f` at the start.
fn numbered(text: &str) -> (Option<String>, usize) {
    let (mut read, mut rest) = (String::new(), text);
    while let Some((digits, after)) = one_number(rest) {
        let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
        let Some(letter) = code.filter(|letter| !letter.is_control()) else { break };
        read.push(letter);
        rest = after;
    }
    ((!read.is_empty()).then_some(read), text.len() - rest.len())
}

fn one_number(text: &str) -> Option<(&str, &str)> {
    let (digits, after) = match text.strip_prefix("\\u{") {
        Some(rest) => rest.split_at_checked(rest.bytes().take(7).position(|it| it == b'}')?)?,
        None => text.strip_prefix("\\U")?.split_at_checked(8)?,
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| (digits, after.strip_prefix('}').unwrap_or(after)))
}

/// Reads a run of bytes of UTF-8 in octal digits at the start, as tools of Unix print names.
fn octal(text: &str) -> (Option<String>, usize) {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((digits, after)) = rest.strip_prefix('\\').and_then(|it| it.split_at_checked(3))
    {
        let Ok(byte) = u8::from_str_radix(digits, 8) else { break };
        bytes.push(byte);
        rest = after;
    }
    let read = String::from_utf8(bytes).ok();
    (
        read.filter(|read| !read.is_ascii() && !read.contains(char::is_control)),
        text.len() - rest.len(),
    )
}

/// So many letters of one byte tell their encoding.
const LEGACY: usize = 5;

/// Reads a run of percents at the start that is no UTF-8, as servers of other times wrote what was searched for.
fn legacy(text: &str) -> (Option<String>, usize) {
    let (values, length) = run(text, "%", 2);
    let bytes: Vec<u8> = values.into_iter().filter_map(|value| u8::try_from(value).ok()).collect();
    let is_told = bytes.len() >= LEGACY && bytes.iter().all(|byte| *byte >= 0x80);
    let encoding = letters::best(&bytes).filter(|_| is_told).map(|telling| telling.encoding);
    let read = encoding.map(|encoding| encoding.decode_without_bom_handling(&bytes).0.into_owned());
    (read, length)
}

/// Reads the letters in a name of a folder of a mail server at the start (RFC 3501, 5.1.3).
fn of_folder(text: &str) -> (Option<String>, usize) {
    let run = text[1..].find('-').filter(|end| (3..=256).contains(end));
    let read = run.and_then(|end| of_shift(&text[1..=end].replace(',', "/")));
    let length = run.filter(|_| read.is_some()).map_or(1, |end| end + 2);
    (read, length)
}

/// Reads a run of `\u041f` at the start; returns how long it is.
fn utf_16(text: &str, mark: &str) -> (Option<String>, usize) {
    let (units, length) = run(text, mark, 4);
    let read: Result<String, _> = char::decode_utf16(units).collect();
    (read.ok().filter(|read| !read.is_empty() && !read.contains(char::is_control)), length)
}

/// Reads a run of bytes of UTF-8 at the start; returns how long it is.
fn utf_8(text: &str, mark: &str) -> (Option<String>, usize) {
    let (values, length) = run(text, mark, 2);
    let bytes: Result<Vec<u8>, _> = values.into_iter().map(u8::try_from).collect();
    let read = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    (read.filter(|read| !read.is_ascii() && !read.contains(char::is_control)), length)
}

/// Reads numbers of so many hexadecimal digits, each behind a mark.
fn run(text: &str, mark: &str, digits: usize) -> (Vec<u16>, usize) {
    let (mut values, mut rest) = (Vec::new(), text);
    while let Some(value) = rest.strip_prefix(mark).and_then(|after| after.get(..digits)) {
        let is_number = value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(number) = u16::from_str_radix(value, 16).ok().filter(|_| is_number) else { break };
        values.push(number);
        rest = &rest[mark.len() + digits..];
    }
    (values, text.len() - rest.len())
}

/// Reads HTML in a value, where it parts a word or writes a letter as an entity.
fn markup(line: &str) -> Option<String> {
    if !(has_entity(line) || has_style(line)) {
        return None;
    }
    let body = Page::read(line).body;
    (!body.trim().is_empty()).then(|| body.replace('\n', " "))
}

/// How long a tag or the name of an entity may be.
const NEAR: usize = 200;

/// Returns what stands before a sign, if that is near.
fn near(text: &str, sign: char) -> &str {
    let head = &text[..text.floor_char_boundary(NEAR.min(text.len()))];
    head.split_once(sign).map_or("", |(before, _)| before)
}

/// Tells whether an entity of HTML that may be a letter stands in a line.
fn has_entity(line: &str) -> bool {
    let mut starts = memchr::memchr_iter(b'&', line.as_bytes());
    starts.any(|start| {
        let name = near(&line[start + 1..], ';');
        let is_number = name.strip_prefix('#').is_some_and(|number| number.len() > 2);
        let is_accented = (4..=8).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphabetic())
            && ["acute", "grave", "circ", "uml", "tilde", "cedil", "slash", "ring", "caron", "lig"]
                .iter()
                .any(|mark| name.ends_with(mark) && name.len() <= mark.len() + 2);
        is_number && name.len() < 10 || is_accented
    })
}

/// Tells whether a tag of style stands at a letter, so that it parts a word or a phrase.
fn has_style(line: &str) -> bool {
    const STYLES: [&str; 10] = ["b", "i", "u", "em", "strong", "span", "font", "a", "c", "mark"];
    if !line.contains("</") {
        return false;
    }
    let closed: Vec<&str> =
        STYLES.into_iter().filter(|name| line.contains(&format!("</{name}>"))).collect();
    let mut starts = memchr::memchr_iter(b'<', line.as_bytes());
    starts.any(|start| {
        let (before, tag) = line.split_at(start);
        let tag = near(&tag[1..], '>');
        let after = line.get(start + tag.len() + 2..).unwrap_or_default();
        let name = tag.trim_matches('/').split([' ', '/', '.']).next().unwrap_or_default();
        closed.contains(&name)
            && (before.ends_with(char::is_alphabetic) || after.starts_with(char::is_alphabetic))
    })
}

/// From so many letters on, letters with a blank between them are a word.
const SPREAD: usize = 5;

fn has_spread_letters(text: &str) -> bool {
    let (mut length, mut alone) = (0, 0);
    for character in text.chars().chain(['\n']) {
        match character {
            ' ' | '\u{a0}' | '\n' | '\r' => {
                alone = if length == 1 { alone + 1 } else { 0 };
                length = 0;
                if alone >= SPREAD {
                    return true;
                }
            }
            _ => length += 1,
        }
    }
    false
}

/// Puts letters together that are spread, with more than a blank between words.
fn together(line: &str) -> Option<String> {
    if !has_spread_letters(line) {
        return None;
    }
    let line = line.replace('\u{a0}', " ");
    let words = line.trim().split("  ").map(str::trim).filter(|word| !word.is_empty());
    let mut is_changed = false;
    let join = |word: &str| -> String {
        let mut letters = word.split(' ');
        let is_letter = |piece: &str| {
            let mut characters = piece.chars();
            characters.next().is_some_and(char::is_alphanumeric)
                && characters.all(|other| other.is_ascii_punctuation())
        };
        let is_spread = letters.clone().count() >= SPREAD && letters.all(is_letter);
        is_changed |= is_spread;
        if is_spread { word.replace(' ', "") } else { word.to_owned() }
    };
    let joined: Vec<String> = words.map(join).collect();
    is_changed.then(|| joined.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        resolved(text).map(|text| text.trim_end().to_owned())
    }

    #[test]
    fn lines_of_a_directory_that_were_folded_are_whole() {
        assert_eq!(
            read("dn: cn=x\nmail: vera@exa\n mple.org\ncn: y\n"),
            Some("mail: vera@example.org".into())
        );
        assert_eq!(read("note: a\n b\n"), None);
    }

    #[test]
    fn escapes_of_drawings_and_of_signs_before_words_are_resolved() {
        assert_eq!(read("\\U+0412\\U+0435\\U+0440\\U+0430"), Some("Вера".into()));
        assert_eq!(read(r"a \u003cb\u003eHeron"), Some("a <b>Heron".into()));
        assert_eq!(read(r"C:\users\temp and 100%20"), None);
    }

    #[test]
    fn escapes_of_scripts_logs_and_addresses_are_resolved() {
        let name = Some("name=Пест \"x\"".to_owned());
        assert_eq!(read(r#"name=\u041f\u0435\u0441\u0442 "x""#), name);
        assert_eq!(read(r#"name=\\u041f\\u0435\\u0441\\u0442 "x""#), name);
        assert_eq!(read(r#"name=\xD0\x9F\xD0\xB5\xD1\x81\xD1\x82 "x""#), name);
        assert_eq!(read("a\n/wiki/%D0%9F%D0%B5?a=1%20b\nc"), Some("/wiki/Пе?a=1%20b".into()));
        assert_eq!(read(r"\ud83d\ude00 \u043e"), Some("😀 о".into()));
    }

    #[test]
    fn letters_of_mails_tools_and_servers_are_read() {
        let name = Some("a Пест b".to_owned());
        for written in [
            "a =D0=9F=D0=B5=D1=81=D1=82 b",
            "a =?UTF-8?B?0J/QtdGB0YI=?= b",
            "a %u041F%u0435%u0441%u0442 b",
            r"a \320\237\320\265\321\201\321\202 b",
            r"a \u{41f}\u{435}\u{441}\u{442} b",
            r"a \U0000041f\U00000435\U00000441\U00000442 b",
            "a &BB8ENQRBBEI- b",
        ] {
            assert_eq!(read(written), name, "{written}");
        }
        let searched = "q=%CF%E5%F1%F2%F0%E8%EA%EE%E2";
        assert_eq!(read(searched), Some("q=Пестриков".into()));
        assert_eq!(read("to xn--e1afmkfd.xn--p1ai"), Some("to пример.рф".into()));
        assert_eq!(read("\u{202e}avostenzuK\u{202c}"), Some("Kuznetsova".into()));
    }

    #[test]
    fn html_in_values_is_read() {
        assert_eq!(read("a: soci&eacute;t&eacute; &amp; co"), Some("a: société & co".into()));
        assert_eq!(read("<p>&#1055;&#x435;</p>"), Some("Пе".into()));
        assert_eq!(read("<p>Belo<b>zerov</b></p>"), Some("Belozerov".into()));
        assert_eq!(read("<i>Vera</i> Ostrovnaya"), Some("Vera Ostrovnaya".into()));
        assert_eq!(read("pass<c.red>port</c>"), Some("passport".into()));
    }

    #[test]
    fn lists_of_directories_are_read() {
        let list = "dn:: Y249UGVzdA==\ncn:: 0J/QtdGB\n 0YI=\nmail: a@b.org\n";
        assert_eq!(read(list), Some("dn: cn=Pest\ncn: Пест".into()));
    }

    #[test]
    fn spread_letters_are_put_together() {
        assert_eq!(read("П Е С Т Р И К О В  Иван"), Some("ПЕСТРИКОВ Иван".into()));
        assert_eq!(read("K u z n e t s o v a   p a i d"), Some("Kuznetsova p a i d".into()));
    }

    #[test]
    fn long_runs_of_escapes_that_say_nothing_take_no_long_time() {
        for run in ["\\u0000", "&", "<", "\\xff", "%ff", "<b", "a<b>c</i "] {
            assert_eq!(read(&run.repeat(200_000)), None, "{run}");
        }
    }

    #[test]
    fn letters_of_phones_registries_and_address_books_are_read() {
        assert_eq!(read("К\u{a0}У\u{a0}З\u{a0}Н\u{a0}Е\u{a0}Ц  1"), Some("КУЗНЕЦ 1".into()));
        assert_eq!(
            read("// <!-- <mdb:mork -->\n(92=$D0$9F$D0$B5$D1$81$D1$82)"),
            Some("(92=Пест)".into())
        );
        assert_eq!(read(r"Owner = \U041f\U0435;"), Some("Owner = Пе;".into()));
        let registry = "REGEDIT4\r\n\"a\"=hex(7):42,00,65,00,\\\r\n  6c,00,6f,00\r\n";
        assert_eq!(read(registry), Some("\"a\"=hex(7):Belo".into()));
        assert_eq!(read("+CMGL\n04110435043B043E\nOK"), Some("Бело".into()));
    }

    #[test]
    fn what_is_no_escape_is_left_alone() {
        for text in [
            "C:\\users\\x\\u12 100 % of it",
            "a <b and c> d",
            "x\\n y \\u0041\\u0042 %41%42 R&D; a&b;",
            "std::string x:: y",
            "vec<a>b",
            "1 2 3 4",
            "Hash: %d %s",
            "a=b&c=d&e-f x=DEAD=BEEF \\123\\456 0x7ffee4c0a9f8 &amp-x-",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

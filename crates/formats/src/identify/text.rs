//! Whether a content is text, and which kind of text.

use item::Basis;

use super::{Hint, Verdict, by_signature, by_structure, mail};
use crate::shared::decode;
use crate::table::{Id, id, known};

/// How many bytes are looked at.
const HEAD: usize = 64 << 10;

/// Every format that is text.
pub(super) const FORMATS: &[Id] = &[
    id("text"),
    id("html"),
    id("xml"),
    id("svg"),
    id("word-xml"),
    id("excel-xml"),
    id("iwork-xml"),
    id("olm"),
    id("json"),
    id("csv"),
    id("sylk"),
    id("eml"),
    id("mbox"),
    id("mhtml"),
    id("ics"),
    id("vcf"),
    id("subtitles"),
    id("rtf"),
    id("pgp"),
    id("pgp-key"),
    id("pem"),
    id("ps"),
    id("warc"),
    id("plist"),
];

/// Elements that HTML files begin with.
const HTML_ELEMENTS: &[&str] = &[
    "html",
    "head",
    "body",
    "title",
    "meta",
    "script",
    "style",
    "link",
    "base",
    "table",
    "div",
    "p",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "br",
    "hr",
    "font",
    "center",
    "span",
    "img",
    "ul",
    "ol",
    "dl",
    "pre",
    "b",
    "i",
    "strong",
    "em",
    "form",
    "frameset",
    "iframe",
    "section",
    "article",
    "main",
    "nav",
    "header",
    "blockquote",
    "noscript",
    "basefont",
    "bgsound",
    "template",
];

/// First lines that only one format has.
const FIRST_LINES: &[(&str, Id)] = &[
    ("BEGIN:VCALENDAR", id("ics")),
    ("BEGIN:VCARD", id("vcf")),
    ("-----BEGIN PGP MESSAGE-----", id("pgp")),
    ("-----BEGIN PGP SIGNED MESSAGE-----", id("text")),
    ("-----BEGIN PGP ", id("pgp-key")),
    ("-----BEGIN PKCS7-----", id("p7m")),
    ("-----BEGIN CMS-----", id("p7m")),
    ("-----BEGIN ", id("pem")),
    ("%!PS", id("ps")),
];

/// How the namespaces of Pages, Numbers and Keynote of 2009 and before begin.
const IWORK: &str = "http://developer.apple.com/namespaces/";

/// How the media types of `OpenDocument` files begin, as they stand in an attribute.
const OPEN_DOCUMENT: &str = "\"application/vnd.oasis.opendocument";

/// Tells the kind of text; nothing where the content is none.
pub(super) fn of(bytes: &[u8], hint: &Hint) -> Option<Verdict> {
    let (text, nul) = head(bytes);
    if is_text(&text, nul, 100) {
        Some(kind(&text, bytes.len() > HEAD, hint))
    } else if is_text(&text, nul, 5) {
        of_dirty(&text, hint)
    } else {
        None
    }
}

/// Tells whether the content begins as a mail or a mailbox does.
pub(super) fn is_mail(bytes: &[u8], hint: &Hint) -> bool {
    mail::of(&head(bytes).0, &|format| hint.says(format)).is_some()
}

/// Returns the first part as text, and how many zero bytes stand in it that no encoding accounts for.
fn head(bytes: &[u8]) -> (String, usize) {
    let choice = decode::choose(&bytes[..bytes.len().min(HEAD)], None);
    let head = &bytes[choice.bom..];
    let whole = head.len().min(HEAD);
    // A long line behind a short one would be lost with the cut at its begin.
    let cut = Some(choice.charset.cut(head, HEAD)).filter(|cut| *cut >= whole / 2);
    let head = &head[..cut.unwrap_or(whole)];
    let nul = if choice.charset.unit() == 1 { memchr::memchr_iter(0, head).count() } else { 0 };
    (choice.charset.decode(head).0, nul)
}

/// Tells whether fewer than one in `share` characters are controls, replaced or for private use. Zero bytes that stand in runs
/// between texts without a single such character fill up records, or the file.
fn is_text(text: &str, nul: usize, share: usize) -> bool {
    let odd = |character: &char| {
        let is_control = character.is_control()
            && !matches!(
                character,
                '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1b}' | '\u{8}' | '\u{1a}' | '\u{85}'
            );
        is_control
            || *character == char::REPLACEMENT_CHARACTER
            || ('\u{e000}'..='\u{f8ff}').contains(character)
    };
    let odd = text.chars().filter(odd).count();
    let nul = if odd == 0 && nul > 0 && has_words(text) { 0 } else { nul };
    !text.is_empty() && (odd + nul) * share <= text.chars().count()
}

/// Tells whether so many different letters occur as in words, and not in a row of numbers or of dots.
fn has_words(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    letters.collect::<std::collections::HashSet<char>>().len() >= LETTERS
}

/// How many different letters a few words have.
const LETTERS: usize = 8;

/// Text with many strange characters is a text only where something speaks for it.
fn of_dirty(text: &str, hint: &Hint) -> Option<Verdict> {
    if let Some(mail) = mail::of(text, &|format| hint.says(format)) {
        return Some(by_structure(mail));
    }
    if let Some(markup) = markup(text, hint) {
        return Some(by_structure(markup));
    }
    let named = hint.by_extension().filter(|format| FORMATS.contains(&format.known()))?;
    Some(Verdict { format: named.known(), basis: Basis::Extension })
}

fn kind(text: &str, is_cut: bool, hint: &Hint) -> Verdict {
    let start = text.trim_start();
    let first_line = FIRST_LINES.iter().find(|(line, _)| has_prefix(start, line));
    if let Some((_, format)) = first_line {
        return by_signature(*format);
    }
    if crate::subtitles::is_told(start) {
        return by_structure(known!("subtitles"));
    }
    if let Some(format) = markup(start, hint) {
        return by_structure(format);
    }
    if let Some(format) = mail::of(text, &|format| hint.says(format)) {
        return by_structure(format);
    }
    if crate::sylk::is_table(start) {
        return by_signature(known!("sylk"));
    }
    if is_json(start, is_cut) {
        return by_structure(known!("json"));
    }
    rows(text, hint).or_else(|| named(start, hint)).unwrap_or(by_structure(known!("text")))
}

/// Goes by the name where the text, though not typical, does not contradict it.
fn named(start: &str, hint: &Hint) -> Option<Verdict> {
    let fits = |format: &str| match format {
        "html" => start.contains('<') && start.contains('>'),
        "xml" | "svg" => start.starts_with('<'),
        "json" => start.starts_with(['{', '[', '"']),
        _ => false,
    };
    let named = hint.by_extension().filter(|format| fits(format.id));
    if let Some(format) = named {
        return Some(Verdict { format: format.known(), basis: Basis::Extension });
    }
    let declared = hint.media.filter(|format| format.id == "html" || fits(format.id))?;
    Some(Verdict { format: declared.known(), basis: Basis::Declared })
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Tells HTML from XML by the first element after declarations and comments.
fn markup(text: &str, hint: &Hint) -> Option<Id> {
    let mut rest = text
        .trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    let mut is_declared = false;
    for _ in 0..64 {
        if has_prefix(rest, "<!doctype") {
            return Some(if doctype_is_html(rest) { known!("html") } else { known!("xml") });
        }
        let (end, is_xml) = match rest {
            _ if rest.starts_with("<!--") => ("-->", false),
            _ if rest.starts_with("<?") => ("?>", has_prefix(rest, "<?xml")),
            _ => break,
        };
        if rest.starts_with("<?mso-application") {
            return Some(if rest.contains("Excel.Sheet") {
                known!("excel-xml")
            } else {
                known!("word-xml")
            });
        }
        is_declared |= is_xml;
        let Some(after) = rest.find(end) else {
            return Some(if is_declared { known!("xml") } else { known!("html") });
        };
        rest = rest[after + end.len()..].trim_start();
    }
    root(rest, is_declared, hint)
}

fn doctype_is_html(text: &str) -> bool {
    let start: String = text.chars().take(200).collect();
    let name = start["<!doctype".len()..].trim_start().to_ascii_lowercase();
    name.starts_with("html") || name.starts_with('>')
}

fn root(rest: &str, is_declared: bool, hint: &Hint) -> Option<Id> {
    let element = rest.strip_prefix('<')?;
    let end = element
        .find(|character: char| character.is_whitespace() || matches!(character, '>' | '/'))?;
    let (name, after) = element.split_at(end);
    let is_name =
        name.chars().all(|character| character.is_alphanumeric() || "_-:.".contains(character));
    if name.is_empty() || !is_name {
        return is_declared.then_some(known!("xml"));
    }
    let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    let is_html = HTML_ELEMENTS.contains(&local.as_str());
    Some(match local.as_str() {
        "svg" => known!("svg"),
        "document" if after.contains(OPEN_DOCUMENT) => flat_document(after),
        "worddocument" | "package" if after.contains("schemas.microsoft.com/office") => {
            known!("word-xml")
        }
        "workbook" if after.contains("urn:schemas-microsoft-com:office:spreadsheet") => {
            known!("excel-xml")
        }
        "document" | "presentation" if after.contains(IWORK) => known!("iwork-xml"),
        "tt" if after.contains("/ns/ttml") || after.contains("/ttaf1") => known!("subtitles"),
        "emails" if after.contains("<OPFMessageCopy") => known!("olm"),
        "html" => known!("html"),
        _ if !is_declared && hint.says("html") => known!("html"),
        _ if is_html && !is_declared && !hint.says("xml") => known!("html"),
        _ => known!("xml"),
    })
}

/// Tells which kind of document is written as one XML file.
fn flat_document(after: &str) -> Id {
    const KINDS: &[(&str, Id)] = &[
        (".text", id("odt")),
        (".spreadsheet", id("ods")),
        (".presentation", id("odp")),
        (".graphics", id("odg")),
    ];
    let stated = after.split_once(OPEN_DOCUMENT).map_or("", |(_, kind)| kind);
    let kind = KINDS.iter().find(|(kind, _)| stated.starts_with(kind));
    kind.map_or(known!("opendocument"), |(_, format)| *format)
}

/// Tells whether the text begins with a JSON object or array and holds nothing else but more of them.
fn is_json(text: &str, is_cut: bool) -> bool {
    if !text.starts_with(['{', '[']) {
        return false;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    let Some(first) = values.next() else { return false };
    let rest = text[values.byte_offset().min(text.len())..]
        .trim_start_matches([',', ' ', '\r', '\n', '\t']);
    match first {
        Ok(_) => rest.is_empty() || rest.starts_with(['{', '[']),
        Err(error) => error.is_eof() && (is_cut || text.contains("\":")),
    }
}

/// Tells tables of values: by name or declaration, or where nothing else is named and all lines agree.
fn rows(text: &str, hint: &Hint) -> Option<Verdict> {
    if let Some(format) = hint.by_extension().filter(|format| format.id == "csv") {
        return Some(Verdict { format: format.known(), basis: Basis::Extension });
    }
    if hint.media.is_some_and(|format| format.id == "csv") {
        return Some(Verdict { format: known!("csv"), basis: Basis::Declared });
    }
    (hint.by_extension().is_none() && is_regular(text)).then_some(by_structure(known!("csv")))
}

fn is_regular(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let delimiter = |delimiter: char| {
        let count = |line: &&str| line.matches(delimiter).count();
        let first = lines.first().map_or(0, count);
        first >= 2 && lines.iter().all(|line| count(line) == first)
    };
    lines.len() >= 5 && [',', ';', '\t', '|'].into_iter().any(delimiter)
}

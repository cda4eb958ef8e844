//! What is shown of the marks in a line: slanted letters, colours, places, times of words, speakers.

use crate::shared::html::Page;

/// A longer tag is none. In bytes.
const TAG: usize = 256;

/// Elements that mark words; others are taken for words between angle brackets.
const KNOWN: &[&str] = &[
    "b", "i", "u", "s", "c", "v", "lang", "ruby", "rb", "rt", "rp", "font", "span", "p", "br",
    "em", "strong",
];

/// Returns the words of a cue, without tags and with entities resolved.
pub(super) fn shown(text: &str) -> String {
    let plain = without_tags(&without_overrides(text, None));
    if plain.contains('&') { plain.lines().map(resolved).collect() } else { plain }
}

/// Resolves the entities of a line.
fn resolved(line: &str) -> String {
    Page::read(&line.replace('<', "&lt;")).body
}

fn without_tags(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let end = inside.bytes().take(TAG).position(|byte| byte == b'>');
        if let Some((meaning, end)) = end.and_then(|end| Some((meaning(&inside[..end])?, end))) {
            words.push_str(&meaning);
            rest = &inside[end + 1..];
        } else {
            words.push('<');
            rest = inside;
        }
    }
    words + rest
}

/// Returns what a tag means as text; nothing where it is none.
fn meaning(tag: &str) -> Option<String> {
    let is_time =
        tag.contains(':') && tag.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte));
    if is_time {
        return Some(String::new());
    }
    let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
    let length = tag.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(tag.len());
    let name = tag[..length].to_ascii_lowercase();
    // `<c.yellow>`, `<font color="red">`, `<br/>`.
    let is_name_over = tag[length..].is_empty() || tag[length..].starts_with(['.', ' ', '\t', '/']);
    if !KNOWN.contains(&name.as_str()) || !is_name_over {
        return None;
    }
    Some(match name.as_str() {
        "br" => "\n".to_owned(),
        // How the letters before it are read.
        "rt" => (if is_end { ")" } else { "(" }).to_owned(),
        "v" if !is_end => speaker(tag).map(|name| name.to_owned() + ": ").unwrap_or_default(),
        _ => String::new(),
    })
}

/// Returns the name in `v.loud Fred`.
fn speaker(tag: &str) -> Option<&str> {
    let (_, name) = tag.split_once([' ', '\t'])?;
    Some(name.trim()).filter(|name| !name.is_empty())
}

/// Takes out what stands in braces and overrides the style (`{\i1}`), and what is drawn between `{\p1}` and `{\p0}`. What
/// stands in other braces is a remark that nobody sees, where there are such.
pub(super) fn without_overrides(text: &str, mut remarks: Option<&mut String>) -> String {
    let mut words = String::with_capacity(text.len());
    let mut is_drawn = false;
    let mut rest = text;
    while let Some((open, close)) = braces(rest) {
        let inside = &rest[open + 1..close];
        let is_override = inside.contains('\\');
        if !is_drawn {
            words.push_str(&rest[..open]);
        }
        match &mut remarks {
            _ if is_override => is_drawn = draws(inside).unwrap_or(is_drawn),
            Some(remarks) => remarks.extend([inside, "\n"]),
            None => words.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    if !is_drawn {
        words.push_str(rest);
    }
    words
}

/// Finds the next brace that is closed.
fn braces(text: &str) -> Option<(usize, usize)> {
    let open = text.find('{')?;
    Some((open, open + text[open..].find('}')?))
}

/// Tells whether drawing begins or ends with an override: `\p1`, `\p0`.
fn draws(inside: &str) -> Option<bool> {
    let mut scales =
        inside.split('\\').filter_map(|tag| tag.strip_prefix('p')?.trim().parse::<u32>().ok());
    scales.next_back().map(|scale| scale > 0)
}

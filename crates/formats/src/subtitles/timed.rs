//! Subtitles whose times stand on a line of their own (`SubRip`, `WebVTT`, SBV), or as frames before the words (`MicroDVD`).

use item::Key;

use super::cues::Cues;
use super::markup;

/// A longer word is no time. In bytes.
const CLOCK: usize = 16;

pub(super) fn is_web_vtt(text: &str) -> bool {
    let rest = text.strip_prefix("WEBVTT");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

/// Tells whether a text begins with times, perhaps with a number above them.
pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let is_timed = |line: &str| times(line).is_some();
    is_timed(first) || is_number(first) && lines.next().is_some_and(is_timed)
}

/// Reads a text in which a cue may hold blank lines.
pub(super) fn plain(text: &str, cues: &mut Cues<'_>) {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| times(line).is_some()).unwrap_or(lines.len());
    let (head, lines) = lines.split_at(first);
    let is_numbered = head.last().is_some_and(|line| is_number(line));
    head.iter().filter(|line| !is_number(line)).for_each(|line| cues.setting(line));
    let mut found = cues_of(lines).peekable();
    while let Some((from, to, said)) = found.next() {
        let is_followed = found.peek().is_some();
        let said = if is_numbered && is_followed { without_number(said) } else { said };
        cues.cue(from, to, &markup::shown(&said.join("\n")));
    }
}

/// Leaves out the number of the next cue.
fn without_number<'l, 't>(said: &'l [&'t str]) -> &'l [&'t str] {
    match said {
        [said @ .., last] if is_number(last) => said,
        said => said,
    }
}

/// Reads a text in which a blank line ends a cue: what is none is a remark or a setting.
pub(super) fn web_vtt(text: &str, cues: &mut Cues<'_>) {
    let lines: Vec<&str> = text.lines().collect();
    for block in lines.split(|line| line.trim().is_empty()) {
        let first = block.iter().position(|line| times(line).is_some()).unwrap_or(block.len());
        let (head, timed) = block.split_at(first);
        let is_note = timed.is_empty() && head.first().is_some_and(|line| line.starts_with("NOTE"));
        for line in head.iter().filter(|line| !is_number(line)) {
            if is_note {
                cues.comment(line.strip_prefix("NOTE").unwrap_or(line));
            } else {
                language(line, cues);
                cues.setting(line);
            }
        }
        for (from, to, said) in cues_of(timed) {
            cues.cue(from, to, &markup::shown(&said.join("\n")));
        }
    }
}

fn language(line: &str, cues: &mut Cues<'_>) {
    if let Some(language) = line.strip_prefix("Language:") {
        cues.sink.metadata(Key::LANGUAGE, language.trim());
    }
}

/// Parts lines, the first of which has times, at those that have.
fn cues_of<'l, 't>(
    lines: &'l [&'t str],
) -> impl Iterator<Item = (&'t str, &'t str, &'l [&'t str])> {
    let mut rest = lines;
    std::iter::from_fn(move || {
        let (first, after) = rest.split_first()?;
        let (from, to) = times(first)?;
        let end = after.iter().position(|line| times(line).is_some()).unwrap_or(after.len());
        rest = &after[end..];
        Some((from, to, &after[..end]))
    })
}

/// Reads `00:00:01,000 --> 00:00:02,000` with what may follow, and `0:00:01.000,0:00:02.000`.
fn times(line: &str) -> Option<(&str, &str)> {
    if let Some((from, to)) = line.split_once("-->") {
        return Some((clock(from.trim())?, clock(to.split_whitespace().next()?)?));
    }
    let (from, to) = line.trim().split_once(',')?;
    let is_whole = |time: &str| time.matches(':').count() == 2 && time.contains('.');
    (is_whole(from) && is_whole(to)).then_some((clock(from)?, clock(to)?))
}

fn clock(word: &str) -> Option<&str> {
    let is_of_clock = |byte: u8| byte.is_ascii_digit() || b":.,".contains(&byte);
    let is_clock = word.len() <= CLOCK
        && word.starts_with(|first: char| first.is_ascii_digit())
        && matches!(word.matches(':').count(), 1 | 2)
        && word.bytes().all(is_of_clock);
    is_clock.then_some(word)
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    (1..=6).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a text with frames before the words: `{100}{150}said|on two lines`.
pub(super) fn micro_dvd(text: &str, cues: &mut Cues<'_>) {
    for line in text.lines() {
        match frames(line) {
            Some((from, to, said)) => {
                let lines: Vec<&str> = said.split('|').map(without_controls).collect();
                cues.cue(&format!("frame {from}"), to, &lines.join("\n"));
            }
            None => cues.setting(line),
        }
    }
}

pub(super) fn frames(line: &str) -> Option<(&str, &str, &str)> {
    let (from, rest) = line.strip_prefix('{')?.split_once('}')?;
    let (to, said) = rest.strip_prefix('{')?.split_once('}')?;
    (is_number(from) && (to.is_empty() || is_number(to))).then_some((from, to, said))
}

/// Leaves out what a line begins with to set its letters: `{y:i}`, and `/` for slanted ones.
fn without_controls(line: &str) -> &str {
    let mut rest = line;
    while let Some((code, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        if code.as_bytes().get(1) != Some(&b':') {
            break;
        }
        rest = after;
    }
    rest.strip_prefix('/').unwrap_or(rest)
}

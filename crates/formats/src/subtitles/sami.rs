//! SAMI: a page like those of the web, in which `<SYNC Start=…>` says when what follows is shown.

use item::Key;
use memchr::memmem;

use super::cues::Cues;
use crate::shared::html::Page;

/// A longer tag states no time, in bytes: the end of each is not looked for in all that follows.
const TAG: usize = 256;

pub(super) fn read(text: &str, cues: &mut Cues<'_>) {
    let lower = text.to_ascii_lowercase();
    let starts: Vec<usize> = memmem::find_iter(lower.as_bytes(), "<sync").collect();
    head(&text[..starts.first().copied().unwrap_or(text.len())], cues);
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied();
        let page = Page::read(&text[*start..end.unwrap_or(text.len())]);
        let to = end.map(|end| moment(&lower[end..])).unwrap_or_default();
        cues.cue(&moment(&lower[*start..]), &to, &page.body);
        page.comments.lines().for_each(|line| cues.comment(line));
        page.hidden.lines().for_each(|line| cues.setting(line));
    }
}

/// Keeps titles, remarks and styles.
fn head(text: &str, cues: &mut Cues<'_>) {
    let page = Page::read(text);
    for title in &page.titles {
        cues.sink.metadata(Key::TITLE, title);
    }
    page.comments.lines().for_each(|line| cues.comment(line));
    let lower = text.to_ascii_lowercase();
    let style = lower.find("<style").and_then(|start| {
        let begin = start + lower[start..].find('>')? + 1;
        let end = lower[begin..].find("</style").map_or(text.len(), |end| begin + end);
        text.get(begin..end)
    });
    style.unwrap_or_default().lines().for_each(|line| cues.setting(line));
    page.body.lines().for_each(|line| cues.setting(line));
}

/// Reads the milliseconds of a tag in lower case, and writes them as a time.
fn moment(tag: &str) -> String {
    let tag = &tag[..tag.floor_char_boundary(TAG)];
    let tag = tag.split('>').next().unwrap_or_default();
    let value = tag.split_once("start=").map_or("", |(_, value)| value);
    let value = value.trim_start_matches(['"', '\'']);
    let figures = value.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(value.len());
    let Ok(all) = value[..figures].parse::<u64>() else { return String::new() };
    let (seconds, rest) = (all / 1_000, all % 1_000);
    format!("{:02}:{:02}:{:02}.{rest:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

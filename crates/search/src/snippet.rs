//! Which words of a text show why an item matches.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use item::{Layer, Mention, Place, Segment};
use serde::Serialize;

use crate::query::{Field, Query, Spans};
use crate::spans::{Positions, find_spans};
use crate::terms::{self, BARE, CLASS, CONSONANTS, INITIAL, KEY, Names, TextTerms};
use crate::word::{Matcher, Word};

/// The longest snippet, in characters.
const MAX_CHARS: usize = 240;
/// How many characters may stand between the start of the first match and the end of the last.
const MAX_MATCH_CHARS: usize = 160;
/// How many characters stand before the first match, where there are so many.
const BEFORE: usize = 60;
/// Texts are looked at in pieces of so many bytes.
const PIECE: usize = 32 << 10;
/// After so many bytes the search for snippets ends, once there are any.
const ENOUGH_BYTES: usize = 512 << 10;
/// After so many matches the search for snippets ends.
const ENOUGH_MATCHES: usize = 2_000;
/// After so many bytes it ends, once every part of the question has been seen.
const ENOUGH_FOR_ALL: usize = 32 << 10;

/// A piece of a text with the words that match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Which segment of the extraction, counted from 0.
    #[serde(skip)]
    pub segment: usize,
    /// Where the segment stands.
    pub place: Place,
    /// Which layer it belongs to.
    pub layer: Layer,
    /// The text, on one line.
    pub text: String,
    /// Byte offsets in `text` of the first byte and after the last byte of each match, ascending, without overlap.
    pub highlights: Vec<[usize; 2]>,
    /// Why it matches, where the words alone do not say.
    pub why: Option<String>,
}

/// Returns at most `limit` snippets: first those that show most of what was asked for, equal ones in reading order.
///
/// Where no word of the text was asked for, the beginning of the text is the only snippet.
pub fn snippets(
    query: &Query,
    segments: &[Segment],
    mentions: &[Mention],
    limit: usize,
) -> Vec<Snippet> {
    let mut leaves = Vec::new();
    collect_leaves(query, &mut leaves);
    let matches = find_matches(&leaves, segments, mentions);
    let windows = best_windows(segments, &matches, limit);
    if windows.is_empty() {
        return beginning(segments).into_iter().take(limit).collect();
    }
    windows.into_iter().map(|window| window.snippet(segments, &matches)).collect()
}

/// A leaf that asks for words of a text.
struct Leaf<'q> {
    field: &'q Field,
    spans: &'q Spans,
    words: Vec<(&'q Word, Matcher)>,
}

impl Leaf<'_> {
    /// Tells whether a word of the leaf is a key of a name.
    fn asks_for_names(&self) -> bool {
        let mut terms = self.words.iter().filter_map(|(word, _)| word.as_term());
        terms.any(|term| term.starts_with([KEY, CONSONANTS, INITIAL, BARE, CLASS]))
    }
}

fn collect_leaves<'q>(query: &'q Query, leaves: &mut Vec<Leaf<'q>>) {
    match query {
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                collect_leaves(part, leaves);
            }
        }
        Query::Boost(part, _) => collect_leaves(part, leaves),
        Query::Words {
            field: field @ (Field::Text(_) | Field::Mention { .. } | Field::Property(_)),
            spans,
        } => {
            let mut words: Vec<(&Word, Matcher)> = Vec::new();
            spans.for_each_word(&mut |word| {
                if words.iter().all(|(known, _)| *known != word) {
                    words.push((word, word.matcher()));
                }
            });
            leaves.push(Leaf { field, spans, words });
        }
        Query::Not(_)
        | Query::All
        | Query::Words { .. }
        | Query::Size { .. }
        | Query::Duplicates => {}
    }
}

/// A match: bytes of a segment that a leaf asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    segment: usize,
    start: usize,
    end: usize,
    leaf: usize,
    why: Option<String>,
}

fn find_matches(leaves: &[Leaf<'_>], segments: &[Segment], mentions: &[Mention]) -> Vec<Match> {
    NAMES.with_borrow_mut(|names| {
        let mut found = find_in_texts(leaves, segments, names);
        for mention in mentions {
            if found.len() > ENOUGH_MATCHES {
                break;
            }
            find_mention(leaves, segments, mention, names, &mut found);
        }
        found.sort_unstable();
        found
    })
}

thread_local! {
    /// Keys of the names of texts that were shown before: the same names come again and again.
    static NAMES: RefCell<Names> = RefCell::default();
}

/// Looks first where the words stand as they were typed, and elsewhere only for what is not found there.
fn find_in_texts(leaves: &[Leaf<'_>], segments: &[Segment], names: &mut Names) -> Vec<Match> {
    let in_pieces = segments
        .iter()
        .enumerate()
        .flat_map(|(at, segment)| pieces(&segment.text).map(move |piece| (at, segment, piece)));
    let starts = plain_starts(leaves);
    let (likely, others): (Vec<_>, Vec<_>) =
        in_pieces.partition(|(_, _, (_, text))| starts.iter().any(|start| holds(text, start)));
    let mut found = Vec::new();
    let mut seen_bytes = 0;
    for (at, segment, piece) in likely.into_iter().chain(others) {
        if is_enough(leaves, &found, seen_bytes) {
            break;
        }
        seen_bytes += piece.1.len();
        find_in_piece(leaves, at, segment, piece, names, &mut found);
    }
    found
}

/// Returns what words begin with that can be looked for without cutting a text into words.
fn plain_starts<'q>(leaves: &[Leaf<'q>]) -> BTreeSet<&'q str> {
    let words = leaves.iter().flat_map(|leaf| &leaf.words).map(|(word, _)| word.literal_prefix());
    words
        .filter(|start| start.len() >= 3 && start.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .collect()
}

/// Tells whether `start`, in ASCII letters of either case, stands anywhere in `text`.
fn holds(text: &str, start: &str) -> bool {
    let (bytes, wanted) = (text.as_bytes(), start.as_bytes());
    let first = wanted[0].to_ascii_lowercase();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| byte.to_ascii_lowercase() == first) {
        at += next;
        if bytes.get(at..at + wanted.len()).is_some_and(|here| here.eq_ignore_ascii_case(wanted)) {
            return true;
        }
        at += 1;
    }
    false
}

/// Tells whether more matches would hardly make better snippets.
fn is_enough(leaves: &[Leaf<'_>], found: &[Match], seen_bytes: usize) -> bool {
    if found.len() > ENOUGH_MATCHES || (seen_bytes > ENOUGH_BYTES && !found.is_empty()) {
        return true;
    }
    let in_text = |leaf: &Leaf<'_>| matches!(leaf.field, Field::Text(_));
    let is_seen = |number: usize| found.iter().any(|one| one.leaf == number);
    seen_bytes >= ENOUGH_FOR_ALL
        && leaves.iter().enumerate().all(|(number, leaf)| !in_text(leaf) || is_seen(number))
}

/// Cuts a text into pieces, each with its byte offset.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = match rest.floor_char_boundary(PIECE) {
            length if length == rest.len() => length,
            length => rest[..length].rfind(char::is_whitespace).map_or(length, |at| at.max(1)),
        };
        let length = rest.ceil_char_boundary(length.max(1));
        let piece = (start, &rest[..length]);
        start += length;
        Some(piece)
    })
}

fn find_in_piece(
    leaves: &[Leaf<'_>],
    at: usize,
    segment: &Segment,
    (offset, text): (usize, &str),
    names: &mut Names,
    found: &mut Vec<Match>,
) {
    let applies = |leaf: &Leaf<'_>| match leaf.field {
        Field::Text(layers) => layers.contains(segment.layer),
        Field::Property(keys) => is_property(segment, keys),
        _ => false,
    };
    let asked: Vec<(usize, &Leaf<'_>)> =
        leaves.iter().enumerate().filter(|(_, leaf)| applies(leaf)).collect();
    if asked.is_empty() {
        return;
    }
    let mut stands: Vec<Stands<'_>> = asked.iter().map(|_| Stands::default()).collect();
    let mut places: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    let wants_names = asked.iter().any(|(_, leaf)| leaf.asks_for_names());
    let mut entries =
        if wants_names { TextTerms::new(text, names) } else { TextTerms::without_names(text) };
    while entries.advance() {
        let position = entries.position();
        for ((_, leaf), stands) in asked.iter().zip(&mut stands) {
            if stands.note(leaf, position, entries.term()) {
                places.insert(position, entries.place());
            }
        }
    }
    for ((number, leaf), stands) in asked.iter().zip(&stands) {
        let spans = find_spans(leaf.spans, stands);
        for position in stands.inside(&spans) {
            let Some((start, end)) = places.get(&position) else { continue };
            let is_latin = text.get(*start..*end).is_none_or(str::is_ascii);
            let why = stands.reason(position, leaf, is_latin).map(str::to_owned);
            let (start, end) = (start + offset, end + offset);
            found.push(Match { segment: at, start, end, leaf: *number, why });
        }
    }
}

/// Tells whether the segment repeats one of the properties.
fn is_property(segment: &Segment, keys: &[String]) -> bool {
    match &segment.place {
        Place::Field(key) => segment.layer == Layer::Metadata && keys.contains(key),
        _ => false,
    }
}

fn find_mention(
    leaves: &[Leaf<'_>],
    segments: &[Segment],
    mention: &Mention,
    names: &mut Names,
    found: &mut Vec<Match>,
) {
    let segment = mention.segment as usize;
    let is_sound = segments
        .get(segment)
        .and_then(|segment| segment.text.get(mention.start..mention.end))
        .is_some_and(|surface| !surface.is_empty());
    let asked = leaves.iter().enumerate().filter(|(_, leaf)| match leaf.field {
        Field::Mention { kind, layers } => *kind == mention.kind && layers.contains(mention.layer),
        _ => false,
    });
    for (number, leaf) in asked.filter(|_| is_sound) {
        let mut stands = Stands::default();
        for entry in terms::entries_of_mention(mention, names) {
            stands.note(leaf, entry.position, &entry.term);
        }
        stands.settle();
        if !find_spans(leaf.spans, &stands).is_empty() {
            let why = Some(format!("{}: {}", mention.kind, mention.normal));
            let (start, end) = (mention.start, mention.end);
            found.push(Match { segment, start, end, leaf: number, why });
        }
    }
}

/// Where the words of a leaf stand in one piece of text.
#[derive(Default)]
struct Stands<'q> {
    words: Vec<(&'q Word, Vec<u32>)>,
    /// Positions on which a word stands as it was typed.
    written: BTreeSet<u32>,
}

impl<'q> Stands<'q> {
    /// Notes the words of the leaf that stand for the term; tells whether there are any.
    fn note(&mut self, leaf: &Leaf<'q>, position: u32, term: &str) -> bool {
        let mut is_asked_for = false;
        for (word, matcher) in &leaf.words {
            if !matcher.matches(term) {
                continue;
            }
            is_asked_for = true;
            if word.written() == Some(term) {
                self.written.insert(position);
            }
            let at = self.words.iter().position(|(known, _)| known == word).unwrap_or_else(|| {
                self.words.push((word, Vec::new()));
                self.words.len() - 1
            });
            let positions = &mut self.words[at].1;
            if positions.last() != Some(&position) {
                positions.push(position);
            }
        }
        is_asked_for
    }

    fn settle(&mut self) {
        for (_, positions) in &mut self.words {
            positions.sort_unstable();
            positions.dedup();
        }
    }

    /// Returns each position inside a span on which a word stands.
    fn inside(&self, spans: &[(u32, u32)]) -> BTreeSet<u32> {
        let mut positions: BTreeSet<u32> = BTreeSet::new();
        for (start, end) in spans {
            for (_, stands) in &self.words {
                let from = stands.partition_point(|at| at < start);
                positions.extend(stands[from..].iter().take_while(|at| *at <= end));
            }
        }
        positions
    }

    /// Returns why a word stands for what is written at a position, unless it is written so.
    fn reason(&self, position: u32, leaf: &Leaf<'_>, is_latin: bool) -> Option<&'static str> {
        let here = self.words.iter().filter(|(_, stands)| stands.binary_search(&position).is_ok());
        let words: Vec<&Word> = here.map(|(word, _)| *word).collect();
        let is_marked = |marks: &[char]| {
            words.iter().filter_map(|word| word.as_term()).any(|term| term.starts_with(marks))
        };
        if self.written.contains(&position) || words.iter().any(|word| is_plain(word)) {
            None
        } else if is_marked(&[KEY, CONSONANTS]) {
            let is_same_script = is_latin == is_asked_in_latin(leaf);
            Some(if is_same_script { "name: other form" } else { "name: transliteration" })
        } else if is_marked(&[INITIAL, BARE, CLASS]) {
            Some("name: initial")
        } else {
            Some("other form or spelling")
        }
    }
}

/// Tells whether the word stands for what was typed, wildcards included.
fn is_plain(word: &Word) -> bool {
    match word {
        Word::Term(term) => !term.starts_with(char::is_control),
        word => word.written().is_none(),
    }
}

impl Positions for Stands<'_> {
    fn of(&self, word: &Word) -> &[u32] {
        self.words.iter().find(|(known, _)| *known == word).map_or(&[], |(_, positions)| positions)
    }
}

/// Tells whether the words of a leaf were typed in Latin letters.
fn is_asked_in_latin(leaf: &Leaf<'_>) -> bool {
    leaf.words.iter().filter_map(|(word, _)| word.as_term()).all(str::is_ascii)
}

/// Matches that fit one snippet.
#[derive(Clone, Debug)]
struct Window {
    /// The first match and the one after the last.
    matches: std::ops::Range<usize>,
    leaves: BTreeSet<usize>,
}

/// Chooses windows that show most leaves that no window before them shows.
fn best_windows(segments: &[Segment], matches: &[Match], limit: usize) -> Vec<Window> {
    let mut candidates = all_windows(segments, matches);
    let mut chosen: Vec<Window> = Vec::new();
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    while chosen.len() < limit {
        let gain =
            |window: &Window| (window.leaves.difference(&shown).count(), window.leaves.len());
        let best = candidates.iter().enumerate().max_by(|(at, one), (other_at, other)| {
            gain(one).cmp(&gain(other)).then(other_at.cmp(at))
        });
        let Some((best, _)) = best else { break };
        let window = candidates.remove(best);
        shown.extend(&window.leaves);
        candidates.retain(|other| {
            other.matches.end <= window.matches.start || other.matches.start >= window.matches.end
        });
        chosen.push(window);
    }
    chosen
}

/// Returns for each match the window that begins with it.
fn all_windows(segments: &[Segment], matches: &[Match]) -> Vec<Window> {
    let mut windows = Vec::new();
    for (first, start) in matches.iter().enumerate() {
        let text = &segments[start.segment].text;
        let end = after_chars(text, start.start, MAX_MATCH_CHARS);
        let fits =
            |other: &&Match| other.segment == start.segment && other.end <= end.max(start.end);
        let count = matches[first..].iter().take_while(fits).count();
        let leaves = matches[first..first + count].iter().map(|found| found.leaf).collect();
        windows.push(Window { matches: first..first + count, leaves });
    }
    windows
}

/// Returns the byte offset `count` characters after `from`.
fn after_chars(text: &str, from: usize, count: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices().nth(count).map_or(text.len(), |(at, _)| from + at)
}

/// Returns the byte offset `count` characters before `from`.
fn before_chars(text: &str, from: usize, count: usize) -> usize {
    let head = text.get(..from).unwrap_or("");
    head.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at)
}

impl Window {
    fn snippet(&self, segments: &[Segment], matches: &[Match]) -> Snippet {
        let matches = &matches[self.matches.clone()];
        let at = matches[0].segment;
        let segment = &segments[at];
        let end = matches.iter().map(|found| found.end).max().unwrap_or(0);
        let (from, to) = around(&segment.text, matches[0].start, end);
        let ranges: Vec<[usize; 2]> =
            matches.iter().map(|found| [found.start, found.end.min(to)]).collect();
        let whys: BTreeSet<&str> =
            matches.iter().filter_map(|found| found.why.as_deref()).collect();
        let why = (!whys.is_empty()).then(|| whys.into_iter().collect::<Vec<_>>().join("; "));
        let (text, highlights) = on_one_line(&segment.text, from, to, &joined(ranges));
        let (place, layer) = (segment.place.clone(), segment.layer);
        Snippet { segment: at, place, layer, text, highlights, why }
    }
}

/// Returns the bytes around a match, cut between words where there are spaces.
fn around(text: &str, start: usize, end: usize) -> (usize, usize) {
    let mut from = before_chars(text, start, BEFORE);
    if from > 0 {
        let cut = text[from..start].find(char::is_whitespace);
        from = cut.map_or(from, |at| from + at);
    }
    let mut to = after_chars(text, from, MAX_CHARS);
    if to < text.len() && to > end {
        let cut = text[end..to].rfind(char::is_whitespace);
        to = cut.map_or(to, |at| end + at);
    }
    (from, to)
}

/// Joins ranges that overlap; expects them by ascending start.
fn joined(ranges: Vec<[usize; 2]>) -> Vec<[usize; 2]> {
    let mut joined: Vec<[usize; 2]> = Vec::new();
    for [start, end] in ranges {
        match joined.last_mut() {
            Some(last) if start < last[1] => last[1] = last[1].max(end),
            _ if start < end => joined.push([start, end]),
            _ => {}
        }
    }
    joined
}

/// Writes a range of `text` on one line: each run of spaces and controls becomes one space.
fn on_one_line(
    text: &str,
    from: usize,
    to: usize,
    ranges: &[[usize; 2]],
) -> (String, Vec<[usize; 2]>) {
    let mut line = String::with_capacity(to - from);
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (at, character) in text[from..to].char_indices() {
        places.push((from + at, line.len()));
        if !character.is_whitespace() && !character.is_control() {
            line.push(character);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end().len());
    places.push((to, line.len()));
    let place = |at: usize| {
        let index = places.partition_point(|(original, _)| *original < at);
        places.get(index).map_or(line.len(), |(_, place)| (*place).min(line.len()))
    };
    let highlights = ranges.iter().map(|[start, end]| [place(*start), place(*end)]);
    let highlights = highlights.filter(|[start, end]| start < end).collect();
    (line, highlights)
}

/// Returns the beginning of the first text that is no property, or else of the first text.
fn beginning(segments: &[Segment]) -> Option<Snippet> {
    let mut with_text = segments.iter().enumerate().filter(|(_, segment)| segment.has_text());
    let first = with_text.clone().find(|(_, segment)| segment.layer != Layer::Metadata);
    let (at, segment) = first.or_else(|| with_text.next())?;
    let (from, to) = around(&segment.text, 0, 0);
    let (text, highlights) = on_one_line(&segment.text, from, to, &[]);
    let (place, layer) = (segment.place.clone(), segment.layer);
    Some(Snippet { segment: at, place, layer, text, highlights, why: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    fn body(text: &str) -> Segment {
        Segment::new(Place::Page(1), Layer::Body, text)
    }

    /// Returns the snippets with their highlights in square brackets.
    fn shown(query: &str, segments: &[Segment]) -> Vec<String> {
        let snippets = snippets(&parse(query).query, segments, &[], 3);
        let shown = |snippet: Snippet| {
            let mut text = snippet.text;
            for [start, end] in snippet.highlights.into_iter().rev() {
                text.insert(end, ']');
                text.insert(start, '[');
            }
            text
        };
        snippets.into_iter().map(shown).collect()
    }

    #[test]
    fn matches_are_marked_in_every_script() {
        assert_eq!(
            shown(
                "ивановым OR ünal OR 雷 OR محمد",
                &[body("Встреча с Ивановым,\n Ünal и 李雷 و محمد.")]
            ),
            ["Встреча с [Ивановым], [Ünal] и 李[雷] و [محمد]."]
        );
    }

    #[test]
    fn only_words_of_the_phrase_are_marked() {
        assert_eq!(
            shown("\"red notice\"", &[body("red red\nnotice, notice")]),
            ["red [red] [notice], notice"]
        );
    }

    #[test]
    fn words_of_other_layers_are_not_shown() {
        let deleted = Segment::new(Place::Whole, Layer::Deleted, "secret deal");
        assert_eq!(shown("layer:deleted deal", &[body("a deal"), deleted]), ["secret [deal]"]);
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let text = format!("{} needle {}", "straw ".repeat(100), "straw ".repeat(100));
        let shown = shown("needle", &[body(&text)]);
        assert_eq!(shown.len(), 1);
        assert!(shown[0].contains("straw [needle] straw"), "{}", shown[0]);
        assert!(shown[0].starts_with("straw") && shown[0].ends_with("straw"), "{}", shown[0]);
        assert!(shown[0].chars().count() <= MAX_CHARS + 2);
    }

    #[test]
    fn a_mention_is_shown_as_it_is_written() {
        let mention = Mention {
            kind: "notice".into(),
            surface: "красного уведомления".into(),
            normal: "red-notice".into(),
            start: "без ".len(),
            end: "без красного уведомления".len(),
            segment: 0,
            place: Place::Page(1),
            layer: Layer::Body,
            confidence: 1.0,
            alternatives: Vec::new(),
            keys: Vec::new(),
        };
        let found = snippets(
            &parse("notice:red").query,
            &[body("без красного уведомления")],
            &[mention],
            1,
        );
        assert_eq!(found[0].highlights, [["без ".len(), "без красного уведомления".len()]]);
        assert_eq!(found[0].why.as_deref(), Some("notice: red-notice"));
    }

    #[test]
    fn a_name_in_another_script_says_so() {
        let why = |query: &str, text: &str| {
            snippets(&parse(query).query, &[body(text)], &[], 1)[0].why.clone().unwrap_or_default()
        };
        assert_eq!(why("name:Pestrikov", "С Пестриковым"), "name: transliteration");
        assert_eq!(why("name:Пестриков", "С Пестриковым"), "name: other form");
        assert_eq!(why("name:\"Sergey Pestrikov\"", "S. Pestrikov"), "name: initial");
        assert_eq!(why("name:Pestrikov", "Pestrikov"), "");
        assert_eq!(why("уведомление", "уведомления"), "other form or spelling");
        assert_eq!(why("Пестриков", "Пестрикову"), "other form or spelling");
        assert_eq!(why("محكمة", "المحكمة"), "other form or spelling");
    }

    #[test]
    fn a_word_as_it_was_typed_needs_no_reason() {
        for (query, text) in [
            ("zork", "the ZORK"),
            ("zork~", "zork"),
            ("Пестриков", "Пестриков"),
            ("королев", "Королёв"),
            ("محكمة", "محكمة"),
            ("zork w/3 text", "zork text"),
        ] {
            assert_eq!(
                snippets(&parse(query).query, &[body(text)], &[], 1)[0].why,
                None,
                "{query}"
            );
        }
    }

    #[test]
    fn without_words_the_beginning_is_shown() {
        assert_eq!(shown("format:pdf", &[body("\n one\n two")]), ["one two"]);
    }

    proptest::proptest! {
        #[test]
        fn highlights_lie_on_character_boundaries(
            text in "([aбß李م é\u{301}\n\t.]{0,12}(red|Иванов|ноты) ?){0,12}",
            query in "red|Иванов|«red ноты»|re*|иванов~1|red w/3 ноты",
        ) {
            for snippet in snippets(&parse(&query).query, &[body(&text)], &[], 3) {
                let mut last = 0;
                for [start, end] in snippet.highlights {
                    proptest::prop_assert!(last <= start && start < end);
                    proptest::prop_assert!(snippet.text.get(start..end).is_some());
                    last = end;
                }
            }
        }
    }
}

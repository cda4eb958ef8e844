//! Which words of a text show why an item matches.

mod find;

use std::collections::BTreeSet;
use std::mem;
use std::ops::Range;

use item::{Layer, LayerSet, Mention, Place, Segment};
use serde::Serialize;

use crate::query::Query;
use find::{Leaf, Match, find_all, find_matches, layers_of, leaves_of};

/// What stands between words that stand far apart in the text.
const FAR: &str = " … ";
/// The longest snippet, in characters; of words that stand far apart, one of each.
const MAX_CHARS: usize = 240;
/// How many characters may stand between the start of the first match and the end of the last.
const MAX_MATCH_CHARS: usize = 160;
/// How many characters stand before the first match, where there are so many.
const BEFORE: usize = 60;
/// How far from a match its snippet reaches at most, in bytes of the text.
const LOOKED_AT: usize = 4 << 10;

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

/// What a query asks of texts, made ready to look for it in many of them.
pub struct Snippets {
    leaves: Vec<Leaf>,
    /// The layers that the query names.
    layers: LayerSet,
}

impl Snippets {
    /// Takes from a query what it asks of texts, properties and mentions.
    pub fn new(query: &Query) -> Self {
        Self { leaves: leaves_of(query), layers: layers_of(query) }
    }

    /// Returns at most `limit` snippets: first those that show most of what was asked for, equal ones in reading order.
    ///
    /// A layer that the query names and that no match stands in, as in `layer:hidden *`, is shown by the beginnings of
    /// its texts. Where neither words nor a layer were asked for, the beginning of the text is the only snippet. Long
    /// texts are not looked through to their end once there is something to show.
    pub fn of(&self, segments: &[Segment], mentions: &[Mention], limit: usize) -> Vec<Snippet> {
        let matches = find_matches(&self.leaves, segments, mentions);
        let seen: LayerSet = matches.iter().map(|found| segments[found.segment].layer).collect();
        let named = self.layers.iter().filter(|layer| !seen.contains(*layer)).collect();
        let mut beginnings = beginnings(segments, named).peekable();
        let room = limit.saturating_sub(usize::from(beginnings.peek().is_some()));
        let windows = best_windows(segments, &matches, room).into_iter();
        let shown = windows.map(|window| self.shown(&window, segments, &matches)).chain(beginnings);
        let shown: Vec<Snippet> = shown.take(limit).collect();
        if shown.is_empty() {
            return beginning(segments).into_iter().take(limit).collect();
        }
        shown
    }

    /// Returns the snippet of a window; where other words of the same leaf stand further off, as in one page, those stand
    /// behind an ellipsis.
    fn shown(&self, window: &Window, segments: &[Segment], matches: &[Match]) -> Snippet {
        let near = window.snippet(segments, matches);
        match self.far_end(window, segments, matches) {
            Some(far) => joined_far(near, far.snippet(segments, matches)),
            None => near,
        }
    }

    /// Returns the window of the first other word of a leaf that a window shows a part of; nothing where it shows all.
    fn far_end(&self, window: &Window, segments: &[Segment], matches: &[Match]) -> Option<Window> {
        let word = |found: &Match| {
            let text = segments[found.segment].text.get(found.start..found.end);
            text.unwrap_or_default().to_lowercase()
        };
        let shown = &matches[window.matches.clone()];
        let leaf = shown
            .iter()
            .map(|found| found.leaf)
            .find(|leaf| self.leaves[*leaf].asks_for_marks())?;
        let words: BTreeSet<String> = shown.iter().map(word).collect();
        let is_far = |found: &Match| {
            found.leaf == leaf && found.segment == shown[0].segment && !words.contains(&word(found))
        };
        let at = window.matches.end + matches[window.matches.end..].iter().position(is_far)?;
        Some(Window { matches: at..at + 1, leaves: BTreeSet::from([leaf]) })
    }

    /// Returns the name of an item ([`crate::ItemRecord::name`]) with the words in it that were asked for; nothing where
    /// none stands in it.
    pub fn in_name(&self, name: &str) -> Option<Snippet> {
        let segment = Segment::new(Place::Whole, Layer::Name, name);
        let shown = self.of(&[segment], &[], 1).into_iter().next();
        shown.filter(|snippet| !snippet.highlights.is_empty())
    }

    /// Returns everything that was asked for, in reading order: which segment, and which of its bytes. It looks at every
    /// word, so it is for texts of one page.
    pub fn all_in(&self, segments: &[Segment], mentions: &[Mention]) -> Vec<(usize, Range<usize>)> {
        find_all(&self.leaves, segments, mentions).into_iter().map(Match::place).collect()
    }

    /// Returns each sentence in which something stands that was asked for, in reading order. It looks at every word.
    pub fn sentences(&self, segments: &[Segment], mentions: &[Mention]) -> Vec<Snippet> {
        let matches = find_all(&self.leaves, segments, mentions);
        let by_segment = matches.chunk_by(|one, other| one.segment == other.segment);
        by_segment.flat_map(|matches| sentences_of(segments, matches)).collect()
    }

    /// Returns the first place that snippets would be made of.
    pub fn first_in(
        &self,
        segments: &[Segment],
        mentions: &[Mention],
    ) -> Option<(usize, Range<usize>)> {
        find_matches(&self.leaves, segments, mentions).into_iter().next().map(Match::place)
    }
}

/// Matches that fit one snippet.
#[derive(Clone, Debug)]
struct Window {
    /// The first match and the one after the last.
    matches: Range<usize>,
    leaves: BTreeSet<usize>,
}

/// Chooses windows that show most leaves that no window before them shows.
fn best_windows(segments: &[Segment], matches: &[Match], limit: usize) -> Vec<Window> {
    let mut candidates = all_windows(segments, matches);
    let mut chosen: Vec<Window> = Vec::new();
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    while chosen.len() < limit {
        // The header of a mail repeats what its text says, in the words of machines.
        let is_text =
            |window: &Window| segments[matches[window.matches.start].segment].is_content();
        let gain = |window: &Window| {
            let new = window.leaves.difference(&shown).count();
            (new, is_text(window), window.leaves.len())
        };
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
    let rest = &rest[..rest.floor_char_boundary(LOOKED_AT)];
    from + on_line(rest.char_indices()).nth(count).unwrap_or(rest.len())
}

/// Returns the byte offset `count` characters before `from`.
fn before_chars(text: &str, from: usize, count: usize) -> usize {
    let head = text.get(..from).unwrap_or("");
    let start = head.ceil_char_boundary(from.saturating_sub(LOOKED_AT));
    let back = on_line(head[start..].char_indices().rev()).nth(count.saturating_sub(1));
    start + back.unwrap_or(0)
}

/// Returns where the characters stand that have a place on one line: of a run of spaces, as between far columns of a sheet,
/// only the first.
fn on_line(chars: impl Iterator<Item = (usize, char)>) -> impl Iterator<Item = usize> {
    let mut is_behind_space = false;
    chars.filter_map(move |(at, character)| {
        let is_repeated = mem::replace(&mut is_behind_space, is_space(character));
        (!(is_repeated && is_behind_space)).then_some(at)
    })
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || character.is_control()
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

/// Puts a snippet of the same text behind another.
fn joined_far(near: Snippet, far: Snippet) -> Snippet {
    let text = [near.text.as_str(), FAR].concat();
    let offset = text.len();
    let moved = far.highlights.iter().map(|[start, end]| [start + offset, end + offset]);
    let highlights = near.highlights.iter().copied().chain(moved).collect();
    let why = near.why.or(far.why);
    Snippet { text: text + &far.text, highlights, why, ..near }
}

/// Returns the sentences of one segment in which matches begin.
fn sentences_of(segments: &[Segment], matches: &[Match]) -> Vec<Snippet> {
    let segment = &segments[matches[0].segment];
    let mut rest = matches;
    let mut found = Vec::new();
    for sentence in text::sentences(&segment.text) {
        let own = rest.partition_point(|one| one.start < sentence.end);
        let (within, behind) = rest.split_at(own);
        rest = behind;
        let Some(last) = within.iter().map(|one| one.end).max() else { continue };
        let from = sentence.start.min(within[0].start);
        let (text, highlights) = on_one_line(
            &segment.text,
            from,
            sentence.end.max(last),
            &joined(within.iter().map(|one| [one.start, one.end]).collect()),
        );
        let whys: BTreeSet<&str> = within.iter().filter_map(|one| one.why.as_deref()).collect();
        let why = (!whys.is_empty()).then(|| whys.into_iter().collect::<Vec<_>>().join("; "));
        let (place, layer) = (segment.place.clone(), segment.layer);
        found.push(Snippet { segment: within[0].segment, place, layer, text, highlights, why });
    }
    found
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
        if !is_space(character) {
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
    let first = with_text.clone().find(|(_, segment)| segment.is_content());
    let (at, segment) = first.or_else(|| with_text.next())?;
    Some(beginning_of(at, segment))
}

/// Returns the beginnings of the texts in these layers.
fn beginnings(segments: &[Segment], layers: LayerSet) -> impl Iterator<Item = Snippet> + '_ {
    let own =
        segments.iter().enumerate().filter(move |(_, segment)| layers.contains(segment.layer));
    own.filter(|(_, segment)| segment.has_text()).map(|(at, segment)| beginning_of(at, segment))
}

fn beginning_of(at: usize, segment: &Segment) -> Snippet {
    let (from, to) = around(&segment.text, 0, 0);
    let (text, highlights) = on_one_line(&segment.text, from, to, &[]);
    let (place, layer) = (segment.place.clone(), segment.layer);
    Snippet { segment: at, place, layer, text, highlights, why: None }
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
        let snippets = Snippets::new(&parse(query).query).of(segments, &[], 3);
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
    fn a_name_is_shown_where_words_stand_in_it() {
        let snippets = Snippets::new(&parse("belozerov").query);
        let shown = snippets.in_name("Belozerov contract.bin").expect("the word stands there");
        assert_eq!((shown.layer, shown.highlights), (Layer::Name, vec![[0, 9]]));
        assert_eq!(snippets.in_name("other.bin"), None);
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
    fn far_columns_of_a_row_are_shown_side_by_side() {
        let far = "\t".repeat(250);
        let row = ["Riga", "Kestrel", "Olga"].join(&far);
        assert_eq!(shown("kestrel", &[body(&row)]), ["Riga [Kestrel] Olga"]);
        assert_eq!(shown("kestrel olga", &[body(&row)]), ["Riga [Kestrel] [Olga]"]);
        let blank = " ".repeat(1 << 20);
        assert_eq!(shown("kestrel", &[body(&["Kestrel", "Olga"].join(&blank))]), ["[Kestrel]"]);
    }

    #[test]
    fn a_layer_that_is_named_is_shown_by_its_own_text() {
        let covered = |text: &str| Segment::new(Place::Page(1), Layer::UnderRedaction, text);
        let segments = [body("Decision of the Commission."), covered("HNATIUK"), covered("Minsk")];
        for query in ["layer:under-redaction *", "has:under-redaction", "layer:under-redaction"] {
            assert_eq!(shown(query, &segments), ["HNATIUK", "Minsk"], "{query}");
        }
        let both = "has:under-redaction Commission";
        let expected = ["Decision of the [Commission].", "HNATIUK", "Minsk"];
        assert_eq!(shown(both, &segments), expected);
        assert_eq!(shown("-layer:under-redaction *", &segments), ["Decision of the Commission."]);
        assert_eq!(shown("layer:under-redaction minsk", &segments), ["[Minsk]"]);
        assert_eq!(shown("layer:hidden OR layer:under-redaction", &segments), ["HNATIUK", "Minsk"]);
    }

    #[test]
    fn the_text_of_a_mail_comes_before_its_header() {
        let header = Segment::new(Place::Field("header".into()), Layer::Metadata, "To: Meyer");
        let segments = [header, body("Dear Meyer")];
        assert_eq!(shown("meyer", &segments), ["Dear [Meyer]", "To: [Meyer]"]);
    }

    #[test]
    fn only_words_of_the_phrase_are_marked() {
        assert_eq!(
            shown("\"red notice\"", &[body("red red\nnotice, notice")]),
            ["red [red] [notice], notice"]
        );
    }

    #[test]
    fn words_of_one_page_are_shown_however_far_apart_they_stand() {
        let text = format!("Brandt wrote.{} So Belozerov paid.", " Nothing of note.".repeat(2_000));
        for query in ["brandt w/page belozerov", "brandt w/paragraph belozerov"] {
            let shown = shown(query, &[body(&text)]);
            let first = shown.first().map_or("", String::as_str);
            assert!(
                first.starts_with("[Brandt] wrote.") && first.contains(" … "),
                "{query}: {first}"
            );
            assert!(first.ends_with("So [Belozerov] paid."), "{query}: {first}");
        }
        let snippets = Snippets::new(&parse("brandt w/page belozerov").query);
        let sentences = snippets.sentences(&[body(&text)], &[]);
        let sentences: Vec<&str> = sentences.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(sentences, ["Brandt wrote.", "So Belozerov paid."]);
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
            kind: item::Kind::Notice,
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
            role: None,
        };
        let found = Snippets::new(&parse("notice:red").query).of(
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
            Snippets::new(&parse(query).query).of(&[body(text)], &[], 1)[0]
                .why
                .clone()
                .unwrap_or_default()
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
                Snippets::new(&parse(query).query).of(&[body(text)], &[], 1)[0].why,
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
            for snippet in Snippets::new(&parse(&query).query).of(&[body(&text)], &[], 3) {
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

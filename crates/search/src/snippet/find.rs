//! Where in a text stands what a query asks for.
//!
//! To cut a whole text into words costs far more than to look for the beginning of a word in it. So only the
//! surroundings of such beginnings are cut at first, and the text piece by piece only for what is not found so.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use item::{Layer, LayerSet, Mention, Place, Segment};

use crate::marks::{self, Mark};
use crate::query::{Field, Query, Spans};
use crate::sign;
use crate::spans::{Positions, find_spans};
use crate::terms::{self, TextTerms};
use crate::word::{Matcher, Word};
use names::{
    ANY_GIVEN, BARE, CLASS, CLASS_WITHOUT_CASE, CONSONANTS, GIVEN, INITIAL, KEY, KEY_OF_MAN,
    KEY_OF_WOMAN,
};

/// How many places where a leaf may stand are looked at before the text as a whole.
const LIKELY_PLACES: usize = 16;
/// How many bytes on each side of such a place are cut into words.
const AROUND: usize = 512;
/// The fewest characters that are looked for as the beginning of a word; shorter ones stand everywhere.
const MIN_START: usize = 3;
/// A text as a whole is looked at in pieces of so many bytes.
const PIECE: usize = 8 << 10;
/// Of which so many are looked at again with the next one, so that no phrase is torn.
const OVERLAP: usize = 512;
/// After so many bytes the search ends, once there is anything to show.
const ENOUGH_BYTES: usize = 256 << 10;
/// After so many bytes it ends, once every part of the question has been seen.
const ENOUGH_FOR_ALL: usize = 32 << 10;
/// Texts of so many bytes in all are looked at whole for words that need not stand near, as in one page or paragraph.
const FAR_BYTES: usize = 1 << 20;
/// After so many matches the search ends.
const ENOUGH_MATCHES: usize = 2_000;

/// What begins the terms of names.
const NAME_MARKS: [char; 9] =
    [KEY, KEY_OF_MAN, KEY_OF_WOMAN, CONSONANTS, GIVEN, INITIAL, BARE, CLASS, CLASS_WITHOUT_CASE];

/// A leaf that asks for words of a text.
pub(super) struct Leaf {
    /// Leaves of one choice share a number: one of them is enough.
    choice: usize,
    field: Field,
    spans: Spans,
    words: Vec<(Word, Matcher)>,
    /// Whether it asks for a family name that stands without given names.
    is_family_alone: bool,
    /// Finds beginnings of the words as they were typed, in capitals or not.
    starts: Option<regex::Regex>,
    /// Tells of a text in ASCII whether a word of the leaf can stand in it; nothing where it can stand anywhere.
    ascii: Option<regex::Regex>,
}

impl Leaf {
    fn new(choice: usize, field: &Field, spans: &Spans) -> Self {
        let mut words: Vec<(Word, Matcher)> = Vec::new();
        spans.for_each_word(&mut |word| {
            if words.iter().all(|(known, _)| known != word) {
                words.push((word.clone(), word.matcher()));
            }
        });
        let all: Vec<&str> = words.iter().map(|(word, _)| word.literal_prefix()).collect();
        let long: Vec<&str> = all.iter().copied().filter(|start| is_long(start)).collect();
        let starts = one_of(long.iter().map(|start| regex::escape(start)));
        let ascii = (all.len() == long.len())
            .then(|| one_of(all.iter().map(|start| with_what_is_dropped(start))))
            .flatten();
        let is_family_alone = is_family_alone(spans);
        Self {
            choice,
            field: field.clone(),
            spans: spans.clone(),
            words,
            is_family_alone,
            starts,
            ascii,
        }
    }

    /// Tells whether a word of the leaf is a key of a name.
    fn asks_for_names(&self) -> bool {
        let mut terms = self.words.iter().filter_map(|(word, _)| word.as_term());
        terms.any(|term| term.starts_with(NAME_MARKS))
    }

    /// Tells whether a word of the leaf is a mark that stands beside the words of a text.
    pub(super) fn asks_for_marks(&self) -> bool {
        self.words.iter().any(|(word, _)| sign::is_beside_words(word.literal_prefix()))
    }

    fn applies_to(&self, segment: &Segment) -> bool {
        match &self.field {
            Field::Text(layers) => layers.contains(segment.layer),
            Field::Property(keys) => is_property(segment, keys),
            _ => false,
        }
    }

    /// Returns where words may begin that the leaf asks for.
    fn likely_places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let found = self.starts.iter().flat_map(move |starts| starts.find_iter(text));
        let begins = |at: &usize| !text[..*at].ends_with(char::is_alphanumeric);
        found.map(|found| found.start()).filter(begins)
    }

    /// Tells whether words of the leaf can stand in `text`.
    fn may_stand_in(&self, text: &str) -> bool {
        match &self.ascii {
            Some(ascii) if text.is_ascii() => ascii.is_match(text),
            _ => true,
        }
    }
}

fn is_family_alone(spans: &Spans) -> bool {
    let is_mark = |word: &Word| word.as_term().is_some_and(|term| term.starts_with(ANY_GIVEN));
    matches!(spans, Spans::Unless { strangers, .. } if strangers.iter().any(is_mark))
}

/// Tells whether `start` is long enough to be looked for, and no mark.
fn is_long(start: &str) -> bool {
    start.chars().count() >= MIN_START && start.chars().all(char::is_alphanumeric)
}

/// Returns the expression of a start with what folding drops: apostrophes, the hyphen and line end that break a word.
fn with_what_is_dropped(start: &str) -> String {
    let letters = start.chars().map(|c| regex::escape(c.encode_utf8(&mut [0; 4])));
    letters.collect::<Vec<_>>().join(r"(?:'|-[ \t\r]*\n[ \t>]*)*")
}

/// Compiles what finds any of `patterns` in capitals or not; nothing where there is none, or where they are too long.
fn one_of(patterns: impl Iterator<Item = String>) -> Option<regex::Regex> {
    let all = patterns.collect::<Vec<_>>().join("|");
    if all.is_empty() { None } else { regex::Regex::new(&format!("(?i:{all})")).ok() }
}

/// Returns the leaves of `query` that ask for words of a text, from left to right; what is excluded asks for none.
pub(super) fn leaves_of(query: &Query) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    collect_leaves(query, None, &mut leaves);
    leaves
}

/// Returns the layers that `query` names by `layer:` or `has:`; what is excluded names none.
pub(super) fn layers_of(query: &Query) -> LayerSet {
    match query {
        Query::And(parts) | Query::Or(parts) => {
            parts.iter().flat_map(|part| layers_of(part).iter().collect::<Vec<_>>()).collect()
        }
        Query::Boost(part, _) => layers_of(part),
        Query::Words {
            field: Field::ContentAttribute(name),
            spans: Spans::Word(Word::Term(value)),
        } if name == "layer" || name == "has" => layer_of(value).into_iter().collect(),
        Query::Not(_)
        | Query::All
        | Query::Words { .. }
        | Query::Size { .. }
        | Query::Duplicates => LayerSet::default(),
    }
}

fn layer_of(value: &str) -> Option<Layer> {
    if value == "comments" { Some(Layer::Comment) } else { value.parse().ok() }
}

/// Collects leaves, those of one choice under the number of its first.
fn collect_leaves(query: &Query, choice: Option<usize>, leaves: &mut Vec<Leaf>) {
    match query {
        Query::And(parts) => {
            for part in parts {
                collect_leaves(part, choice, leaves);
            }
        }
        Query::Or(parts) => {
            let choice = choice.unwrap_or(leaves.len());
            for part in parts {
                collect_leaves(part, Some(choice), leaves);
            }
        }
        Query::Boost(part, _) => collect_leaves(part, choice, leaves),
        Query::Words {
            field: field @ (Field::Text(_) | Field::Mention { .. } | Field::Property(_)),
            spans,
        } => leaves.push(Leaf::new(choice.unwrap_or(leaves.len()), field, spans)),
        Query::Not(_)
        | Query::All
        | Query::Words { .. }
        | Query::Size { .. }
        | Query::Duplicates => {}
    }
}

/// A match: bytes of a segment that a leaf asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) segment: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) leaf: usize,
    pub(super) why: Option<String>,
}

impl Match {
    pub(super) fn place(self) -> (usize, Range<usize>) {
        (self.segment, self.start..self.end)
    }
}

/// Returns every place where the leaves stand, in reading order.
pub(super) fn find_all(leaves: &[Leaf], segments: &[Segment], mentions: &[Mention]) -> Vec<Match> {
    let mut found = Vec::new();
    let texts = Texts::of(leaves, segments, mentions);
    for (at, segment) in segments.iter().enumerate() {
        for range in pieces(&segment.text) {
            find_in_piece(leaves, &texts, at, range, &mut found);
        }
    }
    for mention in mentions {
        find_mention(leaves, segments, mention, &mut found);
    }
    find_far_apart(leaves, &texts, &mut found);
    found.sort_unstable();
    found
}

/// Returns where the leaves stand, in reading order; of long texts not everywhere.
pub(super) fn find_matches(
    leaves: &[Leaf],
    segments: &[Segment],
    mentions: &[Mention],
) -> Vec<Match> {
    let mut found = Vec::new();
    let texts = Texts::of(leaves, segments, mentions);
    find_where_likely(leaves, &texts, &mut found);
    for mention in mentions {
        if found.len() > ENOUGH_MATCHES {
            break;
        }
        find_mention(leaves, segments, mention, &mut found);
    }
    find_anywhere(leaves, &texts, &mut found);
    find_far_apart(leaves, &texts, &mut found);
    found.sort_unstable();
    found.dedup_by_key(|one| (one.segment, one.start, one.end, one.leaf));
    found
}

/// Looks around the first places where words of the leaves may begin.
fn find_where_likely(leaves: &[Leaf], texts: &Texts<'_>, found: &mut Vec<Match>) {
    for (at, places) in likely_places(leaves, texts.segments) {
        for range in surroundings(&texts.segments[at].text, &places) {
            find_in_piece(leaves, texts, at, range, found);
        }
    }
}

/// Returns by segment where words of the leaves may begin, ascending.
fn likely_places(leaves: &[Leaf], segments: &[Segment]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut places: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for leaf in leaves {
        let own = segments.iter().enumerate().filter(|(_, segment)| leaf.applies_to(segment));
        let own = own.flat_map(|(at, segment)| {
            leaf.likely_places(&segment.text).map(move |place| (at, place))
        });
        for (at, place) in own.take(LIKELY_PLACES) {
            places.entry(at).or_default().insert(place);
        }
    }
    places
}

/// Returns the bytes around `places`, cut between words where there are spaces, joined where they meet.
fn surroundings(text: &str, places: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        let from = text.floor_char_boundary(place.saturating_sub(AROUND));
        let to = text.ceil_char_boundary((place + AROUND).min(text.len()));
        match joined.last_mut() {
            Some(last) if from <= last.end => last.end = to,
            _ => joined.push(from..to),
        }
    }
    joined.into_iter().map(|range| between_words(text, range)).collect()
}

/// Narrows a range by the words that it cuts at its ends.
fn between_words(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let half = inner.floor_char_boundary(inner.len() / 2);
    let (head, tail) = inner.split_at(half);
    let from = if range.start == 0 { Some(0) } else { head.find(char::is_whitespace) };
    let to = if range.end == text.len() { None } else { tail.rfind(char::is_whitespace) };
    range.start + from.unwrap_or(0)..to.map_or(range.end, |to| range.start + half + to)
}

/// Looks piece by piece for the choices of which nothing is found yet.
fn find_anywhere(leaves: &[Leaf], texts: &Texts<'_>, found: &mut Vec<Match>) {
    let mut missing = missing_leaves(leaves, found);
    let mut seen_bytes = 0;
    for (at, segment) in texts.segments.iter().enumerate() {
        for range in pieces(&segment.text) {
            if is_enough(&missing, found, seen_bytes) {
                return;
            }
            let text = &segment.text[range.clone()];
            if missing.iter().any(|leaf| leaf.applies_to(segment) && leaf.may_stand_in(text)) {
                seen_bytes += range.len();
                find_in_piece(leaves, texts, at, range, found);
                if seen_bytes >= ENOUGH_FOR_ALL {
                    missing = missing_leaves(leaves, found);
                }
            }
        }
    }
}

/// Looks at whole texts for what no piece holds: words of one page or paragraph that stand further apart than that.
fn find_far_apart(leaves: &[Leaf], texts: &Texts<'_>, found: &mut Vec<Match>) {
    let mut seen_bytes = 0;
    for (at, segment) in texts.segments.iter().enumerate() {
        let missing = missing_leaves(leaves, found);
        let is_asked = |leaf: &&Leaf| leaf.asks_for_marks() && leaf.applies_to(segment);
        let length = segment.text.len();
        if length <= PIECE || seen_bytes + length > FAR_BYTES || !missing.iter().any(is_asked) {
            continue;
        }
        seen_bytes += length;
        find_in_piece(leaves, texts, at, 0..length, found);
    }
}

/// Returns the leaves that ask for words of texts or properties and of whose choice nothing is among what was found.
fn missing_leaves<'a>(leaves: &'a [Leaf], found: &[Match]) -> Vec<&'a Leaf> {
    let seen: BTreeSet<usize> = found.iter().map(|one| leaves[one.leaf].choice).collect();
    let in_text = |leaf: &&Leaf| matches!(&leaf.field, Field::Text(_) | Field::Property(_));
    leaves.iter().filter(in_text).filter(|leaf| !seen.contains(&leaf.choice)).collect()
}

/// Tells whether more matches would hardly make better snippets.
fn is_enough(missing: &[&Leaf], found: &[Match], seen_bytes: usize) -> bool {
    missing.is_empty()
        || found.len() > ENOUGH_MATCHES
        || (seen_bytes > ENOUGH_BYTES && !found.is_empty())
}

/// Cuts a text into pieces that overlap a little.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = text.floor_char_boundary(usize::saturating_sub(from, OVERLAP));
        (from < text.len()).then(|| {
            let end = text.ceil_char_boundary((start + PIECE).min(text.len()));
            let piece = between_words(text, start..end);
            let piece = piece.start.min(from)..piece.end;
            from = piece.end;
            piece
        })
    })
}

/// Texts that are looked through.
struct Texts<'t> {
    segments: &'t [Segment],
    /// By segment, the marks that stand beside its words; nothing where no leaf asks for marks.
    marks: Vec<Vec<Mark>>,
}

impl<'t> Texts<'t> {
    fn of(leaves: &[Leaf], segments: &'t [Segment], mentions: &[Mention]) -> Self {
        let wants_marks = leaves.iter().any(Leaf::asks_for_marks);
        let marks = if wants_marks { marks::of_segments(segments, mentions) } else { Vec::new() };
        Self { segments, marks }
    }

    /// Returns the marks in a piece of a segment, placed from its beginning.
    fn marks_in(&self, at: usize, range: &Range<usize>) -> Vec<Mark> {
        let marks = self.marks.get(at).map_or(&[][..], Vec::as_slice);
        let marks = marks.iter().filter(|mark| range.contains(&mark.at));
        marks.map(|mark| Mark { at: mark.at - range.start, term: mark.term.clone() }).collect()
    }
}

fn find_in_piece(
    leaves: &[Leaf],
    texts: &Texts<'_>,
    at: usize,
    range: Range<usize>,
    found: &mut Vec<Match>,
) {
    let segment = &texts.segments[at];
    let marks = texts.marks_in(at, &range);
    let asked: Vec<(usize, &Leaf)> =
        leaves.iter().enumerate().filter(|(_, leaf)| leaf.applies_to(segment)).collect();
    let (offset, text) = (range.start, &segment.text[range]);
    let mut stands: Vec<Stands<'_>> = asked.iter().map(|_| Stands::default()).collect();
    let mut places: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    let wants_names = asked.iter().any(|(_, leaf)| leaf.asks_for_names());
    let mut entries =
        if wants_names { TextTerms::new(text) } else { TextTerms::without_names(text) }.with(marks);
    while entries.advance() {
        let position = entries.position();
        for ((_, leaf), stands) in asked.iter().zip(&mut stands) {
            if stands.note(leaf, position, entries.term()) {
                places.insert(position, entries.place());
            }
        }
    }
    for ((number, leaf), stands) in asked.iter().zip(&stands) {
        let spans = find_spans(&leaf.spans, stands);
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
        Place::Field(key) => {
            matches!(segment.layer, Layer::Metadata | Layer::ReadAgain) && keys.contains(key)
        }
        _ => false,
    }
}

fn find_mention(leaves: &[Leaf], segments: &[Segment], mention: &Mention, found: &mut Vec<Match>) {
    let segment = mention.segment as usize;
    let is_sound = segments
        .get(segment)
        .and_then(|segment| segment.text.get(mention.start..mention.end))
        .is_some_and(|surface| !surface.is_empty());
    let asked = leaves.iter().enumerate().filter(|(_, leaf)| match &leaf.field {
        Field::Mention { kind, layers } => *kind == mention.kind && layers.contains(mention.layer),
        _ => false,
    });
    for (number, leaf) in asked.filter(|_| is_sound) {
        let mut stands = Stands::default();
        for entry in terms::entries_of_mention(mention) {
            stands.note(leaf, entry.position, &entry.term);
        }
        stands.settle();
        if !find_spans(&leaf.spans, &stands).is_empty() {
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
    fn note(&mut self, leaf: &'q Leaf, position: u32, term: &str) -> bool {
        let mut is_asked_for = false;
        for (word, matcher) in &leaf.words {
            if !matcher.matches(term) {
                continue;
            }
            is_asked_for = true;
            if word.written() == Some(term) {
                self.written.insert(position);
            }
            let at = self.words.iter().position(|(known, _)| *known == word).unwrap_or_else(|| {
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
    fn reason(&self, position: u32, leaf: &Leaf, is_latin: bool) -> Option<&'static str> {
        let here = self.words.iter().filter(|(_, stands)| stands.binary_search(&position).is_ok());
        let words: Vec<&Word> = here.map(|(word, _)| *word).collect();
        let is_marked = |marks: &[char]| {
            words.iter().filter_map(|word| word.as_term()).any(|term| term.starts_with(marks))
        };
        if leaf.is_family_alone {
            Some("name: family name alone, maybe of another")
        } else if self.written.contains(&position) || words.iter().any(|word| is_plain(word)) {
            None
        } else if is_marked(&[KEY, KEY_OF_MAN, KEY_OF_WOMAN, CONSONANTS, GIVEN]) {
            let is_same_script = is_latin == is_asked_in_latin(leaf);
            Some(if is_same_script { "name: other form" } else { "name: transliteration" })
        } else if is_marked(&[INITIAL, BARE, CLASS, CLASS_WITHOUT_CASE]) {
            Some("name: initial")
        } else {
            Some("other form or spelling")
        }
    }
}

/// Tells whether the word stands for what was typed, wildcards included.
fn is_plain(word: &Word) -> bool {
    match word {
        Word::Term(term) => !term.starts_with(char::is_control) || sign::is_beside_words(term),
        word => word.written().is_none(),
    }
}

impl Positions for Stands<'_> {
    fn of_any(&self, words: &[Word]) -> Cow<'_, [u32]> {
        let mut of_words = self.words.iter().filter(|(word, _)| words.contains(word));
        let first = of_words.next().map_or(&[][..], |(_, positions)| positions);
        let mut all = Cow::Borrowed(first);
        for (_, positions) in of_words {
            all.to_mut().extend(positions);
        }
        if !all.is_sorted_by(|one, next| one < next) {
            let all = all.to_mut();
            all.sort_unstable();
            all.dedup();
        }
        all
    }
}

/// Tells whether the words of a leaf were typed in Latin letters.
fn is_asked_in_latin(leaf: &Leaf) -> bool {
    leaf.words.iter().filter_map(|(word, _)| word.as_term()).all(str::is_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::snippet::Snippets;

    fn shown(query: &str, text: &str) -> Vec<String> {
        let body = Segment::new(Place::Page(1), Layer::Body, text);
        let snippets = Snippets::new(&parse(query).query).of(&[body], &[], 3);
        let marked = |[start, end]: &[usize; 2], text: &str| text[*start..*end].to_owned();
        let snippets = snippets.iter();
        snippets.flat_map(|one| one.highlights.iter().map(|at| marked(at, &one.text))).collect()
    }

    #[test]
    fn a_rare_word_deep_in_a_text_is_found_beside_a_common_one() {
        let text = format!("{} needle", "common straw ".repeat(100_000));
        assert!(shown("common needle", &text).contains(&"needle".to_owned()));
        let text = format!("{} игла", "обычная солома ".repeat(10_000));
        assert!(shown("обычная игла", &text).contains(&"игла".to_owned()));
    }

    #[test]
    fn folded_spellings_are_found_deep_in_a_text() {
        for (query, word) in [("oneil", "O'Neil"), ("table", "Tàble"), ("istanbul", "İstanbul")] {
            let text = format!("{} {word}", "straw ".repeat(10_000));
            assert_eq!(shown(query, &text), [word], "{query}");
        }
    }

    #[test]
    fn one_word_of_a_name_crosses_scripts_where_its_consonants_tell() {
        assert_eq!(shown("name:Rustam", "قال رستم اليوم"), ["رستم"]);
        assert_eq!(shown("name:رستم", "said Rustam today"), ["Rustam"]);
        assert_eq!(shown("name:رستم", "сказал Рустаму"), ["Рустаму"]);
        assert!(shown("name:Anna", "عن ذلك").is_empty());
    }

    #[test]
    fn of_ascii_folding_drops_apostrophes_alone() {
        for c in (0..128_u8).map(char::from).filter(|c| !c.is_ascii_alphanumeric() && *c != '\'') {
            let text = format!("ab{c}cd");
            let words: Vec<_> = text::tokens(&text).map(|token| token.folded).collect();
            assert_eq!(words, ["ab", "cd"], "{c:?}");
        }
    }

    #[test]
    fn a_phrase_is_found_wherever_a_piece_ends() {
        for words in (PIECE / 6 - 20..PIECE / 6 + 20).chain(2 * PIECE / 6 - 20..2 * PIECE / 6 + 20)
        {
            let text = format!("{}it is {}", "straw ".repeat(words), "straw ".repeat(200));
            assert_eq!(shown("\"it is\"", &text), ["it", "is"], "{words}");
        }
    }

    proptest::proptest! {
        #[test]
        fn pieces_cover_the_text(text in "([aé李]{1,3000}| ){0,12}") {
            let text = text.repeat(3);
            let mut end = 0;
            for piece in pieces(&text) {
                proptest::prop_assert!(piece.start <= end && end < piece.end);
                end = piece.end;
            }
            proptest::prop_assert_eq!(end, text.len());
        }
    }
}

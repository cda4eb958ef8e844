//! How much an item may still yield; counted alike by the worker and, again, by the parent.

use formats::{Child, Limits};
use item::{Declared, Key, LimitReason, Mark, Place, Segment};

use crate::listing::Listing;
use crate::recognise::Named;

/// The most that is kept of one item, in bytes as they are written in one record: texts with their marks, properties,
/// the list of children and mentions. Warnings, which are few, come on top.
pub const MOST_KEPT: u64 = 768 << 20;

/// What a segment or a property costs besides its bytes, so that a billion empty ones cost something.
pub(crate) const PIECE_COST: u64 = 64;

/// What a mark costs besides its words.
const MARK_COST: u64 = 80;

/// What a mention costs besides its words.
const MENTION_COST: usize = 64;

/// What a picture costs besides its bytes: reading it takes long, however few they are.
pub(crate) const PICTURE_COST: usize = 64 << 10;

/// Bytes of mentions for each byte of text, generously: a name of five bytes can have ten long keys.
const MENTIONS_PER_TEXT: u64 = 64;

/// Bytes of mentions that any text may have.
const MENTIONS_AT_LEAST: u64 = 1 << 20;

/// Most bytes of mentions, so that they do not take the room of the texts.
const MENTIONS_AT_MOST: u64 = 384 << 20;

/// Most bytes of the words of children, each of which are held several times until they are written; those of the usual length,
/// name, type and time together, cost nothing, however many children there are.
const WORDS: u64 = 128 << 20;
const USUAL_WORDS: usize = 256;

/// What a child costs in the list besides its name and what is declared of it: all digests, and how it ended.
const CHILD_COST: u64 = 240;

/// What an item may still yield.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    text: u64,
    members: u64,
    inflated: u64,
    listing: Listing,
    words: u64,
    mentions: u64,
    /// Bytes of the record, for which all of these pay besides.
    kept: u64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            text: limits.text_bytes,
            members: limits.members,
            inflated: limits.inflated_bytes,
            listing: Listing::default(),
            words: WORDS,
            mentions: MENTIONS_AT_LEAST,
            kept: MOST_KEPT,
        }
    }

    /// Returns the budget of an item that may yield nothing more but mentions in `segments`.
    pub(crate) fn of_mentions(segments: &[Segment]) -> Self {
        let length = segments.iter().map(|segment| as_u64(segment.text.len())).sum::<u64>();
        let kept = segments.iter().map(cost_of_segment).sum();
        let mentions = MENTIONS_AT_LEAST.saturating_add(length.saturating_mul(MENTIONS_PER_TEXT));
        let mentions = mentions.min(MENTIONS_AT_MOST);
        let kept = MOST_KEPT.saturating_sub(kept);
        Self {
            text: 0,
            members: 0,
            inflated: 0,
            listing: Listing::default(),
            words: 0,
            mentions,
            kept,
        }
    }

    /// Pays for a segment: its text out of the limit on texts, its marks and the name of its place out of what is kept.
    pub(crate) fn segment(&mut self, segment: &Segment) -> Result<(), LimitReason> {
        self.text(segment.text.len(), cost_of_segment(segment))
    }

    /// Pays for a property, which is kept twice: by its key and as a text.
    pub(crate) fn property(&mut self, key: &Key, value: &str) -> Result<(), LimitReason> {
        self.text(value.len(), 2 * as_u64(key.name().len() + value.len()) + PIECE_COST)
    }

    fn text(&mut self, length: usize, kept: u64) -> Result<(), LimitReason> {
        let text = take(self.text, as_u64(length) + PIECE_COST).ok_or(LimitReason::Output)?;
        self.keep(kept).ok_or(LimitReason::Output)?;
        self.text = text;
        let more = self.mentions.saturating_add(as_u64(length) * MENTIONS_PER_TEXT);
        self.mentions = more.min(MENTIONS_AT_MOST);
        Ok(())
    }

    fn keep(&mut self, bytes: u64) -> Option<()> {
        self.kept = take(self.kept, bytes)?;
        Some(())
    }

    /// Returns how long a text could still be paid for.
    pub(crate) fn text_left(&self) -> usize {
        usize::try_from(self.text.saturating_sub(PIECE_COST)).unwrap_or(usize::MAX)
    }

    /// Pays for a child: its name and what is declared of it, and, where it is listed in the record, its place there.
    pub(crate) fn member(&mut self, child: &Child) -> Result<(), LimitReason> {
        self.members = take(self.members, 1).ok_or(LimitReason::Members)?;
        let unusual = words_of_child(child).saturating_sub(USUAL_WORDS);
        self.words = take(self.words, as_u64(unusual)).ok_or(LimitReason::Members)?;
        if self.listing.add(&child.name) {
            self.keep(cost_of_child(child)).ok_or(LimitReason::Members)?;
        }
        self.inflated(child.name.len())
    }

    /// Pays for a picture of `length` bytes.
    pub(crate) fn picture(&mut self, length: usize) -> Result<(), LimitReason> {
        self.inflated(length.saturating_add(PICTURE_COST))
    }

    /// Pays for bytes of a child.
    pub(crate) fn inflated(&mut self, length: usize) -> Result<(), LimitReason> {
        self.inflated = take(self.inflated, as_u64(length)).ok_or(LimitReason::Inflation)?;
        Ok(())
    }

    /// Returns how many bytes of children could still be paid for.
    pub(crate) fn inflated_left(&self) -> usize {
        usize::try_from(self.inflated).unwrap_or(usize::MAX)
    }

    /// Pays for a mention in one of `segments`, whose words and place it repeats.
    pub(crate) fn mention(
        &mut self,
        named: &Named,
        segments: &[Segment],
    ) -> Result<(), LimitReason> {
        let cost = as_u64(cost_of_mention(named, segments));
        self.mentions = take(self.mentions, cost).ok_or(LimitReason::Output)?;
        self.keep(cost).ok_or(LimitReason::Output)
    }
}

/// Returns how many bytes a segment takes in a record at most, and the names of its place, which may become texts.
fn cost_of_segment(segment: &Segment) -> u64 {
    let marks: u64 = segment.marks.iter().map(cost_of_mark).sum();
    as_u64(segment.text.len() + 3 * name_of(&segment.place).len()) + PIECE_COST + marks
}

fn cost_of_mark(mark: &Mark) -> u64 {
    let words = mark.author.iter().chain(&mark.date);
    MARK_COST + words.map(|words| as_u64(words.len())).sum::<u64>()
}

/// Returns how many bytes a child takes in the list of a record at most.
fn cost_of_child(child: &Child) -> u64 {
    CHILD_COST + as_u64(words_of_child(child))
}

/// Returns how many bytes the name of a child has, and what is declared of it.
fn words_of_child(child: &Child) -> usize {
    let Declared { media_type, charset, format } = &child.declared;
    let words = media_type.iter().chain(charset).chain(&child.modified).map(String::len);
    let words = words.chain(format.iter().map(|format| format.len()));
    child.name.len() + words.sum::<usize>()
}

/// Returns how many bytes a mention takes in a record at most.
pub(crate) fn cost_of_mention(named: &Named, segments: &[Segment]) -> usize {
    let at = usize::try_from(named.segment).unwrap_or(usize::MAX);
    let place = segments.get(at).map_or("", |segment| name_of(&segment.place));
    let surface = usize::try_from(named.end.saturating_sub(named.start)).unwrap_or(usize::MAX);
    let words = named.alternatives.iter().chain(&named.keys);
    let words = named.normal.len() + words.map(|word| word.len() + 8).sum::<usize>();
    MENTION_COST.saturating_add(surface).saturating_add(place.len() + words)
}

fn name_of(place: &Place) -> &str {
    match place {
        Place::Sheet(name) | Place::Field(name) | Place::Part(name) => name,
        Place::Whole | Place::Page(_) | Place::Slide(_) => "",
    }
}

fn take(left: u64, wanted: u64) -> Option<u64> {
    left.checked_sub(wanted)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::{Algorithm, ChildRecord, DateRole, Digest, Digests, Kind, Layer, MarkKind, Outcome};
    use proptest::prelude::*;

    fn limits() -> Limits {
        Limits { text_bytes: 100, members: 2, inflated_bytes: 10, nesting: 1 }
    }

    fn body(text: impl Into<String>) -> Segment {
        Segment::new(Place::Whole, Layer::Body, text)
    }

    fn child(name: usize) -> Child {
        Child { name: vec![b'n'; name], ..Child::default() }
    }

    #[test]
    fn what_is_paid_is_gone_and_what_is_refused_is_not() {
        let mut budget = Budget::new(&limits());
        assert_eq!(budget.segment(&body("x".repeat(40))), Err(LimitReason::Output));
        assert_eq!(budget.segment(&body("x".repeat(36))), Ok(()));
        assert_eq!(budget.text_left(), 0);
        assert_eq!(budget.segment(&body("")), Err(LimitReason::Output));
    }

    #[test]
    fn a_list_of_long_names_is_bounded() {
        let limits = Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..limits() };
        let mut budget = Budget::new(&limits);
        let named = child(16 << 10);
        let listed = (0..100_000).take_while(|_| budget.member(&named).is_ok()).count();
        assert_eq!(listed, 8_322);
    }

    #[test]
    fn what_is_declared_of_children_is_bounded_beyond_the_list_too() {
        let limits = Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..limits() };
        let mut budget = Budget::new(&limits);
        for _ in 0..20_000 {
            assert_eq!(budget.member(&child(1)), Ok(()));
        }
        let media_type = Some("m".repeat(1 << 20));
        let declared = Declared { media_type, ..Declared::default() };
        let typed = Child { declared, ..child(1) };
        let taken = (0..1_000).take_while(|_| budget.member(&typed).is_ok()).count();
        assert_eq!(taken, 128);
    }

    #[test]
    fn members_of_usual_names_are_bounded_by_their_number_alone() {
        let limits = Limits { members: 5_000_000, inflated_bytes: u64::MAX, ..limits() };
        let mut budget = Budget::new(&limits);
        let named = child(USUAL_WORDS);
        let listed = (0..6_000_000).take_while(|_| budget.member(&named).is_ok()).count();
        assert_eq!(listed, 5_000_000);
    }

    #[test]
    fn names_of_members_count_as_inflated_bytes() {
        let mut budget = Budget::new(&limits());
        assert_eq!(budget.member(&child(4)), Ok(()));
        assert_eq!(budget.inflated_left(), 6);
        assert_eq!(budget.inflated(7), Err(LimitReason::Inflation));
        assert_eq!(budget.member(&child(0)), Ok(()));
        assert_eq!(budget.member(&child(0)), Err(LimitReason::Members));
    }

    #[test]
    fn marks_places_properties_and_surfaces_are_counted_besides_the_text() {
        let limits = Limits { text_bytes: u64::MAX, ..limits() };
        let mut marked = body("x");
        let author = Some("a".repeat(100));
        let mark = Mark { start: 0, end: 1, kind: MarkKind::Inserted, author, date: None };
        marked.marks = vec![mark; 10_000];
        let placed = Segment::new(Place::Sheet("s".repeat(1 << 10)), Layer::Body, "x");
        let long = body("x".repeat(4 << 20));
        let named = Named { end: 4 << 20, ..named() };
        let key = Key::TITLE;
        let paid = |pay: &mut dyn FnMut(&mut Budget) -> Result<(), LimitReason>| {
            let mut budget = Budget::new(&limits);
            budget.mentions = MENTIONS_AT_MOST;
            (0..1_000_000).take_while(|_| pay(&mut budget).is_ok()).count() as u64
        };
        assert!(paid(&mut |budget| budget.segment(&marked)) <= MOST_KEPT / 1_800_000);
        assert!(paid(&mut |budget| budget.segment(&placed)) <= MOST_KEPT / (3 << 10));
        assert!(paid(&mut |budget| budget.property(&key, &"v".repeat(1 << 20))) <= MOST_KEPT >> 21);
        let texts = [long];
        assert!(paid(&mut |budget| budget.mention(&named, &texts)) <= MENTIONS_AT_MOST >> 22);
    }

    fn named() -> Named {
        Named {
            kind: Kind::Person,
            segment: 0,
            start: 0,
            end: 1,
            normal: String::new(),
            confidence: 0.5,
            alternatives: Vec::new(),
            keys: Vec::new(),
            role: None,
        }
    }

    fn words() -> impl Strategy<Value = String> {
        "[a-zа-я]{0,40}"
    }

    fn place() -> impl Strategy<Value = Place> {
        let parts = words().prop_map(Place::Part);
        prop_oneof![Just(Place::Whole), any::<u32>().prop_map(Place::Page), parts]
    }

    fn written(value: &impl serde::Serialize) -> usize {
        postcard::to_allocvec(value).expect("it can be written").len()
    }

    proptest! {
        /// The bound on a record holds only if nothing costs less than it takes there.
        #[test]
        fn nothing_takes_more_in_a_record_than_it_pays(
            place in place(),
            text in words(),
            marks in prop::collection::vec(prop::option::of(words()), 0..20),
            keys in prop::collection::vec(words(), 0..20),
            numbers: (u32, u32),
        ) {
            let mut segment = Segment::new(place, Layer::Metadata, format!("x{text}"));
            segment.marks = marks
                .into_iter()
                .map(|author| Mark {
                    start: usize::MAX,
                    end: usize::MAX,
                    kind: MarkKind::Inserted,
                    date: author.clone(),
                    author,
                })
                .collect();
            prop_assert!(written(&segment) as u64 <= cost_of_segment(&segment));
            let named = Named {
                normal: text.clone(),
                alternatives: keys.clone(),
                keys,
                role: Some(DateRole::Birth),
                ..named()
            };
            let segments = [segment];
            let cost = cost_of_mention(&named, &segments);
            let mention = named.into_mention(&segments).expect("it stands in its text");
            prop_assert!(written(&mention) + 20 <= cost);
            let digests = Digests {
                size: u64::MAX,
                blake3: Digest([0xff; 32]),
                sha256: Digest([0xff; 32]),
                more: [(Algorithm::Md5, 16), (Algorithm::Sha1, 20), (Algorithm::Sha512, 64)]
                    .map(|(algorithm, length)| (algorithm, vec![0xff; length]))
                    .into(),
            };
            let declared = Declared {
                media_type: Some(text.clone()),
                charset: Some(text.clone()),
                format: Some(text.clone().into()),
            };
            let child =
                Child { name: text.clone().into(), declared: declared.clone(), modified: Some(text) };
            let record = ChildRecord {
                name: child.name.clone(),
                ordinal: numbers.0,
                declared,
                modified: child.modified.clone(),
                digests: Some(digests),
                closed: Some(Outcome::LimitReached(LimitReason::Members)),
            };
            let (taken, paid) = (written(&record) as u64, cost_of_child(&child));
            prop_assert!(taken <= paid, "{taken} of {paid}");
        }
    }
}

//! tantivy and the naive engine give the same answers, whatever was written and removed before.

use index::{Folder, Options};
use index::{Reader, Writer};
use item::{Key, Layer, LayerSet, Place, Segment};
use search::{
    ContentRecord, Cursor, Engine, Field, Found, Grouping, IndexWriter, ItemRecord, Leaves, Memory,
    Order, Query, Request, Spans,
};

use crate::trove::Chance;

const FACETS: &[&str] = &[
    "person", "notice", "date", "format", "lang", "layer", "outcome", "tag", "author", "has",
    "dated", "nothing",
];

/// Writes the same random contents and items to both engines, in several commits with changes and removals between.
fn fill(chance: &mut Chance, engines: &mut [&mut dyn IndexWriter], commits: usize) {
    let contents = 30;
    for round in 0..commits {
        for _ in 0..40 {
            let content = u32::try_from(chance.below(contents)).expect("small");
            let extraction = chance.extraction();
            let item = u32::try_from(chance.below(60)).expect("small");
            let record = chance.item(item, 30);
            let choice = chance.below(10);
            for engine in &mut *engines {
                match choice {
                    0 => engine.delete_content(content),
                    1 => engine.delete_item(item),
                    2..=5 => engine.add_item(&record),
                    _ => engine.add_content(&ContentRecord::new(content, &extraction)),
                }
                .expect("both engines write");
            }
        }
        for engine in &mut *engines {
            engine.commit(&format!("round {round}")).expect("both engines commit");
        }
    }
}

/// Returns bearers of names in groups that say nothing; some are counted in none.
fn by_length(engine: &dyn Engine) -> Grouping {
    let group = |value: &str| u32::try_from(value.len() % 4).ok().filter(|group| *group > 0);
    engine.grouping(search::BEARER, &group).expect("both engines number values")
}

fn answer(engine: &dyn Engine, question: &str, after: Option<Cursor>, fold: bool) -> Found {
    let grouping = by_length(engine);
    let request = Request {
        limit: 7,
        after,
        order: if fold { Order::Relevance } else { Order::Rank(&|item| u64::from(item % 5)) },
        fold,
        facets: FACETS.iter().map(|facet| (*facet).to_owned()).collect(),
        facet_limit: if fold { 2 } else { 1_000 },
        grouping: Some(&grouping),
    };
    engine.search(&search::parse(question).query, &request).expect("both engines answer")
}

/// Returns the answer with its scores rounded, since sums may be made in another order.
fn rounded(mut found: Found) -> Found {
    for hit in &mut found.hits {
        hit.score = (hit.score * 1_000.0).round();
    }
    found
}

/// Compares what two engines count for a question: hits, values of facets, and pairs of values.
fn compare_counts(one: &dyn Engine, other: &dyn Engine, question: &str, seed: u64) {
    let query = search::parse(question).query;
    let count = |engine: &dyn Engine| engine.count(&query).expect("both engines count");
    assert_eq!(count(one), count(other), "seed {seed}: {question}");
    for facet in FACETS {
        let values =
            |engine: &dyn Engine| engine.values(facet, &query).expect("both engines count");
        assert_eq!(values(one), values(other), "seed {seed}: {facet} of {question}");
    }
    let groups = |engine: &dyn Engine| {
        engine.groups(&by_length(engine), &query).expect("both engines count")
    };
    assert_eq!(groups(one), groups(other), "seed {seed}: bearers of {question}");
    for facet in search::periods().chain(["person"]) {
        let tally = |engine: &dyn Engine| engine.tally(facet, &query).expect("both engines count");
        assert_eq!(tally(one), tally(other), "seed {seed}: {facet} of {question}");
    }
    for (rows, columns) in [("person", "notice"), ("tag", "date"), ("year", "format")] {
        let cross = |engine: &dyn Engine| {
            engine.cross(rows, columns, &query, 3).expect("both engines count")
        };
        assert_eq!(cross(one), cross(other), "seed {seed}: {rows} by {columns} of {question}");
    }
}

/// Compares which words of the texts two engines have near a word of the trove with one letter too many, and what they
/// suggest for it.
fn compare_near(one: &dyn Engine, other: &dyn Engine, word: &str, seed: u64) {
    let typed = format!("{word}x");
    for distance in [1, 2] {
        // An index lists words of texts that were removed until it merges its segments.
        let is_there = |engine: &dyn Engine, word: &str| {
            let field = Field::Text(LayerSet::ALL);
            let query = Query::Words { field, spans: Spans::term(word) };
            engine.count(&query).expect("both engines count").items > 0
        };
        let near = |engine: &dyn Engine| {
            let mut near = engine.near(&typed, distance).expect("both engines list");
            near.retain(|word| is_there(engine, word));
            near
        };
        assert_eq!(near(one), near(other), "seed {seed}: {typed}~{distance}");
    }
    let suggested =
        |engine: &dyn Engine| search::suggestions(engine, &typed, 0, 2).expect("both suggest");
    assert_eq!(suggested(one), suggested(other), "seed {seed}: {typed}");
}

/// Compares what many queries may have meant when they are asked together and one by one.
fn compare_suggestions(engine: &dyn Engine, chance: &mut Chance, seed: u64) {
    let typed: Vec<String> = (0..30)
        .map(|_| {
            let (one, other) = (chance.word(), chance.word());
            [format!("{one}x {other}"), format!("name:\"{other} y{one}\"")][chance.below(2)].clone()
        })
        .collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let together = search::suggestions_for_each(engine, &typed).expect("the engine suggests");
    let alone = typed.iter().map(|typed| search::suggestions(engine, typed, 0, 1));
    let alone: Vec<_> = alone.collect::<Result<_, _>>().expect("the engine suggests");
    assert_eq!(together, alone, "seed {seed}");
}

fn compare(seed: u64, commits: usize, questions: usize) {
    let mut chance = Chance::new(seed);
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
    let mut naive = Memory::default();
    fill(&mut chance, &mut [&mut writer, &mut naive], commits);
    let snapshot = Reader::open(&folder).expect("an index just written").snapshot();
    assert_eq!(Leaves::occurrences(&*snapshot), Leaves::occurrences(&naive), "seed {seed}");
    compare_suggestions(&*snapshot, &mut chance, seed);
    let mut answered = 0;
    for _ in 0..questions {
        let question = chance.question(2);
        let query = search::parse(&question).query;
        compare_counts(&*snapshot, &naive, &question, seed);
        compare_near(&*snapshot, &naive, chance.word(), seed);
        for fold in [false, true] {
            let one = rounded(answer(&*snapshot, &question, None, fold));
            let other = rounded(answer(&naive, &question, None, fold));
            assert_eq!(one, other, "seed {seed}: {question}");
        }
        answered += usize::from(naive.count(&query).expect("memory").items > 0);
    }
    assert!(answered * 3 > questions, "seed {seed}: only {answered} of {questions} had an answer");
}

#[test]
fn both_engines_answer_alike() {
    for seed in 1..=12 {
        compare(seed, 1 + usize::try_from(seed).expect("small") % 4, 100);
    }
}

#[test]
fn a_word_that_is_longer_than_any_of_a_text_has_none_near_it() {
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
    fill(&mut Chance::new(3), &mut [&mut writer], 1);
    let snapshot = Reader::open(&folder).expect("an index just written").snapshot();
    let long = "ж".repeat(200_000);
    for distance in [1, 2] {
        assert_eq!(snapshot.near(&long, distance).expect("it is bounded"), [""; 0]);
    }
}

#[test]
fn both_engines_count_alike_where_there_are_far_more_values_than_items() {
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
    let mut naive = Memory::default();
    let mut chance = Chance::new(7);
    for ord in 0..80 {
        let mut extraction = chance.extraction();
        let authors = [format!("Author {ord}"), format!("Author {}", ord % 40)];
        extraction.metadata.insert(Key::AUTHOR, authors.into());
        let record = ItemRecord { content: Some(ord), ..chance.item(ord, 4) };
        for engine in [&mut writer as &mut dyn IndexWriter, &mut naive] {
            engine.add_content(&ContentRecord::new(ord, &extraction)).expect("both engines write");
            engine.add_item(&record).expect("both engines write");
            if ord % 30 == 0 {
                engine.commit("").expect("both engines commit");
            }
        }
    }
    writer.commit("").expect("the engine commits");
    naive.commit("").expect("the engine commits");
    let snapshot = Reader::open(&folder).expect("an index just written").snapshot();
    for question in ["author:\"Author 17\"", "author:\"Author 17\" OR author:\"Author 57\"", "*"] {
        for limit in [0, 1, 2, 1_000] {
            let request = Request {
                facets: vec!["author".to_owned()],
                facet_limit: limit,
                ..Request::default()
            };
            let query = search::parse(question).query;
            let counted = |engine: &dyn Engine| {
                engine.search(&query, &request).expect("both engines answer").facets
            };
            assert_eq!(counted(&*snapshot), counted(&naive), "{question}, {limit}");
        }
    }
}

#[test]
fn both_engines_leave_out_a_father() {
    let texts = [
        "said Ahmed bin Salem in town",
        "said Salem bin Ahmed in town",
        "said Ahmed bin Salem bin Ahmed in town",
        "said Salem bin Ahmed, and later Ahmed bin Salem",
    ];
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
    let mut naive = Memory::default();
    let mut chance = Chance::new(5);
    for (ord, text) in (0..).zip(texts) {
        let mut extraction = chance.extraction();
        extraction.mentions.clear();
        extraction.segments = vec![Segment::new(Place::Page(1), Layer::Body, text)];
        let record = ItemRecord { content: Some(ord), ..chance.item(ord, 4) };
        for engine in [&mut writer as &mut dyn IndexWriter, &mut naive] {
            engine.add_content(&ContentRecord::new(ord, &extraction)).expect("both engines write");
            engine.add_item(&record).expect("both engines write");
        }
    }
    writer.commit("").expect("the engine commits");
    naive.commit("").expect("the engine commits");
    let snapshot = Reader::open(&folder).expect("an index just written").snapshot();
    let question = "name:\"Ahmed bin Salem\"";
    let of = |engine: &dyn Engine| rounded(answer(engine, question, None, false));
    assert_eq!(of(&*snapshot), of(&naive));
    let mut items: Vec<u32> = of(&naive).hits.iter().map(|hit| hit.item).collect();
    items.sort_unstable();
    assert_eq!(items, [0, 2, 3]);
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let mut chance = Chance::new(99);
    let folder = Folder::in_memory();
    let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
    fill(&mut chance, &mut [&mut writer], 3);
    let snapshot = Reader::open(&folder).expect("an index just written").snapshot();
    for (question, fold) in [("*", false), ("interpol OR notice OR format:pdf", true)] {
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let page = answer(&*snapshot, question, after, fold);
            seen.extend(page.hits.iter().map(|hit| hit.item));
            after = page.next.map(|next| next.to_string().parse().expect("a cursor is read back"));
            if after.is_none() {
                assert_eq!(seen.len() as u64, page.hit_total, "{question}");
                break;
            }
        }
        let mut distinct = seen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), seen.len(), "{question}");
    }
}

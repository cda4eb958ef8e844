//! What queries find, asked of the naive engine.

mod recall;
mod sameness;
mod searches;
mod surfaces;

use std::collections::BTreeSet;

use item::{
    Basis, DateRole, DateSource, Digest, DocumentDate, Extraction, Identified, ItemId, Key, Layer,
    Mention, Outcome, Place, Segment,
};
use search::{ContentRecord, Engine, IndexWriter, ItemRecord, Memory, Request, parse};

/// Makes an extraction from texts in layers.
fn extraction(texts: &[(Layer, &str)]) -> Extraction {
    let identified = Identified { format: "pdf".into(), basis: Basis::None, warnings: Vec::new() };
    let mut extraction = Extraction::nothing(identified, Outcome::Extracted);
    let segment = |(layer, text): &(Layer, &str)| Segment::new(Place::Whole, *layer, *text);
    extraction.segments = texts.iter().map(segment).collect();
    extraction
}

fn body(text: &str) -> Extraction {
    extraction(&[(Layer::Body, text)])
}

fn with_mention(kind: &str, normal: &str, alternatives: &[&str]) -> Extraction {
    let mut extraction = body("");
    extraction.mentions.push(Mention {
        kind: kind.parse().expect("the table has the kind"),
        surface: normal.into(),
        normal: normal.into(),
        start: 0,
        end: 0,
        segment: 0,
        place: Place::Whole,
        layer: Layer::Body,
        confidence: 1.0,
        alternatives: alternatives.iter().map(|reading| (*reading).to_owned()).collect(),
        keys: Vec::new(),
        role: None,
    });
    extraction
}

/// Makes a text in which the words in brackets are mentions: `[person Ivan Petrov]`.
fn marked(text: &str) -> Extraction {
    let (mut plain, mut mentions) = (String::new(), Vec::new());
    for piece in text.split_inclusive([']', '[']) {
        match piece.strip_suffix(']') {
            Some(mention) => {
                let (kind, surface) = mention.split_once(' ').expect("a kind and its words");
                mentions.push((kind.to_owned(), plain.len(), surface.to_owned()));
                plain.push_str(surface);
            }
            None => plain.push_str(piece.trim_end_matches('[')),
        }
    }
    let mut extraction = body(&plain);
    for (kind, start, surface) in mentions {
        let mention = with_mention(&kind, &surface, &[]).mentions.remove(0);
        extraction.mentions.push(Mention { start, end: start + surface.len(), ..mention });
    }
    extraction
}

fn item(ord: u32, content: u32, locator: &str) -> ItemRecord {
    ItemRecord {
        ord,
        content: Some(content),
        id: id(ord),
        locator: locator.to_owned(),
        depth: 0,
        size: Some(10),
        modified: None,
        outcome: Outcome::Extracted,
        blake3: Some(Digest([u8::try_from(content).expect("few"); 32])),
        sha256: None,
        tags: BTreeSet::new(),
        lists: BTreeSet::new(),
        note_words: BTreeSet::new(),
    }
}

fn id(ord: u32) -> ItemId {
    ItemId(u128::from(ord).to_be_bytes())
}

/// Makes an index in which item and content have the place of the extraction as their ord.
fn index(extractions: &[Extraction]) -> Memory {
    let mut index = Memory::default();
    for (ord, extraction) in (0..).zip(extractions) {
        index.add_content(&ContentRecord::new(ord, extraction)).expect("memory");
        index.add_item(&item(ord, ord, &format!("folder/{ord}.pdf"))).expect("memory");
    }
    index.commit("").expect("memory");
    index
}

/// Returns the items found, the most relevant first.
fn found(index: &Memory, query: &str) -> Vec<u32> {
    let parsed = parse(query);
    assert_eq!(parsed.warnings, [""; 0], "{query}");
    let found = index.search(&parsed.query, &Request::default()).expect("memory");
    found.hits.iter().map(|hit| hit.item).collect()
}

fn sorted(mut items: Vec<u32>) -> Vec<u32> {
    items.sort_unstable();
    items
}

#[test]
fn a_body_and_a_place_are_found_in_any_script_language_inflection_and_legal_form() {
    let mention = |kind, value| with_mention(kind, value, &[]);
    let index = index(&[
        mention("org", "пао «газпром»"),
        mention("org", "gazprom neft"),
        mention("org", "следственного комитета"),
        mention("location", "москве"),
        mention("location", "moscou"),
        mention("location", "moscow region"),
        mention("org", "moscou"),
    ]);
    assert_eq!(sorted(found(&index, "org:Gazprom")), [0, 1]);
    assert_eq!(sorted(found(&index, "org:\"Газпрома\"")), [0]);
    assert_eq!(found(&index, "org:\"Investigative Committee of Russia\""), [2]);
    assert_eq!(sorted(found(&index, "location:Moscow")), [3, 4, 5]);
    assert_eq!(sorted(found(&index, "location:موسكو")), [3, 4]);
    assert_eq!(found(&index, "location:Лондон"), [0; 0]);
}

#[test]
fn words_are_found_near_what_is_named_of_a_kind() {
    let index = index(&[
        marked("A red notice was sought for [person Ivan Petrov] on [date 2019-05-17]."),
        marked(
            "A red notice was sought. Years later, in another town and another matter, [person Anna Weber] came.",
        ),
        marked("[person Ivan Petrov]"),
        marked("[org Ministry of Justice] asked for a red notice"),
        marked(
            "[org Bureau of the Ministry of Internal Affairs for the Northern District] refused",
        ),
    ]);
    assert_eq!(found(&index, "\"red notice\" w/5 person:*"), [0]);
    assert_eq!(sorted(found(&index, "\"red notice\" w/20 person:*")), [0, 1]);
    assert_eq!(found(&index, "person:* w/2 date:2019"), [0]);
    assert_eq!(found(&index, "date:2018 w/9 notice"), [0; 0]);
    assert_eq!(found(&index, "person:Petrov w/9 notice"), [0]);
    assert_eq!(found(&index, "org:\"Ministry of Justice\" pre/5 \"red notice\""), [3]);
    assert_eq!(found(&index, "notice pre/5 org:*"), [0; 0]);
    assert_eq!(found(&index, "org:Justice w/5 asked"), [3]);
    assert_eq!(
        found(&index, "org:District w/5 refused"),
        [4],
        "also by a late word of a long value"
    );
    let warned = |query: &str| parse(query).warnings.iter().any(|one| one.contains("as a whole"));
    assert!(warned("email:example w/5 notice") && !warned("org:Justice w/5 notice"));
    assert_eq!(found(&index, "Petrov w/9 person:*"), [0; 0], "not the mention that holds the word");
}

#[test]
fn words_are_found_in_one_sentence_paragraph_or_page() {
    let index = index(&[
        body("The notice was refused in Lyon. Weber signed.\nA line.\n\nPetrov left."),
        extraction(&[(Layer::Body, "The notice."), (Layer::Body, "Weber signed.")]),
    ]);
    assert_eq!(found(&index, "notice w/sentence Lyon"), [0]);
    assert_eq!(found(&index, "notice w/sentence Weber"), [0; 0]);
    assert_eq!(found(&index, "Weber w/paragraph notice"), [0]);
    assert_eq!(found(&index, "Weber pre/paragraph notice"), [0; 0]);
    assert_eq!(found(&index, "Weber w/paragraph Petrov"), [0; 0]);
    assert_eq!(found(&index, "Petrov w/page notice"), [0]);
    assert_eq!(found(&index, "Weber w/page notice"), [0]);
}

#[test]
fn a_family_name_in_capitals_is_found_alone_but_not_beside_the_given_names_of_others() {
    let index = index(&[
        body("Later the said Mr. Pestrikov paid. Ivan came."),
        body("PESTRIKOV Ivan, born 1974"),
        body("Пестрикову отказано"),
        body("Gleb Pestrikov denies the charges"),
        body("Пестриков Глеб Павлович"),
        body("G. Pestrikov signed"),
        body("Ignacia Pestrikova paid"),
        body("the Pestriko River"),
    ]);
    let found_so = found(&index, "name:\"PESTRIKOV Ivan\"");
    assert_eq!(found_so[0], 1, "the whole name comes first: {found_so:?}");
    assert_eq!(sorted(found_so), [0, 1, 2]);
    assert_eq!(found(&index, "name:\"Pestrikov Ivan\""), [1]);
    assert_eq!(found(&index, "name:\"PESTRIKOV IVAN\""), [1]);
    let query = parse("name:\"PESTRIKOV Ivan\"").query;
    let segment = Segment::new(Place::Whole, Layer::Body, "then Pestrikov paid.");
    let snippets = search::Snippets::new(&query).of(&[segment], &[], 1);
    let why = snippets[0].why.as_deref();
    assert_eq!(why, Some("name: family name alone, maybe of another"));
}

#[test]
fn no_word_is_suggested_where_what_else_is_asked_for_finds_nothing() {
    let index = index(&[body("The precipitating manner of CAPTAIN AHAB'S LEG."), body("a leg")]);
    let suggested = |typed: &str| search::suggestions(&index, typed, 0, 2).expect("memory").len();
    assert_eq!((suggested("name:\"Oleg Somevisiov\""), suggested("oleg somevisiov")), (0, 0));
    assert_eq!((suggested("name:Oleg"), suggested("oleg precipitating")), (1, 1));
}

#[test]
fn a_word_that_no_text_has_suggests_those_near_it_that_find_more() {
    let index = index(&[
        body("red notice against Pestrikov"),
        body("red notice, second"),
        body("red notary"),
        body("уведомление о розыске"),
    ]);
    let suggested = |typed: &str, items| -> Vec<(String, u64)> {
        let found = search::suggestions(&index, typed, items, 2).expect("memory");
        found.into_iter().map(|one| (one.query, one.items)).collect()
    };
    let of = |query: &str, items| (query.to_owned(), items);
    assert_eq!(suggested("red notce", 0), [of("red notice", 2)]);
    assert_eq!(suggested("Pestrykow", 0), [of("pestrikov", 1)]);
    assert_eq!(suggested("name:Pestrykow", 0), [of("name:pestrikov", 1)]);
    assert_eq!(suggested("\"red notce\"", 0), [of("\"red notice\"", 2)]);
    assert_eq!(suggested("уведомлние", 0), [of("уведомление", 1)]);
    assert_eq!(suggested("red notice", 2), [], "every word is there");
    assert_eq!(suggested("notce", 3), [], "enough was found");
    assert_eq!(suggested("zzzzzzzz", 0), []);
    assert_eq!(suggested("rad", 0), [], "a short word is near too many");
}

#[test]
fn a_name_is_found_in_any_script_order_and_inflection() {
    let index = index(&[
        body("Сергей Пестриков прибыл"),
        body("о Пестрикове Сергее"),
        body("PESTRIKOV, Sergey"),
        body("С. Пестриков"),
        body("Сергей уехал. Потом в далёкий город вернулся Пестриков"),
        body("Сергей Петров"),
        body("пестриков сергей, без заглавных"),
    ]);
    for query in
        ["name:\"Sergey Pestrikov\"", "name:(Сергей) name:Pestrikov", "name:\"Пестриков Сергей\""]
    {
        let items = sorted(found(&index, query));
        assert!(items.starts_with(&[0, 1, 2]), "{query}: {items:?}");
        assert!(!items.contains(&5), "{query}: {items:?}");
    }
    assert_eq!(sorted(found(&index, "name:\"Пестриков Сергей\"")), [0, 1, 2, 3, 6]);
    assert_eq!(sorted(found(&index, "name:\"S. Pestrikov\"")), [0, 1, 2, 3]);
}

#[test]
fn a_patronymic_may_be_left_out() {
    let index = index(&[body("Иван Петрович Сидоров"), body("Сидоров Иван"), body("Иван Петров")]);
    assert_eq!(sorted(found(&index, "name:\"Сидоров Иван Петрович\"")), [0, 1]);
}

#[test]
fn a_middle_initial_may_be_left_out() {
    let index = index(&[body("Пестриков Иван"), body("I. Pestrikov"), body("Пестриков Олег")]);
    for query in ["name:\"Ivan V. Pestrikov\"", "name:\"Pestrikov I. V.\""] {
        assert_eq!(sorted(found(&index, query)), [0, 1], "{query}");
    }
}

#[test]
fn a_letter_is_an_initial_with_a_full_stop_or_beside_the_name() {
    let index = index(&[
        body("В. и О. Пестриков"),
        body("Пестриков В"),
        body("В отношении Пестрикова"),
        body("V Pestrikov"),
    ]);
    for query in ["name:\"Владимир Пестриков\"", "name:\"В. Пестриков\""]
    {
        assert_eq!(sorted(found(&index, query)), [0, 1, 3], "{query}");
    }
}

#[test]
fn a_layer_means_the_words_in_that_layer() {
    let index = index(&[
        extraction(&[(Layer::Body, "ivanov"), (Layer::Deleted, "petrov")]),
        extraction(&[(Layer::Body, "petrov"), (Layer::Deleted, "ivanov")]),
    ]);
    assert_eq!(found(&index, "layer:deleted Ivanov"), [1]);
    assert_eq!(sorted(found(&index, "layer:deleted (Ivanov OR Petrov)")), [0, 1]);
    assert_eq!(sorted(found(&index, "layer:deleted OR Ivanov")), [0, 1]);
    assert_eq!(found(&index, "layer:deleted -Ivanov"), [0]);
}

#[test]
fn a_date_is_found_by_whatever_it_overlaps() {
    let index = index(&[
        with_mention("date", "2019-05", &[]),
        with_mention("date", "2020-03-04", &["2020-04-03"]),
        with_mention("date", "2018", &[]),
    ]);
    assert_eq!(found(&index, "date:2019-05-17"), [0]);
    assert_eq!(sorted(found(&index, "date:2019..2021-06")), [0, 1]);
    assert_eq!(found(&index, "date:2020-04"), [1]);
    assert_eq!(found(&index, "date:<2019"), [2]);
    assert_eq!(sorted(found(&index, "date:*")), [0, 1, 2]);
}

#[test]
fn a_birth_is_found_as_a_date_but_is_not_counted_among_events() {
    let mut paper = with_mention("date", "2019-05-17", &[]);
    let mut birth = with_mention("date", "1974-04-09", &[]).mentions.remove(0);
    birth.role = Some(DateRole::Birth);
    paper.mentions.push(birth);
    let index = index(&[paper]);
    assert_eq!(found(&index, "date:1974"), [0]);
    assert_eq!(found(&index, "born:1974"), [0]);
    assert!(found(&index, "born:2019").is_empty());
    assert_eq!(values(&index, "date"), ["2019-05-17"]);
}

#[test]
fn a_document_is_found_by_its_date_and_counted_by_its_year() {
    let dated = |date: &str| {
        let mut paper = body("paper");
        paper.date = Some(DocumentDate { date: date.to_owned(), source: DateSource::Text });
        paper
    };
    let index = index(&[dated("2019-03-18"), dated("2019"), dated("2021-05"), body("paper")]);
    assert_eq!(sorted(found(&index, "dated:2019-03")), [0, 1]);
    assert_eq!(found(&index, "dated:>2020"), [2]);
    assert_eq!(sorted(found(&index, "dated:*")), [0, 1, 2]);
    assert_eq!(sorted(found(&index, "paper -dated:2019..2021")), [3]);
    assert_eq!(values(&index, "dated"), ["2019", "2021"]);
}

#[test]
fn what_an_item_has_is_counted_under_one_name() {
    let index = index(&[extraction(&[(Layer::Body, "a"), (Layer::Comment, "b")])]);
    assert_eq!(values(&index, "has"), ["body", "comments"]);
    for query in ["has:comment", "has:comments", "has:Comment"] {
        assert_eq!(found(&index, query), [0], "{query}");
    }
}

/// Returns the values of a facet over all items.
fn values(index: &Memory, facet: &str) -> Vec<String> {
    let request = Request { facets: vec![facet.to_owned()], ..Request::default() };
    let found = index.search(&parse("*").query, &request).expect("memory");
    found.facets[facet].iter().map(|value| value.value.clone()).collect()
}

#[test]
fn a_mention_is_found_by_its_words_whole_or_masked() {
    let index = index(&[
        with_mention("notice", "red-notice", &[]),
        with_mention("notice", "red-diffusion", &[]),
        with_mention("control", "A-1234/5-2020", &[]),
        with_mention("phone", "+79161234567", &[]),
        with_mention("person", "Сергей Пестриков", &[]),
    ]);
    assert_eq!(sorted(found(&index, "notice:red")), [0, 1]);
    assert_eq!(found(&index, "notice:red-notice"), [0]);
    for query in ["control:А-1234/5-2020", "control:\"A 1234/5 2020\"", "control:1234"] {
        assert_eq!(found(&index, query), [2], "{query}");
    }
    for query in ["phone:+79161234567", "phone:\"8 (916) 123-45-67\"", "phone:7916*"] {
        assert_eq!(found(&index, query), [3], "{query}");
    }
    assert_eq!(found(&index, "person:\"Pestrikov Sergey\""), [4]);
}

#[test]
fn an_exact_word_comes_before_its_other_forms() {
    let index = index(&[body("уведомлениями"), body("уведомление"), body("ведомость")]);
    assert_eq!(found(&index, "уведомление"), [1, 0]);
    assert_eq!(found(&index, "«уведомление»"), [1]);
    assert_eq!(found(&index, "-уведомление"), [0, 2]);
}

#[test]
fn a_surname_is_found_in_every_case() {
    let index = index(&[body("Пестриковой"), body("Пестриков"), body("с Пестриковыми")]);
    assert_eq!(found(&index, "Пестриков"), [1, 0, 2]);
    assert_eq!(found(&index, "пестриковой"), [0, 1, 2]);
    assert_eq!(found(&index, "Пестриков -Пестриковой"), [1, 2]);
}

#[test]
fn an_arabic_word_is_found_with_and_without_its_article() {
    let index = index(&[body("وللمحكمة"), body("محكمة"), body("كتاباً للإنتربول")]);
    assert_eq!(found(&index, "محكمة"), [1, 0]);
    assert_eq!(sorted(found(&index, "المحكمة")), [0, 1]);
    assert_eq!(found(&index, "الإنتربول كتاب"), [2]);
    assert_eq!(found(&index, "-محكمة"), [0, 2]);
}

#[test]
fn no_phrase_reaches_from_one_segment_into_the_next() {
    let index =
        index(&[extraction(&[(Layer::Body, "red"), (Layer::Body, "notice")]), body("red notice")]);
    assert_eq!(found(&index, "\"red notice\""), [1]);
    assert_eq!(found(&index, "red w/100 notice"), [1]);
    assert_eq!(sorted(found(&index, "red notice")), [0, 1]);
}

#[test]
fn a_phrase_that_repeats_a_word_needs_it_twice() {
    let index = index(&[body("interpol and others"), body("interpol and interpol")]);
    assert_eq!(found(&index, "\"interpol interpol\"~3"), [1]);
}

#[test]
fn copies_are_items_of_their_own_and_fold_into_one_hit() {
    let mut index = index(&[body("note"), body("other")]);
    index.add_item(&item(7, 0, "copy/note!.pdf")).expect("memory");
    index.add_item(&item(8, 99, "elsewhere/7.bin")).expect("memory");
    index.commit("").expect("memory");
    assert_eq!(sorted(found(&index, "note")), [0, 7]);
    assert_eq!(sorted(found(&index, "has:duplicates")), [0, 7]);
    assert_eq!(found(&index, "note path:copy"), [7]);
    assert_eq!(found(&index, "under:copy"), [7]);
    assert_eq!(sorted(found(&index, "path:*.pdf -under:copy")), [0, 1]);
    assert_eq!(sorted(found(&index, "-note")), [1, 8]);
    let request = Request { fold: true, facets: vec!["format".into()], ..Request::default() };
    let answer = index.search(&parse("note").query, &request).expect("memory");
    assert_eq!((answer.total, answer.hit_total, answer.hits.len()), (2, 1, 1));
    // The word stands in the name of the copy, too, so that it comes first.
    assert_eq!((answer.hits[0].item, &answer.hits[0].duplicates[..]), (7, &[0][..]));
    assert_eq!(answer.facets["format"][0].items, 2);
}

#[test]
fn names_of_items_and_of_their_folders_are_found_by_plain_words() {
    let mut index = index(&[body("a letter about the passport")]);
    let paths = [
        "Kuznetsova Irina/passport_Tereshchenko.jpg",
        "mail/1.eml!/Belozerov contract.bin",
        "Kuznetsova.zip!/inner.txt",
        "odd\\!/Kuznetsova.txt",
    ];
    for (ord, path) in (10..).zip(paths) {
        index.add_item(&item(ord, 99, path)).expect("memory");
    }
    index.commit("").expect("memory");
    assert_eq!(sorted(found(&index, "kuznetsova")), [10, 13]);
    assert_eq!(found(&index, "Tereshchenko passport"), [10]);
    assert_eq!(found(&index, "\"belozerov contract\""), [11]);
    assert_eq!(sorted(found(&index, "name:Кузнецова")), [10, 13]);
    assert_eq!(found(&index, "layer:name tereshchenko"), [10]);
    assert_eq!(found(&index, "layer:body passport"), [0]);
    assert_eq!(sorted(found(&index, "passport")), [0, 10]);
}

#[test]
fn stray_letters_are_searched_where_they_are_asked_for() {
    let index = index(&[extraction(&[(Layer::Raw, "belozerov")]), body("belozerov")]);
    assert_eq!(found(&index, "belozerov"), [1]);
    assert_eq!(found(&index, "layer:raw belozerov"), [0]);
}

#[test]
fn properties_are_found_by_words_and_by_days() {
    let mut mail = body("");
    mail.metadata.insert(Key::FROM, vec!["Ivan <i.petrov@example.org>".into()]);
    mail.metadata.insert(Key::CC, vec!["b@example.org".into(), "c@example.com".into()]);
    mail.metadata.insert(Key::SENT, vec!["2020-05-17T23:00:00+02:00".into()]);
    let index = index(&[mail, body("i.petrov@example.org")]);
    assert_eq!(found(&index, "from:i.petrov@example.org"), [0]);
    assert_eq!(found(&index, "to:c@example.com"), [0]);
    assert_eq!(found(&index, "to:\"example org c\""), [0; 0]);
    assert_eq!(found(&index, "sent:2020-05"), [0]);
    assert_eq!(found(&index, "cc:*"), [0]);
}

#[test]
fn a_wildcard_for_too_many_words_is_cut_and_says_so() {
    let words: Vec<String> = (0..6_000).map(|number| format!("w{number}")).collect();
    let index = index(&[body(&words.join(" "))]);
    let answer = index.search(&parse("w*").query, &Request::default()).expect("memory");
    assert_eq!(answer.total, 1);
    assert_eq!(answer.warnings.len(), 1);
}

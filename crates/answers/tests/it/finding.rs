//! Searches, their pages, orders and neighbours.

use answers::{Dossier, Error, Order, SearchRequest};

use crate::{Bench, asked};

#[test]
fn equal_contents_are_one_hit_with_the_others_beneath_it() {
    let bench = Bench::new();
    let answer = bench.search(&asked("red notice")).expect("the dossier answers");
    assert_eq!((answer.total, answer.items), (1, 2));
    let [hit] = &answer.hits[..] else { panic!("{:?}", answer.hits) };
    assert_eq!((hit.duplicate_count, hit.duplicates.len()), (1, 1));
    assert_ne!(hit.locator, hit.duplicates[0]);
}

#[test]
fn each_copy_is_a_hit_where_nothing_is_folded() {
    let bench = Bench::new();
    let request = SearchRequest { fold: false, ..asked("red notice") };
    let answer = bench.search(&request).expect("the dossier answers");
    assert_eq!((answer.total, answer.hits.len()), (2, 2));
    assert!(answer.hits.iter().all(|hit| hit.duplicate_count == 0));
}

#[test]
fn a_hit_shows_where_it_matches() {
    let bench = Bench::new();
    let answer = bench.search(&asked("charges")).expect("the dossier answers");
    let snippet = &answer.hits[0].snippets[0];
    let marked: Vec<&str> =
        snippet.highlights.iter().map(|[start, end]| &snippet.text[*start..*end]).collect();
    assert_eq!((marked, snippet.layer.as_str()), (vec!["charges"], "body"));
}

#[test]
fn pages_follow_one_another_by_their_cursors_and_end() {
    let bench = Bench::new();
    let mut request = SearchRequest { limit: 2, fold: false, ..asked("*") };
    let mut seen = Vec::new();
    loop {
        let answer = bench.search(&request).expect("the dossier answers");
        seen.extend(answer.hits.into_iter().map(|hit| hit.locator));
        match answer.next {
            Some(next) => request.after = Some(next),
            None => break,
        }
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (9, 9), "{seen:?}");
}

#[test]
fn hits_that_are_passed_over_are_those_of_the_pages_before() {
    let bench = Bench::new();
    let all = SearchRequest { limit: 100, fold: false, ..asked("*") };
    let locators = |request: &SearchRequest| -> Vec<String> {
        let answer = bench.search(request).expect("the dossier answers");
        answer.hits.into_iter().map(|hit| hit.locator).collect()
    };
    let from_the_fourth = SearchRequest { skip: 3, limit: 2, ..all.clone() };
    assert_eq!(locators(&from_the_fourth), locators(&all)[3..5]);
    let answer = bench.search(&from_the_fourth).expect("the dossier answers");
    assert_eq!(answer.total, 9);
    let rest = SearchRequest { after: answer.next, skip: 1, ..all.clone() };
    assert_eq!(locators(&rest), locators(&all)[6..]);
    assert!(locators(&SearchRequest { skip: usize::MAX, ..all }).is_empty());
}

#[test]
fn a_cursor_of_another_search_is_refused_and_so_is_what_is_none() {
    let bench = Bench::new();
    let first = SearchRequest { limit: 1, fold: false, ..asked("*") };
    let next = bench.search(&first).expect("the dossier answers").next;
    let other = SearchRequest { after: next, ..asked("red notice") };
    assert!(matches!(bench.search(&other), Err(Error::OtherSearch(_))));
    let nonsense = SearchRequest { after: Some("x".to_owned()), ..first };
    assert!(matches!(bench.search(&nonsense), Err(Error::Cursor(_))));
}

#[test]
fn hits_come_in_the_order_of_the_dates_that_papers_bear() {
    let bench = Bench::new();
    let by = |order| {
        let answer = bench.search(&SearchRequest { order, ..asked("Pestrikov") });
        let hits = answer.expect("the dossier answers").hits.into_iter();
        hits.map(|hit| hit.date.expect("both bear a date")).collect::<Vec<_>>()
    };
    assert_eq!(by(Order::OldestFirst), ["2019-03-18", "2020-05-02"]);
    assert_eq!(by(Order::NewestFirst), ["2020-05-02", "2019-03-18"]);
}

#[test]
fn what_bears_no_date_comes_last_in_either_order() {
    let bench = Bench::new();
    for order in [Order::OldestFirst, Order::NewestFirst] {
        let request = SearchRequest { order, ..asked("Pestrikov OR weather") };
        let answer = bench.search(&request).expect("the dossier answers");
        let last = answer.hits.last().expect("three contents match");
        assert_eq!(last.locator, "letters/plain.txt");
    }
}

#[test]
fn facets_are_counted_over_all_items_that_match() {
    let bench = Bench::new();
    let facets = vec!["notice".to_owned(), "control".to_owned()];
    let request = SearchRequest { limit: 1, facets, ..asked("Pestrikov") };
    let answer = bench.search(&request).expect("the dossier answers");
    assert_eq!(answer.facets.keys().collect::<Vec<_>>(), ["control", "notice"]);
    let values = |facet: &str| -> Vec<(String, u64)> {
        answer.facets[facet].iter().map(|value| (value.value.clone(), value.items)).collect()
    };
    assert_eq!(values("notice"), [("red-notice".to_owned(), 2)]);
    assert_eq!(values("control"), [("A-2741/3-2019".to_owned(), 1)]);
}

#[test]
fn without_facets_asked_for_those_that_most_want_are_counted() {
    let bench = Bench::new();
    let answer = bench.search(&asked("Pestrikov")).expect("the dossier answers");
    for facet in ["format", "outcome", "notice", "person"] {
        assert!(answer.facets.contains_key(facet), "{facet}: {:?}", answer.facets.keys());
    }
}

#[test]
fn words_that_find_nothing_as_typed_are_shown_as_a_name() {
    let bench = Bench::new();
    let answer = bench.search(&asked("Пестриков Иван")).expect("the dossier answers");
    assert_eq!(answer.total, 0);
    let name = answer.as_name.expect("it is a name of the trove");
    assert_eq!((name.query.as_str(), name.items), ("name:\"Пестриков Иван\"", 3));
    assert_eq!(name.hits.len() as u64, name.total);
}

#[test]
fn a_name_that_finds_no_more_than_the_words_is_not_offered() {
    let bench = Bench::new();
    let answer = bench.search(&asked("Ivan Pestrikov")).expect("the dossier answers");
    assert_eq!((answer.items, answer.as_name.is_none()), (3, true));
}

#[test]
fn a_misspelt_word_suggests_the_word_of_the_texts() {
    let bench = Bench::new();
    let answer = bench.search(&asked("wether")).expect("the dossier answers");
    let meant: Vec<_> =
        answer.suggestions.iter().map(|one| (one.query.as_str(), one.items)).collect();
    assert_eq!((answer.total, meant), (0, vec![("weather", 1)]));
    assert_eq!(bench.search(&asked("weather")).expect("it answers").suggestions, []);
}

#[test]
fn what_cannot_be_read_in_a_query_is_searched_and_stated() {
    let bench = Bench::new();
    let answer = bench.search(&asked("nofield:weather")).expect("no query is refused");
    assert!(answer.warnings.iter().any(|warning| warning.contains("nofield")));
}

#[test]
fn hits_made_one_by_one_are_those_of_the_whole_answer() {
    let bench = Bench::new();
    let (answer, hits) = bench.search_by_hit(&asked("Pestrikov")).expect("the dossier answers");
    assert!(answer.hits.is_empty());
    let ids: Vec<String> = hits.map(|hit| hit.expect("it can be read").id).collect();
    let whole = bench.search(&asked("Pestrikov")).expect("the dossier answers");
    assert_eq!(ids, whole.hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>());
}

#[test]
fn neighbours_are_the_hits_before_and_after_in_the_same_order() {
    let bench = Bench::new();
    let request = SearchRequest { order: Order::Locator, fold: false, ..asked("Pestrikov") };
    let hits = bench.search(&request).expect("the dossier answers").hits;
    for (at, hit) in hits.iter().enumerate() {
        let found = bench.neighbours(&request, at + 1, &hit.id).expect("the dossier answers");
        let found = found.expect("the hit has this number");
        let id = |at: Option<usize>| at.and_then(|at| hits.get(at)).map(|hit| hit.id.clone());
        assert_eq!((found.number, found.total), (at + 1, 3));
        assert_eq!(found.before.map(|line| line.id), id(at.checked_sub(1)));
        assert_eq!(found.next.map(|line| line.id), id(Some(at + 1)));
    }
}

#[test]
fn a_number_that_is_another_hits_has_no_neighbours() {
    let bench = Bench::new();
    let id = bench.at("letters/denial.txt").id.to_string();
    let request = asked("Pestrikov");
    for number in [0, 7] {
        let found = bench.neighbours(&request, number, &id).expect("the dossier answers");
        assert!(found.is_none(), "{number}");
    }
}

#[test]
fn persons_of_a_large_dossier_are_in_facets_once_they_were_made() {
    let syllables = ["ba", "do", "fe", "gu", "ki", "lo", "ma", "nu", "pe", "ro"];
    let family = |number: usize| -> String {
        let digits = [number / 1_000 % 10, number / 100 % 10, number / 10 % 10, number % 10];
        let name: String = digits.iter().map(|digit| syllables[*digit]).collect();
        name[..1].to_uppercase() + &name[1..] + if number < 10_000 { "v" } else { "rt" }
    };
    let names: Vec<String> =
        (0..10_100).map(|number| format!("Peter {}", family(number))).collect();
    let list = format!("name\n{}\n", names.join("\n"));
    let trove = [
        ("list.csv", list.as_str()),
        ("en.txt", "The bureau asked for Ivan Pestrikov.\n"),
        ("en2.txt", "A letter to Ivan Pestrikov.\n"),
        ("ru.txt", "Бюро запросило: Иван Пестриков.\n"),
    ];
    let bench = Bench::of(&trove);
    let facet = |dossier: &Dossier| {
        let request = SearchRequest { facets: vec!["person".to_owned()], ..asked("*") };
        let found = dossier.search(&request).expect("the dossier answers").facets;
        let values = found["person"].iter();
        let pestrikov = values.filter(|value| {
            ["vanPe", "ванПе"].iter().any(|part| value.value.replace(' ', "").contains(part))
        });
        pestrikov.map(|value| (value.value.clone(), value.items)).collect::<Vec<_>>()
    };
    let forms = facet(&bench);
    assert!(forms.contains(&("Ivan Pestrikov".to_owned(), 2)), "{forms:?}");
    bench.prepare_persons().expect("they are made");
    assert_eq!(facet(&bench), [("Ivan Pestrikov".to_owned(), 3)]);
}

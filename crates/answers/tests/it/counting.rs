//! Counts over the whole dossier, and the state of its last run.

use answers::{EntityRequest, RunPhase};
use item::Kind;

use crate::Bench;

#[test]
fn coverage_counts_every_item_once_and_adds_up() {
    let bench = Bench::new();
    let coverage = bench.coverage().expect("the ledger can be read");
    assert!(coverage.adds_up && coverage.complete);
    assert_eq!((coverage.items, coverage.on_disk, coverage.members), (9, 6, 3));
    assert_eq!(coverage.outcomes.values().sum::<u64>(), 9);
    assert_eq!(coverage.outcomes["empty"], 1);
}

#[test]
fn each_tier_counts_its_lines_and_what_holds_text_is_in_none() {
    let bench = Bench::of(&[
        ("a.txt", "text of a letter\n"),
        ("damaged.zip", "PK\u{3}\u{4} and no archive at all"),
    ]);
    let coverage = bench.coverage().expect("the ledger can be read");
    for tier in &coverage.tiers {
        assert_eq!(tier.items, tier.lines.iter().map(|line| line.items).sum::<u64>());
        assert!(tier.contents <= tier.items);
    }
    let of_tiers: u64 = coverage.tiers.iter().map(|tier| tier.items).sum();
    assert_eq!((of_tiers, coverage.with_text), (1, 1));
    assert_eq!(coverage.not_searched.iter().map(|line| line.items).sum::<u64>(), 1);
    let steps = coverage.tiers.iter().flat_map(|tier| &tier.lines).map(|line| line.next_step);
    assert!(steps.into_iter().all(|step| !step.is_empty()));
}

#[test]
fn values_of_a_kind_are_counted_by_items_and_mentions_and_within_a_query() {
    let bench = Bench::new();
    let all = EntityRequest {
        kind: Kind::Person,
        query: None,
        containing: None,
        initial: None,
        by_form: false,
        limit: 10,
    };
    let list = |asked: EntityRequest<'_>| bench.entities(&asked).expect("the index can be read");
    let persons = list(all);
    let counted: Vec<_> = persons
        .values
        .iter()
        .map(|line| (line.value.as_str(), line.items, line.mentions))
        .collect();
    assert_eq!((counted, persons.warnings.len()), (vec![("Ivan Pestrikov", 3, 3)], 0));
    assert_eq!((persons.total, persons.initials), (1, vec![('I', 1)]));
    let within = list(EntityRequest { query: Some("charges"), ..all });
    assert_eq!(within.values.iter().map(|line| line.items).collect::<Vec<_>>(), [1]);
    let containing = |letters| list(EntityRequest { containing: Some(letters), ..all }).total;
    assert_eq!((containing("PESTR"), containing("pestrikova")), (1, 0));
    let beginning = |letter| list(EntityRequest { initial: Some(letter), ..all }).total;
    assert_eq!((beginning('I'), beginning('P')), (1, 0));
    assert_eq!(list(EntityRequest { kind: Kind::Iban, ..all }).values, []);
}

#[test]
fn a_place_is_listed_once_with_the_ways_in_which_it_is_written() {
    let bench = Bench::of(&[
        ("a.txt", "The hearing took place in Moscow on Monday. He returned to Moscow.\n"),
        ("b.txt", "Заседание состоялось в Москве в понедельник.\n"),
        ("c.txt", "The lawyer lives in London.\n"),
        ("d.txt", "The hearing took place in Moscow.\n"),
    ]);
    let all = EntityRequest {
        kind: Kind::Location,
        query: None,
        containing: None,
        initial: None,
        by_form: false,
        limit: 10,
    };
    let list = |asked: EntityRequest<'_>| bench.entities(&asked).expect("the index can be read");
    let shown = |list: answers::EntityList| -> Vec<(String, u64, u64, Vec<String>)> {
        let spellings = |line: &answers::EntityLine| {
            line.spellings.iter().map(|one| one.value.clone()).collect::<Vec<_>>()
        };
        let line = |line: &answers::EntityLine| {
            (line.value.clone(), line.items, line.mentions, spellings(line))
        };
        list.values.iter().map(line).collect()
    };
    let spelled = |of: &[&str]| of.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let moscow = ("moscow".to_owned(), 3, 4, spelled(&["moscow", "москве"]));
    let london = ("london".to_owned(), 1, 1, spelled(&["london"]));
    assert_eq!(shown(list(all)), [moscow.clone(), london]);
    assert_eq!(shown(list(EntityRequest { containing: Some("моск"), ..all })), [moscow]);
    let by_form = list(EntityRequest { by_form: true, ..all });
    assert_eq!((by_form.total, shown(by_form)[0].1), (3, 2));
    let within = list(EntityRequest { query: Some("заседание"), ..all });
    assert_eq!(shown(within), [("moscow".to_owned(), 1, 1, spelled(&["москве"]))]);
    assert_eq!(bench.found("location:Moscow").len(), 3);
}

#[test]
fn figures_hold_coverage_and_the_most_frequent_values() {
    let bench = Bench::new();
    let figures = bench.figures(&["notice", "format"], 1).expect("the dossier answers");
    let [notice, format] = &figures.kinds[..] else { panic!("two kinds were asked for") };
    assert_eq!((notice.values, notice.top[0].value.as_str()), (1, "red-notice"));
    assert!(format.values > 1 && format.top.len() == 1, "{format:?}");
    assert_eq!(figures.coverage.items, 9);
    assert_eq!(figures.warnings, [""; 0]);
}

#[test]
fn a_run_that_came_to_its_end_is_finished_and_leaves_no_warning() {
    let bench = Bench::new();
    let state = bench.run_state().expect("the ledger can be read").expect("there was a run");
    assert_eq!((state.run, state.phase), (1, RunPhase::Finished));
    assert_eq!((state.files_done, state.files_expected, state.items_done), (6, 6, 9));
    assert!(bench.is_complete().expect("the ledger can be read"));
    assert_eq!(bench.incomplete().expect("the ledger can be read"), None);
}

#[test]
fn a_dossier_opened_once_more_answers_alike_and_reading_changes_no_revision() {
    let bench = Bench::new();
    let before = bench.revision().expect("the ledger can be read");
    let again = bench.reopen().expect("the dossier is there");
    let total = |dossier: &answers::Dossier| {
        dossier.search(&crate::asked("Pestrikov")).expect("the dossier answers").total
    };
    assert_eq!(total(&bench), total(&again));
    assert_eq!(bench.found("weather"), ["letters/plain.txt"]);
    assert_eq!(bench.revision().expect("the ledger can be read"), before);
}

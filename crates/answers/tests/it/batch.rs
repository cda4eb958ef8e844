//! Lists of names, asked line by line.

use answers::{Asked, BatchLine, BatchStatus, Sureness};

use crate::Bench;

fn name(name: &str, born: Option<&str>) -> Asked {
    Asked::Name { names: vec![name.to_owned()], born: born.map(str::to_owned) }
}

fn answer(bench: &Bench, asked: &Asked) -> BatchLine {
    bench.batch_lines(&[asked]).expect("the dossier answers").remove(0)
}

#[test]
fn a_line_counts_papers_and_copies_and_states_where_the_name_stands() {
    let bench = Bench::new();
    let line = answer(&bench, &name("Pestrikov Ivan", None));
    assert_eq!((line.status, line.papers, line.items), (BatchStatus::Found, 2, 3));
    assert_eq!(line.sure, Some(Sureness::Sure));
    assert_eq!(line.forms[0].form, "Ivan Pestrikov");
    let first = line.first.expect("it stands somewhere");
    assert!(first.locator.starts_with("letters/"), "{}", first.locator);
    assert!(first.snippet.is_some_and(|snippet| snippet.text.contains("Pestrikov")));
}

#[test]
fn another_script_is_likely_and_what_is_absent_names_words_one_letter_off() {
    let bench = Bench::new();
    let cyrillic = answer(&bench, &name("Пестриков Иван", None));
    assert_eq!((cyrillic.items, cyrillic.sure), (3, Some(Sureness::Likely)));
    let absent = answer(&bench, &name("Nestrikov", None));
    assert_eq!((absent.status, absent.sure), (BatchStatus::Absent, None));
    assert_eq!(absent.near, ["pestrikov"]);
    let blank = answer(&bench, &name(" ", None));
    assert_eq!(blank.status, BatchStatus::Blank);
}

#[test]
fn a_date_of_birth_is_counted_beside_the_name() {
    let bench = Bench::of(&[
        ("a.txt", "Ivan Pestrikov, born 9 April 1974, is sought.\n"),
        ("b.txt", "Ivan Pestrikov, born 1 May 1980, is another.\n"),
    ]);
    let line = answer(&bench, &name("Ivan Pestrikov", Some("1974-04-09")));
    assert_eq!((line.items, line.born), (2, Some(1)));
}

#[test]
fn a_query_is_asked_as_it_stands() {
    let bench = Bench::new();
    let query = Asked::Query("control:A-2741/3-2019 OR weather".to_owned());
    let line = answer(&bench, &query);
    assert_eq!((line.items, line.sure), (2, None));
    assert_eq!(line.hidden, 0, "neither stands in a text that is hidden");
}

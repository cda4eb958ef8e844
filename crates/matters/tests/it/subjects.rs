//! Whose birth and whose arrest a paper tells: what is told of somebody of his is not his.

use item::{Layer, Place, Segment};
use matters::{Paper, What};

fn paper(text: &str) -> Paper {
    let segments = [Segment::new(Place::Whole, Layer::Body, text)];
    Paper::read(&segments, &entities::recognise(text), None)
}

/// Returns the births of whom a paper is about.
fn births(text: &str) -> Vec<String> {
    let subjects = paper(text).units.into_iter().filter_map(|unit| unit.subject);
    subjects.flat_map(|subject| subject.born).collect()
}

#[test]
fn a_birth_behind_the_word_for_the_subject_is_his_and_one_of_his_family_is_not() {
    let head = "Request concerning Marek WOLSZTYN\nReference: CCF/117/R402.20\n";
    for (text, born) in [
        ("The Applicant, born on 25 August 1968, is a national of Poland.", vec!["1968-08-25"]),
        ("Le requérant, né le 25 août 1968, est polonais.", vec!["1968-08-25"]),
        ("Заявитель, родившийся 25 августа 1968 года, живёт в Кракове.", vec!["1968-08-25"]),
        ("The Applicant's daughter, born on 3 May 2001, lives in Lyon.", vec![]),
        ("La fille du requérant, née le 3 mai 2001, vit à Lyon.", vec![]),
        ("Дочь заявителя, родившаяся 3 мая 2001 года, живёт в Лионе.", vec![]),
        ("The Applicant asked the court of Lyon to hear a witness, born on 3 May 2001.", vec![]),
    ] {
        assert_eq!(births(&format!("{head}\n{text}\n")), born, "{text}");
    }
}

#[test]
fn a_date_beneath_the_field_of_a_birth_is_none() {
    let form = "Control No.: A-5201/3-2020\nFamily name: KARIMOV\nForename: Anvar\nAlias: Usmanov Karim\nDate of birth: 4 May 1970\nArrested 5 June 2019\n";
    assert_eq!(births(form), ["1970-05-04"]);
}

#[test]
fn the_arrest_of_our_client_is_told_and_that_of_his_brother_is_not() {
    let head =
        "The red notice A-4410/2-2020 was published on 21 March 2018 against Ruslan Tsekhov.";
    for (text, is_told) in [
        ("Our client was arrested in Limassol on 2 February 2020.", true),
        ("Notre client a été arrêté le 2 février 2020.", true),
        ("Моего доверителя задержали 2 февраля 2020 года.", true),
        ("The applicant's brother was arrested in Limassol on 2 February 2020.", false),
        ("Le frère de notre client a été arrêté le 2 février 2020.", false),
        ("Брат заявителя был задержан 2 февраля 2020 года.", false),
    ] {
        let events = paper(&format!("{head} {text}\n")).told.events;
        let arrested = events.iter().any(|event| event.what == What::Arrested);
        assert_eq!(arrested, is_told, "{text}");
    }
}

//! What a sentence takes up from the one before, by a pronoun or by leaving out its subject, is told of that notice and of its
//! number.

use item::{Layer, Place, Segment};
use matters::{Key, Mode, Paper, What};

/// Returns what a text tells of deletions and publications: what, how it stands, when, of which number.
fn told(text: &str) -> Vec<(What, Mode, Option<String>, Vec<String>)> {
    let segments = [Segment::new(Place::Whole, Layer::Body, text)];
    let paper = Paper::read(&segments, &entities::recognise(text), None);
    let number = |key: &Key| key.value().to_owned();
    let told = paper.told.events.into_iter().map(|event| {
        (event.what, event.mode, event.date, event.numbers.iter().map(number).collect())
    });
    told.collect()
}

/// Two notices, of which the second one is the last that was named.
fn of_second(last: &str) -> String {
    format!("The red notice A-1118/1-2019 was published on 21 May 2018. {last}")
}

#[test]
fn a_pronoun_or_a_subject_that_is_left_out_is_the_notice_of_the_sentence_before() {
    for text in [
        "The diffusion A-2741/3-2019 went to all members. It was deleted on 11 May 2021.",
        "The diffusion A-2741/3-2019 concerns his brother. It names five banks. On 11 May 2021 it was finally deleted.",
        "The diffusion A-2741/3-2019 is that of Minsk. The Commission deleted it on 11 May 2021.",
        "Циркуляр A-2741/3-2019 касается его брата. Он был удалён 11.05.2021.",
        "Красное уведомление A-2741/3-2019 касается его брата. Оно было удалено 11 мая 2021 года.",
        "Красное уведомление A-2741/3-2019 касается его брата. 11 мая 2021 года удалено решением Комиссии.",
        "La notice rouge A-2741/3-2019 vise son frère. Elle a été supprimée le 11 mai 2021.",
        "La notice rouge A-2741/3-2019 vise son frère. La Commission l'a effacée le 11 mai 2021.",
        "La notificación roja A-2741/3-2019 es la de su hermano. Fue eliminada el 11 de mayo de 2021.",
        "La notificación roja A-2741/3-2019 es la de su hermano. El 11 de mayo de 2021 fue suprimida.",
        "النشرة الحمراء A-2741/3-2019 تخص شقيقه. تم حذفها في 11 مايو 2021.",
        "النشرة الحمراء A-2741/3-2019 تخص شقيقه. وقد حذفت في 11 مايو 2021.",
    ] {
        let deleted: Vec<_> =
            told(&of_second(text)).into_iter().filter(|told| told.0 == What::Deleted).collect();
        let date = Some("2021-05-11".to_owned());
        let expected = (What::Deleted, Mode::Done, date, vec!["A-2741/3-2019".to_owned()]);
        assert_eq!(deleted, [expected], "{text}");
    }
}

#[test]
fn what_is_asked_or_denied_of_a_pronoun_is_not_done() {
    for (text, mode) in [
        ("His lawyer asks that it be deleted.", Mode::Asked),
        ("It has never been deleted.", Mode::Denied),
        ("Адвокат просит её удалить.", Mode::Asked),
        ("Elle n'a pas été supprimée.", Mode::Denied),
        ("No fue eliminada.", Mode::Denied),
        ("لم يتم حذفها.", Mode::Denied),
    ] {
        let found = told(&of_second(text));
        let deleted = found.iter().filter(|told| told.0 == What::Deleted);
        let modes: Vec<Mode> = deleted.map(|told| told.1).collect();
        assert_eq!(modes, [mode], "{text}");
    }
}

#[test]
fn what_takes_up_another_thing_or_stands_in_a_newspaper_is_no_event_of_the_notice() {
    for text in [
        "His bank opened an account. It was cancelled on 11 May 2021.",
        "It was published in the newspaper Vedomosti on 11 May 2021.",
        "Вышла статья. Она была удалена 11.05.2021.",
        "Она была опубликована в газете 11.05.2021.",
        "Un compte existait. Elle a été supprimée le 11 mai 2021.",
        "Elle a été publiée dans le journal le 11 mai 2021.",
        "Su mujer abrió una cuenta. Fue cancelada el 11 de mayo de 2021.",
        "فتح حسابا في المصرف. تم إلغاؤها في 11 مايو 2021.",
        "تم نشرها في صحيفة في 11 مايو 2021.",
    ] {
        assert_eq!(told(&of_second(text)).len(), 1, "{text}: {:?}", told(&of_second(text)));
    }
}

#[test]
fn of_two_notices_that_were_named_at_once_none_is_chosen() {
    let text = "The red notices A-1118/1-2019 and A-2741/3-2019 were published. It was deleted.";
    let deleted: Vec<_> =
        told(text).into_iter().filter(|told| told.0 == What::Deleted).map(|told| told.3).collect();
    assert_eq!(deleted, [Vec::<String>::new()]);
}

#[test]
fn a_decision_or_a_complaint_that_names_person_and_number_is_no_notice_that_went_out() {
    for (head, what) in [
        ("DECISION of the Commission", None),
        ("Решение Комиссии", None),
        ("Request to the Commission", Some(What::Complaint)),
    ] {
        let text = format!(
            "{head}\nApplicant: KARIMOVA Gulnara Rustamovna, born 5 June 1981\nControl No.: A-7731/6-2020\nThe Commission decided on 12 January 2022 to delete the red notice.\n"
        );
        let events = told(&text);
        assert!(events.iter().all(|(found, ..)| *found != What::Published), "{head}: {events:?}");
        let is_there = |what| events.iter().any(|(found, ..)| *found == what);
        assert!(what.is_none_or(is_there), "{head}: {events:?}");
    }
}

#[test]
fn a_refusal_is_one_of_what_was_refused() {
    let refused = "La publication de la notice rouge A-12001/12-2016 contre M. Karim Işıkoğlu a été refusée le 31 janvier 2017.";
    let told_of = told(refused);
    assert_eq!(told_of.len(), 1, "{told_of:?}");
    assert_eq!((told_of[0].0, told_of[0].1), (What::Published, Mode::Refused));
    for text in [
        "La cour refuse l'extradition de Mme Karimova (notice rouge A-1977/2-2018).",
        "The court refused his extradition on the red notice A-1977/2-2018.",
        "Суд отказал в его экстрадиции по красному уведомлению A-1977/2-2018.",
        "El tribunal denegó la extradición pedida con la notificación roja A-1977/2-2018.",
    ] {
        let refused = told(text).into_iter().filter(|told| told.1 == Mode::Refused).count();
        assert_eq!(refused, 0, "{text}");
    }
}

#[test]
fn items_of_minutes_decide_each_on_its_own_reference() {
    let minutes = "Minutes\n1. CCF/130/R1.24 - KARIMOV Gocha. Decided on 21 October 2024: not compliant.\n\
        2. CCF/130/R2.24 - RAMOS Mireille. Decided on 22 October 2024: compliant.\n";
    let decisions: Vec<(Option<String>, Vec<String>)> = told(minutes)
        .into_iter()
        .filter(|told| told.0 == What::Decision)
        .map(|told| (told.2, told.3))
        .collect();
    let decision = |date: &str, number: &str| (Some(date.to_owned()), vec![number.to_owned()]);
    assert_eq!(
        decisions,
        [decision("2024-10-21", "CCF/130/R1.24"), decision("2024-10-22", "CCF/130/R2.24")]
    );
}

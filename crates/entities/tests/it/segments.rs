//! What the recogniser does with the segments of an item.

use entities::Recogniser;
use item::{Layer, Mention, Place, Segment};

fn mentions(texts: &[(Place, Layer, &str)]) -> Vec<Mention> {
    let segments =
        texts.iter().map(|(place, layer, text)| Segment::new(place.clone(), *layer, *text));
    Recogniser::new().mentions(&segments.collect::<Vec<_>>())
}

#[test]
fn a_mention_tells_its_segment_place_and_layer() {
    let found = mentions(&[
        (Place::Page(1), Layer::Body, "nothing here"),
        (Place::Page(2), Layer::Deleted, "النشرة الحمراء من الإنتربول"),
    ]);
    let [notice] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((notice.segment, &notice.place, notice.layer), (1, &Place::Page(2), Layer::Deleted));
    assert_eq!((notice.start, notice.end), (0, "النشرة الحمراء".len()));
}

#[test]
fn an_ambiguous_date_is_read_as_the_other_segments_write_theirs() {
    let date = |other: &str| {
        let found = mentions(&[
            (Place::Page(1), Layer::Body, "03/04/2024"),
            (Place::Page(2), Layer::Body, other),
        ]);
        let first = found.into_iter().next().expect("a date stands on page 1");
        assert_eq!(first.alternatives, ["2024-04-03", "2024-03-04"]);
        (first.normal, first.confidence > 0.6)
    };
    assert_eq!(date("04/25/2024"), ("2024-03-04".to_owned(), true));
    assert_eq!(date("25/04/2024"), ("2024-04-03".to_owned(), true));
    assert_eq!(date("no date"), ("2024-04-03".to_owned(), false));
}

#[test]
fn a_period_that_could_be_two_keeps_both_and_is_read_as_the_other_segments_write_theirs() {
    let period = |other: &str| {
        let found = mentions(&[
            (Place::Page(1), Layer::Body, "03/05/2017 - 12/05/2017"),
            (Place::Page(2), Layer::Body, other),
        ]);
        let first = found.into_iter().next().expect("a period stands on page 1");
        assert_eq!(first.alternatives, ["2017-05-03/2017-05-12", "2017-03-05/2017-12-05"]);
        (first.normal, first.confidence > 0.6)
    };
    assert_eq!(period("04/25/2024"), ("2017-03-05/2017-12-05".to_owned(), true));
    assert_eq!(period("25/04/2024"), ("2017-05-03/2017-05-12".to_owned(), true));
    assert_eq!(period("no date"), ("2017-05-03/2017-05-12".to_owned(), false));
    // With the month first it would end before it begins.
    let one = mentions(&[(Place::Page(1), Layer::Body, "05/03/2017 - 04/04/2017")]);
    assert_eq!((one[0].normal.as_str(), one[0].alternatives.len()), ("2017-03-05/2017-04-04", 0));
}

#[test]
fn a_family_name_is_known_from_another_segment_in_any_script() {
    let found = mentions(&[
        (Place::Page(1), Layer::Body, "Ivan Pestrikov"),
        (Place::Page(2), Layer::Body, "передано Пестрикову"),
    ]);
    let persons: Vec<_> = found.iter().map(|person| person.surface.as_str()).collect();
    assert_eq!(persons, ["Ivan Pestrikov", "Пестрикову"]);
}

#[test]
fn a_date_of_birth_has_that_role_and_other_dates_have_not() {
    let births = [
        "born on 9 April 1974",
        "born in Moscow, Russia, on 9 April 1974",
        "DOB: 09/04/1974, seen",
        "Date of birth: 9 April 1974",
        "Date of birth:\n9 April 1974",
        "Date and place of birth: 9 April 1974, Moscow",
        "né le 9 avril 1974 à Moscou",
        "Date de naissance : 09/04/1974",
        "nacida el 9 de abril de 1974",
        "Fecha de nacimiento: 9 de abril de 1974",
        "ПЕСТРИКОВ, 09.04.1974 г.р.",
        "Пестриков, 1974 года рождения",
        "Пестриков (род. 9 апреля 1974 г.)",
        "родился в г. Москве 09.04.1974",
        "Пестриков, р. 09.04.1974",
        "дата рождения 09.04.1974",
        "من مواليد 9 أبريل 1974",
        "تاريخ الميلاد: 9 أبريل 1974",
    ];
    for text in births {
        assert_eq!(are_births(text), [true], "{text}");
    }
    let others = [
        "on 9 April 1974",
        "born in Moscow, arrested on 9 April 1974",
        "He was born. On 9 April 1974 he left",
        "род занятий: слесарь, с 09.04.1974",
        "Place of birth: Moscow. Wanted since 9 April 1974",
    ];
    for text in others {
        assert_eq!(are_births(text), [false], "{text}");
    }
    assert_eq!(are_births("born on 9 April 1974, arrested on 3 May 2019"), [true, false]);
}

fn are_births(text: &str) -> Vec<bool> {
    let all = mentions(&[(Place::Whole, Layer::Body, text)]);
    let dates = all.into_iter().filter(|mention| mention.kind == item::Kind::Date);
    dates.map(|date| date.role == Some(item::DateRole::Birth)).collect()
}

#[test]
fn fields_of_message_ids_hold_no_addresses() {
    for (field, expected) in [("message-id", 0), ("in-reply-to", 0), ("references", 0), ("from", 1)]
    {
        let segment = (Place::Field(field.into()), Layer::Metadata, "20210101.12345@mail.example");
        assert_eq!(mentions(&[segment]).len(), expected, "{field}");
    }
}

#[test]
fn a_heading_of_names_decides_for_the_cells_beneath_it() {
    let persons = |text: &str| {
        let all = mentions(&[(Place::Sheet("1".into()), Layer::Body, text)]);
        let persons = all.into_iter().filter(|mention| mention.kind == item::Kind::Person);
        persons.map(|person| person.surface).collect::<Vec<_>>()
    };
    let tables = [
        (
            "No.\tApplicant\tCountry\n1\tQUARNDAL Obelix\tRussia\n2\tZEVRIKO, Tarmo\tPeru\n",
            ["QUARNDAL Obelix", "ZEVRIKO, Tarmo"],
        ),
        (
            "Register\tof complaints\nФамилия\tДата\nКварндал\t01.02.2019\nЗеврико\t02.02.2019\n",
            ["Кварндал", "Зеврико"],
        ),
        ("Nom (Name)\tPays\nQuarndal\tPérou\nZevriko\tPérou\n", ["Quarndal", "Zevriko"]),
        ("Apellidos\tPaís\nQUARNDAL OBLI\tPerú\nZEVRIKO\tPerú\n", ["QUARNDAL OBLI", "ZEVRIKO"]),
        (
            "الاسم\tالبلد\nكوارندال أوبلي\tبيرو\nزفريكو تارمو\tبيرو\n",
            ["كوارندال أوبلي", "زفريكو تارمو"],
        ),
    ];
    for (table, expected) in tables {
        assert_eq!(persons(table), expected, "{table}");
    }
    for table in [
        "Name\tSize\nreport.pdf\t12\nRed Notice\t3\n",
        "Country\tYear\nQuarndal\t2019\n",
        "Applicant\tYear\n12\t2019\n\nQuarndal\tobli\n",
        "Applicant\tYear\nnone\t2019\n",
    ] {
        assert_eq!(persons(table), [""; 0], "{table}");
    }
}

#[test]
fn a_heading_of_births_decides_for_the_dates_beneath_it() {
    let roles = |text: &str| {
        let all = mentions(&[(Place::Sheet("1".into()), Layer::Body, text)]);
        let dates = all.into_iter().filter(|mention| mention.kind == item::Kind::Date);
        dates.map(|date| date.role).collect::<Vec<_>>()
    };
    let found = roles("Applicant\tDate of birth\tFiled\nQuarndal\t09.04.1974\t03.05.2019\n");
    assert_eq!(found, [Some(item::DateRole::Birth), None]);
}

use proptest::prelude::*;

use super::meet;

/// One row a name: Cyrillic first, then its romanisations by ICAO, BGN/PCGN, ISO 9, GOST, in French, German, Polish,
/// Spanish, Czech, Dutch, and its case and gender forms.
const ROWS: &[&[&str]] = &[
    &[
        "Пестриков",
        "Пестрикову",
        "Пестрикова",
        "Пестриковым",
        "Pestrikov",
        "Pestrikow",
        "Pestrikoff",
        "Pestrikova",
    ],
    &[
        "Хрущёв",
        "Хрущев",
        "Хрущёва",
        "Khrushchev",
        "Hrušëv",
        "Chruschtschow",
        "Khrouchtchev",
        "Chruszczow",
        "Jruschov",
    ],
    &[
        "Горбачёв",
        "Горбачев",
        "Горбачёва",
        "Gorbachev",
        "Gorbatschow",
        "Gorbatchev",
        "Gorbačov",
        "Gorbachov",
    ],
    &[
        "Жириновский",
        "Жириновского",
        "Zhirinovsky",
        "Žirinovskij",
        "Schirinowski",
        "Jirinovski",
        "Zhirinovskiy",
    ],
    &["Цветаева", "Tsvetaeva", "Cvetaeva", "Zwetajewa", "Tsvetayeva"],
    &[
        "Ходорковский",
        "Ходорковским",
        "Khodorkovsky",
        "Chodorkowski",
        "Hodorkovskij",
        "Jodorkovski",
        "Khodorkovskiy",
    ],
    &["Журавчук", "Журавчуку", "Zhuravchuk", "Schurawtschuk", "Jouravtchouk"],
    &["Озерский", "Озерского", "Ozersky", "Oserski"],
    &["Керем", "Керема", "Керему", "Kerem"],
    &["Путин", "Путина", "Путиным", "Putin", "Poutine", "Poetin"],
    &["Чайка", "Чайки", "Chaika", "Tschaika", "Chayka", "Čajka", "Tchaïka"],
    &["Юрий", "Юрия", "Юрию", "Yuri", "Iurii", "Jurij", "Youri", "Yuriy"],
    &["Евгений", "Евгения", "Evgeny", "Yevgeny", "Evgenii", "Jewgeni", "Evgueni"],
    &["Сергей", "Сергея", "Сергеем", "Sergey", "Sergei", "Sergej", "Sergueï"],
    &["Лук’яненко", "Лукьяненко", "Lukyanenko", "Lukianenko", "Luk'yanenko"],
    &["Троцкий", "Троцкого", "Trotsky", "Trockij", "Trotzki", "Trotskiy", "Trocki"],
    &["Джугашвили", "Dzhugashvili", "Dschugaschwili", "Džugašvili", "Djougachvili"],
    &["Александр", "Александра", "Aleksandr", "Alexandr"],
    &["Гаврилов", "Гаврилова", "Gavrilov", "Havrylov", "Gawrilow", "Gavriloff"],
    &["Попович", "Popovich", "Popovych", "Popovitch"],
    &["ბერიძე", "Beridze", "Беридзе"],
    &["Փաշինյան", "Pashinyan", "Пашинян"],
    &["Μητσοτάκης", "Mitsotakis", "Мицотакис"],
    &["Τσίπρας", "Tsipras", "Ципрас"],
    &["Heydərov", "Heydarov", "Гейдаров"],
    &["Щербаков", "Shcherbakov", "Scherbakov", "Chtcherbakov", "Szczerbakow", "Schtscherbakow"],
];

#[test]
fn spellings_of_one_name_share_a_key() {
    let mut missed = Vec::new();
    for row in ROWS {
        for other in &row[1..] {
            if !meet(row[0], other) {
                missed.push(format!(
                    "{} {:?} / {other} {:?}",
                    row[0],
                    names::keys(row[0]),
                    names::keys(other)
                ));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn names_of_different_rows_share_none() {
    for (at, row) in ROWS.iter().enumerate() {
        for other in &ROWS[at + 1..] {
            assert!(
                !row.iter().any(|one| other.iter().any(|two| meet(one, two))),
                "{} {}",
                row[0],
                other[0]
            );
        }
    }
}

#[test]
fn arabic_and_latin_spellings_share_their_consonants() {
    for (arabic, latin) in [
        ("محمد", "Mohammed"),
        ("أحمد", "Ahmad"),
        ("حسين", "Hussein"),
        ("شريف", "Sharif"),
        ("بوتين", "Putin"),
    ] {
        let known = names::consonants(latin);
        assert!(
            names::keys(arabic).iter().any(|key| known.contains(key)),
            "{arabic} {latin} {known:?}"
        );
    }
}

#[test]
fn look_alike_letters_of_another_script_hide_no_name() {
    assert_eq!(names::keys("Пecтpиков"), names::keys("Пестриков"));
}

#[test]
fn initials_are_classes_of_sounds() {
    assert_eq!(names::initial(&names::keys("Хрущёв")), names::initial(&names::keys("Khrushchev")));
    assert_eq!(names::initial(&names::keys("И")), names::initial(&names::keys("Ivan")));
    assert_eq!(names::initial(&names::keys("Ш.")), names::initial(&names::keys("Shapiro")));
    assert_eq!(names::initial(&names::keys("123")), None);
}

#[test]
fn what_is_no_name_has_no_keys() {
    for word in ["", "R123", "北京", "'", &"a".repeat(100)] {
        assert!(names::keys(word).is_empty(), "{word}");
    }
}

proptest! {
    #[test]
    fn keys_are_few_distinct_and_plain(word in "[\\PC]{0,30}|[a-zA-Zа-яА-ЯёЁčšžëçا-ي'’]{0,20}") {
        let keys = names::keys(&word);
        prop_assert!(keys.len() <= names::MAX_KEYS);
        for (at, key) in keys.iter().enumerate() {
            prop_assert!(!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.'));
            prop_assert!(!keys[at + 1..].contains(key));
        }
        prop_assert_eq!(names::keys(&word), keys);
    }

    #[test]
    fn case_changes_no_key(word in "[a-zčšž]{1,12}|[а-яё]{1,12}") {
        prop_assert_eq!(names::keys(&word.to_uppercase()), names::keys(&word));
    }

    #[test]
    fn comparing_is_symmetric(a in "([A-Z]?[a-z]{0,8} ?|[А-Я]?[а-я]{0,8}\\.? ?){0,4}", b in "([A-Z]?[a-z]{0,8} ?|[А-Я]\\. ?){0,4}") {
        let (forth, back) = (names::compare(&a, &b), names::compare(&b, &a));
        prop_assert!((0.0..=1.0).contains(&forth.score));
        prop_assert!((forth.score - back.score).abs() < 0.35);
    }
}

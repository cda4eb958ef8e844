//! How well pairs of names are told apart: pairs in many languages, whose truth was decided before the first run.

use names::{Band, compare};

/// What became of the pairs of one half.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    /// Pairs of one person.
    one: usize,
    /// Those of them that are the same, and those that may be.
    same: usize,
    perhaps: usize,
    /// Pairs of two persons.
    two: usize,
    /// Those of them that are taken for the same.
    wrong: usize,
}

fn measured(half: &str) -> Figures {
    let mut figures = Figures::default();
    let rows = include_str!("pairs.tsv").lines().map(|row| row.split('\t').collect::<Vec<_>>());
    for row in rows.filter(|row| row[0] == half) {
        let band = compare(row[2], row[3]).band();
        if row[1] == "same" {
            figures.one += 1;
            figures.same += usize::from(band == Band::Same);
            figures.perhaps += usize::from(band == Band::Perhaps);
        } else {
            figures.two += 1;
            figures.wrong += usize::from(band == Band::Same);
        }
    }
    figures
}

#[test]
fn most_pairs_of_one_person_are_found_and_few_of_two_are_merged() {
    for half in ["tuning", "reporting"] {
        let figures = measured(half);
        let found = figures.same + figures.perhaps;
        assert!(found * 100 >= figures.one * 90, "{half}: {figures:?}");
        assert!(figures.wrong * 100 <= figures.two * 6, "{half}: {figures:?}");
    }
}

#[test]
fn what_languages_write_by_their_own_rules_meets() {
    for (one, other) in [
        ("Ivan VUKMIROVIC", "Иван Вукмирович"),
        ("Ivan Țurcan", "Иван Цуркан"),
        ("Ivan Destouches", "Иван Детуш"),
        ("Ivan Keresztes", "Иван Керестеш"),
        ("Suhrob Davlatzoda", "Сухроб Давлатзода"),
        ("Степан Безуглый-Тарский", "Безуглого-Тарского Степана"),
        ("Ростислав Заблудовец", "Заблудовца Ростислава"),
        ("Khaled Darwihi", "خالد الدرويحي"),
        ("Саид Дарвихи", "سعيد الدرويحي"),
        ("Thamer Al-Jouani", "ثامر الجوعاني"),
        ("Рания Зухайри", "رانية الزهيري"),
        ("Амаду Сумаре", "أمادو سوماري"),
    ] {
        assert_eq!(compare(one, other).band(), Band::Same, "{one} / {other}");
    }
    let patronymics = compare("Vadim Eduardovich Ivanov", "فاديم أوليغوفيتش ايفانوف");
    assert_eq!(patronymics.band(), Band::Other);
}

//! A bundle of made-up matters in five languages, with namesakes, one lawyer for many, numbers of files used twice, and
//! noise as scanners make it: nobody's papers are joined with another's, and nearly all of one matter are found together.

use std::collections::{BTreeMap, BTreeSet};

use entities::Recogniser;
use item::{Layer, Place, Segment};
use matters::{Mode, Paper, What};

/// How many matters the bundle has, unless `DOSSIER_MATTERS` names another number, as recorded runs do.
const MATTERS: usize = 20;

/// Numbers that look like chance and are the same in every run (Steele and Vigna, `SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap_or(0)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Syllables of family names in Latin and Cyrillic letters.
const SYLLABLES: [(&str, &str); 12] = [
    ("ve", "ве"),
    ("li", "ли"),
    ("no", "но"),
    ("te", "те"),
    ("ra", "ра"),
    ("mi", "ми"),
    ("so", "со"),
    ("du", "ду"),
    ("ga", "га"),
    ("pe", "пе"),
    ("za", "за"),
    ("ko", "ко"),
];
const ENDINGS: [(&str, &str); 4] = [("nov", "нов"), ("rin", "рин"), ("dov", "дов"), ("lev", "лев")];
const GIVEN: [(&str, &str); 8] = [
    ("Ivan", "Иван"),
    ("Oleg", "Олег"),
    ("Pavel", "Павел"),
    ("Roman", "Роман"),
    ("Timur", "Тимур"),
    ("Viktor", "Виктор"),
    ("Anton", "Антон"),
    ("Boris", "Борис"),
];

/// The truth of one matter.
struct Made {
    latin: String,
    cyrillic: String,
    born: String,
    control: String,
    file: String,
    ccf: String,
    sent: String,
    deleted: String,
}

/// A paper with the number of its matter.
struct Written {
    matter: usize,
    text: String,
}

fn day(chance: &mut Chance, first: usize, years: usize) -> String {
    format!(
        "{:02}.{:02}.{}",
        13 + chance.below(15),
        1 + chance.below(12),
        first + chance.below(years)
    )
}

fn iso(day: &str) -> String {
    let parts: Vec<&str> = day.split('.').collect();
    format!("{}-{}-{}", parts[2], parts[1], parts[0])
}

fn made(chance: &mut Chance, count: usize) -> Vec<Made> {
    let mut made: Vec<Made> = Vec::new();
    for number in 0..count {
        let (mut latin, mut cyrillic) = (String::new(), String::new());
        for _ in 0..3 {
            let (l, c) = chance.one(&SYLLABLES);
            latin.push_str(l);
            cyrillic.push_str(c);
        }
        let ((l, c), (given_l, given_c)) = (*chance.one(&ENDINGS), *chance.one(&GIVEN));
        let family = format!("{latin}{l}").to_uppercase();
        let capital: String = cyrillic.chars().take(1).flat_map(char::to_uppercase).collect();
        let rest: String = cyrillic.chars().skip(1).collect();
        let mut one = Made {
            latin: format!("{family} {given_l}"),
            cyrillic: format!("{capital}{rest}{c} {given_c}"),
            born: day(chance, 1950, 45),
            control: format!("A-{}/{}-2019", 1000 + number, 1 + chance.below(12)),
            file: format!("2019/{}", 20000 + number),
            ccf: format!("CCF/{}/R{}.20", 100 + number % 30, 100 + number),
            sent: day(chance, 2018, 2),
            deleted: day(chance, 2021, 2),
        };
        if let Some(before) = made.last() {
            if number % 10 == 9 {
                one.latin.clone_from(&before.latin);
                one.cyrillic.clone_from(&before.cyrillic);
            }
            if number % 12 == 11 {
                one.file.clone_from(&before.file);
            }
        }
        made.push(one);
    }
    made
}

/// Writes the papers of a matter, 4 to 8 of them, in the languages that chance gives.
fn papers(chance: &mut Chance, matter: usize, made: &Made) -> Vec<Written> {
    let Made { latin, cyrillic, born, control, file, ccf, sent, deleted } = made;
    let form = match chance.below(5) {
        0 => format!(
            "INTERPOL RED NOTICE\n\nControl No.: {control}\nFile No.: {file}\nDate of publication: {sent}\n\nFamily name: {}\nForenames: {}\nDate of birth: {born}\n",
            family(latin),
            given(latin)
        ),
        1 => format!(
            "INTERPOL NOTICE ROUGE\n\nN° de contrôle : {control}\nN° de dossier : {file}\nDate de publication : {sent}\n\nNom de famille : {}\nPrénoms : {}\nDate de naissance : {born}\n",
            family(latin),
            given(latin)
        ),
        2 => format!(
            "INTERPOL NOTIFICACIÓN ROJA\n\nN.º de control: {control}\nN.º de expediente: {file}\nFecha de publicación: {sent}\n\nApellidos: {}\nNombre: {}\nFecha de nacimiento: {born}\n",
            family(latin),
            given(latin)
        ),
        3 => format!(
            "ИНТЕРПОЛ. КРАСНОЕ УВЕДОМЛЕНИЕ\n\nКонтрольный номер: {control}\nНомер дела: {file}\nДата публикации: {sent}\n\nФамилия, имя, отчество: {cyrillic}\nДата рождения: {born}\n"
        ),
        _ => format!(
            "الإنتربول النشرة الحمراء\n\nرقم المراقبة: {control}\nرقم الملف: {file}\nتاريخ النشر: {sent}\n\nاسم العائلة والاسم: {latin}\nتاريخ الولادة: {born}\n"
        ),
    };
    let question = if chance.below(2) == 0 {
        format!(
            "From: NCB Moscow\nTo: NCB Vienna\n\nWith regard to our red notice {control} we kindly ask you to check whether {latin}, born on {born}, lives in Austria.\n"
        )
    } else {
        format!(
            "От: НЦБ Москва\nКому: НЦБ Вена\n\nВ рамках красного уведомления {control} просим проверить, проживает ли {cyrillic}, дата рождения {born}, в Австрии.\n"
        )
    };
    let answer = format!(
        "De : BCN Vienne\nÀ : BCN Moscou\n\n{latin} a quitté le pays. Le dossier n° {file} reste ouvert.\n"
    );
    let complaint = format!(
        "Request to the Commission for the Control of INTERPOL's Files\n\nReference: {ccf}\nApplicant: {latin}\nCounsel: Lena Brandtner\n\nThe Applicant requests the deletion of the red notice {control}.\n"
    );
    let decision = format!(
        "Decision of the Commission\n\nReference: {ccf}\n\nThe red notice {control} on {latin} is not compliant with the rules of INTERPOL.\n"
    );
    let ending = match chance.below(3) {
        0 => format!("The red notice {control} was deleted on {deleted}. It concerns {latin}.\n"),
        1 => format!("La notice rouge {control} a été effacée le {deleted}. Elle vise {latin}.\n"),
        _ => format!(
            "Сообщаем: красное уведомление {control} удалено {deleted}. Документ касается {cyrillic}.\n"
        ),
    };
    let bare = format!("Interpol: the red notice {control} is in the list of last month.\n");
    let mut texts = vec![form, question, ending];
    texts.extend([answer, complaint, decision, bare].into_iter().filter(|_| chance.below(3) > 0));
    texts.into_iter().map(|text| Written { matter, text: noisy(chance, &text) }).collect()
}

fn family(name: &str) -> &str {
    name.split(' ').next().unwrap_or_default()
}

fn given(name: &str) -> &str {
    name.split(' ').nth(1).unwrap_or_default()
}

/// Changes letters of one paper in ten as a scanner does: small letters of long words.
fn noisy(chance: &mut Chance, text: &str) -> String {
    if chance.below(10) > 0 {
        return text.to_owned();
    }
    let swap = |c: char, by: usize| match c {
        'l' if by == 0 => '1',
        'e' if by == 0 => 'c',
        'о' if by == 0 => '0',
        other => other,
    };
    text.chars().map(|c| swap(c, chance.below(12))).collect()
}

/// What came out of a bundle.
struct Measured {
    precision: f64,
    recall: f64,
    /// The texts of papers of several matters that were taken for one.
    false_merges: Vec<String>,
    events: usize,
    events_found: usize,
    wrong_modes: usize,
}

#[expect(clippy::cast_precision_loss, reason = "a bundle has few papers")]
fn measure(count: usize) -> Measured {
    let mut chance = Chance(1974);
    let made = made(&mut chance, count);
    let written: Vec<Written> =
        (0..made.len()).flat_map(|matter| papers(&mut chance, matter, &made[matter])).collect();
    let mut recogniser = Recogniser::new();
    let read: Vec<Paper> = written
        .iter()
        .map(|paper| {
            let segments = [Segment::new(Place::Whole, Layer::Body, paper.text.as_str())];
            let mentions = recogniser.mentions(&segments);
            Paper::read(&segments, &mentions, None)
        })
        .collect();
    let units: Vec<_> = read.iter().map(|paper| paper.units.clone()).collect();
    let joined = matters::join(units);
    let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut false_merges = Vec::new();
    for matter in &joined.matters {
        let papers: BTreeSet<usize> = matter.nodes.iter().map(|(paper, _)| *paper).collect();
        let truths: BTreeSet<usize> = papers.iter().map(|paper| written[*paper].matter).collect();
        if truths.len() > 1 {
            let texts = papers.iter().map(|paper| written[*paper].text.as_str());
            false_merges.push(texts.collect::<Vec<_>>().join("----\n"));
        }
        for paper in &papers {
            found.entry(*paper).or_default().extend(&papers);
        }
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for (at, paper) in written.iter().enumerate() {
        let truth: BTreeSet<usize> =
            (0..written.len()).filter(|other| written[*other].matter == paper.matter).collect();
        let of = found.get(&at).cloned().unwrap_or_else(|| [at].into());
        let common = of.intersection(&truth).count() as f64;
        precision += common / of.len() as f64;
        recall += common / truth.len() as f64;
    }
    let (mut events_found, mut wrong_modes) = (0, 0);
    for (matter, made) in made.iter().enumerate() {
        let papers = (0..written.len()).filter(|at| written[*at].matter == matter);
        let events: Vec<_> = papers.flat_map(|at| &read[at].told.events).collect();
        let has = |what: What, mode: Mode, date: &str| {
            events.iter().any(|event| {
                (event.what, event.mode, event.date.as_deref()) == (what, mode, Some(date))
            })
        };
        events_found += usize::from(has(What::Published, Mode::Done, &iso(&made.sent)));
        events_found += usize::from(has(What::Deleted, Mode::Done, &iso(&made.deleted)));
        // The complaint asks for the deletion and has no date of its own.
        wrong_modes += events
            .iter()
            .filter(|event| event.text.contains("requests") && event.what == What::Deleted)
            .filter(|event| event.mode != Mode::Asked)
            .count();
    }
    let papers = written.len() as f64;
    Measured {
        precision: precision / papers,
        recall: recall / papers,
        false_merges,
        events: 2 * made.len(),
        events_found,
        wrong_modes,
    }
}

impl Measured {
    fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }

    fn line(&self) -> String {
        format!(
            "B3 precision {:.4}, recall {:.4}, F1 {:.4}; false merges {}; events {} of {}; wrong modes {}",
            self.precision,
            self.recall,
            self.f1(),
            self.false_merges.len(),
            self.events_found,
            self.events,
            self.wrong_modes
        )
    }
}

#[expect(clippy::disallowed_methods, reason = "a long run is ordered by the environment")]
fn count() -> usize {
    let count = std::env::var("DOSSIER_MATTERS").ok().and_then(|count| count.parse().ok());
    count.unwrap_or(MATTERS)
}

#[test]
#[expect(clippy::print_stderr, reason = "a long run is for its figures")]
fn a_bundle_is_parted_into_its_matters() {
    let found = measure(count());
    eprintln!("{}", found.line());
    assert!(
        found.false_merges.is_empty() && found.wrong_modes == 0 && found.f1() >= 0.97,
        "{}\n{}",
        found.line(),
        found.false_merges.join("====\n")
    );
    assert!(found.events_found * 10 >= found.events * 9, "{}", found.line());
}

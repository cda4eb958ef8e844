//! Cases as tables, one a kind: the normal forms expected, a tab, the text.
//!
//! `-` stands for no mention of the kind. Where the text holds marks, `[[` and `]]`, they stand around the surfaces
//! expected.

use std::fmt::Write as _;

/// Runs the cases of one kind and panics with all that differ.
fn check(kind: &str, cases: &str) {
    let mut wrong = String::new();
    for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (expected, marked) = line.split_once('\t').expect("a case has two cells");
        let marked = &marked.replace("\\n", "\n").replace("\\t", "\t");
        let text = marked.replace("[[", "").replace("]]", "");
        let found = entities::recognise(&text);
        let found: Vec<_> = found.iter().filter(|mention| mention.kind.name() == kind).collect();
        let normals: Vec<&str> = found.iter().map(|mention| mention.normal.as_str()).collect();
        let normals = if normals.is_empty() { "-".to_owned() } else { normals.join(";") };
        if normals != expected {
            writeln!(wrong, "{text}\n    found    {normals}\n    expected {expected}")
                .expect("a string takes it");
        }
        let surfaces: Vec<&str> = found.iter().map(|mention| mention.surface.as_str()).collect();
        if marked.contains("[[") && surfaces != marks(marked) {
            writeln!(wrong, "{text}\n    surfaces {surfaces:?}").expect("a string takes it");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn marks(marked: &str) -> Vec<String> {
    let after = marked.split("[[").skip(1);
    after.filter_map(|rest| rest.split_once("]]")).map(|(surface, _)| surface.to_owned()).collect()
}

macro_rules! kinds {
    ($($name:ident $kind:literal;)*) => {
        $(#[test] fn $name() { check($kind, include_str!(concat!("cases/", $kind, ".tsv"))); })*

        #[test]
        fn every_kind_of_the_table_has_cases() {
            let mut with_cases = vec![$($kind),*];
            let mut kinds: Vec<&str> = item::kind::KINDS.iter().map(|kind| kind.id).collect();
            with_cases.sort_unstable();
            kinds.sort_unstable();
            assert_eq!(with_cases, kinds);
        }
    };
}

kinds! {
    notices "notice";
    states "status";
    control_numbers "control";
    notice_numbers "notice-id";
    ccf_references "ccf";
    bureaus "ncb";
    countries "country";
    dates "date";
    emails "email";
    web_addresses "url";
    ip_addresses "ip";
    articles "article";
    persons "person";
    bodies "org";
    places "location";
    bank_accounts "iban";
    passports "passport";
    tax_numbers "tax-id";
    case_numbers "case-number";
    telephones "phone";
    bank_cards "card";
    crypto_addresses "crypto";
    ships "ship";
    aircraft "aircraft";
    number_plates "plate";
    resolutions "resolution";
}

/// Every colour in every language and form that the words of notices take.
#[test]
fn every_colour_is_found_in_every_language_and_inflection() {
    let mut wrong = String::new();
    for (colour, text) in paradigms() {
        for instrument in ["notice", "diffusion"] {
            let Some(text) = text(instrument) else { continue };
            let expected = format!("{colour}-{instrument}");
            let found = entities::recognise(&text);
            if !found
                .iter()
                .any(|mention| mention.kind == item::Kind::Notice && mention.normal == expected)
            {
                writeln!(wrong, "{expected}: {text}").expect("a string takes it");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

type Text = Box<dyn Fn(&str) -> Option<String>>;

fn paradigms() -> Vec<(&'static str, Text)> {
    let colours = [
        ("red", "rouge", "roja", "حمراء", "красн"),
        ("blue", "bleue", "azul", "زرقاء", "син"),
        ("green", "verte", "verde", "خضراء", "зелён"),
        ("yellow", "jaune", "amarilla", "صفراء", "жёлт"),
        ("black", "noire", "negra", "سوداء", "чёрн"),
        ("orange", "orange", "naranja", "برتقالية", "оранжев"),
        ("purple", "mauve", "morada", "بنفسجية", "фиолетов"),
        ("silver", "argent", "plateada", "فضية", "серебрян"),
    ];
    let mut all: Vec<(&'static str, Text)> = Vec::new();
    for (en, fr, es, ar, ru) in colours {
        all.push((en, Box::new(move |what| Some(format!("the Interpol {en} {what}s were")))));
        all.push((en, Box::new(move |what| Some(format!("l'OIPC a vu la {what} {fr}")))));
        all.push((en, Box::new(move |what| Some(format!("Interpol, {} {es}", spanish(what))))));
        for prefix in ["ال", "وال", "بال"] {
            all.push((
                en,
                Box::new(move |what| Some(format!("الإنتربول {prefix}{} ال{ar}", arabic(what)))),
            ));
        }
        for yo in [true, false] {
            for case in 0..6 {
                let stem = if yo { ru.to_owned() } else { ru.replace('ё', "е") };
                all.push((en, Box::new(move |what| Some(russian(what, &stem, case)))));
            }
        }
    }
    all
}

fn spanish(instrument: &str) -> &str {
    if instrument == "notice" { "notificación" } else { "difusión" }
}

fn arabic(instrument: &str) -> &str {
    if instrument == "notice" { "نشرة" } else { "تعاميم" }
}

fn russian(instrument: &str, stem: &str, case: usize) -> String {
    let hard = [["ое", "ого", "ому", "ое", "ым", "ом"], ["ая", "ой", "ой", "ую", "ой", "ой"]];
    let soft = [["ее", "его", "ему", "ее", "им", "ем"], ["яя", "ей", "ей", "юю", "ей", "ей"]];
    let endings = if stem == "син" { soft } else { hard };
    let nouns = [
        ["уведомление", "уведомления", "уведомлению", "уведомление", "уведомлением", "уведомлении"],
        ["диффузия", "диффузии", "диффузии", "диффузию", "диффузией", "диффузии"],
    ];
    let gender = usize::from(instrument == "diffusion");
    format!("Интерпол: {stem}{} {}", endings[gender][case], nouns[gender][case])
}

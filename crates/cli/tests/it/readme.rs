//! What the README shows is true.

use std::path::{Path, PathBuf};

use crate::{bench, json};

/// The README, brought up to date first where the environment asks for it.
fn readme() -> String {
    let path = root().join("README.md");
    let mut page = std::fs::read_to_string(&path).expect("the README is part of the project");
    if std::env::var_os("DOSSIER_UPDATE").is_some() {
        page = with_table(&with_table(&page, "formats", &formats()), "kinds", &kinds());
        page = with_table(&page, "commands", &commands());
        std::fs::write(path, &page).expect("the README is writable");
    }
    page
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn markers(name: &str) -> (String, String) {
    (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"))
}

fn with_table(page: &str, name: &str, table: &str) -> String {
    let (begin, end) = markers(name);
    let (before, rest) = page.split_once(&begin).expect("the table has a beginning");
    let (_, after) = rest.split_once(&end).expect("the table has an end");
    format!("{before}{begin}{table}{end}{after}")
}

fn table<'p>(page: &'p str, name: &str) -> &'p str {
    let (begin, end) = markers(name);
    let (_, rest) = page.split_once(&begin).expect("the table has a beginning");
    rest.split_once(&end).expect("the table has an end").0
}

/// Formats of which it is known that they are locked, and no more.
const LOCKED: [&str; 2] = ["rpmsg", "pgp"];

/// What becomes of a content of a format.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Whole,
    PropertiesAlone,
    Locked,
    NotYet,
}

/// Formats of which only what every Compound File says of itself is read, and runs of text.
const IN_PART: [&str; 1] = ["mpp"];

/// Pictures whose text is text.
const DRAWINGS: [&str; 4] = ["svg", "emf", "wmf", "djvu"];

fn reading(format: &formats::Format) -> Reading {
    match format.media_type {
        _ if format.extract.is_none() => Reading::NotYet,
        _ if LOCKED.contains(&format.id) => Reading::Locked,
        _ if DRAWINGS.contains(&format.id) => Reading::Whole,
        _ if IN_PART.contains(&format.id) => Reading::PropertiesAlone,
        media_type
            if ["image/", "audio/", "video/"].iter().any(|it| media_type.starts_with(it)) =>
        {
            Reading::PropertiesAlone
        }
        _ => Reading::Whole,
    }
}

fn formats() -> String {
    let list = |wanted: Reading| {
        let formats = formats::FORMATS.iter().filter(|format| reading(format) == wanted);
        let names = formats.map(|format| format!("{} (`{}`)", format.name, format.id));
        names.collect::<Vec<_>>().join(", ")
    };
    format!(
        "Read: {}.\n\nRead for their properties alone, not for the text in a picture or drawing, nor for what is spoken: {}.\n\nRecognised as locked, and not opened: {}.\n\nRecognised, not read yet: {}.\n",
        list(Reading::Whole),
        list(Reading::PropertiesAlone),
        list(Reading::Locked),
        list(Reading::NotYet)
    )
}

fn kinds() -> String {
    let rows = item::kind::KINDS.iter().map(|kind| format!("| `{}` | {} |\n", kind.id, kind.about));
    format!("| kind | what it is |\n|---|---|\n{}", rows.collect::<String>())
}

/// What `doctor` checks, as it says itself.
fn checks() -> String {
    let answer = json(&bench().run(["doctor", "--json"]).out);
    let checks = answer["checks"].as_array().expect("there are checks").iter();
    let cell =
        |check: &serde_json::Value, field| check[field].as_str().unwrap_or_default().to_owned();
    let rows =
        checks.map(|check| format!("| {} | {} |\n", cell(check, "name"), cell(check, "meaning")));
    format!("| check | what it means |\n|---|---|\n{}", rows.collect::<String>())
}

/// The commands as the program lists them.
fn commands() -> String {
    let help = bench().command().arg("--help").env("COLUMNS", "1000").output();
    let help = testkit::Printed::from(help.expect("the program starts")).done();
    let (_, list) = help.split_once("Commands:\n").expect("the commands are listed");
    let lines = list.lines().map_while(|line| line.strip_prefix("  ")?.split_once("  "));
    let rows = lines.filter(|(name, _)| *name != "help");
    let rows = rows.map(|(name, about)| format!("| `{name}` | {} |\n", about.trim()));
    format!("| command | does |\n|---|---|\n{}", rows.collect::<String>())
}

#[test]
fn the_page_on_the_doctor_lists_its_checks() {
    let path = root().join("docs/doctor.md");
    let mut page = std::fs::read_to_string(&path).expect("the page is part of the project");
    if std::env::var_os("DOSSIER_UPDATE").is_some() {
        page = with_table(&page, "checks", &checks());
        std::fs::write(path, &page).expect("the page is writable");
    }
    assert_eq!(table(&page, "checks"), checks(), "run this test with DOSSIER_UPDATE=1");
}

#[test]
fn tables_are_those_of_the_code() {
    let page = readme();
    assert_eq!(table(&page, "formats"), formats(), "run this test with DOSSIER_UPDATE=1");
    assert_eq!(table(&page, "kinds"), kinds(), "run this test with DOSSIER_UPDATE=1");
    assert_eq!(table(&page, "commands"), commands(), "run this test with DOSSIER_UPDATE=1");
}

#[test]
fn links_of_the_pages_lead_somewhere() {
    for (path, page) in crate::docs::pages() {
        let folder = path.parent().expect("a page stands in a folder");
        let links = page.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        let links = links.map(|(link, _)| link).filter(|link| !link.starts_with("http"));
        for link in links {
            assert!(folder.join(link).exists(), "{path:?}: {link}");
        }
    }
}

#[test]
fn the_bundled_trove_yields_what_the_demo_shows() {
    let bench = bench();
    let trove = root().join("fixtures/trove");
    let trove = trove.to_str().expect("the path is UTF-8");
    let summary = json(&bench.run(["index", trove, "-d", "demo.dossier", "--json"]).done());
    assert!(summary["items"].as_u64() > Some(20), "{summary}");
    bench.run(["search", "notice:red-diffusion name:Pestrikov"]).done();
    bench.run(["entities", "notice"]).done();
    bench.run(["report", "coverage"]).done();
    bench.run(["verify"]).done();
}

//! The page on outcomes lists what the closed sets of `item` hold.

/// The tables of the page on outcomes, by name.
fn tables_of_outcomes() -> [(&'static str, String); 4] {
    let names = item::Status::ALL.iter().map(|status| (status.name(), status.sentence()));
    let codes = item::WarningCode::ALL.iter().map(|code| (code.name(), code.sentence()));
    let keys = item::Key::ALL.iter().map(|(key, sentence)| (key.name(), sentence.trim()));
    [
        ("outcomes", explained("outcome", names)),
        ("reasons", reasons()),
        ("warnings", explained("warning", codes)),
        ("properties", explained("property", keys)),
    ]
}

fn explained<'a>(of: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let rows = rows.map(|(name, sentence)| format!("| `{name}` | {sentence} |\n"));
    format!("| {of} | what it means |\n|---|---|\n{}", rows.collect::<String>())
}

fn reasons() -> String {
    let rows = item::Reason::ALL.iter().map(|reason| {
        let with = item::Outcome::all().filter(|outcome| outcome.reason() == Some(*reason));
        let with: Vec<String> = with.map(|outcome| format!("`{}`", outcome.status())).collect();
        format!("| `{reason}` | {} | {} |\n", with.join(", "), reason.sentence())
    });
    format!("| reason | of | what it means |\n|---|---|---|\n{}", rows.collect::<String>())
}

#[test]
fn the_page_on_outcomes_lists_outcomes_reasons_warnings_and_properties() {
    let path = crate::sources::root().join("docs/outcomes.md");
    let mut page = std::fs::read_to_string(&path).expect("the page is part of the project");
    if std::env::var_os("DOSSIER_UPDATE").is_some() {
        for (name, made) in tables_of_outcomes() {
            page = with_table(&page, name, &made);
        }
        std::fs::write(path, &page).expect("the page is writable");
    }
    for (name, made) in tables_of_outcomes() {
        assert_eq!(table(&page, name), made, "run this test with DOSSIER_UPDATE=1");
    }
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

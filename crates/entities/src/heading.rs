//! What the heading of a column states that its cells are.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::form::{self, Part};
use crate::kinds::{self, date_role, name_words, person};
use crate::table;

/// What the cells of a column are, as its heading states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// Names of persons.
    Name,
    /// Family names alone, or names; which of them the other columns decide.
    FamilyName,
    /// Given names alone, or names.
    GivenName,
    /// Patronymics or middle names, a part of the name beside others.
    Patronymic,
    /// Other names of the same person.
    Alias,
    /// Dates of birth.
    Birth,
    /// Persons, perhaps: what they are in the list.
    Bearer,
}

/// Headings that are no labels of forms, by what they state.
const KINDS: [(&str, Heading); 8] = [
    ("name", Heading::Name),
    ("family", Heading::FamilyName),
    ("family-more", Heading::FamilyName),
    ("given", Heading::GivenName),
    ("patronymic", Heading::Patronymic),
    ("alias", Heading::Alias),
    ("birth", Heading::Birth),
    ("bearer", Heading::Bearer),
];

/// Reads a heading in any of the five languages; nothing where it states something else.
pub fn heading(cell: &str) -> Option<Heading> {
    let spaced = spaced(cell);
    of_form(cell)
        .or_else(|| in_table(cell))
        .or_else(|| of_form(&spaced))
        .or_else(|| in_table(&spaced))
        .or_else(|| of_parts(&spaced))
}

/// Returns a heading with blanks where a name of a field has none: in `full_name`, `LastName`.
pub(crate) fn spaced(cell: &str) -> String {
    let mut spaced = String::with_capacity(cell.len() + 4);
    let mut is_small = false;
    for letter in cell.chars() {
        if is_small && letter.is_uppercase() {
            spaced.push(' ');
        }
        is_small = letter.is_lowercase();
        spaced.push(if letter == '_' { ' ' } else { letter });
    }
    spaced
}

/// Headings that are no labels of forms, folded.
static IN_TABLE: LazyLock<HashMap<String, Heading>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../data/headings.tsv"));
    let of_row = |row: Vec<&'static str>| {
        let heading = KINDS.into_iter().find(|(known, _)| *known == row[0]).map(|(_, is)| is);
        let phrases = table::phrases(table::cell(&row, 1));
        phrases.filter_map(move |phrase| Some((form::words(phrase), heading?)))
    };
    rows.flat_map(of_row).collect()
});

/// Labels of forms that are no part of a name by themselves, folded.
static BESIDE_NAMES: LazyLock<HashMap<String, Heading>> = LazyLock::new(|| {
    let of = |usage, heading| {
        name_words::phrases_of(usage).map(move |phrase| (form::words(phrase), heading))
    };
    of("alias", Heading::Alias).chain(of("family-more", Heading::FamilyName)).collect()
});

/// Reads a heading that is no label of a form.
fn in_table(cell: &str) -> Option<Heading> {
    IN_TABLE.get(&form::words(cell)).copied()
}

/// Reads a heading that names the parts of names which stand in its cells: `Surname, First name`, `NOM Prénom`.
fn of_parts(cell: &str) -> Option<Heading> {
    let is_part = |part: &str| {
        let heading = of_form(part).or_else(|| in_table(part));
        heading.filter(|heading| {
            matches!(heading, Heading::FamilyName | Heading::GivenName | Heading::Patronymic)
        })
    };
    let parts = |text: &str, is_end: fn(char) -> bool| -> Option<Vec<Heading>> {
        text.split(is_end).filter(|part| !part.trim().is_empty()).map(is_part).collect()
    };
    let parts =
        parts(cell, |c| ",/;&+-".contains(c)).or_else(|| parts(cell, char::is_whitespace))?;
    let has = |wanted| parts.contains(&wanted);
    (has(Heading::FamilyName) && (has(Heading::GivenName) || has(Heading::Patronymic)))
        .then_some(Heading::Name)
}

/// Reads a heading that is a label of forms.
fn of_form(cell: &str) -> Option<Heading> {
    if let Some(heading) = BESIDE_NAMES.get(&form::words(cell)) {
        return Some(*heading);
    }
    match form::part_named(cell) {
        Some(Part::Family) => return Some(Heading::FamilyName),
        Some(Part::Given) => return Some(Heading::GivenName),
        Some(Part::Patronymic) => return Some(Heading::Patronymic),
        None => {}
    }
    let block = kinds::read(cell.trim());
    if person::is_label(&block) {
        Some(Heading::Name)
    } else if date_role::is_label_of_birth(&block) {
        Some(Heading::Birth)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_state_what_a_column_holds_in_five_languages() {
        for (cell, wanted) in [
            ("Full name", Some(Heading::Name)),
            ("ФИО", Some(Heading::Name)),
            ("الاسم الكامل", Some(Heading::Name)),
            ("Surname", Some(Heading::FamilyName)),
            ("Apellidos", Some(Heading::FamilyName)),
            ("Фамилия", Some(Heading::FamilyName)),
            ("Prénoms", Some(Heading::GivenName)),
            ("Forename(s)", Some(Heading::GivenName)),
            ("Отчество", Some(Heading::Patronymic)),
            ("Apellido materno", Some(Heading::FamilyName)),
            ("Also known as", Some(Heading::Alias)),
            ("Псевдоним", Some(Heading::Alias)),
            ("Date of birth", Some(Heading::Birth)),
            ("Fecha de nacimiento", Some(Heading::Birth)),
            ("Дата рождения", Some(Heading::Birth)),
            ("LastName", Some(Heading::FamilyName)),
            ("first_name", Some(Heading::GivenName)),
            ("Surname, First name", Some(Heading::Name)),
            ("NOM Prénom", Some(Heading::Name)),
            ("Nombres y Apellidos", Some(Heading::Name)),
            ("2º apellido", Some(Heading::FamilyName)),
            ("Фамилия, имя, отчество", Some(Heading::Name)),
            ("ФИО (лат.)", Some(Heading::Name)),
            ("П.І.Б.", Some(Heading::Name)),
            ("الاسم الثلاثي", Some(Heading::Name)),
            ("Д. рожд.", Some(Heading::Birth)),
            ("Кличка", Some(Heading::Alias)),
            ("Beneficial owner", Some(Heading::Bearer)),
            ("Должник", Some(Heading::Bearer)),
            ("Family doctor", None),
            ("Country", None),
            ("Ivan Petrov", None),
            ("", None),
        ] {
            assert_eq!(heading(cell), wanted, "{cell}");
        }
    }
}

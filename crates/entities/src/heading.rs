//! What the heading of a column states that its cells are.

use crate::form::{self, Part};
use crate::kinds::{self, date_role, name_words, person};

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
}

/// Reads a heading in any of the five languages; nothing where it states something else.
pub fn heading(cell: &str) -> Option<Heading> {
    let words = form::words(cell);
    let parts = [
        ("alias", Heading::Alias),
        ("patronymic", Heading::Patronymic),
        ("family-more", Heading::FamilyName),
    ];
    let is_among = |usage| name_words::phrases_of(usage).any(|known| form::words(known) == words);
    if let Some((_, heading)) = parts.into_iter().find(|(usage, _)| is_among(usage)) {
        return Some(heading);
    }
    match form::part_named(cell) {
        Some(Part::Family) => return Some(Heading::FamilyName),
        Some(Part::Given) => return Some(Heading::GivenName),
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
            ("Country", None),
            ("Ivan Petrov", None),
            ("", None),
        ] {
            assert_eq!(heading(cell), wanted, "{cell}");
        }
    }
}

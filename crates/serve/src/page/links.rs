//! Where links lead: searches, items, and the parts of a locator.

use item::kind::Matching;

use super::direction::Direction;
use super::safe_text::SafeText;
use crate::params::address;

/// A filter that a click added to a query: a field and one of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Narrowing {
    pub(super) field: String,
    pub(super) value: String,
}

impl Narrowing {
    /// Reads `field:value`; nothing where the field is none that a click can add.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (field, value) = text.split_once(':')?;
        let is_field = answers::fields().any(|(known, _)| known == field);
        (is_field && !value.is_empty())
            .then(|| Self { field: field.to_owned(), value: value.to_owned() })
    }

    /// Adds a value of a kind or field as a click does: a person is looked for by name, in every script and spelling.
    pub(super) fn click(field: &str, value: &str) -> Self {
        let field = if is_person(field) { NAME } else { field };
        Self { field: field.to_owned(), value: value.to_owned() }
    }

    /// Returns the same person as one spelling alone, or that spelling in every script; nothing for what is no person.
    pub(super) fn other_reading(&self) -> Option<Self> {
        let field = match self.field.as_str() {
            NAME => item::Kind::Person.name(),
            field if is_person(field) => NAME,
            _ => return None,
        };
        Some(Self { field: field.to_owned(), value: self.value.clone() })
    }

    /// Returns the page with all forms of a person's name; nothing for what is no person.
    pub(super) fn who(&self) -> Option<String> {
        let is_name = self.field == NAME || is_person(&self.field);
        is_name.then(|| address(WHO, [("name", self.value.as_str())]))
    }

    /// Returns it as the address of a page gives it.
    pub(super) fn parameter(&self) -> String {
        format!("{}:{}", self.field, self.value)
    }

    /// Returns it as a part of a query.
    pub(super) fn query(&self) -> String {
        as_query(&self.field, &self.value)
    }

    /// Tells whether the search looks for the family name alone, too, which finds others of that name.
    pub(super) fn finds_family_alone(&self) -> bool {
        self.field == NAME && answers::family_in_capitals(&self.value).is_some()
    }
}

/// Where the page on the bearers of a name is.
pub(super) const WHO: &str = "/who";
/// The page of hits.
pub(super) const SEARCH: &str = "/search";

/// The field that finds a name in every script, order and inflection.
pub(super) const NAME: &str = "name";

fn is_person(field: &str) -> bool {
    field.parse::<item::Kind>().is_ok_and(|kind| kind.line().matching == Matching::Person)
}

/// Returns a part of a query that asks for a value of a field.
pub(super) fn as_query(field: &str, value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    if value.chars().all(is_plain) && !value.starts_with(['-', '+', '.']) {
        return format!("{field}:{value}");
    }
    format!("{field}:{}", answers::quoted(value))
}

/// Joins what was typed with what clicks added, the latter first: a quotation or bracket that was typed and does not
/// end takes nothing of it along.
pub(super) fn joined(typed: &str, narrowings: &[Narrowing]) -> String {
    let typed = typed.trim();
    let mut parts: Vec<String> = narrowings.iter().map(Narrowing::query).collect();
    let has_or = typed.split_whitespace().any(|word| matches!(word, "OR" | "|" | "||"));
    match typed {
        "" | "*" if !parts.is_empty() => {}
        "" => parts.push("*".to_owned()),
        _ if has_or && !parts.is_empty() => parts.push(format!("({typed})")),
        _ => parts.push(typed.to_owned()),
    }
    parts.join(" ")
}

/// Returns the address of a search.
pub(super) fn search(typed: &str, narrowings: &[Narrowing]) -> String {
    let parameters: Vec<String> = narrowings.iter().map(Narrowing::parameter).collect();
    let pairs = parameters.iter().map(|parameter| ("f", parameter.as_str()));
    address(SEARCH, std::iter::once(("q", typed)).chain(pairs))
}

/// Returns the address of the search for one value.
pub(super) fn of_value(field: &str, value: &str) -> String {
    search("", &[Narrowing::click(field, value)])
}

/// Returns the address of an item.
pub(super) fn item(id: &str) -> String {
    format!("/items/{id}")
}

/// A locator as a page shows it: where the item lies, and its name.
pub(super) struct Trail {
    /// Folders and containers, each with the slash behind it.
    pub(super) above: Vec<SafeText>,
    pub(super) name: SafeText,
}

impl Trail {
    /// Cuts a printed locator.
    pub(super) fn of(locator: &str) -> Self {
        let mut parts: Vec<&str> = locator.split_inclusive('/').collect();
        let name = SafeText::text(parts.pop().unwrap_or_default());
        Self { above: parts.into_iter().map(SafeText::text).collect(), name }
    }
}

/// Titles that programs give to what nobody has named; a number may follow those that end in a letter.
const TITLES_OF_PROGRAMS: [&str; 16] = [
    "untitled",
    "draft",
    "form",
    "document",
    "presentation",
    "book",
    "workbook",
    "sheet",
    "powerpoint presentation",
    "slide",
    "без имени",
    "документ",
    "книга",
    "sans titre",
    "sin título",
    "print",
];
/// What print drivers and programs write before the name of the file.
const PREFIXES_OF_PROGRAMS: [&str; 3] =
    ["microsoft word - ", "microsoft powerpoint - ", "microsoft excel - "];

/// Tells whether a title is that of a program or a template, which says nothing of the paper.
fn is_of_program(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let name = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    TITLES_OF_PROGRAMS.contains(&name)
        || PREFIXES_OF_PROGRAMS.iter().any(|prefix| lower.starts_with(prefix))
}

/// The title of an item as a page shows it: its own, or the name of the file.
pub(super) struct Title {
    pub(super) text: SafeText,
    pub(super) direction: Direction,
}

impl Title {
    pub(super) fn of(title: Option<&str>, trail: &Trail) -> Self {
        match title.filter(|title| !title.trim().is_empty() && !is_of_program(title)) {
            Some(title) => Self { text: SafeText::text(title), direction: Direction::of(title) },
            // The extension ends a name of a file in every script.
            None => Self { text: trail.name.clone(), direction: Direction::LeftToRight },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_cannot_swallow_what_was_clicked() {
        let clicked = Narrowing::read("person:Ivan \"Vanya\" Pestrikov").expect("a field");
        assert_eq!(
            joined("\"red notice", std::slice::from_ref(&clicked)),
            "person:\"Ivan  Vanya  Pestrikov\" \"red notice"
        );
        assert_eq!(joined("a OR b", &[clicked]), "person:\"Ivan  Vanya  Pestrikov\" (a OR b)");
    }

    #[test]
    fn a_click_on_a_person_looks_for_the_name_and_can_be_held_to_the_spelling() {
        let clicked = Narrowing::click("person", "PESTRIKOV Ivan");
        assert_eq!(clicked.query(), "name:\"PESTRIKOV Ivan\"");
        assert!(clicked.finds_family_alone());
        assert!(!Narrowing::click("person", "Lena Brandt").finds_family_alone());
        assert_eq!(Narrowing::click("person", "Lena Brandt").query(), "name:\"Lena Brandt\"");
        assert_eq!(Narrowing::click("person", "QARSHI").query(), "name:QARSHI");
        let spelling = clicked.other_reading().expect("it is a person");
        assert_eq!(spelling.query(), "person:\"PESTRIKOV Ivan\"");
        assert_eq!(spelling.other_reading(), Some(clicked));
        assert_eq!(
            clicked_who("person", "Ivan Pestrikov"),
            Some("/who?name=Ivan+Pestrikov".into())
        );
        assert_eq!(clicked_who("control", "A-1/2-2019"), None);
        assert_eq!(Narrowing::click("control", "A-1/2-2019").query(), "control:\"A-1/2-2019\"");
        assert_eq!(Narrowing::click("control", "A-1/2-2019").other_reading(), None);
    }

    fn clicked_who(field: &str, value: &str) -> Option<String> {
        Narrowing::click(field, value).who()
    }

    #[test]
    fn a_title_of_a_program_gives_way_to_the_name_of_the_file() {
        let shown = |title| Title::of(Some(title), &Trail::of("a/letter.doc")).text.to_string();
        for title in ["Presentation1", "Book1", "untitled", "Microsoft Word - x.doc", "Draft", " "]
        {
            assert_eq!(shown(title), "letter.doc", "{title}");
        }
        for title in ["Draft law of 2019", "Form of 12 May", "Bookkeeping", "Notice 12"] {
            assert_eq!(shown(title), title);
        }
    }

    #[test]
    fn nothing_typed_is_everything() {
        assert_eq!(joined(" ", &[]), "*");
        let clicked = Narrowing::read("notice:red-diffusion").expect("a field");
        assert_eq!(joined("", &[clicked]), "notice:red-diffusion");
        assert_eq!(Narrowing::read("nofield:x"), None);
    }
}

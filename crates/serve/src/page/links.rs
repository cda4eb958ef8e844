//! Where links lead: searches, items, and the parts of a locator.

use super::shown::Shown;
use crate::asked::address;

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

    /// Returns it as the address of a page gives it.
    pub(super) fn parameter(&self) -> String {
        format!("{}:{}", self.field, self.value)
    }

    /// Returns it as a part of a query.
    pub(super) fn query(&self) -> String {
        as_query(&self.field, &self.value)
    }
}

/// Returns a part of a query that asks for a value of a field.
pub(super) fn as_query(field: &str, value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    if value.chars().all(is_plain) && !value.starts_with(['-', '+', '.']) {
        return format!("{field}:{value}");
    }
    let is_quote = |c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '＂');
    format!("{field}:\"{}\"", value.replace(is_quote, " "))
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
    address("/search", std::iter::once(("q", typed)).chain(pairs))
}

/// Returns the address of the search for one value.
pub(super) fn of_value(field: &str, value: &str) -> String {
    search("", &[Narrowing { field: field.to_owned(), value: value.to_owned() }])
}

/// Returns the address of an item.
pub(super) fn item(id: &str, query: &str) -> String {
    address(&format!("/items/{id}"), [("q", query)])
}

/// A locator as a page shows it: where the item lies, and its name.
pub(super) struct Trail {
    /// Folders and containers, each with the slash behind it.
    pub(super) above: Vec<Shown>,
    pub(super) name: Shown,
}

impl Trail {
    /// Cuts a printed locator.
    pub(super) fn of(locator: &str) -> Self {
        let mut parts: Vec<&str> = locator.split_inclusive('/').collect();
        let name = Shown::text(parts.pop().unwrap_or_default());
        Self { above: parts.into_iter().map(Shown::text).collect(), name }
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
    fn nothing_typed_is_everything() {
        assert_eq!(joined(" ", &[]), "*");
        let clicked = Narrowing::read("notice:red-diffusion").expect("a field");
        assert_eq!(joined("", &[clicked]), "notice:red-diffusion");
        assert_eq!(Narrowing::read("nofield:x"), None);
    }
}

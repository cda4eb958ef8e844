//! The shapes of values of a kind, and of persons. Fields may be added, never renamed.

use serde::Serialize;

use crate::Sureness;

/// One value of a kind with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntityLine {
    /// The kind.
    pub kind: item::Kind,
    /// The normal form.
    pub value: String,
    /// How many items name it.
    pub items: u64,
    /// How many mentions there are in these items; those of a content count once for each of its items.
    pub mentions: u64,
    /// For a person: every form of the name, and what is known of its bearer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<EntityPerson>,
    /// For a body or a place: every way in which it is written, that of most items first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<EntitySpelling>,
}

/// A way in which a body or a place is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntitySpelling {
    /// The normal form.
    pub value: String,
    /// How many items name it so.
    pub items: u64,
    /// How many mentions there are in these items.
    pub mentions: u64,
}

/// A person, as far as names, births and passports tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntityPerson {
    /// The fullest of the usual forms, one for each script.
    pub names: Vec<String>,
    /// The dates of birth that stand behind the name, ISO 8601.
    pub born: Vec<String>,
    /// The passports that stand behind the name.
    pub passports: Vec<String>,
    /// Every form, those in most items first.
    pub forms: Vec<EntityForm>,
    /// Persons each of whom this could be, eight at most; the forms are joined to none of them.
    pub could_be: Vec<String>,
    /// Other persons of the same name, and what contradicts.
    pub apart: Vec<EntityApart>,
}

/// A way in which the name of a person is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntityForm {
    /// The name, in the nominative where that is known.
    pub form: String,
    /// How many items name the person so.
    pub items: u64,
    /// How many mentions there are in these items.
    pub mentions: u64,
    /// How sure it is that this is the person's name.
    pub sure: Sureness,
    /// What that rests on, as `names compare` gives it.
    pub why: Vec<&'static str>,
}

/// Another person of the same name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntityApart {
    /// The name of the other.
    pub value: String,
    /// His dates of birth, where they are known.
    pub born: Vec<String>,
    /// What contradicts.
    pub why: &'static str,
}

//! A question that scripts can ask: what the router and the description are made from.

use answers::Dossier;
use schemars::{Schema, SchemaGenerator};

use crate::failure::Failure;
use crate::params::{Parameter, Params};
use crate::site::Site;

/// A question that scripts can ask.
pub(crate) struct Route {
    /// The path; `{id}` and `{kind}` stand for what the address names.
    pub(crate) path: &'static str,
    /// What it answers.
    pub(crate) about: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// The JSON Schema of the answer.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    /// Answers, as JSON.
    pub(crate) ask: fn(&Dossier, &Site, &Params) -> Result<Vec<u8>, Failure>,
}

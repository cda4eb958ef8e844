//! The bodies and places of a dossier, each once: the values that the index counts, put together as `names` does.

use std::collections::HashMap;

use item::Kind;
use item::kind::Matching;
use names::Designation;
use search::{Engine, Grouping, Query};

/// What is designated by the values of a kind, and how the engine counts by it.
#[derive(Debug)]
pub(crate) struct Designated {
    /// By value, the number of what it designates.
    of: HashMap<String, u32>,
    /// By number, the value that most items have.
    shown: Vec<String>,
    pub(crate) grouping: Grouping,
}

impl Designated {
    /// Puts the values of a kind together.
    pub(crate) fn of(engine: &dyn Engine, kind: Kind) -> Result<Self, search::Error> {
        let is_place = kind.line().matching == Matching::Place;
        let designation = if is_place { names::place } else { names::body };
        let values = engine.values(kind.name(), &Query::All)?.values;
        let known: Vec<(Designation, u64)> =
            values.iter().map(|value| (designation(&value.value), value.items)).collect();
        let (mut of, mut shown) = (HashMap::new(), Vec::new());
        for (group, number) in names::same(&known).into_iter().zip(0..) {
            shown.push(values[group[0]].value.clone());
            of.extend(group.into_iter().map(|at| (values[at].value.clone(), number)));
        }
        let grouping = engine.grouping(kind.name(), &|value| of.get(value).copied())?;
        Ok(Self { of, shown, grouping })
    }

    /// Returns the number of what a value designates.
    pub(crate) fn number(&self, value: &str) -> Option<u32> {
        self.of.get(value).copied()
    }

    /// Returns the value that answers show.
    pub(crate) fn shown(&self, number: u32) -> &str {
        &self.shown[number as usize]
    }
}

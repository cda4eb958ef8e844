//! A list of entities of `FollowTheMoney`.

use std::collections::BTreeMap;

use answers::{Asked, AskedRow, BatchList};
use anyhow::Context;

/// An entity, as far as it is asked for.
#[derive(serde::Deserialize)]
struct Entity {
    schema: String,
    #[serde(default)]
    properties: BTreeMap<String, Vec<serde_json::Value>>,
}

/// Reads the people and bodies out of entities, a JSON line each; nothing where the text begins with none.
pub(super) fn list(text: &str) -> anyhow::Result<Option<BatchList>> {
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match serde_json::from_str::<Entity>(text) {
            Ok(entity) => rows.extend(entity.row(line)),
            Err(_) if rows.is_empty() => return Ok(None),
            Err(error) => {
                let entity = format!("line {line} is no entity of FollowTheMoney");
                return Err(error).context(entity);
            }
        }
    }
    Ok(Some(BatchList { columns: vec!["schema".to_owned(), "name".to_owned()], rows }))
}

impl Entity {
    /// Returns what it asks for; nothing for a document and other entities that have no name.
    fn row(self, line: u64) -> Option<AskedRow> {
        const NAMES: [&str; 5] = ["name", "alias", "weakAlias", "previousName", "passportNumber"];
        let values = |property: &str| {
            let values = self.properties.get(property).into_iter().flatten();
            values.filter_map(|value| value.as_str()).map(str::to_owned).collect::<Vec<_>>()
        };
        let names: Vec<String> = NAMES.into_iter().flat_map(values).collect();
        let first = names.first()?.clone();
        let born = values("birthDate").into_iter().next();
        Some(AskedRow {
            line,
            cells: vec![self.schema.clone(), first],
            asked: Asked::Name { names, born },
        })
    }
}

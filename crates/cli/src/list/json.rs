//! A list in JSON: names alone, or objects with a key for each column; as one value or one a line.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::Value;

/// How many keys objects may have in all: each is a column.
const MOST_KEYS: usize = 1000;

/// Tells whether a file is called one of JSON.
pub(super) fn is_called_so(path: &Path) -> bool {
    let name = path.as_os_str().as_bytes();
    [&b".json"[..], b".jsonl", b".ndjson", b".ftm"].iter().any(|end| name.ends_with(end))
}

/// Returns the rows with their numbers from 1, before them one with the keys as headings where there are objects.
pub(super) fn rows(text: &str) -> anyhow::Result<Vec<(u64, Vec<String>)>> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value.context("it is no JSON")? {
            Value::Array(all) => values.extend(all),
            one => values.push(one),
        }
    }
    let mut keys: Vec<String> = Vec::new();
    for key in values.iter().filter_map(Value::as_object).flat_map(|object| object.keys()) {
        if !keys.contains(key) {
            ensure!(
                keys.len() < MOST_KEYS,
                "its objects have more than {MOST_KEYS} different keys"
            );
            keys.push(key.clone());
        }
    }
    let head = (!keys.is_empty()).then(|| (0, keys.clone()));
    let row = |(number, value): (u64, Value)| match value {
        Value::Object(object) => {
            let cell = |key: &String| object.get(key).map(cell).unwrap_or_default();
            Ok((number, keys.iter().map(cell).collect()))
        }
        Value::Null | Value::Array(_) => bail!("value {number} is neither a name nor an object"),
        plain if keys.is_empty() => Ok((number, vec![cell(&plain)])),
        _ => bail!("value {number} is no object, as others are"),
    };
    head.map(Ok).into_iter().chain((1..).zip(values).map(row)).collect()
}

/// Returns the text of a value; several, as names that somebody has, parted by `;`.
fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_objects_are_rows() {
        let names = rows(r#"["Ivan Petrov", "Anna Kim"]"#).expect("it is a list");
        assert_eq!(names, [(1, vec!["Ivan Petrov".into()]), (2, vec!["Anna Kim".into()])]);
        let objects =
            "{\"alias\":[\"V\",\"W\"],\"name\":\"Ivan\"}\n{\"born\":1974,\"name\":\"Anna\"}\n";
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let wanted = [
            (0, cells(["alias", "name", "born"])),
            (1, cells(["V; W", "Ivan", ""])),
            (2, cells(["", "Anna", "1974"])),
        ];
        assert_eq!(rows(objects).expect("it is a list"), wanted);
    }

    #[test]
    fn damage_and_mixtures_are_errors() {
        let keys = |count: usize| {
            (0..count).map(|at| format!("{{\"k{at}\":1}}")).collect::<Vec<_>>().join("\n")
        };
        assert!(rows(&keys(MOST_KEYS)).is_ok() && rows(&keys(MOST_KEYS + 1)).is_err());
        for text in ["[", "[[\"a\"]]", "[\"a\", {\"name\": 1}]", "[null]"] {
            assert!(rows(text).is_err(), "{text}");
        }
    }
}

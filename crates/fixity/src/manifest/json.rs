//! JSON in which files have names and digests: what `rclone lsjson --hash` prints, `Get-FileHash | ConvertTo-Json`, SPDX, and maps
//! of paths to digests; one value or one a line.

use serde_json::{Map, Value};

use super::gathered::Gathered;
use super::recorded::{Parsed, Recorded, Shape};
use super::row::{Head, NO_FILES, Row, is_of_digests};
use super::told::by_length;
use crate::Error;

/// Reads the values; nothing where the bytes do not begin as JSON.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let mut values = values.peekable();
    let is_json = matches!(values.peek(), Some(Ok(Value::Array(_) | Value::Object(_))));
    is_json.then(|| {
        let mut gathered = Gathered::default();
        for value in values {
            let damaged = |error: serde_json::Error| Error::Line {
                line: error.line(),
                what: "it is damaged JSON",
            };
            gather(&value.map_err(damaged)?, &mut Vec::new(), &mut gathered)
                .map_err(|what| Error::Entry { number: gathered.len() + 1, what })?;
        }
        let number = gathered.len() + 1;
        let recorded = gathered.end().map_err(|what| Error::Entry { number, what })?;
        if recorded.is_empty() { Err(NO_FILES) } else { Ok(Parsed::foreign(Shape::Sums, recorded)) }
    })
}

fn gather(
    value: &Value,
    way: &mut Vec<String>,
    gathered: &mut Gathered,
) -> Result<(), &'static str> {
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| gather(value, way, gathered)),
        Value::Object(object) => gather_from(object, way, gathered),
        _ => Ok(()),
    }
}

fn gather_from(
    object: &Map<String, Value>,
    way: &mut Vec<String>,
    gathered: &mut Gathered,
) -> Result<(), &'static str> {
    if is_by_digest(object) {
        by_digest(object)?.into_iter().for_each(|entry| gathered.push(entry));
        return Ok(());
    }
    // What an inventory of OCFL lists besides are names of older states.
    if let Some(manifest) = object.get("digestAlgorithm").and_then(|_| object.get("manifest")) {
        return gather(manifest, way, gathered);
    }
    if gathered.take(way, row(object)?)? {
        return Ok(());
    }
    let mut without = Vec::new();
    let before = gathered.len();
    for (key, value) in object {
        match of_path(key, value)? {
            Some(entry) => gathered.push(entry),
            None if is_without_digest(value) => without.push(key),
            None => {
                way.push(key.clone());
                gather(value, way, gathered)?;
                way.pop();
            }
        }
    }
    // A map that holds nothing but paths.
    let paths = gathered.len() - before;
    if paths > 0 && paths + without.len() == object.len() {
        for path in without {
            let mut row = Row::default();
            row.take(&Head::Name(0), path)?;
            gathered.push(row.finish()?);
        }
    }
    Ok(())
}

/// Tells whether nothing stands where an entry of a map has its digest.
fn is_without_digest(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(object) => {
            row(object).is_ok_and(|row| !row.has_name() && !row.has_digest())
                && !object.values().any(|value| value.is_object() || value.is_array())
        }
        _ => false,
    }
}

/// Reads an entry of a map from paths to digests.
fn of_path(path: &str, value: &Value) -> Result<Option<Recorded>, &'static str> {
    let mut row = Row::default();
    match value {
        Value::String(digits)
            if Head::of(path) == Head::Other && by_length(digits.as_bytes()).is_ok() =>
        {
            row.take(&Head::AnyDigest, digits)?;
        }
        Value::Object(object) => row = self::row(object)?,
        _ => return Ok(None),
    }
    if row.has_name() || !row.has_digest() {
        return Ok(None);
    }
    row.take(&Head::Name(0), path)?;
    row.finish().map(Some)
}

/// Returns what an object tells of a file; its digests may stand in an object or a list of their own.
fn row(object: &Map<String, Value>) -> Result<Row, &'static str> {
    let mut row = Row::default();
    for (key, value) in object {
        let head = Head::of(key);
        match value {
            Value::String(text) => row.take(&head, text)?,
            Value::Number(number) => row.take(&head, &number.to_string())?,
            Value::Bool(is) if head == Head::Sort => row.take(&head, &is.to_string())?,
            Value::Object(inner) if is_of_digests(key) => row.join(&row_of_digest(inner)?)?,
            Value::Array(inner) if is_of_digests(key) => {
                inner
                    .iter()
                    .filter_map(Value::as_object)
                    .try_for_each(|inner| row.join(&row_of_digest(inner)?))?;
            }
            _ => {}
        }
    }
    Ok(row)
}

/// Returns what an object tells that holds one digest, as `{"alg": "SHA-256", "content": "…"}` of `CycloneDX`, or several.
fn row_of_digest(object: &Map<String, Value>) -> Result<Row, &'static str> {
    let mut row = row(object)?;
    if row.has(&Head::Algorithm) && !row.has_digest() {
        let digits = ["content", "value"].iter().find_map(|key| object.get(*key)?.as_str());
        row.take(&Head::AnyDigest, digits.unwrap_or_default())?;
    }
    Ok(row)
}

/// Returns the entries of a map from digests to paths, as an inventory of OCFL has it (`manifest`) and other tools write it.
fn by_digest(object: &Map<String, Value>) -> Result<Vec<Recorded>, &'static str> {
    let mut recorded = Vec::new();
    for (digits, paths) in object {
        let paths = paths.as_array().map_or(std::slice::from_ref(paths), Vec::as_slice);
        for path in paths.iter().filter_map(Value::as_str) {
            let mut row = Row::default();
            row.take(&Head::AnyDigest, digits)?;
            row.take(&Head::Name(0), path)?;
            recorded.push(row.finish()?);
        }
    }
    Ok(recorded)
}

/// Tells whether all keys of a map are digests.
fn is_by_digest(object: &Map<String, Value>) -> bool {
    let is_digest = |key: &String| key.len() >= 32 && by_length(key.as_bytes()).is_ok();
    !object.is_empty() && object.keys().all(is_digest)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    #[test]
    fn files_are_found_in_the_shapes_that_programs_write() {
        let md5 = &DIGEST[..32];
        for text in [
            format!(
                r#"[{{"Path":"s/a","Name":"a","Size":3,"IsDir":false,"Hashes":{{"md5":"{md5}","quickxor":"x"}}}},{{"Path":"s","IsDir":true}}]"#
            ),
            format!(r#"{{"Algorithm":"SHA256","Hash":"{DIGEST}","Path":"s/a"}}"#),
            format!("{{\"path\":\"s/a\",\"sha256\":\"{DIGEST}\"}}\n{{\"other\":1}}\n"),
            format!(r#"{{"s/a":"{DIGEST}"}}"#),
            format!(r#"{{"{DIGEST}":"s/a"}}"#),
            format!(
                r#"{{"digestAlgorithm":"sha256","manifest":{{"{DIGEST}":["s/a"]}},"versions":{{"v1":{{"state":{{"{DIGEST}":["a"]}}}}}}}}"#
            ),
            format!(r#"[{{"path":"s/a","hash":{{"algorithm":"SHA-256","value":"{DIGEST}"}}}}]"#),
            format!(
                r#"{{"components":[{{"type":"file","name":"s/a","hashes":[{{"alg":"SHA-256","content":"{DIGEST}"}}]}}]}}"#
            ),
            format!(r#"{{"subject":[{{"name":"s/a","digest":{{"sha256":"{DIGEST}"}}}}]}}"#),
            format!(r#"{{"files":{{"s/a":{{"sha256":"{DIGEST}","length":3}}}}}}"#),
            format!(
                r#"{{"files":[{{"fileName":"./s/a","checksums":[{{"algorithm":"MD5","checksumValue":"{md5}"}}]}}]}}"#
            ),
        ] {
            assert_eq!(paths_of(parse(text.as_bytes())), Ok(vec!["s/a".to_owned()]), "{text}");
        }
    }

    #[test]
    fn a_file_without_a_digest_among_others_that_have_one_is_listed() {
        for text in [
            format!(
                r#"[{{"path":"a","sha256":"{DIGEST}"}},{{"path":"b"}},{{"path":"c","sha256":null}}]"#
            ),
            format!(
                "{{\"path\":\"a\",\"sha256\":\"{DIGEST}\"}}\n{{\"path\":\"b\",\"size\":3}}\n{{\"path\":\"c\",\"sha256\":\"\"}}\n"
            ),
            format!(r#"{{"a":"{DIGEST}","b":null,"c":""}}"#),
            format!(r#"{{"files":{{"a":{{"sha256":"{DIGEST}"}},"b":{{"size":3}},"c":{{}}}}}}"#),
        ] {
            let paths = paths_of(parse(text.as_bytes()));
            assert_eq!(paths, Ok(["a", "b", "c"].map(str::to_owned).to_vec()), "{text}");
        }
    }

    #[test]
    fn what_is_no_file_is_not_listed() {
        for text in [
            format!(
                r#"{{"name":"list","tool":{{"name":"x"}},"files":[{{"name":"a","md5":"{}"}}]}}"#,
                &DIGEST[..32]
            ),
            format!(
                r#"[{{"Path":"a","IsDir":false,"SHA256":"{DIGEST}"}},{{"Path":"d","IsDir":true}},{{"Path":"e/"}}]"#
            ),
            format!(r#"{{"version":"1","comment":null,"a":"{DIGEST}"}}"#),
        ] {
            assert_eq!(paths_of(parse(text.as_bytes())), Ok(vec!["a".to_owned()]), "{text}");
        }
    }

    #[test]
    fn damage_and_what_is_no_digest_are_errors() {
        assert!(matches!(parse(b"{}\n{"), Some(Err(Error::Line { line: 2, .. }))));
        assert_eq!(parse(br#"[{"path":"a"}]"#), Some(Err(NO_FILES)));
        let text = br#"[{"path":"a","md5":"00"}]"#;
        assert!(matches!(parse(text), Some(Err(Error::Entry { number: 1, .. }))));
        assert!(parse(b"[a] x\n").is_none() && parse(b"1 2\n").is_none());
    }
}

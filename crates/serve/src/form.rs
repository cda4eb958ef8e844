//! What a browser sends of a form: its fields and files (multipart/form-data, RFC 7578).

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};

use crate::failure::Failure;
use crate::secret::Secret;

/// How much a form may hold, in bytes.
const MOST: usize = 8 << 20;
/// How many fields a form may have.
const MOST_FIELDS: usize = 16;
/// How long a browser may take to send a form.
const PATIENCE: Duration = Duration::from_secs(30);
/// The field that holds the token of a form.
const TOKEN: &str = "token";

/// A form that was filled in.
#[derive(Debug, Default)]
pub(crate) struct Form {
    fields: Vec<Field>,
}

/// A field of a form.
#[derive(Debug, PartialEq, Eq)]
struct Field {
    name: String,
    /// What a file is called; empty for what was typed, and where no file was chosen.
    file_name: String,
    bytes: Vec<u8>,
}

impl Form {
    /// Takes the form that a request holds, if it holds the token that pages of this server put into theirs.
    pub(crate) async fn receive(request: Request, token: &Secret) -> Result<Self, Failure> {
        let boundary = boundary(&request).ok_or_else(malformed)?;
        let reading = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), MOST));
        let Ok(read) = reading.await else {
            return Err(Failure::new(StatusCode::REQUEST_TIMEOUT, "the form did not come"));
        };
        let Ok(body) = read else {
            let message = format!("a form holds at most {} MB", MOST >> 20);
            return Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message));
        };
        let form = Self { fields: fields(&body, boundary.as_bytes()).ok_or_else(malformed)? };
        if !token.is(&form.text(TOKEN)) {
            let message = "this form is of another start of the server; open its page again";
            return Err(Failure::new(StatusCode::FORBIDDEN, message));
        }
        Ok(form)
    }

    /// Returns what was typed into a field, what is no UTF-8 replaced.
    pub(crate) fn text(&self, name: &str) -> String {
        let field = self.fields.iter().find(|field| field.name == name);
        field.map(|field| String::from_utf8_lossy(&field.bytes).into_owned()).unwrap_or_default()
    }

    /// Returns the name and the bytes of a file, if one was chosen.
    pub(crate) fn file(&self, name: &str) -> Option<(&str, &[u8])> {
        let is_chosen = |field: &&Field| field.name == name && !field.file_name.is_empty();
        let field = self.fields.iter().find(is_chosen)?;
        Some((&field.file_name, &field.bytes))
    }
}

fn malformed() -> Failure {
    Failure::bad("this is no form of a page of this server")
}

fn boundary(request: &Request) -> Option<String> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (kind, parameters) = kind.split_once(';')?;
    let is_form = kind.trim().eq_ignore_ascii_case("multipart/form-data");
    let boundary = parameters.trim().strip_prefix("boundary=").filter(|_| is_form)?;
    let boundary = boundary.trim_matches('"');
    // RFC 2046, section 5.1.1.
    (1..=70).contains(&boundary.len()).then(|| boundary.to_owned())
}

/// Cuts a body into its fields; nothing where it is not what RFC 2046, section 5.1.1 describes.
fn fields(body: &[u8], boundary: &[u8]) -> Option<Vec<Field>> {
    let delimiter = [b"\r\n--", boundary].concat();
    let mut rest = body.strip_prefix(&delimiter[2..])?;
    let mut fields = Vec::new();
    while !rest.starts_with(b"--") {
        let end = position(rest, &delimiter)?;
        fields.push(field(&rest[..end])?);
        if fields.len() > MOST_FIELDS {
            return None;
        }
        rest = &rest[end + delimiter.len()..];
    }
    Some(fields)
}

fn field(part: &[u8]) -> Option<Field> {
    let part = part.strip_prefix(b"\r\n")?;
    let head_end = position(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&part[..head_end]).ok()?;
    let is_disposition =
        |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
    let disposition = head.split("\r\n").find(is_disposition)?;
    Some(Field {
        name: parameter(disposition, "name")?,
        file_name: parameter(disposition, "filename").unwrap_or_default(),
        bytes: part[head_end + 4..].to_vec(),
    })
}

/// Returns a quoted parameter of a header; browsers write a quote in it as `%22` (HTML standard, section 4.10.21.8).
fn parameter(header: &str, name: &str) -> Option<String> {
    let (_, value) = header.split_once(&format!("; {name}=\""))?;
    Some(value.split('"').next()?.to_owned())
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_cut_into_what_was_typed_and_chosen() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"names\"\r\n\r\nIvan\r\nPetrov --b\r\n--b\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a b.csv\"\r\nContent-Type: text/csv\r\n\r\n\r\n\r\n--b--\r\n";
        let form = Form { fields: fields(body.as_bytes(), b"b").expect("it is a form") };
        assert_eq!(form.text("names"), "Ivan\r\nPetrov --b");
        assert_eq!(form.file("list"), Some(("a b.csv", b"\r\n".as_slice())));
        assert_eq!((form.text("other").as_str(), form.file("names")), ("", None));
    }

    #[test]
    fn what_is_cut_short_or_malformed_is_no_form() {
        let whole = "--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nx\r\n--b--\r\n";
        assert!(fields(whole.as_bytes(), b"b").is_some());
        let last = whole.len() - "--\r\n".len();
        for end in 0..last {
            assert_eq!(fields(&whole.as_bytes()[..end], b"b"), None, "{end}");
        }
        assert_eq!(fields(b"--b\r\nno head--b--", b"b"), None);
        let many = "\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nx\r\n--b".repeat(17);
        assert_eq!(fields(format!("--b{many}--").as_bytes(), b"b"), None);
    }
}

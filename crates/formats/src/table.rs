//! Every format, one line each.

use crate::Extract;

/// A format: what it is called, how names hint at it, and what reads it.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The id that queries and JSON use.
    pub id: &'static str,
    /// The name for readers.
    pub name: &'static str,
    /// The media type (IANA where registered).
    pub media_type: &'static str,
    /// The extensions that go with it, lower case, without dot.
    pub extensions: &'static [&'static str],
    /// What reads it; nothing where it is only recognised.
    pub extract: Option<Extract>,
}

const fn line(
    id: &'static str,
    name: &'static str,
    media_type: &'static str,
    extensions: &'static [&'static str],
    extract: Option<Extract>,
) -> Format {
    Format { id, name, media_type, extensions, extract }
}

/// Every format that is recognised.
pub const FORMATS: &[Format] = &[
    line(
        "text",
        "plain text",
        "text/plain",
        &["txt", "text", "log", "md"],
        Some(crate::plain::extract),
    ),
    line("html", "HTML", "text/html", &["html", "htm", "xhtml"], Some(crate::html::extract)),
    line("xml", "XML", "application/xml", &["xml"], Some(crate::xml::extract)),
    line(
        "json",
        "JSON",
        "application/json",
        &["json", "jsonl", "ndjson", "geojson"],
        Some(crate::json::extract),
    ),
    line("csv", "CSV", "text/csv", &["csv", "tsv"], Some(crate::csv::extract)),
    line("pdf", "PDF", "application/pdf", &["pdf"], Some(crate::pdf::extract)),
    line(
        "docx",
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx", "docm", "dotx", "dotm"],
        Some(crate::docx::extract),
    ),
    line(
        "xlsx",
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx", "xlsm", "xltx", "xltm", "xlsb"],
        Some(crate::xlsx::extract),
    ),
    line(
        "pptx",
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"],
        Some(crate::pptx::extract),
    ),
    line("eml", "mail", "message/rfc822", &["eml"], Some(crate::eml::extract)),
    line("mbox", "mailbox", "application/mbox", &["mbox", "mbx"], Some(crate::mbox::extract)),
    line("zip", "ZIP", "application/zip", &["zip"], Some(crate::zip::extract)),
    line("tar", "tar", "application/x-tar", &["tar"], Some(crate::tar::extract)),
    line("gzip", "gzip", "application/gzip", &["gz", "tgz"], Some(crate::gzip::extract)),
    line("image", "picture", "image/*", &[], Some(crate::image::extract)),
];

impl Format {
    /// Finds a format by its id.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.id == id)
    }
}

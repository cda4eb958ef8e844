//! Which format a content has: content first (signature, members, shape of the text), then what its container says,
//! then the extension.

mod compound;
mod mail;
mod package;
mod signature;
mod text;

use std::borrow::Cow;

use item::{Basis, Declared, Identified, Warning, WarningCode};

use crate::table::{EMPTY, Id, known};
use crate::{Bytes, FORMATS, Format};

/// A verdict on the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    format: Id,
    basis: Basis,
}

const fn by_signature(format: Id) -> Verdict {
    Verdict { format, basis: Basis::Signature }
}

const fn by_structure(format: Id) -> Verdict {
    Verdict { format, basis: Basis::Structure }
}

/// Tells the format of `bytes`: content first (signature, container members, structure), extension second.
///
/// Looks at a bounded part of the content and inflates at most a few KiB of it.
pub fn identify(bytes: &Bytes, name: &[u8], declared: &Declared) -> Identified {
    let hint = Hint::new(name, declared);
    let verdict = verdict(bytes, &hint);
    let mut warnings = Vec::new();
    warnings.extend(extension_mismatch(verdict.format.name(), &hint));
    warnings.extend(declared_mismatch(verdict, declared));
    Identified { format: Cow::Borrowed(verdict.format.name()), basis: verdict.basis, warnings }
}

/// What name and container hint at.
struct Hint {
    /// The extension, lower case, without dot; empty where there is none.
    extension: String,
    /// The format that the container fixes.
    fixed: Option<&'static Format>,
    /// The format that goes with the declared media type.
    media: Option<&'static Format>,
}

impl Hint {
    fn new(name: &[u8], declared: &Declared) -> Self {
        let media_type = declared.media_type.as_deref().map(essence);
        Self {
            extension: extension(name),
            fixed: declared.format.as_deref().and_then(Format::by_id),
            media: media_type.and_then(|media| by_media_type(&media)),
        }
    }

    /// Tells whether the extension or the container speaks for `format`.
    fn says(&self, format: &str) -> bool {
        let named = [self.fixed, self.media].into_iter().flatten().any(|hint| hint.id == format);
        named || Format::by_id(format).is_some_and(|format| self.goes_with(format))
    }

    fn goes_with(&self, format: &Format) -> bool {
        format.extensions.contains(&self.extension.as_str())
    }

    fn by_extension(&self) -> Option<&'static Format> {
        FORMATS.iter().find(|format| self.goes_with(format))
    }
}

fn verdict(bytes: &Bytes, hint: &Hint) -> Verdict {
    if bytes.is_empty() {
        return by_structure(Id::EMPTY);
    }
    if let Some(verdict) = signature::own(bytes, hint) {
        return unpacking(verdict, bytes);
    }
    if signature::is_late_pdf(bytes) && !text::is_mail(bytes, hint) {
        return by_signature(known!("pdf"));
    }
    if hint.says("pdf") && signature::is_pdf_without_header(bytes) {
        return by_structure(known!("pdf"));
    }
    if let Some(fixed) = hint.fixed {
        return Verdict { format: fixed.known(), basis: Basis::Declared };
    }
    if let Some(verdict) = text::of(bytes, hint) {
        return alone(verdict, bytes, hint);
    }
    if let Some(verdict) = signature::broad(bytes) {
        return unpacking(verdict, bytes);
    }
    let verdict = by_hint(hint);
    let is_message = verdict.format == Id::UNKNOWN && crate::protobuf::is_message(bytes);
    if is_message { by_structure(known!("protobuf")) } else { verdict }
}

/// A program that an archive is appended to unpacks that.
fn unpacking(verdict: Verdict, bytes: &Bytes) -> Verdict {
    if verdict.format != known!("exe") {
        return verdict;
    }
    match () {
        () if signature::ends_as_zip(bytes) => by_structure(known!("zip")),
        () if crate::sevenz::behind(bytes).is_some() => by_structure(known!("7z")),
        () if crate::lha::behind(bytes).is_some() => by_structure(known!("lha")),
        () if crate::arj::behind(bytes).is_some() => by_structure(known!("arj")),
        () => verdict,
    }
}

/// A mail that was saved with its envelope line is a mailbox only where a second one follows or the name says so.
fn alone(verdict: Verdict, bytes: &Bytes, hint: &Hint) -> Verdict {
    let is_single =
        verdict.format == known!("mbox") && !hint.says("mbox") && crate::mbox::is_single(bytes);
    if is_single { Verdict { format: known!("eml"), ..verdict } } else { verdict }
}

/// Falls back on what name and container say, but for texts: content that is none must not be read as text.
fn by_hint(hint: &Hint) -> Verdict {
    let is_binary = |format: &&Format| !text::FORMATS.contains(&format.known());
    if let Some(format) = hint.by_extension().filter(is_binary) {
        return Verdict { format: format.known(), basis: Basis::Extension };
    }
    if let Some(format) = hint.media.filter(is_binary) {
        return Verdict { format: format.known(), basis: Basis::Declared };
    }
    Verdict { format: Id::UNKNOWN, basis: Basis::None }
}

/// Returns the extension of a name in lower case; nothing where it is no plain one.
fn extension(name: &[u8]) -> String {
    let dot = name.iter().rposition(|byte| *byte == b'.');
    let extension = dot.map_or(&b""[..], |dot| &name[dot + 1..]);
    let is_plain = extension.len() <= 12 && extension.iter().all(u8::is_ascii_alphanumeric);
    let extension = if is_plain { extension } else { b"" };
    String::from_utf8_lossy(extension).to_ascii_lowercase()
}

/// Returns a media type without parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn by_media_type(media_type: &str) -> Option<&'static Format> {
    let format = match media_type {
        "text/xml" => "xml",
        "application/xhtml+xml" => "html",
        "message/global" | "message/news" => "eml",
        "text/tab-separated-values" | "application/csv" => "csv",
        "application/x-zip-compressed" | "application/x-zip" => "zip",
        "application/x-gzip" => "gzip",
        "application/x-pdf" => "pdf",
        "image/jpg" | "image/pjpeg" => "jpeg",
        "text/rtf" => "rtf",
        "text/x-vcard" => "vcf",
        "text/vtt" | "text/x-ssa" | "application/ttml+xml" => "subtitles",
        "application/vnd.ms-tnef" => "tnef",
        "application/pgp-signature" => "pgp-key",
        _ => return FORMATS.iter().find(|format| format.media_type == media_type),
    };
    Format::by_id(format)
}

/// Warns of a name whose extension belongs to other formats than the content's.
fn extension_mismatch(format: &str, hint: &Hint) -> Option<Warning> {
    let named = hint.by_extension()?;
    let is_right = FORMATS.iter().any(|line| hint.goes_with(line) && is_kind_of(format, line.id));
    // A note of the recycle bin, and the lock of a document, have the extension of another file.
    let is_beside =
        [known!("recycled"), known!("office-lock")].iter().any(|id| id.name() == format);
    let is_doubtful = !is_right && format != EMPTY && !is_beside && named.id != format;
    is_doubtful.then(|| {
        Warning::new(
            WarningCode::ExtensionMismatch,
            format_args!("named .{}, is {format}", hint.extension),
        )
    })
}

/// Warns of a declared format that the content contradicts.
fn declared_mismatch(verdict: Verdict, declared: &Declared) -> Option<Warning> {
    let fixed = declared.format.as_deref()?;
    let is_doubtful = verdict.format.name() != fixed && verdict.format != Id::EMPTY;
    is_doubtful.then(|| {
        Warning::new(
            WarningCode::DeclaredMismatch,
            format_args!("declared {fixed}, is {}", verdict.format.name()),
        )
    })
}

/// Tells whether a content in `format` is rightly called a `general`: every mail is a text, every EPUB a ZIP.
fn is_kind_of(format: &str, general: &str) -> bool {
    match general {
        _ if format == general => true,
        "text" => text::FORMATS.iter().any(|text| text.name() == format),
        "xml" => matches!(
            format,
            "svg" | "html" | "word-xml" | "excel-xml" | "iwork-xml" | "olm" | "plist" | "subtitles"
        ),
        "html" | "csv" | "subtitles" => format == "text",
        "eml" => matches!(format, "mhtml" | "mbox" | "text"),
        "mbox" => format == "eml",
        "zip" => package::FORMATS.iter().any(|package| package.name() == format),
        "docx" | "xlsx" | "xlsb" | "pptx" => format == "ooxml-encrypted",
        _ => false,
    }
}

#[cfg(test)]
mod tests;

//! How a PDF is opened: by which reader and which password.

use std::sync::Arc;

use bytes::Bytes;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use item::Reason;
use lopdf::{Document, LoadOptions};

use crate::{Error, Input};

/// A PDF whose pages can be read.
pub(super) struct Opened {
    /// The pages.
    pub(super) pdf: Pdf,
    /// The password that opened it; empty for what is not encrypted.
    pub(super) password: String,
    /// Whether the pages had to be rebuilt from the objects that could be found.
    pub(super) is_rebuilt: bool,
}

/// Opens `bytes` with the empty password, then with those of `input`.
///
/// The reader of pages comes first. What it cannot open and the reader of objects can is written anew in plain form
/// and given to it again: damaged cross-references, owner passwords.
pub(super) fn open(bytes: &Bytes, input: &Input) -> Result<Opened, Error> {
    let mut refusal = LoadPdfError::Invalid;
    for password in candidates(input) {
        match Pdf::new_with_password(Arc::new(bytes.clone()), password) {
            Ok(pdf) if !pdf.pages().is_empty() => {
                return Ok(Opened { pdf, password: password.to_owned(), is_rebuilt: false });
            }
            Ok(_) | Err(LoadPdfError::Invalid) => break,
            Err(error) => refusal = error,
        }
    }
    match rebuild(bytes, input) {
        Some(opened) => Ok(opened),
        None => Err(verdict(bytes, refusal)),
    }
}

fn candidates(input: &Input) -> impl Iterator<Item = &str> {
    std::iter::once("").chain(input.passwords.iter().map(String::as_str))
}

fn rebuild(bytes: &Bytes, input: &Input) -> Option<Opened> {
    candidates(input).find_map(|password| {
        let mut document = load(bytes, password, input)?;
        document.page_iter().next()?;
        let mut plain = Vec::new();
        document.save_to(&mut plain).ok()?;
        let pdf = Pdf::new(plain).ok().filter(|pdf| !pdf.pages().is_empty())?;
        Some(Opened { pdf, password: password.to_owned(), is_rebuilt: true })
    })
}

/// Loads the objects of a PDF; nothing if that fails or `password` is wrong.
///
/// A document whose password is wrong is loaded without an error and without objects, hence the check.
pub(super) fn load(bytes: &[u8], password: &str, input: &Input) -> Option<Document> {
    let options = LoadOptions {
        password: Some(password.to_owned()),
        max_decompressed_size: Some(inflated_max(input)),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    (!document.is_encrypted()).then_some(document)
}

/// Limit on the inflated bytes of one stream.
pub(super) fn inflated_max(input: &Input) -> usize {
    const STREAM_MAX: u64 = 256 << 20;
    usize::try_from(input.limits.inflated_bytes.min(STREAM_MAX)).unwrap_or(usize::MAX)
}

fn verdict(bytes: &[u8], refusal: LoadPdfError) -> Error {
    match refusal {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Error::Encrypted(Reason::NeedsPassword)
        }
        // Handlers other than the standard one ask a certificate or a rights service.
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            if memchr::memmem::find(bytes, b"/Standard").is_some() {
                Error::Unsupported("encryption method".to_owned())
            } else {
                Error::Encrypted(Reason::NeedsKey)
            }
        }
        LoadPdfError::Decryption(_) => Error::malformed("encryption dictionary"),
        LoadPdfError::Invalid if is_cut(bytes) => Error::Truncated,
        LoadPdfError::Invalid => Error::malformed("no pages found"),
    }
}

fn is_cut(bytes: &[u8]) -> bool {
    const TAIL: usize = 2048;
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    memchr::memmem::find(tail, b"%%EOF").is_none()
}

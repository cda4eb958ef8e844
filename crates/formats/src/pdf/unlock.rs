//! How a PDF is opened: by which reader and which password.

use std::sync::Arc;

use bytes::Bytes;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use item::EncryptedReason;
use lopdf::{Document, LoadOptions};

use crate::{Error, Input};

/// A PDF whose pages can be read.
pub(super) struct Opened {
    /// The pages.
    pub(super) pdf: Pdf,
    /// The password that opened it; empty for what is not encrypted.
    pub(super) password: String,
    /// What had to be done for it.
    pub(super) manner: Manner,
    /// The bytes that the objects are to be read from.
    pub(super) bytes: Bytes,
}

impl Opened {
    fn new(pdf: Pdf, password: &str, manner: Manner, bytes: Bytes) -> Self {
        Self { pdf, password: password.to_owned(), manner, bytes }
    }
}

/// What had to be done to open a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Nothing.
    Plain,
    /// The pages were rebuilt from the objects that could be found.
    Rebuilt,
    /// Only the embedded files are encrypted, and they stay closed.
    ClosedAttachments,
}

/// Opens `bytes` with the empty password, then with those of `input`.
///
/// The reader of pages comes first. What it cannot open and the reader of objects can is written anew in plain form
/// and given to it again: damaged cross-references, owner passwords.
pub(super) fn open(bytes: &Bytes, input: &Input) -> Result<Opened, Error> {
    let ended = with_its_end(bytes);
    let bytes = ended.as_ref().unwrap_or(bytes);
    let mut refusal = LoadPdfError::Invalid;
    for password in candidates(input) {
        match Pdf::new_with_password(Arc::new(bytes.clone()), password) {
            Ok(pdf) if !pdf.pages().is_empty() => {
                return Ok(Opened::new(pdf, password, Manner::Plain, bytes.clone()));
            }
            Ok(_) | Err(LoadPdfError::Invalid) if !names_encryption(bytes) => break,
            Ok(_) => {}
            Err(error) => refusal = error,
        }
    }
    let opened = rebuild(bytes, input).or_else(|| open_around_attachments(bytes, refusal));
    opened.ok_or_else(|| verdict(bytes, refusal))
}

/// Gives the last stream of a file the end that it lacks, as where the file was cut: readers leave it out otherwise.
/// Nothing where it has one.
fn with_its_end(bytes: &Bytes) -> Option<Bytes> {
    let begun = memchr::memmem::rfind(bytes, b"stream")?;
    let is_begin = bytes[..begun].trim_ascii_end().ends_with(b">>")
        && matches!(bytes.get(begun + 6), Some(b'\r' | b'\n'));
    if !is_begin {
        return None;
    }
    let end = memchr::memmem::find(&bytes[begun..], b"endobj").map(|at| begun + at);
    let (data, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let closing: &[u8] = if end.is_some() { b"\nendstream\n" } else { b"\nendstream\nendobj\n" };
    Some(Bytes::from([data, closing, rest].concat()))
}

fn candidates(input: &Input) -> impl Iterator<Item = &str> {
    std::iter::once("").chain(input.passwords.iter())
}

fn rebuild(bytes: &Bytes, input: &Input) -> Option<Opened> {
    // Passwords are not asked for where nothing is locked: a reader that has them reads no other item.
    let most = if names_encryption(bytes) { usize::MAX } else { 1 };
    candidates(input).take(most).find_map(|password| {
        let mut document = load(bytes, password, input)?;
        document.page_iter().next()?;
        let mut plain = Vec::new();
        document.save_to(&mut plain).ok()?;
        let pdf = Pdf::new(plain).ok().filter(|pdf| !pdf.pages().is_empty())?;
        Some(Opened::new(pdf, password, Manner::Rebuilt, bytes.clone()))
    })
}

/// Opens a PDF of which only the embedded files are encrypted: without its encryption entry all else is plain.
fn open_around_attachments(bytes: &Bytes, refusal: LoadPdfError) -> Option<Opened> {
    const ENTRY: &[u8] = b"/Encrypt ";
    let is_locked = refusal == LoadPdfError::Decryption(DecryptionError::PasswordProtected);
    if !is_locked || memchr::memmem::find(bytes, b"/EFF").is_none() || !has_plain_streams(bytes) {
        return None;
    }
    let mut plain = bytes.to_vec();
    let entries: Vec<usize> = memchr::memmem::find_iter(bytes, ENTRY).collect();
    for at in entries {
        plain[at..at + ENTRY.len()].copy_from_slice(b"/Ignored ");
    }
    let plain = Bytes::from(plain);
    let pdf = Pdf::new(Arc::new(plain.clone())).ok().filter(|pdf| !pdf.pages().is_empty())?;
    Some(Opened::new(pdf, "", Manner::ClosedAttachments, plain))
}

fn has_plain_streams(bytes: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(bytes, b"/StmF") else { return true };
    bytes[at + b"/StmF".len()..].trim_ascii_start().starts_with(b"/Identity")
}

fn names_encryption(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"/Encrypt").is_some()
}

fn is_standard(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"/Standard").is_some()
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
            Error::Encrypted(EncryptedReason::NeedsPassword)
        }
        // Handlers other than the standard one ask a certificate or a rights service.
        _ if names_encryption(bytes) && !is_standard(bytes) => {
            Error::Encrypted(EncryptedReason::NeedsKey)
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            Error::Unsupported("encryption method".to_owned())
        }
        LoadPdfError::Decryption(_) => Error::malformed("encryption dictionary"),
        LoadPdfError::Invalid if names_encryption(bytes) => {
            Error::Encrypted(EncryptedReason::NeedsPassword)
        }
        LoadPdfError::Invalid if is_cut(bytes) => Error::Truncated,
        LoadPdfError::Invalid => Error::malformed("no pages found"),
    }
}

fn is_cut(bytes: &[u8]) -> bool {
    const TAIL: usize = 2048;
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    memchr::memmem::find(tail, b"%%EOF").is_none()
}

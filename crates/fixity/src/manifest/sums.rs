//! The lines of `b3sum`, `sha256sum` and their like, and plain lists of digests.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use item::{Algorithm, Digest, Locator};

use super::entry::Manifest;
use super::left_out::{LeftOut, Why, Written, listable, refused_by_b3sum};
use super::lines::{hex_from, is_comment};
use super::recorded::{Known, Parsed, Recorded, Shape};
use crate::Error;

/// The tool that shall be able to check the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    B3sum,
    Sha256sum,
}

pub(super) fn write(manifest: &Manifest, tool: Tool, out: &mut dyn Write) -> io::Result<Written> {
    let mut written = Written::default();
    let refuse = move |path: &[u8]| (tool == Tool::B3sum).then(|| refused_by_b3sum(path)).flatten();
    for (path, digests) in listable(manifest, &mut written, refuse) {
        let digest = if tool == Tool::B3sum { digests.blake3 } else { digests.sha256 };
        let (mark, path) = escape(path);
        write!(out, "{mark}{digest}  ")?;
        out.write_all(&path)?;
        out.write_all(b"\n")?;
    }
    Ok(written)
}

/// Returns the mark before an escaped line, and the path; `-` alone would mean standard input.
fn escape(path: &[u8]) -> (&'static str, Cow<'_, [u8]>) {
    if path == b"-" {
        return ("", Cow::Borrowed(b"./-"));
    }
    if !path.iter().any(|byte| b"\\\n\r".contains(byte)) {
        return ("", Cow::Borrowed(path));
    }
    let mut escaped = Vec::with_capacity(path.len() + 8);
    for byte in path {
        match byte {
            b'\\' => escaped.extend(b"\\\\"),
            b'\n' => escaped.extend(b"\\n"),
            b'\r' => escaped.extend(b"\\r"),
            _ => escaped.push(*byte),
        }
    }
    ("\\", Cow::Owned(escaped))
}

pub(super) fn write_digests(manifest: &Manifest, out: &mut dyn Write) -> io::Result<Written> {
    let mut written = Written::default();
    let mut digests = BTreeSet::new();
    for file in manifest.files() {
        match &file.digests {
            Some(taken) if file.closed.is_none() => drop(digests.insert(taken.sha256)),
            _ => {
                let locator = file.locator.clone();
                written.left_out.push(LeftOut { locator, why: Why::NotRead });
            }
        }
    }
    digests.iter().try_for_each(|digest| writeln!(out, "{digest}"))?;
    written.lines = digests.len() as u64;
    Ok(written)
}

pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    let mut shape = None;
    let mut recorded = Vec::new();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if is_comment(line) {
            continue;
        }
        let wrong = |what| Error::Line { line: at + 1, what };
        let entry = entry_from(line).map_err(wrong)?;
        let has = if entry.locator.is_some() { Shape::Sums } else { Shape::Hashset };
        if *shape.get_or_insert(has) != has {
            return Err(wrong("it names a path or not, other than the lines before"));
        }
        recorded.push(entry);
    }
    Ok(Parsed::foreign(shape.unwrap_or(Shape::Sums), recorded))
}

fn entry_from(line: &[u8]) -> Result<Recorded, &'static str> {
    let (is_escaped, line) = match line.strip_prefix(b"\\") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let begins_with_digest = line.iter().take(32).all(u8::is_ascii_hexdigit);
    let tagged = if begins_with_digest { None } else { tagged(line)?.or_else(|| ending(line)) };
    let (known, path) = match tagged {
        Some((known, path)) => (known, Some(path)),
        None => untagged(without_size(line))?,
    };
    let path = path.map(|path| if is_escaped { unescape(path) } else { Ok(path.to_vec()) });
    let locator = path.transpose()?.map(|path| locator_from(&path)).transpose()?;
    Ok(Recorded { locator, size: None, known, modified_ns: None, closed: None })
}

/// Takes a path of a foreign manifest as one beneath the folder of the first trove.
pub(super) fn locator_from(path: &[u8]) -> Result<Locator, &'static str> {
    let mut relative = path;
    while let Some(rest) = relative.strip_prefix(b"./") {
        relative = rest;
    }
    if relative.is_empty() || relative.contains(&0) {
        return Err("its path is empty or holds a zero byte");
    }
    Ok(Locator::new("", relative))
}

/// Reads `path  digits`, as programs write that put the name first.
fn ending(line: &[u8]) -> Option<(Known, &[u8])> {
    let line = line.trim_ascii_end();
    let start = line.iter().rposition(u8::is_ascii_whitespace)?;
    let (path, digits) = (line[..start].trim_ascii_end(), line[start..].trim_ascii());
    let known = digest_by_length(digits).ok()?;
    (!path.is_empty()).then_some((known, path))
}

/// Returns the line without a size before the digest, which `md5deep -z` writes.
fn without_size(line: &[u8]) -> &[u8] {
    let rest = line.trim_ascii_start();
    let figures = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_size = (1..20).contains(&figures) && rest.get(figures) == Some(&b' ');
    if is_size { rest[figures..].trim_ascii_start() } else { line }
}

fn untagged(line: &[u8]) -> Result<(Known, Option<&[u8]>), &'static str> {
    let length = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (digits, rest) = line.split_at(length);
    let known = digest_by_length(digits)?;
    let path = match rest {
        [] => return Ok((known, None)),
        [b' ', b' ' | b'*', path @ ..] | [b' ' | b'\t', path @ ..] => path,
        _ => return Err("a space must follow the digest"),
    };
    Ok((known, Some(path)))
}

/// Tells the kind of digest by its length.
pub(super) fn digest_by_length(digits: &[u8]) -> Result<Known, &'static str> {
    let digest = hex_from(digits).ok_or("the digest has an odd number of digits")?;
    let more = match digest.len() {
        32 => return Ok(Known { either: digest_from(&digest), ..Known::default() }),
        16 => Algorithm::Md5,
        20 => Algorithm::Sha1,
        64 => Algorithm::Sha512,
        28 | 48 => return Err("digests of SHA-224 and SHA-384 are not taken here"),
        _ => return Err("it does not begin with a digest"),
    };
    Ok(Known { more: [(more, digest)].into(), ..Known::default() })
}

fn digest_from(bytes: &[u8]) -> Option<Digest> {
    bytes.try_into().ok().map(Digest)
}

/// Reads `SHA256 (path) = digits`, and `SHA256(path)= digits` as OpenSSL writes it.
fn tagged(line: &[u8]) -> Result<Option<(Known, &[u8])>, &'static str> {
    let Some(open) = line.iter().position(|byte| *byte == b'(') else { return Ok(None) };
    let tag = line[..open].trim_ascii_end();
    if tag.is_empty()
        || !tag.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-/".contains(byte))
    {
        return Ok(None);
    }
    let rest = &line[open + 1..];
    let Some(close) = rest.iter().rposition(|byte| *byte == b')') else { return Ok(None) };
    let Some(digits) = rest[close + 1..].trim_ascii().strip_prefix(b"=") else { return Ok(None) };
    Ok(Some((tagged_digest(tag, digits.trim_ascii())?, &rest[..close])))
}

pub(super) fn tagged_digest(tag: &[u8], digits: &[u8]) -> Result<Known, &'static str> {
    let mut known = digest_by_length(digits)?;
    let digest = known.either.take();
    match tag {
        b"BLAKE3" => known.blake3 = digest,
        b"SHA256" | b"SHA2-256" => known.sha256 = digest,
        b"MD5" | b"SHA1" | b"SHA512" | b"SHA2-512" => {}
        _ => return Err("it names an algorithm that is not known here"),
    }
    if known.more.keys().next().copied() == algorithm_of(tag) && known != Known::default() {
        Ok(known)
    } else {
        Err("the digest has another length than its algorithm gives")
    }
}

fn algorithm_of(tag: &[u8]) -> Option<Algorithm> {
    match tag {
        b"MD5" => Some(Algorithm::Md5),
        b"SHA1" => Some(Algorithm::Sha1),
        b"SHA512" | b"SHA2-512" => Some(Algorithm::Sha512),
        _ => None,
    }
}

fn unescape(escaped: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut path = Vec::with_capacity(escaped.len());
    let mut bytes = escaped.iter();
    while let Some(byte) = bytes.next() {
        path.push(match (byte, if *byte == b'\\' { bytes.next() } else { None }) {
            (b'\\', Some(b'\\')) => b'\\',
            (b'\\', Some(b'n')) => b'\n',
            (b'\\', Some(b'r')) => b'\r',
            (b'\\', _) => return Err("a backslash stands before something that is no escape"),
            _ => *byte,
        });
    }
    Ok(path)
}

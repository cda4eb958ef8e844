//! The lines of the native form: how a file or an item is put into columns, and read from them; and what lines of other
//! forms share with them.

use std::collections::BTreeMap;
use std::fmt::Write;

use item::{Algorithm, Digest, Digests, Locator, Outcome};

use super::entry::{FileLine, ItemLine};
use crate::merkle;

impl FileLine {
    /// Returns the part of the line that the files root binds: all columns but the last two.
    pub fn leaf(&self) -> String {
        let content = content_columns(self.digests.as_ref());
        let state = self.unread().map_or_else(|| "read".to_owned(), state_of);
        format!("file\t{content}\t{state}\t{}", self.locator)
    }

    /// Returns the hash of [`FileLine::leaf`] as the files root binds it.
    pub fn leaf_hash(&self) -> Digest {
        merkle::leaf(self.leaf().as_bytes())
    }

    /// Returns the whole line, without its end.
    pub(super) fn line(&self) -> String {
        let modified = self.modified_ns.map_or_else(|| "-".to_owned(), seconds_of);
        let more = more_column(self.digests.as_ref());
        format!("{}\t{modified}\t{more}", self.leaf())
    }

    /// Reads what [`FileLine::leaf`] gave.
    pub fn from_leaf(leaf: &str) -> Option<Self> {
        Self::from_columns(&leaf.split('\t').chain(["-", "-"]).collect::<Vec<_>>())
    }

    pub(super) fn from_columns(columns: &[&str]) -> Option<Self> {
        let ["file", size, blake3, sha256, state, locator, modified, more] = columns else {
            return None;
        };
        let closed = match *state {
            "read" => None,
            _ => Some(outcome_from(state)?),
        };
        let modified_ns = match *modified {
            "-" => None,
            _ => Some(nanoseconds_from(modified)?),
        };
        let locator: Locator = locator.parse().ok()?;
        let digests = digests_unless_none([size, blake3, sha256, more]).transpose().ok()?;
        let is_plain = locator.members.is_empty() && (digests.is_some() || closed.is_some());
        is_plain.then_some(Self { locator, digests, modified_ns, closed })
    }
}

impl ItemLine {
    /// Returns the line of this item that the items root binds: `item`, id, size, BLAKE3, SHA-256, other digests,
    /// format, status and reason, locator.
    pub fn leaf(&self) -> String {
        let Self { id, locator, digests, format, outcome } = self;
        let content = content_columns(digests.as_ref());
        let more = more_column(digests.as_ref());
        let format = item::escape(format.as_bytes());
        format!("item\t{id}\t{content}\t{more}\t{format}\t{}\t{locator}", state_of(*outcome))
    }

    /// Returns the hash of [`ItemLine::leaf`] as the items root binds it.
    pub fn leaf_hash(&self) -> Digest {
        merkle::leaf(self.leaf().as_bytes())
    }

    /// Reads what [`ItemLine::leaf`] gave.
    pub fn from_leaf(leaf: &str) -> Option<Self> {
        let columns: Vec<_> = leaf.split('\t').collect();
        let ["item", id, size, blake3, sha256, more, format, state, locator] = columns[..] else {
            return None;
        };
        Some(Self {
            id: id.parse().ok()?,
            locator: locator.parse().ok()?,
            digests: digests_unless_none([size, blake3, sha256, more]).transpose().ok()?,
            format: String::from_utf8(item::unescape(format)?).ok()?,
            outcome: outcome_from(state)?,
        })
    }
}

fn content_columns(digests: Option<&Digests>) -> String {
    match digests {
        Some(digests) => format!("{}\t{}\t{}", digests.size, digests.blake3, digests.sha256),
        None => "-\t-\t-".to_owned(),
    }
}

fn more_column(digests: Option<&Digests>) -> String {
    let mut column = String::new();
    for (algorithm, digest) in digests.into_iter().flat_map(|digests| &digests.more) {
        let comma = if column.is_empty() { "" } else { "," };
        column.push_str(comma);
        column.push_str(name_of(*algorithm));
        column.push('=');
        push_hex(&mut column, digest);
    }
    if column.is_empty() { "-".to_owned() } else { column }
}

/// Reads size, BLAKE3, SHA-256 and other digests, unless all are `-`.
fn digests_unless_none(columns: [&str; 4]) -> Option<Result<Digests, ()>> {
    (columns != ["-"; 4]).then(|| digests_from(columns).ok_or(()))
}

fn digests_from([size, blake3, sha256, more]: [&str; 4]) -> Option<Digests> {
    Some(Digests {
        size: number_from(size)?,
        blake3: blake3.parse().ok()?,
        sha256: sha256.parse().ok()?,
        more: more_from(more)?,
    })
}

fn more_from(column: &str) -> Option<BTreeMap<Algorithm, Vec<u8>>> {
    if column == "-" {
        return Some(BTreeMap::new());
    }
    let one = |part: &str| {
        let (name, digits) = part.split_once('=')?;
        let (_, algorithm) = Algorithm::ALL.iter().find(|(known, _)| *known == name)?;
        let digest = hex_from(digits.as_bytes())?;
        (digest.len() == length_of(*algorithm)).then_some((*algorithm, digest))
    };
    column.split(',').map(one).collect()
}

fn state_of(outcome: Outcome) -> String {
    match outcome.reason() {
        Some(reason) => format!("{}:{reason}", outcome.status()),
        None => outcome.status().to_string(),
    }
}

fn outcome_from(state: &str) -> Option<Outcome> {
    match state.split_once(':') {
        Some((status, reason)) => Outcome::named(status, Some(reason)),
        None => Outcome::named(state, None),
    }
}

/// Writes nanoseconds as seconds with nine decimals, those before 1970 as a negative number.
fn seconds_of(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let all = nanoseconds.unsigned_abs();
    format!("{sign}{}.{:09}", all / 1_000_000_000, all % 1_000_000_000)
}

fn nanoseconds_from(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (seconds, rest) = digits.split_once('.')?;
    let whole = i128::from(number_from(seconds)?) * 1_000_000_000;
    let rest = (rest.len() == 9).then(|| number_from(rest)).flatten()?;
    i64::try_from(sign * (whole + i128::from(rest))).ok()
}

/// Reads decimal digits alone, without a sign.
pub(super) fn number_from(digits: &str) -> Option<u64> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// Returns how many bytes a digest has.
pub(super) fn length_of(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Crc32 => 4,
        Algorithm::Md5 => 16,
        Algorithm::Sha1 => 20,
        Algorithm::Sha224 => 28,
        Algorithm::Sha384 => 48,
        Algorithm::Sha512 | Algorithm::Blake2b => 64,
    }
}

fn name_of(algorithm: Algorithm) -> &'static str {
    Algorithm::ALL.iter().find(|(_, known)| *known == algorithm).map_or("", |(name, _)| name)
}

/// Reads pairs of hex digits, of either case.
pub(super) fn hex_from(digits: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|v| u8::try_from(v).ok());
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}

/// Tells whether all of it are hex digits.
pub(super) fn is_in_hex(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_hexdigit)
}

/// Writes bytes as lower-case hex digits.
pub(super) fn push_hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        write!(out, "{byte:02x}").expect("writing to a string does not fail");
    }
}

/// Takes a path of a foreign manifest as one beneath the folder of the first trove.
pub(super) fn locator_from(path: &[u8]) -> Result<Locator, &'static str> {
    let of_address =
        path.strip_prefix(b"file://").map(|path| url_unescaped(path).unwrap_or(path.to_vec()));
    let mut relative = of_address.as_deref().unwrap_or(path);
    while let Some(rest) = relative.strip_prefix(b"./") {
        relative = rest;
    }
    if relative.is_empty() || relative.contains(&0) {
        return Err("its path is empty or holds a zero byte");
    }
    Ok(Locator::new("", relative))
}

/// Undoes all escapes of an address; nothing where there are none.
pub(super) fn url_unescaped(path: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, tail @ ..] = rest {
        let escape = tail.get(..2).filter(|_| *first == b'%').and_then(hex_from);
        plain.push(escape.as_ref().map_or(*first, |bytes| bytes[0]));
        rest = if escape.is_some() { &tail[2..] } else { tail };
    }
    (plain.len() < path.len() && !plain.contains(&0)).then_some(plain)
}

/// Tells whether a line of a foreign form lists nothing.
pub(super) fn is_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    line.is_empty() || [&b"#"[..], b";", b"//"].iter().any(|mark| line.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::PartialReason;

    #[test]
    fn times_are_read_back_to_the_nanosecond() {
        for nanoseconds in [0, 1, -1, 1_700_000_000_123_456_789, i64::MIN, i64::MAX] {
            assert_eq!(nanoseconds_from(&seconds_of(nanoseconds)), Some(nanoseconds));
        }
        assert_eq!(seconds_of(-1), "-0.000000001");
        assert_eq!(seconds_of(-5_000_000_001), "-5.000000001");
        assert_eq!(nanoseconds_from("9999999999999.000000000"), None);
        assert_eq!(nanoseconds_from("1.+00000000"), None);
    }

    #[test]
    fn an_item_is_read_back_from_its_leaf() {
        let locator = Locator::new("", "a.zip").member("b\t\n", 1);
        let item = ItemLine {
            id: crate::item_id(&locator),
            locator,
            digests: Some(crate::of(b"text", &[Algorithm::Md5, Algorithm::Sha512])),
            format: "plain\ttext".to_owned(),
            outcome: Outcome::Partial(PartialReason::Truncated),
        };
        assert_eq!(ItemLine::from_leaf(&item.leaf()), Some(item.clone()));
        let lost = ItemLine { digests: None, outcome: Outcome::Extracted, ..item };
        assert_eq!(ItemLine::from_leaf(&lost.leaf()), Some(lost));
    }
}

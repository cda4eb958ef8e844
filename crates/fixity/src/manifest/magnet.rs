//! Links of magnets, one a line, as `rhash --magnet` prints them: `magnet:?xl=7&dn=a.txt&xt=urn:sha256:…`.

use super::lines::{is_comment, locator_from, number_from, url_unescaped};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::by_name;
use crate::Error;

const LINK: &[u8] = b"magnet:?";

/// Reads the links; nothing where the first line is none.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    let mut lines = lines.filter(|(_, line)| !is_comment(line)).peekable();
    lines.peek().filter(|(_, line)| line.starts_with(LINK))?;
    let recorded = lines
        .map(|(line, link)| recorded(link.trim_ascii()).map_err(|what| Error::Line { line, what }));
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

fn recorded(link: &[u8]) -> Result<Recorded, &'static str> {
    let parts = link.strip_prefix(LINK).ok_or("it is no link of a magnet")?;
    let (mut name, mut size, mut known) = (None, None, Known::default());
    for part in parts.split(|byte| *byte == b'&') {
        let plain = url_unescaped(part).unwrap_or_else(|| part.to_vec());
        let Some(sign) = plain.iter().position(|byte| *byte == b'=') else { continue };
        let (key, value) = (&plain[..sign], &plain[sign + 1..]);
        match key {
            b"dn" => name = Some(value.to_vec()),
            b"xl" => size = std::str::from_utf8(value).ok().and_then(number_from),
            _ if key.starts_with(b"xt") => known.add(digest(value)?),
            _ => {}
        }
    }
    let locator = Some(locator_from(&name.ok_or("it has no name of a file")?)?);
    Ok(Recorded { locator, size, known, modified_ns: None, closed: None })
}

/// Reads `urn:sha256:…` and `urn:tree:tiger:…`.
fn digest(urn: &[u8]) -> Result<Known, &'static str> {
    let urn = std::str::from_utf8(urn).ok().and_then(|urn| urn.strip_prefix("urn:"));
    let (name, digits) = urn.and_then(|urn| urn.rsplit_once(':')).ok_or("it has no digest")?;
    by_name(name, digits.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    #[test]
    fn links_are_read() {
        let links = format!(
            "magnet:?xl=7&dn=s%2Fa%20b.txt&xt=urn:tree:tiger:LWPNACQDBZRYXW3VHJVCJ64QBZNGHOHHHZWCLNQ&xt=urn:sha256:{DIGEST}\r\n"
        );
        let parsed = parse(links.as_bytes()).expect("it is a link").expect("it is sound");
        assert_eq!((parsed.recorded[0].size, parsed.recorded[0].known.count()), (Some(7), 2));
        assert_eq!(paths_of(Some(Ok(parsed))), Ok(vec!["s/a b.txt".to_owned()]));
    }

    #[test]
    fn damage_is_an_error_with_its_line_and_other_lines_are_no_links() {
        let damaged = format!("magnet:?dn=a&xt=urn:sha256:{DIGEST}\nmagnet:?xt=urn:md5:00\n");
        assert!(matches!(parse(damaged.as_bytes()), Some(Err(Error::Line { line: 2, .. }))));
        assert!(parse(b"x\nmagnet:?dn=a").is_none() && parse(b"").is_none());
    }
}

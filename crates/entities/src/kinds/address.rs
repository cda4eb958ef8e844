//! Addresses on the net: e-mail, web, IP.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{self, role};
use crate::tokenized::{Gap, TokenizedBlock};

/// RFC 5321 §4.5.3.1.1.
const LONGEST_LOCAL_PART: usize = 64;
/// RFC 1035 §2.3.4.
const LONGEST_DOMAIN: usize = 253;
/// A longer address is cut here.
const LONGEST_URL: usize = 2048;
/// Schemes of addresses, the last two as reports write them so that nobody clicks on them.
const SCHEMES: [&str; 5] = ["http", "https", "ftp", "hxxp", "hxxps"];

/// Finds web addresses.
pub(crate) fn urls(block: &TokenizedBlock, found: &mut Found) {
    let mut from = 0;
    let www = lexicon::hash("www");
    let bare = (0..block.words.len())
        .filter(|at| block.words[*at].hash == www && block.gap(at + 1) == Gap::Dot);
    let bare = bare.map(|at| (block.words[at].start, block.words[at].start));
    let schemes = block
        .schemes
        .iter()
        .filter_map(|colon| scheme_start(block.text, *colon).map(|start| (start, colon + 3)));
    let mut starts: Vec<(usize, usize)> = bare.chain(schemes).collect();
    starts.sort_unstable();
    for (start, host) in starts {
        if start < from {
            continue;
        }
        let end = url_end(block.text, host);
        if end > host + 3 && block.text[host..end].starts_with(char::is_alphanumeric) {
            found.take(
                block,
                Finding::new(
                    Kind::Url,
                    start..end,
                    normal_url(&block.text[start..end], host - start),
                    0.98,
                ),
            );
            from = end;
        }
    }
}

fn scheme_start(text: &str, colon: usize) -> Option<usize> {
    let before = &text.as_bytes()[colon.saturating_sub(6)..colon];
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let scheme = text.get(colon - letters..colon)?;
    SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(colon - letters)
}

fn url_end(text: &str, host: usize) -> usize {
    let stops = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || "<>\"«»“”„{}|\\^`".contains(character)
    };
    let cut = (host + LONGEST_URL).min(text.len());
    let cut = (host..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(host);
    let rest = &text[host..cut];
    let rest = &rest[..rest.find(stops).unwrap_or(rest.len())];
    host + trim_url(rest).len()
}

/// Drops the punctuation of the sentence, and a closing bracket that was opened before the address.
fn trim_url(mut url: &str) -> &str {
    while let Some(last) = url.chars().next_back() {
        let unopened =
            matches!(last, ')' | ']') && !url.contains(if last == ')' { '(' } else { '[' });
        if !(unopened
            || matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '،' | '؛' | '؟' | '*'
            ))
        {
            break;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    url
}

/// Returns the address with scheme and host in lower case.
fn normal_url(url: &str, host: usize) -> String {
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    url[..end].to_lowercase() + &url[end..]
}

/// Fields whose values have the form of addresses and are ids of messages or of their parts (RFC 5322 §3.6.4,
/// RFC 2392), as mail headers, tables and links name them.
const ID_FIELDS: [&str; 6] = ["in-reply-to", "references", "content-id", "msgid", "cid", "mid"];
/// How far before an address the name of its field may begin, in bytes.
const ID_REACH: usize = 160;

/// Tells whether a mail field of this name holds ids of messages.
pub(crate) fn is_id_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    name.ends_with("message-id") || name == "messageid" || ID_FIELDS.contains(&name.as_str())
}

/// Finds e-mail addresses.
pub(crate) fn emails(block: &TokenizedBlock, found: &mut Found) {
    let mut last_id = None;
    for at in &block.at_signs {
        let Some(range) = email_range(block.text, *at) else { continue };
        if is_message_id(block.text, range.start, last_id) {
            last_id = Some(range.end);
            continue;
        }
        let first = block.word_at(range.start);
        if first < block.words.len() && !found.is_taken(&(first..first + 1)) {
            let normal = block.text[range.clone()].to_lowercase();
            found.take(block, Finding::new(Kind::Email, range, normal, 0.98));
        }
    }
    hidden_emails(block, found);
}

/// Tells whether what begins at `start` is an id of a message: the value of a field of ids, behind `id` in the trace of a
/// mail server, or in a list after such a one.
fn is_message_id(text: &str, start: usize, last_id: Option<usize>) -> bool {
    let low = text.floor_char_boundary(start.saturating_sub(ID_REACH));
    let is_around = |sign: char| sign.is_whitespace() || "<>\"':,".contains(sign);
    let token = text[low..start].trim_end_matches(|sign: char| !is_around(sign));
    let before = token.trim_end_matches(|sign: char| is_around(sign) || sign == '=');
    let around = &token[before.len()..];
    if last_id.is_some_and(|end| end >= low + before.len()) {
        return true;
    }
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign);
    let name = &before[before.trim_end_matches(is_name).len()..];
    let is_plain_id =
        name.eq_ignore_ascii_case("id") && around.ends_with('<') && !around.contains(',');
    is_plain_id || is_id_field(name)
}

/// Finds addresses that write their sign as a word, so that no program reads them: `a.karimov [at] mail.example`.
fn hidden_emails(block: &TokenizedBlock, found: &mut Found) {
    let is_sign = |at: &usize| {
        block.folded(*at) == "at"
            && matches!(block.gap_text(*at).trim(), "[" | "(")
            && matches!(block.gap_text(*at + 1).trim(), "]" | ")")
    };
    for at in (1..block.words.len()).filter(is_sign).collect::<Vec<_>>() {
        let Some(next) = block.word(at + 1) else { continue };
        let (local_end, domain) = (block.words[at - 1].end, next.start);
        let low = block.text.ceil_char_boundary(local_end.saturating_sub(LONGEST_LOCAL_PART));
        let high = block.text.floor_char_boundary((domain + LONGEST_DOMAIN).min(block.text.len()));
        let plain = format!("{}@{}", &block.text[low..local_end], &block.text[domain..high]);
        let sign = local_end - low;
        if let Some(range) = email_range(&plain, sign) {
            let bytes = low + range.start..domain + range.end - sign - 1;
            let normal = plain[range].to_lowercase();
            found.take(block, Finding::new(Kind::Email, bytes, normal, 0.9));
        }
    }
}

fn email_range(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let local =
        bytes[..at].iter().rev().take(LONGEST_LOCAL_PART).take_while(|byte| is_local(byte)).count();
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let domain =
        bytes[at + 1..].iter().take(LONGEST_DOMAIN).take_while(|byte| is_domain(byte)).count();
    let mut start = at - local;
    // `o'neil@`: an apostrophe is a letter of the name there (RFC 5322, §3.2.3), and elsewhere that of French
    let is_irish = matches!(bytes[..start], [.., b'o' | b'O', b'\''])
        && !bytes[..start - 2].last().is_some_and(|byte| is_local(byte) || *byte >= 0x80);
    if is_irish {
        start -= 2;
    }
    while start < at && matches!(bytes[start], b'.' | b'-' | b'%' | b'+') {
        start += 1;
    }
    let domain = text[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let sound =
        start < at && !host.is_empty() && !domain.contains("..") && !host.starts_with(['.', '-']);
    let top_sound = top.len() >= 2
        && (top.bytes().all(|byte| byte.is_ascii_alphabetic()) || top.starts_with("xn--"));
    (sound && top_sound).then(|| start..at + 1 + domain.len())
}

/// Finds IP addresses.
pub(crate) fn ips(block: &TokenizedBlock, found: &mut Found) {
    for at in 0..block.words.len() {
        if let Some(address) = ipv4(block, at).filter(|_| !found.is_taken(&(at..at + 4))) {
            found.take(
                block,
                Finding::new(Kind::Ip, block.span(&(at..at + 4)), address.to_string(), 0.9),
            );
        }
    }
    for range in colon_runs(block) {
        let first = block.word_at(range.start);
        let free = first < block.words.len() && !found.is_taken(&(first..first + 1));
        if let Some(address) = ipv6(&block.text[range.clone()]).filter(|_| free) {
            found.take(block, Finding::new(Kind::Ip, range, address.to_string(), 0.9));
        }
    }
}

fn ipv4(block: &TokenizedBlock, at: usize) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    for (place, octet) in octets.iter_mut().enumerate() {
        let word = block.number(at + place).filter(|word| word.len() <= 3)?;
        if place > 0 && word.gap != Gap::Dot {
            return None;
        }
        *octet = u8::try_from(word.number).ok()?;
    }
    let padded = (0..4).any(|place| {
        block.words[at + place].len() > 1 && block.folded(at + place).starts_with('0')
    });
    let goes_on = matches!(block.gap(at + 4), Gap::Dot | Gap::None) && block.word(at + 4).is_some();
    let words = at..at + 4;
    let is_version = block.role_near(&words, 3, role::VERSION)
        || matches!(block.gap(at), Gap::None | Gap::Dot | Gap::Dash);
    let small =
        octets.iter().all(|octet| *octet < 32) && !block.role_near(&words, 6, role::ADDRESS);
    (!padded && !goes_on && !is_version && !small).then(|| octets.into())
}

/// The longest textual form of an IPv6 address.
const LONGEST_IPV6: usize = 45;

/// Yields the runs of hexadecimal digits, colons and full stops that hold two colons and touch no other letter.
fn colon_runs<'p>(block: &'p TokenizedBlock) -> impl Iterator<Item = Range<usize>> + 'p {
    let mut from = 0;
    let runs = block.colons.iter().filter_map(move |colon| {
        let run = (*colon >= from).then(|| colon_run(block.text, from, *colon))?;
        from = run.end;
        Some(run)
    });
    runs.filter(|run| {
        let colons = block.text[run.clone()].bytes().filter(|byte| *byte == b':').count();
        colons >= 2 && run.len() <= LONGEST_IPV6 && stands_alone(block.text, run)
    })
}

/// Returns the run around a colon, from byte `from` on.
fn colon_run(text: &str, from: usize, colon: usize) -> Range<usize> {
    let is_part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let bytes = text.as_bytes();
    let before = bytes[from..colon].iter().rev().take_while(|byte| is_part(byte)).count();
    let after = bytes[colon..].iter().take_while(|byte| is_part(byte)).count();
    colon - before..colon - before + text[colon - before..colon + after].trim_end_matches('.').len()
}

fn stands_alone(text: &str, run: &Range<usize>) -> bool {
    let touches =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    let bytes = text.as_bytes();
    !touches(run.start.checked_sub(1).map(|before| &bytes[before])) && !touches(bytes.get(run.end))
}

fn ipv6(text: &str) -> Option<Ipv6Addr> {
    let text = if text.ends_with("::") { text } else { text.trim_end_matches(':') };
    let plain = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let colons = text.bytes().filter(|byte| *byte == b':').count();
    text.parse()
        .ok()
        .filter(|_| plain >= 3 && colons >= 2 && text.bytes().any(|byte| byte.is_ascii_digit()))
}

//! Names of hosts that are written in ASCII because programs may not understand them (RFC 3492, RFC 5891).

/// Leads each part of a name that is written so.
pub(super) const LEAD: &str = "xn--";

/// Writes such names in their letters; nothing where there are none.
pub(super) fn line(line: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some(at) = find(rest) {
        let (before, name) = rest.split_at(at);
        out.push_str(before);
        let part = &name[LEAD.len()..];
        let end = part.find(|it: char| !(it.is_ascii_alphanumeric() || it == '-'));
        let (part, after) = part.split_at(end.unwrap_or(part.len()));
        match decoded(&part.to_ascii_lowercase()).filter(|_| is_begin(&out)) {
            Some(letters) => {
                out.push_str(&letters);
                is_changed = true;
            }
            None => out.push_str(&name[..LEAD.len() + part.len()]),
        }
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

fn find(text: &str) -> Option<usize> {
    [LEAD, "XN--"].into_iter().filter_map(|lead| text.find(lead)).min()
}

fn is_begin(before: &str) -> bool {
    !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '-')
}

/// Undoes Punycode (RFC 3492, 6.2); nothing where that fails, or where no letter comes out.
fn decoded(part: &str) -> Option<String> {
    const BASE: u32 = 36;
    const LEAST: u32 = 1;
    const MOST: u32 = 26;
    let (plain, coded) = part.rsplit_once('-').unwrap_or(("", part));
    let mut letters: Vec<char> = plain.chars().collect();
    let (mut number, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = coded.bytes();
    while digits.len() > 0 {
        let (before, mut weight, mut step) = (at, 1_u32, BASE);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = step.saturating_sub(bias).clamp(LEAST, MOST);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            step += BASE;
        }
        let count = u32::try_from(letters.len()).ok()? + 1;
        bias = adapted(at - before, count, before == 0);
        number = number.checked_add(at / count)?;
        at %= count;
        let letter = char::from_u32(number).filter(|letter| letter.is_alphanumeric())?;
        letters.insert(usize::try_from(at).ok()?, letter);
        at += 1;
        if letters.len() > 63 {
            return None;
        }
    }
    letters.iter().any(|letter| !letter.is_ascii()).then(|| letters.into_iter().collect())
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hosts_are_written_in_their_letters() {
        let written = "a@xn--e1afmkfd.xn--p1ai, http://www.xn--mnchen-3ya.de/x, XN--E1AFMKFD";
        assert_eq!(line(written).as_deref(), Some("a@пример.рф, http://www.münchen.de/x, пример"));
        for text in ["xn--", "axn--e1afmkfd", "xn--zzzzzzzzzzzz!", "xn--abc-"] {
            assert_eq!(line(text), None, "{text}");
        }
    }
}

//! What a payment is for in statements of banks (MT940): the field `:86:` is cut into parts of 27 letters, each behind a
//! question mark and its number, and into lines of 65, wherever that falls in a word.

/// Begins the field.
const FIELD: &str = ":86:";

/// Tells whether such a field stands in a text.
pub(super) fn may_have(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), FIELD.as_bytes()).is_some()
}

/// Returns each payment on a line of its own, parts that belong together as one.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut lines = text.lines().peekable();
    std::iter::from_fn(move || {
        loop {
            let Some(first) = lines.next()?.strip_prefix(FIELD) else { continue };
            let mut field = first.to_owned();
            while let Some(line) = lines.next_if(|line| !line.starts_with([':', '-'])) {
                field.push_str(line);
            }
            if let Some(payment) = payment(&field) {
                return Some(payment);
            }
        }
    })
}

/// What parts are about; those about the same follow each other without a blank.
#[derive(Clone, Copy, PartialEq)]
enum About {
    Purpose,
    Name,
    Other(u8),
}

fn payment(field: &str) -> Option<String> {
    let mut parts = field.split('?');
    let mut payment = parts.next()?.to_owned();
    let mut last = None;
    for part in parts {
        let Some((about, text)) = numbered(part) else {
            payment.push('?');
            payment.push_str(part);
            continue;
        };
        if last != Some(about) {
            payment.push(' ');
        }
        last = Some(about);
        payment.push_str(text);
    }
    last.map(|_| payment)
}

fn numbered(part: &str) -> Option<(About, &str)> {
    let (number, text) = part.split_at_checked(2)?;
    let about = match number.parse().ok()? {
        20..=29 | 60..=63 => About::Purpose,
        32 | 33 => About::Name,
        other => About::Other(other),
    };
    Some((about, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_payment_are_one_line() {
        let statement = ":20:STARTUMS\r\n:61:0501030103D1000,00NTRF//X\r\n:86:166?00SEPA?20Payment Kest?21rel contr\r\nact?30RZBAATWW?32HERON SHIP?33PING LTD\r\n:62F:C050103EUR1,00\r\n:86:no parts\r\n-\r\n";
        let found: Vec<String> = lines(statement).collect();
        assert_eq!(found, ["166 SEPA Payment Kestrel contract RZBAATWW HERON SHIPPING LTD"]);
        assert_eq!(lines(":86:?20why? because").collect::<Vec<_>>(), [" why? because"]);
    }
}

//! Numbers and years as cells of a sheet show them.

/// Returns the year that a cell holds and nothing else but a word for it: `2019`, `2019 г.`, `٢٠١٩`.
pub(super) fn year_alone(cell: &str) -> Option<String> {
    let plain = |c: char| digit(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c);
    let cell: String = cell.to_lowercase().chars().map(plain).collect();
    let year = year_in(&cell)?;
    let rest = cell.replacen(&year, "", 1);
    let is_word = |word: &str| ["", "г", "год", "م", "fy"].contains(&word);
    is_word(rest.trim_matches(|c: char| !c.is_alphanumeric())).then_some(year)
}

/// Returns the year that a heading names.
pub(super) fn year_in(heading: &str) -> Option<String> {
    let numbers = heading.split(|c: char| !c.is_ascii_digit());
    numbers
        .filter(|number| number.len() == 4)
        .find(|year| matches!(&year[..2], "19" | "20"))
        .map(str::to_owned)
}

/// Reads the number of a cell: what is shown, or the value that a workbook keeps behind it in brackets.
///
/// Digits of any script count, before or behind them a currency; a minus or brackets make it negative. Blanks and
/// apostrophes part thousands. Where comma and full stop both stand, the last of them begins the decimals; where one
/// stands several times, it parts thousands; a comma before three digits does so, too, a full stop does not.
pub(super) fn number(cell: &str) -> Option<f64> {
    let (shown, kept) = match cell.strip_suffix(']').and_then(|cell| cell.rsplit_once('[')) {
        Some((shown, kept)) => (shown.trim(), kept.parse::<f64>().ok()),
        None => (cell, None),
    };
    let digits = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').to_owned()
    };
    match kept {
        // A footnote stands in brackets, too; what a workbook keeps has the digits that it shows.
        Some(kept) if digits(&kept.to_string()) == digits(shown) => Some(kept),
        _ if cell.contains('[') => None,
        _ => plain_number(shown),
    }
    .filter(|number| number.is_finite())
}

fn plain_number(shown: &str) -> Option<f64> {
    let is_currency =
        |c: char| matches!(c, '€' | '$' | '£' | '¥' | '₽' | '₴' | '₸' | '₺' | '₹' | '﷼');
    let bare = shown.trim().trim_matches(is_currency).trim();
    let bare = without_currency_code(bare);
    let (bare, is_negative) = match bare.strip_prefix('(').and_then(|bare| bare.strip_suffix(')')) {
        Some(inside) => (inside, true),
        None => match bare.strip_prefix(['-', '\u{2212}', '–']) {
            Some(rest) => (rest.trim(), true),
            None => (bare, false),
        },
    };
    let bare = bare.trim_matches(is_currency);
    let mut plain = String::new();
    for character in bare.chars() {
        match character {
            '٫' => plain.push('.'),
            '٬' | '\'' | '’' => plain.push(' '),
            c if c.is_whitespace() => plain.push(' '),
            '.' | ',' => plain.push(character),
            c => plain.push(char::from_digit(digit(c)?, 10)?),
        }
    }
    let number = grouped(plain.trim())?.parse::<f64>().ok()?;
    Some(if is_negative { -number } else { number })
}

/// Takes off a code of a currency, three capitals (ISO 4217); fewer or more make no number of `5M` or `Q3`.
fn without_currency_code(text: &str) -> &str {
    let is_code =
        |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let before = text.split_at_checked(3).filter(|(code, rest)| {
        is_code(code) && !rest.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    if let Some((_, rest)) = before {
        return rest.trim();
    }
    let behind = text.len().checked_sub(3).and_then(|at| text.split_at_checked(at));
    match behind
        .filter(|(rest, code)| is_code(code) && !rest.ends_with(|c: char| c.is_ascii_alphabetic()))
    {
        Some((rest, _)) => rest.trim(),
        None => text,
    }
}

/// Returns the value of a decimal digit of Latin or Arabic script.
fn digit(character: char) -> Option<u32> {
    match character {
        '٠'..='٩' => Some(character as u32 - '٠' as u32),
        '۰'..='۹' => Some(character as u32 - '۰' as u32),
        _ => character.to_digit(10),
    }
}

/// Takes the marks between thousands out of a number and puts a full stop before its decimals; nothing where the marks
/// stand as in no number: `12.05.2019`.
fn grouped(plain: &str) -> Option<String> {
    let count = |mark| plain.matches(mark).count();
    let begins_decimals = |mark: char| match (count('.'), count(',')) {
        (1, 0) => mark == '.',
        (0, 1) => {
            let (whole, rest) = plain.split_once(',').unwrap_or((plain, ""));
            mark == ','
                && (rest.len() != 3
                    || whole.is_empty()
                    || whole.starts_with('0')
                    || whole.len() > 3)
        }
        (0, _) | (_, 0) => false,
        _ => plain.rfind(mark) == plain.rfind(['.', ',']) && count(mark) == 1,
    };
    let decimal = ['.', ','].into_iter().find(|mark| begins_decimals(*mark));
    let (whole, decimals) = match decimal {
        Some(mark) => plain.rsplit_once(mark)?,
        None => (plain, ""),
    };
    let mut groups = whole.split(['.', ',', ' ']);
    let first = groups.next()?;
    let is_first = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let is_grouped =
        rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let is_whole = is_first && is_grouped && decimals.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| format!("{first}{}.{decimals}0", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (cell, wanted) in [
            ("84", Some(84.0)),
            ("1,234,567.50 EUR [1234567.5]", Some(1_234_567.5)),
            ("12% [0.12]", Some(0.12)),
            ("84 [1]", None),
            ("1 234,5", Some(1234.5)),
            ("1,234", Some(1234.0)),
            ("0,125", Some(0.125)),
            ("1.234.567", Some(1_234_567.0)),
            ("0.125", Some(0.125)),
            ("-3", Some(-3.0)),
            ("\u{2212}5", Some(-5.0)),
            ("(500)", Some(-500.0)),
            ("€5", Some(5.0)),
            ("5 000 USD", Some(5000.0)),
            ("EUR 12,50", Some(12.5)),
            ("EUR5", Some(5.0)),
            ("5M", None),
            ("Q3", None),
            ("A12", None),
            ("ABCD 5", None),
            ("٥٠", Some(50.0)),
            ("12.05.2019", None),
            ("10.0.0.1", None),
            ("1,2,3", None),
            ("12 05", None),
            ("12%", None),
            ("n/a", None),
            ("", None),
            ("inf", None),
        ] {
            assert_eq!(number(cell), wanted, "{cell}");
        }
    }

    #[test]
    fn a_cell_holds_a_year_alone() {
        for cell in ["2019", "2019 г.", "2019 год", "٢٠١٩", "FY 2019"] {
            assert_eq!(year_alone(cell).as_deref(), Some("2019"), "{cell}");
        }
        for cell in ["", "12019", "2019/45", "2019-03", "since 2019", "3012"] {
            assert_eq!(year_alone(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_heading_names_its_year() {
        assert_eq!(year_in("Complaints in 2019").as_deref(), Some("2019"));
        assert_eq!(year_in("Жалобы, 2024 г.").as_deref(), Some("2024"));
        assert_eq!(year_in("Article 3012"), None);
    }
}

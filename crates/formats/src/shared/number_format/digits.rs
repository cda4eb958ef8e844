//! How a number fills the places of its format.

use super::code::{Section, Token};
use super::{fraction, plain};

/// More decimals than this are not shown.
const DECIMALS: usize = 30;

/// Returns what a section shows of a number; nothing where it holds what is not shown here.
pub(super) fn show(section: &Section, number: f64) -> Option<String> {
    let tokens = &section.tokens;
    if !number.is_finite() {
        return None;
    }
    if tokens.iter().any(|token| matches!(token, Token::Fraction(_))) {
        return fraction::show(tokens, number);
    }
    if tokens.contains(&Token::General) {
        return Some(with_literals(tokens, &plain(number)));
    }
    let places = Places::of(tokens);
    if places.whole == 0 && places.decimals == 0 {
        return Some(with_literals(tokens, ""));
    }
    let scaled = places.scaled(number);
    let (scaled, exponent) = places.exponent(scaled);
    let (whole, decimals) = rounded(scaled.abs(), places.decimals)?;
    let is_zero = whole.bytes().chain(decimals.bytes()).all(|digit| digit == b'0');
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    Some(sign.to_owned() + &filled(tokens, &places, &whole, &decimals, exponent))
}

fn with_literals(tokens: &[Token], number: &str) -> String {
    let text = |token: &Token| match token {
        Token::Literal(literal) => literal.clone(),
        Token::General => number.to_owned(),
        Token::Percent => "%".to_owned(),
        _ => String::new(),
    };
    tokens.iter().map(text).collect()
}

/// The places for digits in a section.
struct Places {
    /// Before the point.
    whole: usize,
    decimals: usize,
    has_groups: bool,
    /// How often a comma at the end divides by a thousand.
    thousands: usize,
    percents: usize,
    has_exponent: bool,
}

impl Places {
    fn of(tokens: &[Token]) -> Self {
        let end = tokens.iter().position(|token| matches!(token, Token::Exponent(_)));
        let mantissa = &tokens[..end.unwrap_or(tokens.len())];
        let is_digit = |token: &&Token| matches!(token, Token::Digit(_));
        let point = mantissa.iter().position(|token| *token == Token::Point);
        let whole = &mantissa[..point.unwrap_or(mantissa.len())];
        let last = mantissa.iter().rposition(|token| matches!(token, Token::Digit(_)));
        let thousands = mantissa.iter().skip(last.map_or(0, |last| last + 1));
        let first = whole.iter().position(|token| matches!(token, Token::Digit(_)));
        let last_whole = whole.iter().rposition(|token| matches!(token, Token::Digit(_)));
        let within = first.zip(last_whole).map(|(first, last)| &whole[first..last]);
        let decimals = point.map_or(0, |point| mantissa[point..].iter().filter(is_digit).count());
        Self {
            whole: whole.iter().filter(is_digit).count(),
            decimals: decimals.min(DECIMALS),
            has_groups: within.is_some_and(|within| within.contains(&Token::Comma)),
            thousands: thousands.filter(|token| **token == Token::Comma).count(),
            percents: tokens.iter().filter(|token| **token == Token::Percent).count(),
            has_exponent: end.is_some(),
        }
    }

    fn scaled(&self, number: f64) -> f64 {
        let power = |count: usize| i32::try_from(count.min(50)).unwrap_or(0);
        number * 100f64.powi(power(self.percents)) / 1000f64.powi(power(self.thousands))
    }

    /// Parts a number into what stands before the exponent and the exponent, a multiple of the places before the point.
    fn exponent(&self, number: f64) -> (f64, i32) {
        if !self.has_exponent || number == 0.0 {
            return (number, 0);
        }
        let step = i32::try_from(self.whole.max(1)).unwrap_or(1);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the exponent of a finite number is small"
        )]
        let exponent = number.abs().log10().floor() as i32;
        let exponent = exponent.div_euclid(step) * step;
        (number / 10f64.powi(exponent), exponent)
    }
}

/// Rounds a number, half away from zero on its 15 digits as Excel does; digits before and after the point.
fn rounded(number: f64, decimals: usize) -> Option<(String, String)> {
    let text = plain(number);
    if text.contains('E') {
        return (number < 1e-9).then(|| ("0".to_owned(), "0".repeat(decimals)));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes().take(decimals)).collect();
    let is_up = fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
    digits.extend(std::iter::repeat_n(b'0', decimals.saturating_sub(fraction.len())));
    if is_up {
        increment(&mut digits);
    }
    let at = digits.len() - decimals;
    let text = |digits: &[u8]| digits.iter().copied().map(char::from).collect::<String>();
    Some((text(&digits[..at]), text(&digits[at..])))
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

fn filled(tokens: &[Token], places: &Places, whole: &str, decimals: &str, exponent: i32) -> String {
    let mut text = String::new();
    let mut wholes = wholes(whole, places, tokens).into_iter();
    let mut decimals = decimals.chars();
    let mut in_exponent = false;
    let mut after_point = false;
    for token in tokens {
        match token {
            Token::Literal(literal) => text.push_str(literal),
            Token::Percent => text.push('%'),
            Token::Point if !in_exponent => {
                after_point = true;
                text.push('.');
            }
            Token::Exponent(sign) => {
                let sign = if exponent < 0 {
                    "-"
                } else if *sign == '+' {
                    "+"
                } else {
                    ""
                };
                text.push('E');
                text.push_str(sign);
                let width = tokens
                    .iter()
                    .rev()
                    .take_while(|token| matches!(token, Token::Digit(_)))
                    .count();
                let number = exponent.unsigned_abs().to_string();
                text.extend(std::iter::repeat_n('0', width.saturating_sub(number.len())));
                text += &number;
                in_exponent = true;
            }
            Token::Digit(_) if in_exponent => {}
            Token::Digit(kind) if after_point => {
                text.extend(decimals.next().filter(|digit| {
                    *kind == '0'
                        || *digit != '0'
                        || decimals.as_str().bytes().any(|digit| digit != b'0')
                }));
            }
            Token::Digit(_) => text.push_str(&wholes.next().unwrap_or_default()),
            _ => {}
        }
    }
    text
}

/// Returns what stands in each place before the point: the first takes all digits that have no place of their own.
fn wholes(whole: &str, places: &Places, tokens: &[Token]) -> Vec<String> {
    let kinds: Vec<char> = tokens
        .iter()
        .take_while(|token| !matches!(token, Token::Point | Token::Exponent(_)))
        .filter_map(|token| if let Token::Digit(kind) = token { Some(*kind) } else { None })
        .collect();
    let digits: Vec<char> = whole.trim_start_matches('0').chars().collect();
    let group =
        |from_right: usize| places.has_groups && from_right > 0 && from_right.is_multiple_of(3);
    let mut shown = Vec::new();
    for (at, kind) in kinds.iter().enumerate() {
        let from_right = kinds.len() - 1 - at;
        let mut place = String::new();
        let first =
            if at == 0 { digits.len().saturating_sub(1).max(from_right) } else { from_right };
        for right in (from_right..=first).rev() {
            let digit = digits.len().checked_sub(right + 1).map(|index| digits[index]);
            let digit = digit.or((*kind == '0' && right == from_right).then_some('0'));
            if let Some(digit) = digit {
                place.push(digit);
                if group(right) {
                    place.push(',');
                }
            }
        }
        shown.push(place);
    }
    shown
}

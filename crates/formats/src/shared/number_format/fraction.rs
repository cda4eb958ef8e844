//! Numbers that are shown as fractions: `2 1/2`.

use std::fmt::Write as _;

use super::code::Token;

/// Denominators have so many digits at most.
const DIGITS: usize = 4;
/// Numbers beyond this are not shown as fractions.
const LARGEST: f64 = 1e15;

/// Returns what is shown of a number; nothing where it is too large or its format is odd.
pub(super) fn show(tokens: &[Token], number: f64) -> Option<String> {
    let stroke = tokens.iter().position(|token| matches!(token, Token::Fraction(_)))?;
    let Some(Token::Fraction(places)) = tokens.get(stroke) else { return None };
    let (before, after) = (&tokens[..stroke], &tokens[stroke + 1..]);
    let numerator =
        before.iter().rev().take_while(|token| matches!(token, Token::Digit(_))).count();
    let lead = &before[..before.len() - numerator];
    let has_whole = lead.iter().any(|token| matches!(token, Token::Digit(_)));
    let magnitude = number.abs();
    if magnitude > LARGEST || numerator == 0 {
        return None;
    }
    let whole = if has_whole { magnitude.trunc() } else { 0.0 };
    let (above, below) = nearest(magnitude - whole, places)?;
    let (whole, above) =
        if has_whole && above >= below { (whole + 1.0, 0.0) } else { (whole, above) };
    let mut shown = String::new();
    if number < 0.0 {
        shown.push('-');
    }
    let first = lead.iter().position(|token| matches!(token, Token::Digit(_)));
    push_literals(&lead[..first.unwrap_or(lead.len())], &mut shown);
    if has_whole && (whole > 0.0 || above == 0.0) {
        let _ = write!(shown, "{whole:.0}");
    }
    if above > 0.0 || !has_whole {
        let gap = if has_whole && whole > 0.0 { " " } else { "" };
        let _ = write!(shown, "{gap}{above:.0}/{below:.0}");
    }
    if !after.is_empty() && matches!(after[0], Token::Literal(_)) && !shown.ends_with(' ') {
        shown.push(' ');
    }
    let mut rest = String::new();
    push_literals(after, &mut rest);
    shown += rest.trim_start();
    Some(shown.trim().to_owned())
}

fn push_literals(tokens: &[Token], shown: &mut String) {
    for token in tokens {
        if let Token::Literal(literal) = token {
            shown.push_str(literal);
        }
    }
}

/// Returns the fraction that is nearest to a number: over the denominator that is stated, or over one of so many digits.
fn nearest(number: f64, places: &str) -> Option<(f64, f64)> {
    if let Ok(below) = places.parse::<u32>() {
        let below = f64::from(below);
        return (below > 0.0).then(|| ((number * below).round(), below));
    }
    if places.is_empty() || places.len() > DIGITS {
        return None;
    }
    let most = 10_u32.pow(u32::try_from(places.len()).ok()?);
    let tried = (1..most).map(|below| ((number * f64::from(below)).round(), f64::from(below)));
    tried.min_by(|one, other| {
        let miss = |(above, below): &(f64, f64)| (number - above / below).abs();
        (miss(one) - f64::EPSILON).total_cmp(&miss(other)).then(one.1.total_cmp(&other.1))
    })
}

//! Numbers of taxpayers and companies, behind a label that tells the country; check digits are verified.

use item::Kind;

use crate::finding::{Finding, Found};
use crate::tokenized::{Gap, TokenizedBlock};

use super::numbers::{Cue, begins_cell, cues, luhn, number_after};

/// Within how many words behind its label a number begins.
const REACH: usize = 2;
/// The letters of a DNI, each at the rest of its number by 23 (Orden INT/2058/2008 and before).
const DNI_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

/// How a country's numbers are read: where one begins, to its end and normal form.
type Reader = fn(&TokenizedBlock, usize) -> Option<(usize, String)>;

/// The labels of each country, with how its numbers are read.
const COUNTRIES: [(Cue, Reader); 4] = [
    (Cue::TaxOfRussia, russian),
    (Cue::TaxOfSpain, spanish),
    (Cue::TaxOfFrance, french),
    (Cue::TaxOfKazakhstan, kazakh),
];

/// Finds numbers of taxpayers and companies.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    for (cue, read) in COUNTRIES {
        let places: Vec<usize> = cues(block, cue).collect();
        for from in places {
            let Some(number) = number_after(block, from).filter(|at| *at <= from + REACH) else {
                continue;
            };
            // `X-1234567-L`: the number begins with a letter.
            let starts = [number.saturating_sub(1).max(from), number];
            let read = starts.into_iter().find_map(|at| Some((at, read(block, at)?)));
            if let Some((at, (end, normal))) =
                read.filter(|(at, (end, _))| !found.is_taken(&(*at..*end)))
            {
                found.take(block, Finding::new(Kind::TaxId, block.span(&(at..end)), normal, 0.97));
            }
        }
    }
}

fn russian(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let end = snils_end(block, at);
    let normal = digits_of(block, at, end)?;
    is_russian(&values(&normal)).then_some((end, normal))
}

/// Reads a DNI, eight digits and a letter, or a NIE, which has X, Y or Z for the first digit.
fn spanish(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let first = block.word(at).filter(|word| !word.is_number() && word.len() == 1);
    let is_near = |place: usize| {
        matches!(block.gap(place), Gap::None | Gap::Dash | Gap::Space) && !begins_cell(block, place)
    };
    let number = at + usize::from(first.is_some());
    let digits = block.number(number).filter(|_| number == at || is_near(number))?;
    let letter = block.word(number + 1).filter(|word| word.len() == 1 && is_near(number + 1))?;
    let lead = match first.map(|_| block.folded(at)) {
        None if digits.len() == 8 => "",
        Some("x") if digits.len() == 7 => "0",
        Some("y") if digits.len() == 7 => "1",
        Some("z") if digits.len() == 7 => "2",
        _ => return None,
    };
    let value: usize = format!("{lead}{}", block.folded(number)).parse().ok()?;
    let control = char::from(DNI_LETTERS[value % DNI_LETTERS.len()]).to_ascii_lowercase();
    let is_right = !letter.is_number() && block.folded(number + 1).starts_with(control);
    let written: String = (at..number + 2).map(|place| block.folded(place)).collect();
    is_right.then(|| (number + 2, written.to_uppercase()))
}

/// Reads a SIREN of nine digits or a SIRET of fourteen, both with the check digit of ISO/IEC 7812-1.
fn french(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let ends = at + 1..block.words.len().min(at + 5) + 1;
    let joined = ends.take_while(|end| {
        let place = end - 1;
        block.number(place).is_some_and(|number| place == at || number.gap == Gap::Space)
            && (place == at || !begins_cell(block, place))
    });
    let read = joined.filter_map(|end| Some((end, digits_of(block, at, end)?)));
    read.filter(|(_, digits)| matches!(digits.len(), 9 | 14) && luhn(digits)).last()
}

/// Reads an IIN or BIN: twelve digits, the last of them weighed twice.
fn kazakh(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let normal = digits_of(block, at, at + 1)?;
    let digits = values(&normal);
    if digits.len() != 12 {
        return None;
    }
    let weigh = |weights: [u32; 11]| {
        digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11
    };
    let first = weigh([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    let check = if first == 10 { weigh([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) } else { first };
    (check == digits[11]).then_some((at + 1, normal))
}

/// Returns the digits of words, all of which are numbers.
fn digits_of(block: &TokenizedBlock, at: usize, end: usize) -> Option<String> {
    (at..end).map(|place| block.number(place).map(|_| block.folded(place))).collect()
}

fn values(digits: &str) -> Vec<u32> {
    digits.chars().filter_map(|digit| digit.to_digit(10)).collect()
}

/// Returns the end of a number that dashes and blanks part as in `112-233-445 95`.
fn snils_end(block: &TokenizedBlock, at: usize) -> usize {
    let is_part = |place: &usize| {
        block
            .number(*place)
            .is_some_and(|number| *place == at || matches!(number.gap, Gap::Dash | Gap::Space))
            && (*place == at || !begins_cell(block, *place))
    };
    let first = block.words[at].len();
    if first != 3 {
        return at + 1;
    }
    (at..at + 4).take_while(is_part).last().map_or(at + 1, |last| last + 1)
}

fn is_russian(digits: &[u32]) -> bool {
    let weigh = |weights: &[u32]| {
        digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 % 10
    };
    let rest = |count: usize, modulus: u64| {
        digits[..count].iter().fold(0_u64, |rest, digit| rest * 10 + u64::from(*digit))
            % modulus
            % 10
    };
    match digits.len() {
        10 => weigh(&[2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[9],
        12 => {
            weigh(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[10]
                && weigh(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[11]
        }
        13 => rest(12, 11) == u64::from(digits[12]),
        15 => rest(14, 13) == u64::from(digits[14]),
        11 => is_snils(digits),
        _ => false,
    }
}

fn is_snils(digits: &[u32]) -> bool {
    let sum: u32 =
        digits[..9].iter().zip((1..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    sum % 101 % 100 == digits[9] * 10 + digits[10]
}

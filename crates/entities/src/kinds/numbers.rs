//! Numbers of accounts, passports, cases and telephones; check digits are verified where there are any.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{self, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

/// Words between the series of a passport and its number.
const NUMBER_WORDS: [&str; 4] = ["номер", "no", "number", "numero"];
/// The most letters of the series of a passport.
const SERIES: usize = 3;
/// How far a label may stand before its number, in words.
const LABEL_REACH: usize = 6;
/// The most digits of a telephone number (E.164).
const LONGEST_PHONE: usize = 15;

/// What a number is that stands behind a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Aircraft,
    Card,
    Case,
    Imo,
    Mmsi,
    Passport,
    Phone,
    Plate,
    TaxOfFrance,
    TaxOfKazakhstan,
    TaxOfRussia,
    TaxOfSpain,
}

static CUES: LazyLock<Phrases<Cue>> = LazyLock::new(|| {
    let mut cues = Phrases::default();
    for row in table::rows(include_str!("../../data/number-cues.tsv")) {
        let cue = match row[0] {
            "aircraft" => Cue::Aircraft,
            "card" => Cue::Card,
            "case" => Cue::Case,
            "imo" => Cue::Imo,
            "mmsi" => Cue::Mmsi,
            "passport" => Cue::Passport,
            "phone" => Cue::Phone,
            "plate" => Cue::Plate,
            "tax-fr" => Cue::TaxOfFrance,
            "tax-kz" => Cue::TaxOfKazakhstan,
            "tax-ru" => Cue::TaxOfRussia,
            "tax-es" => Cue::TaxOfSpain,
            _ => continue,
        };
        table::phrases(table::cell(&row, 1)).for_each(|phrase| cues.add(phrase, cue));
    }
    cues
});

/// Enters the words before numbers.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::NUMBER_LABEL, &CUES);
    for row in table::rows(include_str!("../../data/number-cues.tsv")) {
        match row[0] {
            "version" => lexicon::learn_words(words, role::VERSION, table::cell(&row, 1)),
            "address" => lexicon::learn_words(words, role::ADDRESS, table::cell(&row, 1)),
            _ => {}
        }
    }
}

/// Yields the cues of a block with the word after each.
pub(super) fn cues<'p>(block: &'p TokenizedBlock, cue: Cue) -> impl Iterator<Item = usize> + 'p {
    let places = (0..block.words.len()).filter(|at| block.words[*at].has(role::NUMBER_LABEL));
    let found = places.filter_map(|at| CUES.longest(block, at).map(|(len, cue)| (at + len, *cue)));
    found.filter(move |(_, known)| *known == cue).map(|(end, _)| end)
}

/// Returns the first number within reach of a label, on its line or right beneath it.
pub(super) fn number_after(block: &TokenizedBlock, from: usize) -> Option<usize> {
    let near = (from..block.words.len().min(from + LABEL_REACH))
        .take_while(|at| block.gap(*at) != Gap::DotSpace || *at < from + 2);
    near.into_iter().find(|at| block.words[*at].is_number())
}

/// Tells whether the last of some digits is the check digit of the others (ISO/IEC 7812-1, annex B).
pub(super) fn luhn(digits: &str) -> bool {
    let doubled = |value: u32| if value > 4 { 2 * value - 9 } else { 2 * value };
    let values = digits.chars().rev().filter_map(|digit| digit.to_digit(10));
    let weighed =
        values.enumerate().map(|(at, value)| if at % 2 == 1 { doubled(value) } else { value });
    weighed.sum::<u32>() % 10 == 0
}

/// Tells whether a word begins a cell of a table: no number goes on from one to the next.
pub(super) fn begins_cell(block: &TokenizedBlock, at: usize) -> bool {
    block.gap_text(at).contains('\t')
}

/// Finds IBANs (ISO 13616): the country, two check digits, up to thirty letters and digits, mod 97 equal to 1.
pub(crate) fn ibans(block: &TokenizedBlock, found: &mut Found) {
    for at in 0..block.words.len() {
        let word = &block.words[at];
        let begins = word.shape == Shape::Upper
            && word.len() == 2
            && block.number(at + 1).is_some_and(|next| next.gap == Gap::None);
        if !begins {
            continue;
        }
        if let Some((end, iban)) = iban(block, at) {
            found.take(block, Finding::new(Kind::Iban, block.span(&(at..end)), iban, 0.98));
        }
    }
}

fn iban(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let mut written = block.folded(at).to_ascii_uppercase();
    let length = iban_length(&written)?;
    for place in at + 1..block.words.len() {
        let joined = matches!(block.gap(place), Gap::None | Gap::Space | Gap::Dash);
        let joined = joined && !begins_cell(block, place);
        if !joined || !matches!(block.words[place].shape, Shape::Upper | Shape::Number) {
            return None;
        }
        written.push_str(&block.folded(place).to_ascii_uppercase());
        if written.len() >= length {
            return is_iban(&written)
                .then_some((place + 1, written))
                .filter(|(_, iban)| iban.len() == length);
        }
    }
    None
}

fn is_iban(iban: &str) -> bool {
    let bytes = iban.as_bytes();
    let turned = bytes[4..].iter().chain(&bytes[..4]);
    let value = turned.into_iter().try_fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    bytes[2..4].iter().all(u8::is_ascii_digit) && value == Some(1)
}

/// Returns the length of a country's IBANs (SWIFT's registry).
fn iban_length(country: &str) -> Option<usize> {
    const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 \
         EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 \
         LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 \
         RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";
    let known = LENGTHS.split_whitespace().find_map(|entry| entry.strip_prefix(country));
    known.and_then(|length| length.parse().ok())
}

/// Finds passports: machine-readable zones of ICAO Doc 9303 with right check digits, and numbers after a label.
pub(crate) fn passports(block: &TokenizedBlock, found: &mut Found) {
    if block.text.contains("<<") {
        zones(block, found);
    }
    let places: Vec<usize> = cues(block, Cue::Passport).collect();
    for from in places {
        let Some((words, number)) =
            labelled_passport(block, from).filter(|(words, _)| !found.is_taken(words))
        else {
            continue;
        };
        found.take(block, Finding::new(Kind::Passport, block.span(&words), number, 0.75));
    }
}

fn labelled_passport(block: &TokenizedBlock, from: usize) -> Option<(Range<usize>, String)> {
    let number = number_after(block, from)?;
    let is_series = |at: usize| {
        block.word(at).is_some_and(|word| word.shape == Shape::Upper && word.len() <= SERIES)
    };
    let is_before = number > from
        && is_series(number - 1)
        && block.gap(number) != Gap::Line
        && !begins_cell(block, number);
    let start = number - usize::from(is_before);
    let mut written = String::new();
    let mut at = start;
    while let Some(word) = block.word(at).filter(|word| written.len() + word.len() <= 10) {
        let is_linked = at <= number
            || NUMBER_WORDS.contains(&block.folded(at - 1))
            || matches!(word.gap, Gap::Space | Gap::None | Gap::Dash) && !begins_cell(block, at)
            || block.gap_text(at).trim() == "№";
        // `18AB12345`
        let is_amid = || {
            is_series(at)
                && word.gap == Gap::None
                && block.number(at + 1).is_some_and(|next| next.gap == Gap::None)
        };
        if !is_linked || !(word.is_number() || at < number || is_amid()) {
            break;
        }
        written.push_str(block.folded(at));
        at += 1;
        // `серия 4508 номер 123456`
        let is_worded = block.word(at).is_some() && NUMBER_WORDS.contains(&block.folded(at));
        at += usize::from(is_worded && block.number(at + 1).is_some());
    }
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    (6..=10).contains(&digits).then(|| (start..at, written.to_uppercase()))
}

fn zones(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    for line in block.text.split_inclusive('\n') {
        let zone = &with_digits(line.trim());
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if let Some((range, number)) = zone_number(zone) {
            let range = start + range.start..start + range.end;
            found.take(block, Finding::new(Kind::Passport, range, number, 0.98));
        }
    }
}

/// Returns the document number of the second line of a passport or visa (TD3, TD2) or the first of a card (TD1).
fn zone_number(zone: &str) -> Option<(Range<usize>, String)> {
    let is_zone =
        zone.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'<');
    let field = match zone.len() {
        44 | 36 if is_zone && checks(zone, 13..19) && checks(zone, 21..27) => 0..9,
        30 if is_zone && zone.starts_with(['I', 'A', 'C']) => 5..14,
        _ => return None,
    };
    let number = zone[field.clone()].trim_end_matches('<').to_owned();
    (checks(zone, field.clone()) && number.len() >= 5)
        .then(|| (field.start..field.start + number.len(), number))
}

/// Returns the second line of a passport or visa with digits for the letters that scans read for them, where only digits stand:
/// in dates and behind them.
fn with_digits(zone: &str) -> String {
    const ONLY_DIGITS: [Range<usize>; 3] = [9..10, 13..20, 21..28];
    if !matches!(zone.len(), 36 | 44) || !zone.is_ascii() {
        return zone.to_owned();
    }
    let digit = |(at, letter): (usize, char)| match letter {
        _ if !ONLY_DIGITS.iter().any(|field| field.contains(&at)) => letter,
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        _ => letter,
    };
    zone.chars().enumerate().map(digit).collect()
}

/// Tells whether the digit after a field is its check digit (weights 7, 3, 1).
fn checks(zone: &str, field: Range<usize>) -> bool {
    let bytes = zone.as_bytes();
    let weighted = bytes[field.clone()].iter().zip([7, 3, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(byte, weight)| weight * zone_value(*byte)).sum();
    zone_value(bytes[field.end]) == sum % 10 && bytes[field.end].is_ascii_digit()
}

fn zone_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    }
}

/// Finds numbers of criminal cases after a label.
pub(crate) fn case_numbers(block: &TokenizedBlock, found: &mut Found) {
    let places: Vec<usize> = cues(block, Cue::Case).collect();
    for from in places {
        let Some(at) = number_after(block, from).filter(|at| *at <= from + 2) else { continue };
        let goes_on = |place: &usize| {
            *place == at
                || matches!(block.gap(*place), Gap::Dash | Gap::Slash | Gap::None | Gap::Dot)
        };
        let end = (at..block.words.len().min(at + 8))
            .take_while(goes_on)
            .last()
            .map_or(at, |last| last + 1);
        // `P21-0451`
        let has_letter = at > from
            && block.gap(at) == Gap::None
            && block.words[at - 1].shape == Shape::Upper
            && block.words[at - 1].len() == 1;
        let words = at - usize::from(has_letter)..end;
        let digits: usize = block.words[words.clone()]
            .iter()
            .filter(|word| word.is_number())
            .map(crate::tokenized::Word::len)
            .sum();
        if digits >= 5 && !found.is_taken(&words) {
            let normal: String = block.surface(&words).split_whitespace().collect();
            found.take(block, Finding::new(Kind::CaseNumber, block.span(&words), normal, 0.85));
        }
    }
}

/// Finds telephone numbers: with `+` and a country code, or after a label.
pub(crate) fn phones(block: &TokenizedBlock, found: &mut Found) {
    // After a label, and right after a number, another may stand without `+`.
    let mut places: Vec<usize> = cues(block, Cue::Phone).collect();
    for at in 0..block.words.len() {
        let plus = block.words[at].is_number() && block.gap_text(at).ends_with('+');
        if let Some((end, digits)) =
            plus.then(|| phone(block, at)).flatten().filter(|(end, _)| !found.is_taken(&(at..*end)))
        {
            let start = block.words[at].start - 1;
            found.take(
                block,
                Finding::new(
                    Kind::Phone,
                    start..block.words[end - 1].end,
                    format!("+{digits}"),
                    0.9,
                ),
            );
            places.push(end);
        }
    }
    for from in places {
        let Some(at) = number_after(block, from).filter(|at| *at <= from + 1) else { continue };
        let Some((end, digits)) = phone(block, at).filter(|(end, _)| !found.is_taken(&(at..*end)))
        else {
            continue;
        };
        let national = block.folded(at).len() == 1 || block.folded(at).len() == 11;
        if let Some(normal) = international(&digits, national) {
            found.take(block, Finding::new(Kind::Phone, block.span(&(at..end)), normal, 0.8));
        }
    }
}

/// Returns E.164 for a number after a label that is international or Russian.
fn international(digits: &str, national: bool) -> Option<String> {
    match (digits.strip_prefix("00"), digits.strip_prefix('8')) {
        (Some(rest), _) if rest.len() >= 9 => Some(format!("+{rest}")),
        (_, Some(rest)) if rest.len() == 10 && national => Some(format!("+7{rest}")),
        _ if digits.len() == 11 && digits.starts_with('7') => Some(format!("+{digits}")),
        _ => None,
    }
}

static PHONE_LENGTHS: LazyLock<Vec<(&'static str, usize)>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../data/phone-lengths.tsv"));
    let lengths = rows.filter_map(|row| Some((row[0], table::cell(&row, 1).parse().ok()?)));
    lengths.collect()
});

/// Returns the most digits of a number by the country code that it begins with, where that is known.
fn national_length(block: &TokenizedBlock, at: usize, digits: &str) -> Option<usize> {
    let dialled = digits.strip_prefix("00");
    let plus = block.gap_text(at).ends_with('+');
    if !plus && dialled.is_none() {
        // Without a sign of another country only Russian numbers are read, with their long-distance prefix or without.
        return digits.starts_with(['7', '8']).then_some(11);
    }
    let code = dialled.unwrap_or(digits);
    let known = PHONE_LENGTHS.iter().filter(|(known, _)| code.starts_with(known));
    let (_, length) = known.max_by_key(|(known, _)| known.len())?;
    Some(digits.len() - code.len() + length)
}

/// Reads up to fifteen digits (E.164), or as many as the country's numbers have, that blanks, dashes, dots and brackets part.
fn phone(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let mut digits = String::new();
    let mut end = at;
    let mut most = LONGEST_PHONE;
    while let Some(number) = block.number(end) {
        let gap = number.gap;
        if digits.len() >= most {
            break;
        }
        let linked =
            end == at || matches!(gap, Gap::Space | Gap::Dash | Gap::Dot | Gap::Open | Gap::Close);
        let linked = linked || end > at && matches!(block.gap_text(end).trim(), ")-" | ") (");
        let linked = linked && (end == at || !begins_cell(block, end));
        if !linked || digits.len() + number.len() > LONGEST_PHONE {
            break;
        }
        // `+44 (0)20`: the bracketed nought is dialled at home only.
        if !(block.folded(end) == "0" && gap == Gap::Open && end > at) {
            digits.push_str(block.folded(end));
        }
        end += 1;
        most = national_length(block, at, &digits).unwrap_or(most);
    }
    let first = digits.bytes().next()?;
    (digits.len() >= 9 && (first != b'0' || digits.starts_with("00"))).then_some((end, digits))
}

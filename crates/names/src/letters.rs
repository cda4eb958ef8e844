//! Whether two words differ by a slip of the pen, of the finger or of the reader of a scan.

/// Shorter words differ by one letter as often as they are two names, in letters.
const SHORTEST: usize = 5;
/// Words from this length on may lack their last letter, in letters: shorter ones have an ending less.
const CUT: usize = 9;
/// Letters that scans take for one another.
const ALIKE: &[(&str, &str)] = &[("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l")];

/// Digits that scans read for letters, in Latin and in Cyrillic.
const DIGITS: &[(char, char, char)] = &[('0', 'o', 'о'), ('1', 'i', 'і'), ('5', 's', 'ѕ')];
/// How many letters of a word tell that the digits in it are none.
const LETTERS_AROUND: usize = 4;

/// Returns a word with letters for the digits inside it, where letters stand on both sides: `KARIM0V`.
pub(crate) fn without_digits(word: &str) -> Option<String> {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let first_digit = word.find(|c: char| c.is_ascii_digit())?;
    let ends = [word.chars().next()?, word.chars().next_back()?];
    let digits = word[first_digit..].chars().filter(char::is_ascii_digit).count();
    if letters < LETTERS_AROUND || digits > 2 || !ends.iter().all(|end| end.is_alphabetic()) {
        return None;
    }
    let is_latin = ends[0].is_ascii();
    let letter = |c: char| {
        let known = DIGITS.iter().find(|(digit, ..)| *digit == c);
        match known {
            Some((_, latin, cyrillic)) => Some(if is_latin { *latin } else { *cyrillic }),
            None => Some(c).filter(|c| !c.is_ascii_digit()),
        }
    };
    word.chars().map(letter).collect()
}

/// Tells whether two folded words differ by one letter, two that changed places, or letters that look alike; a letter more
/// or less at the end of a short word is an ending.
pub(crate) fn is_slip(one: &str, other: &str) -> bool {
    let lengths = [one, other].map(|word| word.chars().count());
    if lengths[0].min(lengths[1]) < SHORTEST || lengths[0].abs_diff(lengths[1]) > 1 {
        return false;
    }
    let is_ending = one.starts_with(other) || other.starts_with(one);
    if is_ending {
        return lengths[0].min(lengths[1]) >= CUT;
    }
    is_one_off(one, other) || are_swapped(one, other) || seen(one) == seen(other)
}

/// Tells whether two words differ by one letter put in, left out or exchanged.
pub(crate) fn is_one_off(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let same = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    match long.len() - short.len() {
        0 => short.get(same + 1..) == long.get(same + 1..),
        1 => short.get(same..) == long.get(same + 1..),
        _ => false,
    }
}

fn are_swapped(one: &str, other: &str) -> bool {
    let differing: Vec<(char, char)> =
        one.chars().zip(other.chars()).filter(|(one, other)| one != other).collect();
    matches!(&differing[..], [(a, b), (c, d)] if a == d && b == c) && one.len() == other.len()
}

fn seen(word: &str) -> String {
    ALIKE.iter().fold(word.to_owned(), |word, (written, read)| word.replace(written, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter_and_no_ending() {
        for (one, other) in [
            ("скворцов", "сворцов"),
            ("whitfield", "whitfeild"),
            ("montgomery", "montgornery"),
            ("konstantinopolsky", "konstantinopolsk"),
            ("harrington", "harringtan"),
        ] {
            assert!(is_slip(one, other) && is_slip(other, one), "{one} {other}");
        }
        for (one, other) in
            [("popov", "popova"), ("orbach", "orban"), ("hahn", "kahn"), ("roberts", "robert")]
        {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }
}

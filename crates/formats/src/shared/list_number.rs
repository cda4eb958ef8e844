//! How the number of a list item is written.

/// What a list counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Figures {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// 01, 02, 03
    Padded,
    /// 1st, 2nd, 3rd
    Ordinal,
    /// a, b, … z, aa, bb
    Letters(char),
    /// The letters of the Russian alphabet from this one on, without those that lists leave out.
    Russian(char),
    /// i, ii, iii; or in capitals.
    Roman {
        /// Whether they are capitals.
        is_upper: bool,
    },
    /// Nothing.
    Nothing,
}

/// The letters of Russian lists: ё, й, ъ, ы and ь are left out.
const RUSSIAN: [&str; 2] = ["абвгдежзиклмнопрстуфхцчшщэюя", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"];

/// Letters are repeated at most so often, Roman figures go so far; beyond, figures are decimal.
const MOST_REPEATED: u32 = 30;
const MOST_ROMAN: u32 = 3_999;

impl Figures {
    /// Writes a number.
    pub(crate) fn write(self, number: u32) -> String {
        match self {
            Self::Decimal => number.to_string(),
            Self::Padded => format!("{number:02}"),
            Self::Ordinal => ordinal(number),
            Self::Letters(first) => {
                let letters: Vec<char> = (0..26_u8).map(|at| next(first, at)).collect();
                repeated(&letters, number)
            }
            Self::Russian(first) => {
                let letters = RUSSIAN.iter().find(|letters| letters.starts_with(first));
                let letters: Vec<char> = letters.map_or(RUSSIAN[0], |it| it).chars().collect();
                repeated(&letters, number)
            }
            Self::Roman { is_upper } => {
                let roman = roman(number);
                if is_upper { roman.to_uppercase() } else { roman }
            }
            Self::Nothing => String::new(),
        }
    }
}

fn next(first: char, at: u8) -> char {
    u8::try_from(first).map_or(first, |first| char::from(first.saturating_add(at)))
}

/// Writes a number in letters; after the last one they are doubled, then tripled.
fn repeated(letters: &[char], number: u32) -> String {
    let count = u32::try_from(letters.len()).unwrap_or(u32::MAX);
    let Some(at) = number.checked_sub(1).filter(|at| at / count < MOST_REPEATED) else {
        return number.to_string();
    };
    let letter = letters[(at % count) as usize];
    (0..=at / count).map(|_| letter).collect()
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number == 0 || number > MOST_ROMAN {
        return number.to_string();
    }
    let (mut rest, mut text) = (number, String::new());
    for (value, figure) in VALUES {
        while rest >= value {
            text.push_str(figure);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_lists_show_them() {
        for (figures, number, expected) in [
            (Figures::Decimal, 12, "12"),
            (Figures::Padded, 7, "07"),
            (Figures::Ordinal, 11, "11th"),
            (Figures::Ordinal, 22, "22nd"),
            (Figures::Letters('a'), 3, "c"),
            (Figures::Letters('A'), 28, "BB"),
            (Figures::Russian('а'), 10, "к"),
            (Figures::Roman { is_upper: false }, 14, "xiv"),
            (Figures::Roman { is_upper: true }, 1999, "MCMXCIX"),
            (Figures::Roman { is_upper: true }, 0, "0"),
            (Figures::Letters('a'), u32::MAX, "4294967295"),
            (Figures::Nothing, 5, ""),
        ] {
            assert_eq!(figures.write(number), expected, "{figures:?} {number}");
        }
    }
}

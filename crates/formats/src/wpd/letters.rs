//! Which characters the numbers of WordPerfect's character sets stand for.

use std::sync::LazyLock;

/// The sets of a version of the format.
pub(super) struct Letters([Vec<&'static str>; SETS]);

/// How many sets there are; set 0 is ASCII.
const SETS: usize = 15;

/// The sets of WordPerfect 5.
pub(super) static OF_5: LazyLock<Letters> = LazyLock::new(|| Letters::of('5'));
/// The sets of WordPerfect 6 and later.
pub(super) static OF_6: LazyLock<Letters> = LazyLock::new(|| Letters::of('6'));

/// What the bytes from 1 to 32 of a text of WordPerfect 6 stand for.
pub(super) const COMMON: [char; 32] = [
    'å', 'Å', 'æ', 'Æ', 'ä', 'Ä', 'á', 'à', 'â', 'ã', 'Ã', 'ç', 'Ç', 'ë', 'é', 'É', 'è', 'ê', 'í',
    'ñ', 'Ñ', 'ø', 'Ø', 'õ', 'Õ', 'ö', 'Ö', 'ü', 'Ü', 'ú', 'ù', 'ß',
];

impl Letters {
    fn of(version: char) -> Self {
        let mut sets: [Vec<&str>; SETS] = Default::default();
        let rows = include_str!("../../data/wordperfect.tsv").lines();
        for row in rows.filter(|row| !row.starts_with('#')) {
            let mut cells = row.splitn(3, '\t');
            let is_ours = cells.next().is_some_and(|versions| versions.contains(version));
            let set = cells.next().and_then(|number| number.parse::<usize>().ok());
            if let Some(set) = set.filter(|set| is_ours && *set < SETS) {
                sets[set] = cells.next().unwrap_or_default().split(' ').collect();
            }
        }
        Self(sets)
    }

    /// Returns the character with a number in a set; nothing where there is none.
    pub(super) fn get(&self, set: u8, number: u8) -> Option<&str> {
        self.0.get(usize::from(set))?.get(usize::from(number)).copied().filter(|text| *text != "~")
    }

    /// Adds the character with a number in a set; one that is not known stands as a blank.
    pub(super) fn push(&self, set: u8, number: u8, text: &mut String) {
        match self.get(set, number) {
            Some(character) => text.push_str(character),
            None if set == 0 && (0x20..0x7f).contains(&number) => text.push(char::from(number)),
            None => text.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_many_scripts_are_known() {
        for (letters, set, number, character) in [
            (&OF_5, 1, 26, "Á"),
            (&OF_6, 1, 26, "Á"),
            (&OF_5, 10, 0, "А"),
            (&OF_6, 10, 1, "а"),
            (&OF_5, 10, 76, "І"),
            (&OF_6, 10, 88, "І"),
            (&OF_6, 8, 0, "Α"),
            (&OF_6, 13, 60, "ب"),
        ] {
            assert_eq!(letters.get(set, number), Some(character), "{set},{number}");
        }
        assert_eq!(OF_6.get(200, 0), None);
    }

    #[test]
    fn what_is_not_known_parts_words() {
        let mut text = String::new();
        for (set, number) in [(0, b'a'), (3, 5), (0, 1), (10, 0)] {
            OF_6.push(set, number, &mut text);
        }
        assert_eq!(text, "a  А");
    }
}

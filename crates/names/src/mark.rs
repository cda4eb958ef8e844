//! The marks that terms of names begin with: control characters, which no word of a text holds.

macro_rules! marks {
    ($($(#[$about:meta])* $name:ident = $mark:literal;)*) => {
        $($(#[$about])* pub const $name: char = $mark;)*

        /// Every mark.
        pub const MARKS: &[char] = &[$($name),*];
    };
}

marks! {
    /// Marks a key of a name that may be anyone's.
    KEY = '\u{1}';
    /// Marks the class of a name that is written as an initial with a full stop.
    INITIAL = '\u{2}';
    /// Marks the class that the initial of a name would have.
    CLASS = '\u{3}';
    /// Marks the consonants of a name in a script that writes vowels.
    CONSONANTS = '\u{7}';
    /// Marks the class of a capital letter that stands alone without a full stop: an initial, or a word of one letter.
    BARE = '\u{8}';
    /// Marks the key of a word of a designation, before the key: `\u{b}gazpram`.
    DESIGNATION = '\u{b}';
    /// Marks, on a Cyrillic word that may be a foreign name, its keys for those that are asked for by their sound.
    HEARD = '\u{c}';
    /// Marks a key of a name that is a man's alone.
    KEY_OF_MAN = '\u{e}';
    /// Marks a key of a name that is a woman's alone.
    KEY_OF_WOMAN = '\u{f}';
    /// Marks the given name that a word is, by its row in the table.
    GIVEN = '\u{10}';
    /// Marks the given name of the father in a patronymic, by its row in the table.
    FATHER = '\u{11}';
    /// Marks an initial or a patronymic, whatever it is: two that differ tell two persons apart.
    MIDDLE = '\u{12}';
    /// Marks the same as [`CLASS`] for a word in a script without capitals, in which every word may be a name.
    CLASS_WITHOUT_CASE = '\u{14}';
    /// Marks a word that is a given name, whichever: beside a family name it tells whose it is.
    ANY_GIVEN = '\u{15}';
    /// Marks, on a family name in Latin letters, a key that it has in Cyrillic by its sound: Браудер on Browder.
    SOUND = '\u{1b}';
    /// Marks the consonants of an Arabic given name that other scripts do not tell from its twin: سالم beside سليم.
    TWIN = '\u{1c}';
}

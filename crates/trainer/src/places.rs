//! How the gazetteer is made: words of persons' names, one group of spellings a line, and cities.

use std::fs;
use std::io;

use entities::training;

use crate::asked::Asked;

/// The shortest word that is taken in, in letters.
const SHORTEST: usize = 3;

/// Makes the gazetteer of a table of names (`spelling, spelling => id` lines) and a table of cities, one name a line.
pub(crate) fn run(asked: &Asked) -> io::Result<()> {
    let [persons, places] = asked.folders.as_slice() else {
        return Err(io::Error::other("a table of names and one of places are needed"));
    };
    let out = asked.out.as_ref().ok_or_else(|| io::Error::other("--out FILE is missing"))?;
    let (persons, places) = (fs::read_to_string(persons)?, fs::read_to_string(places)?);
    let spellings = persons
        .lines()
        .filter_map(|line| line.split_once(" => "))
        .flat_map(|(names, _)| names.split(','));
    let words =
        spellings.flat_map(|name| name.split([' ', '-', '\'', '’'])).filter(|word| is_word(word));
    let cities = places.lines().filter(|name| is_word(name));
    fs::write(out, training::gazetteer(words, cities))
}

/// Tells whether a name is one word of a script that the model reads.
fn is_word(name: &str) -> bool {
    let is_letter = |character: char| {
        character.is_ascii_alphabetic()
            || matches!(character, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{52f}' | '\u{620}'..='\u{6ff}')
    };
    name.chars().count() >= SHORTEST && name.chars().all(is_letter)
}

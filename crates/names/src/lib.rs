//! Which keys a name has in any script, order and inflection.
//!
//! A key is a skeleton of classes of sounds. Two spellings of one name share a key, whether Cyrillic or romanised by
//! any of the usual standards, in whatever case or gender ending. Where a spelling can be read in two ways, there is a
//! key for each reading.
//!
//! ```
//! let keys = names::keys("Pestrikov");
//! assert!(names::keys("Пестрикову").iter().any(|key| keys.contains(key)));
//! assert!(names::compare("Ivan Pestrikov", "Пестриков Иван").same);
//! ```

mod apart;
mod arabic;
mod armenian;
mod cluster;
mod compare;
mod cyrillic;
mod designation;
mod endings;
mod english;
mod forms;
mod frame;
mod gazette;
mod georgian;
mod given;
mod greek;
mod heard;
mod latin;
mod legal_form;
mod letters;
mod mark;
mod memo;
mod pair;
mod particle;
mod patronymic;
mod pattern;
mod script;
mod sound;
mod surname;
mod term;
mod zone;

pub use cluster::{Cluster, Clusters, RULED, Rulings, cluster};
pub use compare::{Band, Comparison, compare};
pub use designation::{Designation, body, place, same};
pub use frame::is_generation_word;
pub use mark::{
    ANY_GIVEN, BARE, CLASS, CLASS_WITHOUT_CASE, CONSONANTS, DESIGNATION, FATHER, GIVEN, HEARD,
    INITIAL, KEY, KEY_OF_MAN, KEY_OF_WOMAN, MARKS, MIDDLE, SOUND, TWIN,
};
pub use pair::{Bearer, NAMES_DIFFER, Verdict, are_born_apart, pair};
pub use particle::{is_maiden, is_particle};
pub use patronymic::is_patronymic;
pub use pattern::{Filiation, Pattern, Stranger, family_alone, filiation, patterns};
pub use script::{Script, first as script};
pub use surname::surname_base;
pub use term::{is_initial, may_be_initial, terms};
pub use zone::zone_name;

use forms::Forms;
use memo::{Memo, WORDS_KEPT, remembered};

/// How many keys a word has at most.
pub const MAX_KEYS: usize = 6;

/// How many words of a name are looked for.
pub const MAX_WORDS: usize = 8;

/// Longer words are no names; they have no keys. In characters.
pub const MAX_LETTERS: usize = 40;

/// Returns the keys of one word of a name, the canonical one first; at most [`MAX_KEYS`], none twice.
///
/// A word of Latin, Cyrillic, Greek, Georgian or Armenian letters has skeletons of lower- and upper-case ASCII letters. An Arabic word has
/// skeletons of consonants behind a `.`, see [`consonants`]. A word with digits, or in another script, has none.
pub fn keys(word: &str) -> Vec<String> {
    thread_local!(static KEYS: Memo<Vec<String>> = Memo::default());
    remembered(&KEYS, WORDS_KEPT, word, make_keys)
}

fn make_keys(word: &str) -> Vec<String> {
    if let Some(read) = letters::without_digits(word) {
        return keys(&read);
    }
    if script::is_mixed(word) {
        let unmixed = text::fold(word);
        return if script::is_mixed(&unmixed) { Vec::new() } else { keys(&unmixed) };
    }
    match script::of(word) {
        Some(Script::Arabic) => consonants(word),
        Some(_) => finished(skeletons(word)),
        None => Vec::new(),
    }
}

/// Returns the class of the first sound of a word with these keys: that with which the canonical one begins.
pub fn initial(keys: &[String]) -> Option<char> {
    keys.first()?.trim_start_matches('.').chars().next()
}

/// Returns the keys of a word by its consonants alone, each behind a `.`; at most [`MAX_KEYS`].
///
/// These let Latin, Cyrillic and Arabic spellings meet, and many other names with them: one alone proves nothing, two
/// or more words that stand together do.
pub fn consonants(word: &str) -> Vec<String> {
    thread_local!(static CONSONANTS: Memo<Vec<String>> = Memo::default());
    remembered(&CONSONANTS, WORDS_KEPT, word, make_consonants)
}

fn make_consonants(word: &str) -> Vec<String> {
    let forms = match script::of(word) {
        Some(Script::Arabic) => arabic::forms(word),
        Some(Script::Latin) => arabic::forms_of_latin(word),
        Some(Script::Cyrillic) => consonants_of_cyrillic(word),
        Some(Script::Georgian | Script::Armenian | Script::Greek) => {
            skeletons(word).map(|skeleton| arabic::consonants_of(&skeleton))
        }
        None => return Vec::new(),
    };
    finished(forms.map(|form| if form.is_empty() { form } else { format!(".{form}") }))
}

fn consonants_of_cyrillic(word: &str) -> Forms {
    let folded = text::fold(word);
    let end = arabic::final_o(folded.ends_with('о'));
    let marked = |mut consonants: String| {
        consonants.extend(end);
        consonants
    };
    let mut plain = skeletons(word).map(|skeleton| marked(arabic::consonants_of(&skeleton)));
    // It may be a name that ends so, or the dative of one that does not: Амаду, Иванову.
    if folded.ends_with('у') {
        let with_end = |skeleton: String| {
            let mut consonants = arabic::consonants_of(&skeleton);
            consonants.extend(arabic::final_o(true));
            consonants
        };
        plain = plain.or(skeletons(word).map(with_end));
    }
    if !folded.ends_with(['и', 'і']) {
        return plain;
    }
    plain.or(skeletons(word).map(|skeleton| arabic::consonants_with_glides(&skeleton)))
}

fn skeletons(word: &str) -> Forms {
    let forms = match script::of(word) {
        Some(Script::Cyrillic) => cyrillic::forms(word),
        Some(Script::Latin) => latin::forms(word),
        Some(Script::Georgian) => georgian::forms(word),
        Some(Script::Armenian) => armenian::forms(word),
        Some(Script::Greek) => greek::forms(word),
        _ => Forms::default(),
    };
    let whole = forms.iter().filter_map(|form| endings::skeleton_with_ending(form)).collect();
    forms.map(|form| endings::skeleton(&form)).or(Forms::of(whole))
}

fn finished(forms: Forms) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for form in forms.into_vec() {
        if !form.is_empty() && !keys.contains(&form) && keys.len() < MAX_KEYS {
            keys.push(form);
        }
    }
    keys
}

//! What was made of a word lately: the same words come again and again in names that are compared with each other.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::thread::LocalKey;

use crate::MAX_LETTERS;

/// How many words are remembered.
pub(crate) const WORDS_KEPT: usize = 8_192;

/// Longer words are not remembered, in bytes.
const LONGEST: usize = 4 * MAX_LETTERS;

/// What was made of words, on one thread.
pub(crate) type Memo<T> = RefCell<HashMap<String, T>>;

/// Returns what `make` makes of a word, or made of it before; where so many are remembered, all are forgotten.
pub(crate) fn remembered<T: Clone>(
    memo: &'static LocalKey<Memo<T>>,
    most: usize,
    word: &str,
    make: impl FnOnce(&str) -> T,
) -> T {
    if word.len() > LONGEST {
        return make(word);
    }
    if let Some(known) = memo.with_borrow(|memo| memo.get(word).cloned()) {
        return known;
    }
    let result = make(word);
    memo.with_borrow_mut(|memo| {
        if memo.len() >= most {
            memo.clear();
        }
        memo.insert(word.to_owned(), result.clone());
    });
    result
}

/// Returns a number that stands for a word, a key or a term where very many are held against each other.
pub(crate) fn hash<T: Hash + ?Sized>(of: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

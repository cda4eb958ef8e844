//! Classes and folded forms of the alphabets below U+0700, looked up instead of computed.

use std::sync::LazyLock;

use crate::class::{self, Class};
use crate::fold::push_word;
use crate::lookalike::{is_cyrillic, is_greek, is_latin};

const LENGTH: usize = 0x700;

/// The class of a character, and the one character that it is folded to whatever stands beside it.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) class: Class,
    pub(crate) folded: Option<char>,
    pub(crate) letter: Letter,
}

/// Whether a character is of one of the scripts whose letters look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    Latin,
    Cyrillic,
    Greek,
    Other,
}

pub(crate) type Table = [Entry; LENGTH];

/// The entries of all characters below U+0700.
pub(crate) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        entry(u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\0'))
    })
});

/// Looks `c` up, or computes its class where it is outside the table.
pub(crate) fn look_up(table: &Table, c: char) -> Entry {
    let known = table.get(c as usize).copied();
    known.unwrap_or_else(|| Entry { class: class::of(c), folded: None, letter: Letter::Other })
}

fn entry(c: char) -> Entry {
    let class = class::of(c);
    let mut folded = String::new();
    if class == Class::Word {
        push_word(c.encode_utf8(&mut [0; 4]), &mut folded);
    }
    let mut characters = folded.chars();
    let first = characters.next();
    let folded = first.filter(|_| characters.next().is_none());
    Entry { class, folded, letter: folded.map_or(Letter::Other, letter) }
}

fn letter(folded: char) -> Letter {
    match folded {
        _ if is_latin(folded) => Letter::Latin,
        _ if is_cyrillic(folded) => Letter::Cyrillic,
        _ if is_greek(folded) => Letter::Greek,
        _ => Letter::Other,
    }
}

//! What a person is in a paper, as the words beside his name tell.

use std::sync::LazyLock;

use crate::table::{self, Phrases};

/// How far before and behind a name the word stands that tells what its bearer is, in letters.
const REACH: usize = 48;

/// What a person is in a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The paper is about him.
    Subject,
    /// He represents somebody.
    Lawyer,
    /// He is of the police or of a bureau.
    Officer,
    /// He judges.
    Judge,
    /// He prosecutes.
    Prosecutor,
    /// He testifies.
    Witness,
    /// He wrote or signed the paper.
    Writer,
    /// The paper goes to him.
    Addressee,
}

impl Role {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Lawyer => "lawyer",
            Self::Officer => "officer",
            Self::Judge => "judge",
            Self::Prosecutor => "prosecutor",
            Self::Witness => "witness",
            Self::Writer => "writer",
            Self::Addressee => "addressee",
        }
    }
}

/// Words before a name, and words behind one.
static WORDS: LazyLock<[Phrases<Role>; 2]> = LazyLock::new(|| {
    let mut words = [Phrases::default(), Phrases::default()];
    for (meaning, phrases) in table::rows(include_str!("../data/roles.tsv")) {
        let (side, role) = meaning.split_once(' ').unwrap_or((meaning, ""));
        let role = match role {
            "lawyer" => Role::Lawyer,
            "officer" => Role::Officer,
            "judge" => Role::Judge,
            "prosecutor" => Role::Prosecutor,
            "witness" => Role::Witness,
            "addressee" => Role::Addressee,
            _ => Role::Writer,
        };
        let side = &mut words[usize::from(side == "behind")];
        for phrase in phrases {
            side.add(phrase, role);
        }
    }
    words
});

/// Returns what the words beside a name, given in bytes of its text, tell of its bearer: the nearest before it, else those
/// behind a comma.
pub(crate) fn beside(text: &str, name: std::ops::Range<usize>) -> Option<Role> {
    let letters = text.get(..name.start).unwrap_or_default().char_indices();
    let low = letters.rev().take(REACH).last().map_or(name.start, |(at, _)| at);
    let behind = text.get(name.end..).unwrap_or_default();
    let high = behind.char_indices().nth(REACH).map_or(text.len(), |(at, _)| name.end + at);
    let before = text.get(low..name.start).unwrap_or_default();
    let before = before.rsplit(['.', ';']).next().unwrap_or_default();
    let nearest = WORDS[0].held(&table::folded(before)).last();
    nearest.or_else(|| {
        let behind = text.get(name.end..high)?.strip_prefix(',')?;
        let behind = behind.split([',', '.', ';', '\n']).next()?;
        WORDS[1].held(&table::folded(behind)).next()
    })
}

//! What a person is in a paper, as the words beside his name tell.

use std::sync::LazyLock;

use crate::table::{self, Phrases};

/// How far before and behind a name the word stands that tells what its bearer is, in bytes.
const REACH: usize = 40;

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
    let low = text.floor_char_boundary(name.start.saturating_sub(REACH));
    let high = text.ceil_char_boundary((name.end + REACH).min(text.len()));
    let before = text.get(low..name.start).unwrap_or_default();
    let before = before.rsplit(['.', ';']).next().unwrap_or_default();
    let nearest = WORDS[0].held(&table::folded(before)).last();
    nearest.or_else(|| {
        let behind = text.get(name.end..high)?.strip_prefix(',')?;
        let behind = behind.split([',', '.', ';', '\n']).next()?;
        WORDS[1].held(&table::folded(behind)).next()
    })
}

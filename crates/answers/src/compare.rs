//! What differs between two items, word by word.

use ledger::ItemRow;
use serde::Serialize;

use crate::alike::difference::{Stretch, stretches};
use crate::alike::signature::Signature;
use crate::near::body;
use crate::{Dossier, Error, ItemLine};

/// Two items side by side.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// The first item.
    pub one: ItemLine,
    /// The second item.
    pub other: ItemLine,
    /// Which share of runs of three words they have in common, from 0 to 1, within a few hundredths; nothing where one
    /// has fewer words than that.
    pub similarity: Option<f64>,
    /// How many words both have, only the first has, and only the second has.
    pub words: ComparedWords,
    /// The texts of the layer `body`, piece by piece.
    pub pieces: Vec<ComparedPiece>,
}

/// How many words there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComparedWords {
    /// In both.
    pub same: usize,
    /// In the first alone.
    pub one: usize,
    /// In the second alone.
    pub other: usize,
}

/// A piece of two texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComparedPiece {
    /// Whose it is.
    pub of: PieceOf,
    /// The text, of what is the same as the first item has it.
    pub text: String,
}

/// Whose a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PieceOf {
    /// The same in both.
    Both,
    /// In the first alone.
    One,
    /// In the second alone.
    Other,
}

impl Dossier {
    /// Compares the bodies of two items. Where lines break makes no difference.
    pub fn compare(&self, one: &ItemRow, other: &ItemRow) -> Result<Comparison, Error> {
        let (left, right) = (self.body(one)?, self.body(other)?);
        let (words, beside) = (tokens(&left), tokens(&right));
        let found = stretches(&bare(&words), &bare(&beside));
        let similarity = Signature::of(std::iter::once(left.as_str()))
            .zip(Signature::of(std::iter::once(right.as_str())))
            .map(|(one, other)| (one.similarity(&other) * 100.0).round() / 100.0);
        Ok(Comparison {
            one: one.clone().into(),
            other: other.clone().into(),
            similarity,
            words: counted(&found),
            pieces: found.iter().flat_map(|stretch| pieces(stretch, &words, &beside)).collect(),
        })
    }

    fn body(&self, item: &ItemRow) -> Result<String, Error> {
        let extraction = self.extraction(item)?;
        let texts = extraction.as_ref().map(|found| body(found).collect::<Vec<_>>());
        Ok(texts.unwrap_or_default().join("\n"))
    }
}

/// Cuts a text into words, each with the blanks behind it.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let blanks = rest[word..].find(|c: char| !c.is_whitespace());
        let (token, behind) = rest.split_at(blanks.map_or(rest.len(), |blanks| word + blanks));
        tokens.push(token);
        rest = behind;
    }
    tokens
}

/// Returns words without the blanks behind them.
fn bare<'t>(tokens: &[&'t str]) -> Vec<&'t str> {
    tokens.iter().map(|token| token.trim_end()).collect()
}

fn counted(found: &[Stretch]) -> ComparedWords {
    let mut words = ComparedWords::default();
    for stretch in found {
        if stretch.is_same {
            words.same += stretch.one.len();
        } else {
            words.one += stretch.one.len();
            words.other += stretch.other.len();
        }
    }
    words
}

fn pieces(stretch: &Stretch, one: &[&str], other: &[&str]) -> Vec<ComparedPiece> {
    let piece = |of, words: &[&str]| {
        (!words.is_empty()).then(|| ComparedPiece { of, text: words.concat() })
    };
    let (left, right) = (&one[stretch.one.clone()], &other[stretch.other.clone()]);
    if stretch.is_same {
        piece(PieceOf::Both, left).into_iter().collect()
    } else {
        [piece(PieceOf::One, left), piece(PieceOf::Other, right)].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_the_blanks_behind_them() {
        assert_eq!(tokens(" one  two\nthree"), ["one  ", "two\n", "three"]);
        assert_eq!(tokens("  "), Vec::<&str>::new());
    }
}

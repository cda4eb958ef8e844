//! What address cards yield: each as readable text, with its pictures (vCard 2.1, 3.0, 4.0; RFC 6350).

use crate::shared::card::{self, Dialect, Kind};
use crate::{Error, Input, Sink};

const CARDS: Kind = Kind {
    is_entry: |component| component == "VCARD",
    frame: "between cards",
    titles: &["ORG", "N", "FN"],
    dialect: Dialect::Card,
};

/// Pushes the cards, and pictures, sounds and keys as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    card::extract(&CARDS, input, sink)
}

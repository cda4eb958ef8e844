//! What a dossier answers: joins index, ledger and store into the shapes that command line and HTTP share.

mod cite;
mod coverage;
mod dossier;
mod entities;
mod items;
mod search;
mod shapes;

pub use dossier::{Dossier, Error};
pub use items::ItemFilter;
pub use search::{Asked, Order};
pub use shapes::{
    Coverage, CoverageLine, EntityLine, FacetValue, Hit, ItemLine, SearchAnswer, SegmentLine,
    Snippet, printed_place,
};

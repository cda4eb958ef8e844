//! What a dossier answers: joins index, ledger and store into the shapes that command line and HTTP share.

mod alike;
mod annotations;
mod batch;
mod batch_table;
mod cite;
mod compare;
mod coverage;
mod designated;
mod dossier;
mod entities;
mod entity_shapes;
mod figures;
mod hidden;
mod items;
mod joined;
mod list_order;
mod lists;
mod mailbox;
mod mails;
mod matter_shapes;
mod matters;
mod near;
mod neighbours;
mod one;
mod order;
mod papers;
mod passages;
mod persons;
mod pivot;
mod reading;
mod rulings;
mod run;
mod saved;
mod search;
mod shapes;
mod sheet;
mod thread;
mod tier;
mod traces;
mod watch;
mod who;

pub use annotations::AnnotationLine;
pub use batch::{Asked, BatchForm, BatchLine, BatchPlace, BatchStatus, Sureness};
pub use batch_table::{AskedRow, BATCH_COLUMNS, BatchCounts, BatchList, BatchRow};
pub use compare::{ComparedPiece, ComparedWords, Comparison, PieceOf};
pub use dossier::{Dossier, Error};
pub use entities::{EntityList, EntityRequest};
pub use entity_shapes::{EntityApart, EntityForm, EntityLine, EntityPerson, EntitySpelling};
pub use figures::{Figures, KindFigures};
pub use hidden::{CopiesLine, HiddenFilter, HiddenLine};
pub use items::ItemFilter;
pub use lists::ItemList;
pub use mailbox::{MailLine, Mailbox};
pub use mails::{Correspondent, MailPair, Mails};
pub use matter_shapes::{
    Matter, MatterConflict, MatterEvent, MatterGap, MatterGround, MatterLine, MatterList,
    MatterNumber, MatterPaper, MatterPerson, MatterSource, MatterSuggestion, RecordField,
};
pub use near::{Again, Near, NearGroup, NearPaper};
pub use neighbours::Neighbours;
pub use one::{ItemAnswer, MentionList};
pub use order::Order;
pub use papers::{Paper, Papers};
pub use passages::HitPassages;
pub use pivot::{Measure, Period, Pivot, Timeline, dimensions};
pub use reading::{Part, PartMention, TextPage};
pub use run::{RunPhase, RunState};
pub use saved::{SAVED_SEARCHES, SavedLine, SavedSearch};
pub use search::{SearchRequest, date_with_source};
pub use shapes::{
    AsName, Coverage, CoverageLine, CoverageTier, FacetValue, Hit, ItemLine, SearchAnswer,
    SegmentLine, Snippet, Suggestion, TierLine, printed_place,
};
pub use sheet::SheetQuestion;
pub use thread::{AbsentMail, Thread, ThreadMail};
pub use tier::next_step;
pub use traces::{ItemTraces, Trace, TraceKind, UNKNOWN, trace_counts, traces};
pub use watch::{Watch, WatchHit};
pub use who::{Apart, Who, WhoForm, WhoPaper, WhoPerson};

pub use ::search::{family_in_capitals, is_quote, quoted};

/// Returns every field that a query can name, with what it finds.
pub fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    ::search::FIELDS.iter().map(|field| (field.name, field.about))
}

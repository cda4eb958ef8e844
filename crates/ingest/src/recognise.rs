//! Recognition done again on the texts in the store, without extraction.

use std::sync::Arc;

use ledger::ContentRow;
use rayon::Scope;

use crate::Error;
use crate::row::{Content, Message};
use crate::tools::Shared;

/// How many contents are read from the ledger at once.
const PAGE: u32 = 256;

/// Recognises again what another version of recognition made; false where that was broken off.
pub(crate) fn again<'s>(shared: &'s Shared<'s>, scope: &Scope<'s>) -> Result<bool, Error> {
    if !shared.reuse.has_old_mentions() {
        return Ok(true);
    }
    let mut after = 0;
    loop {
        let page = shared.reuse.known.ask(|ledger| ledger.contents(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(true) };
        after = last.ord;
        for row in page.into_iter().filter(|row| is_due(shared, row)) {
            if shared.flow.must_stop_soon() {
                return Ok(false);
            }
            let waiting = shared.flow.entry();
            scope.spawn(move |_| {
                content(shared, row);
                drop(waiting);
            });
        }
    }
}

/// Tells whether a content was read as it would be now, and only what is recognised in it may differ. What was read
/// otherwise belongs to no file that is there any more, or else it would have been read again.
fn is_due(shared: &Shared<'_>, row: &ContentRow) -> bool {
    let now = shared.reuse.stamps_of(&row.format);
    row.stamps.is_read_like(&now) && row.stamps.recognition != now.recognition
}

fn content(shared: &Shared<'_>, row: ContentRow) {
    if shared.flow.must_stop_now() {
        return;
    }
    // What cannot be read back is reported by audits and read again by `--full`; its mentions stay as they are.
    let Some(extraction) = row.location.and_then(|at| shared.reuse.known.read(&at)) else { return };
    let proceed = || !shared.flow.must_stop_now();
    match shared.tools.pool.recognise(extraction, &proceed) {
        Ok(extraction) => shared.flow.send(Message::Content(Box::new(Content {
            key: row.key,
            digests: row.digests,
            stamps: shared.reuse.stamps_of(&row.format),
            _waiting: shared.flow.text(extraction.text_bytes()),
            extraction: Arc::new(extraction),
        }))),
        Err(error) => shared.flow.fail(error.into()),
    }
}

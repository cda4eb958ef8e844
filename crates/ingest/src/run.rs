//! One run over the troves: who walks, who reads, who writes.

use std::sync::mpsc::Receiver;

use walk::Found;

use crate::commit::Committer;
use crate::family::Pace;
use crate::row::{Entry, Message};
use crate::stages::Stage;
use crate::tools::{Shared, TroveRoot};
use crate::{Error, external, file, ocr, recognise};

/// Walks every trove, reads and extracts what is new or changed, and writes it down; false where that was broken off.
pub(crate) fn go(
    shared: &Shared<'_>,
    troves: &[TroveRoot],
    results: Receiver<Message>,
    committer: &mut Committer<'_>,
) -> Result<bool, Error> {
    let Shared { flow, reuse, .. } = shared;
    std::thread::scope(|threads| {
        let work = threads.spawn(|| work(shared, troves));
        let written = committer.write_all(&results, &reuse.known, &|| flow.tick());
        if written.is_err() {
            flow.break_off();
        }
        // With the receiver gone, nobody waits to send.
        drop(results);
        let worked = work.join().unwrap_or(Err(Error::Worker));
        written?;
        let is_whole = worked?;
        flow.take_error().map_or(Ok(is_whole), Err)
    })
}

/// Does everything that is to be done, on a pool of threads; false where it was broken off.
fn work(shared: &Shared<'_>, troves: &[TroveRoot]) -> Result<bool, Error> {
    let _end = End(shared);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(shared.tools.options.jobs)
        .build()
        .map_err(Error::Threads)?;
    shared.tools.stages.time(Stage::Walk, || measure(shared, troves));
    let is_whole = pool.in_place_scope(|scope| walk_all(shared, scope, troves))
        && pool.in_place_scope(|scope| read_abandoned(shared, scope, troves))
        && pool.in_place_scope(|scope| recognise::again(shared, scope))?
        && external::stage(shared, troves)?
        && ocr::stage(shared, troves)?;
    Ok(is_whole && shared.flow.is_whole())
}

/// Counts what the walk will see, for the estimate of the time left.
fn measure(shared: &Shared<'_>, troves: &[TroveRoot]) {
    let ignore = &shared.tools.options.ignore;
    let found = troves.iter().flat_map(|trove| trove.root.found(ignore));
    for found in found.take_while(|_| !shared.flow.must_stop_soon()) {
        shared.flow.counts.expect(found.stat.map_or(0, |stat| stat.size));
    }
}

fn walk_all<'s>(shared: &'s Shared<'s>, scope: &rayon::Scope<'s>, troves: &'s [TroveRoot]) -> bool {
    troves.iter().all(|trove| {
        let mut found = trove.root.found(&shared.tools.options.ignore);
        let next = || shared.tools.stages.time(Stage::Walk, || found.next());
        std::iter::from_fn(next).all(|found| start(shared, scope, trove, found, Pace::AtOnce))
    })
}

/// Reads files again whose families yield more than their budgets.
fn read_abandoned<'s>(
    shared: &'s Shared<'s>,
    scope: &rayon::Scope<'s>,
    troves: &'s [TroveRoot],
) -> bool {
    shared.flow.take_abandoned().into_iter().all(|Entry { trove, found }| {
        let of = |root: &&TroveRoot| root.label == trove;
        troves.iter().find(of).is_none_or(|trove| start(shared, scope, trove, found, Pace::InOrder))
    })
}

/// Hands one entry to a thread; false where the run is to end.
fn start<'s>(
    shared: &'s Shared<'s>,
    scope: &rayon::Scope<'s>,
    trove: &'s TroveRoot,
    found: Found,
    pace: Pace,
) -> bool {
    if shared.flow.must_stop_soon() {
        return false;
    }
    let waiting = shared.flow.entry();
    scope.spawn(move |scope| {
        file::entry(shared, scope, trove, &found, pace);
        drop(waiting);
    });
    true
}

/// Ends the committer's wait however the work ends.
struct End<'e, 'r>(&'e Shared<'r>);

impl Drop for End<'_, '_> {
    fn drop(&mut self) {
        self.0.flow.send(Message::End);
    }
}

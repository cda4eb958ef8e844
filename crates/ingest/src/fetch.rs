//! The bytes of items, taken out of the trove once more, for what is done when everything else is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use item::{Declared, Digest, Locator, Status};
use ledger::{ContentRow, Filter, ItemRow};
use sandbox::{Child, Ending, Job, Receiver, Spill};

use crate::Error;
use crate::file;
use crate::held::Held;
use crate::tools::{Shared, TroveRoot};
use crate::volumes::{self, Joined};

/// A content that waits for a later stage, and where one of its items stands.
pub(crate) struct Waiting {
    pub(crate) locator: Locator,
    pub(crate) content: ContentRow,
}

/// The bytes of an item, and what is known of them besides.
pub(crate) struct Found<'b> {
    pub(crate) held: &'b Held,
    /// What its container says of it.
    pub(crate) declared: &'b Declared,
    /// The volumes that the bytes are laid together of.
    pub(crate) volumes: Option<&'b Joined>,
}

/// Takes an item with its bytes.
pub(crate) type Take<'t> = dyn Fn(&Waiting, &Found<'_>) + Sync + 't;

/// Contents that wait, by the file on disk that holds an item of each.
pub(crate) type Files = BTreeMap<Locator, Vec<Waiting>>;

/// Returns the contents of items that ended in a way and wait, as far as they lie in the troves of the run.
pub(crate) fn waiting(
    ledger: &ledger::Ledger,
    troves: &[TroveRoot],
    status: Status,
    waits: &dyn Fn(&ItemRow) -> bool,
) -> Result<Files, Error> {
    let mut files = Files::new();
    let mut seen = HashSet::new();
    let filter = Filter { outcomes: vec![status], ..Filter::default() };
    for row in ledger.items(filter) {
        let row = row?;
        let is_at_hand = troves.iter().any(|trove| trove.label == row.locator.trove);
        let Some(content) = row.content.filter(|_| is_at_hand && waits(&row)) else { continue };
        if !seen.insert(content) {
            continue;
        }
        if let Some(content) = ledger.content(content)? {
            let top = Locator { members: Vec::new(), ..row.locator.clone() };
            files.entry(top).or_default().push(Waiting { locator: row.locator, content });
        }
    }
    Ok(files)
}

/// Calls `take` with each content whose bytes are still those that were recorded, file by file, on some threads. The others
/// are left as they are: an audit reports them, and the next run reads them anew.
pub(crate) fn each(
    shared: &Shared<'_>,
    troves: &[TroveRoot],
    files: Files,
    threads: usize,
    take: &Take<'_>,
) {
    let files = Mutex::new(files.into_iter());
    let next = || files.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((top, waiting)) = next().filter(|_| !shared.flow.must_stop_soon()) {
                    each_of_file(shared, troves, &top, &waiting, take);
                }
            });
        }
    });
}

fn each_of_file(
    shared: &Shared<'_>,
    troves: &[TroveRoot],
    top: &Locator,
    waiting: &[Waiting],
    take: &Take<'_>,
) {
    let Some(trove) = troves.iter().find(|trove| trove.label == top.trove) else { return };
    let Ok(opened) = trove.root.open_file(&top.path) else { return };
    let read = file::read(shared, opened, &mut Vec::new());
    let Ok(Some((mut held, digests, _))) = read else { return };
    let mut volumes = None;
    if let walk::Role::First(all) = trove.root.role(&top.path) {
        let Ok(Some((whole, joined))) = volumes::join(shared, trove, &all, &top.path) else {
            return;
        };
        (held, volumes) = (whole, Some(joined));
    }
    let walk = Walk { shared, sought: Sought::of(waiting), take };
    let declared = Declared::default();
    let found = Found { held: &held, declared: &declared, volumes: volumes.as_ref() };
    walk.item(top, &found, digests.blake3);
}

/// The items that are sought, and the containers that lead to them.
struct Sought<'w> {
    items: HashMap<&'w Locator, &'w Waiting>,
    containers: HashSet<Locator>,
}

impl<'w> Sought<'w> {
    fn of(waiting: &'w [Waiting]) -> Self {
        let mut containers = HashSet::new();
        for one in waiting {
            let mut at = one.locator.parent();
            while let Some(container) = at {
                at = container.parent();
                containers.insert(container);
            }
        }
        let items = waiting.iter().map(|one| (&one.locator, one)).collect();
        Self { items, containers }
    }

    fn is_wanted(&self, locator: &Locator) -> bool {
        self.items.contains_key(locator) || self.containers.contains(locator)
    }
}

/// The way through a file and its containers.
struct Walk<'w, 's> {
    shared: &'w Shared<'s>,
    sought: Sought<'w>,
    take: &'w Take<'w>,
}

impl Walk<'_, '_> {
    fn item(&self, at: &Locator, found: &Found<'_>, digest: Digest) {
        if self.shared.flow.must_stop_soon() {
            return;
        }
        let waiting = self.sought.items.get(at);
        if let Some(waiting) = waiting.filter(|one| one.content.digests.blake3 == digest) {
            (self.take)(waiting, found);
        }
        if self.sought.containers.contains(at) {
            self.open(at, found);
        }
    }

    fn open(&self, at: &Locator, found: &Found<'_>) {
        let job = Job {
            source: found.held.source(),
            name: found.volumes.map_or(at.name(), |volumes| &volumes.name),
            declared: found.declared,
            limits: self.shared.tools.limits(found.held.len(), false),
            volumes: found.volumes.map_or(&[], |volumes| &volumes.lengths),
            pictures: None,
        };
        let mut members = Members { walk: self, at, ordinals: HashMap::new(), current: None };
        // A container that broke was recorded as broken; what it yields before that counts.
        if let Err(error) = self.shared.tools.pool.run(job, &mut members) {
            self.shared.flow.fail(error.into());
        }
    }
}

/// Keeps the members that are wanted.
struct Members<'m, 'w, 's> {
    walk: &'m Walk<'w, 's>,
    at: &'m Locator,
    ordinals: HashMap<Vec<u8>, u32>,
    current: Option<Member>,
}

/// A member whose bytes come in.
struct Member {
    locator: Locator,
    declared: Declared,
    bytes: Spill,
    digester: fixity::Digester,
}

impl Receiver for Members<'_, '_, '_> {
    fn begin(&mut self, child: Child) {
        let ordinal = self.ordinals.entry(child.name.clone()).or_insert(0);
        let locator = self.at.member(child.name, *ordinal);
        *ordinal += 1;
        self.current = self.walk.sought.is_wanted(&locator).then(|| Member {
            locator,
            declared: child.declared,
            bytes: Spill::default(),
            digester: fixity::Digester::new(&[]),
        });
    }

    fn bytes(&mut self, chunk: &[u8]) {
        let Some(member) = &mut self.current else { return };
        member.digester.update(chunk);
        if let Err(error) = member.bytes.push(chunk, &self.walk.shared.tools.dossier) {
            self.walk.shared.flow.fail(error.into());
            self.current = None;
        }
    }

    fn end(&mut self, _ending: Ending) {
        let Some(member) = self.current.take() else { return };
        let held = Held::from(member.bytes.finish());
        let found = Found { held: &held, declared: &member.declared, volumes: None };
        self.walk.item(&member.locator, &found, member.digester.finish().blake3);
    }

    fn restart(&mut self) {
        self.ordinals.clear();
        self.current = None;
    }

    fn proceed(&self) -> bool {
        !self.walk.shared.flow.must_stop_now()
    }
}

//! `notes --import`: tags, notes, lists and decisions of another dossier of the same leak.

use std::collections::HashMap;
use std::path::Path;

use answers::{AnnotationLine, Dossier};
use anyhow::{Context, bail};
use ingest::{Annotation, At, Made};
use item::Locator;

use crate::commands::tag::{checked, place_of, ruling_of, shown, write};
use crate::commands::{list, rule};
use crate::{Ended, clock, given::Given, place, print};

/// Takes over what `notes --json` listed, as done here by `author`.
pub(super) fn run(
    folder: &Path,
    dossier: &Dossier,
    file: &Path,
    author: &str,
) -> anyhow::Result<Ended> {
    let text = Given::open(file)?.text()?;
    let mut import =
        Import { dossier, remarks: HashMap::new(), made: Vec::new(), without: 0, contrary: 0 };
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        import.take(line).with_context(|| {
            format!(
                "line {number} of `{}` is no tag, no note, no item of a list and no decision on names",
                place::printed(file)
            )
        })?;
    }
    let Import { made, without, contrary, .. } = import;
    let changed = write(folder, &made, author)?;
    print::say(&format!(
        "{changed} taken over, {} there already, {without} on items that this dossier does not have",
        made.len() - changed
    ));
    Ok(Ended::found(without == 0 && contrary == 0))
}

/// What is taken over, line by line.
struct Import<'d> {
    dossier: &'d Dossier,
    /// By list and locator, what is remarked here; each list is read once.
    remarks: HashMap<String, HashMap<String, Option<String>>>,
    made: Vec<Made>,
    /// How many lines are on items that are not here.
    without: usize,
    /// How many lines were decided or remarked otherwise here, and left so.
    contrary: usize,
}

impl Import<'_> {
    fn take(&mut self, line: &str) -> anyhow::Result<()> {
        let line: AnnotationLine = serde_json::from_str(line)?;
        let time = match &line.time {
            Some(time) => time.parse::<jiff::Timestamp>()?.as_nanosecond(),
            None => clock::now().into(),
        };
        let time = i64::try_from(time)?;
        let annotation = if ruling_of(&line).is_some() {
            self.ruling(&line)?
        } else if let Some(item) = self.dossier.annotated(&line)? {
            self.on_item(item, &line)?
        } else {
            print::say(&format!("no such item: {}", print::line(&line.locator)));
            self.without += 1;
            None
        };
        let author = line.author.unwrap_or_default();
        self.made.extend(annotation.map(|annotation| Made { annotation, author, time }));
        Ok(())
    }

    /// Reads a decision on names; nothing where the contrary was decided here, which is reported.
    fn ruling(&mut self, line: &AnnotationLine) -> anyhow::Result<Option<Annotation>> {
        let Some((_, names)) = ruling_of(line) else { return Ok(None) };
        let (names, is_same) = (rule::checked(names.each_ref())?, line.same.is_some());
        if self.dossier.is_ruled(&names)?.is_some_and(|known| known != is_same) {
            print::say(&format!("decided otherwise here, and left so: {}", shown(line)));
            self.contrary += 1;
            return Ok(None);
        }
        Ok(Some(Annotation::Rule { names, is_same }))
    }

    /// Reads a tag, a note or a place on a list.
    fn on_item(
        &mut self,
        item: ledger::ItemRow,
        line: &AnnotationLine,
    ) -> anyhow::Result<Option<Annotation>> {
        Ok(Some(match (&line.tag, &line.note, &line.list) {
            (None, None, Some(list)) => {
                return self.on_list(item.locator, list::checked(list)?, line);
            }
            (Some(tag), None, None) => Annotation::Tag(item.locator, checked(tag)?.to_owned()),
            (None, Some(text), None) if !text.trim().is_empty() => {
                let quote = line.quote.clone().unwrap_or_default();
                let place = place_of(self.dossier, &item, line.place.as_deref(), &quote)?;
                Annotation::Note { locator: item.locator, text: text.clone(), place, quote }
            }
            _ => bail!("one of `tag`, `note`, `list`, `same` and `not` must stand in it"),
        }))
    }

    /// Puts an item at the end of a list; nothing where it stands there with another remark, which is reported.
    fn on_list(
        &mut self,
        locator: Locator,
        list: &str,
        line: &AnnotationLine,
    ) -> anyhow::Result<Option<Annotation>> {
        let known = self.remarks_on(list)?.get(&locator.to_string());
        if known.is_some_and(|known| *known != line.remark) {
            print::say(&format!("remarked otherwise here, and left so: {}", shown(line)));
            self.contrary += 1;
            return Ok(None);
        }
        let (list, remark) = (list.to_owned(), line.remark.clone());
        Ok(Some(Annotation::List { locator, list, remark, at: At::AsItIs }))
    }

    /// Returns the remarks of a list by the locators of its items.
    fn remarks_on(&mut self, list: &str) -> anyhow::Result<&HashMap<String, Option<String>>> {
        if !self.remarks.contains_key(list) {
            let listed = self.dossier.listed(list)?.into_iter();
            let remarks = listed.map(|known| (known.locator, known.remark)).collect();
            self.remarks.insert(list.to_owned(), remarks);
        }
        Ok(&self.remarks[list])
    }
}

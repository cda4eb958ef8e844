//! How a trove is read: as the user asks for now, else as the dossier keeps it of the run before, else as usual.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::args::{Index, Ocr};
use crate::print::Hint;
use crate::{place, print, readers};

const MIB: u64 = 1 << 20;

/// Everything that decides what comes out of a trove, as far as it was asked for. Passwords are no part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reading {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ocr: Option<Ocr>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ocr_languages: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) charset: Vec<String>,
    /// Programs, with those of a file that was named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) reader: Vec<String>,
    /// The rules themselves, since their file may be another one by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ignore: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) digests: Vec<item::Algorithm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_timeout: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_memory: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_text: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_members: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_unpacked: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    depth: Option<u8>,
}

impl Reading {
    /// Takes what was typed, and besides, unless the usual is asked for, what the dossier keeps; reports what that is.
    pub(crate) fn of(dossier: &Path, args: &Index) -> anyhow::Result<Self> {
        let typed = Self::typed(args)?;
        if args.usual {
            return Ok(typed);
        }
        let flags = typed.flags();
        let all = typed.or(Self::kept(dossier, "name the options anew, and --usual besides")?);
        let kept: Vec<String> =
            all.flags().into_iter().filter(|flag| !flags.contains(flag)).collect();
        report(&kept);
        Ok(all)
    }

    /// Returns what the dossier keeps of its last run; nothing where it is new, nor where it was not made in its place by this
    /// user: one that came along with a leak could leave files out or name programs to run. `next` is what to do where they
    /// cannot be understood.
    pub(crate) fn kept(dossier: &Path, next: &str) -> anyhow::Result<Self> {
        // A ledger that cannot be read, or of a version without options, is for the run to deal with.
        let Ok(ledger) = ledger::open_read(dossier) else { return Ok(Self::default()) };
        let Some(kept) = ledger.meta(ingest::OPTIONS)?.filter(|kept| !kept.is_empty()) else {
            return Ok(Self::default());
        };
        let kept: Self = serde_json::from_str(&kept)
            .context("the options that the dossier keeps cannot be understood")
            .context(Hint(next.to_owned()))?;
        if place::is_own(dossier)? {
            return Ok(kept);
        }
        print::say(
            "warning: this dossier was made elsewhere, so the options that it keeps are not taken: it could leave files out or name programs to run; name them anew",
        );
        Ok(Self::default())
    }

    /// Reports what the dossier keeps, where it is taken as it is.
    pub(crate) fn report(&self) {
        report(&self.flags());
    }

    fn typed(args: &Index) -> anyhow::Result<Self> {
        Ok(Self {
            ocr: args.ocr,
            ocr_languages: args.ocr_languages.clone(),
            charset: args.charset.clone(),
            reader: readers::lines(&args.reader, args.readers.as_deref(), &args.troves)?,
            ignore: args.ignore.as_deref().map(rules).transpose()?,
            digests: args.digests.clone(),
            item_timeout: args.item_timeout,
            item_memory: args.item_memory,
            item_text: args.item_text,
            item_members: args.item_members,
            item_unpacked: args.item_unpacked,
            depth: args.depth,
        })
    }

    fn or(self, kept: Self) -> Self {
        Self {
            ocr: self.ocr.or(kept.ocr),
            ocr_languages: list_or(self.ocr_languages, kept.ocr_languages),
            charset: list_or(self.charset, kept.charset),
            reader: list_or(self.reader, kept.reader),
            ignore: self.ignore.or(kept.ignore),
            digests: list_or(self.digests, kept.digests),
            item_timeout: self.item_timeout.or(kept.item_timeout),
            item_memory: self.item_memory.or(kept.item_memory),
            item_text: self.item_text.or(kept.item_text),
            item_members: self.item_members.or(kept.item_members),
            item_unpacked: self.item_unpacked.or(kept.item_unpacked),
            depth: self.depth.or(kept.depth),
        }
    }

    /// Returns it as it is kept in the dossier.
    pub(crate) fn to_line(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// Sets the limits of items in the settings of workers.
    pub(crate) fn limit(&self, settings: &mut sandbox::Settings) {
        if let Some(seconds) = self.item_timeout {
            settings.cpu_time = Duration::from_secs(seconds.max(1));
            settings.wall_time = settings.cpu_time * 2;
        }
        let mib =
            |typed: Option<u64>, usual: u64| typed.map_or(usual, |mib| mib.saturating_mul(MIB));
        settings.memory = mib(self.item_memory, settings.memory);
        let limits = &mut settings.limits;
        limits.text_bytes = mib(self.item_text, limits.text_bytes);
        limits.inflated_bytes = mib(self.item_unpacked, limits.inflated_bytes);
        limits.members = self.item_members.unwrap_or(limits.members);
    }

    /// Returns what a file may yield with everything in it: as much as one container may, where the user allows that more.
    pub(crate) fn family(&self, limits: &sandbox::Limits) -> ingest::FamilyLimits {
        let usual = ingest::FamilyLimits::default();
        ingest::FamilyLimits {
            members: usual.members.max(limits.members),
            inflated_bytes: usual.inflated_bytes.max(limits.inflated_bytes),
            depth: self.depth.map_or(usual.depth, usize::from),
            ..usual
        }
    }

    /// Returns it as flags, one for each thing that was asked for.
    fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            flags.extend(value.map(|value| format!("--{name} {}", print::line(&value))));
        };
        add("ocr", self.ocr.map(|ocr| if ocr == Ocr::Off { "off" } else { "auto" }.to_owned()));
        let languages: Vec<&str> = self.ocr_languages.iter().map(String::as_str).collect();
        add("ocr-languages", joined(&languages, "+"));
        self.charset.iter().for_each(|rule| add("charset", Some(rule.clone())));
        self.reader.iter().for_each(|line| add("reader", Some(line.clone())));
        add(
            "ignore",
            self.ignore.as_ref().map(|rules| format!("({} lines)", rules.lines().count())),
        );
        let digests: Vec<&str> = self.digests.iter().map(|digest| name_of(*digest)).collect();
        add("digests", joined(&digests, ","));
        for (name, number) in [
            ("item-timeout", self.item_timeout),
            ("item-memory", self.item_memory),
            ("item-text", self.item_text),
            ("item-members", self.item_members),
            ("item-unpacked", self.item_unpacked),
            ("depth", self.depth.map(u64::from)),
        ] {
            add(name, number.map(|number| number.to_string()));
        }
        flags
    }
}

fn report(kept: &[String]) {
    if !kept.is_empty() {
        print::say(&format!("options of the run before, kept in the dossier: {}", kept.join(" ")));
    }
}

fn list_or<T>(typed: Vec<T>, kept: Vec<T>) -> Vec<T> {
    if typed.is_empty() { kept } else { typed }
}

fn joined(words: &[&str], between: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.join(between))
}

fn name_of(digest: item::Algorithm) -> &'static str {
    let known = item::Algorithm::ALL.into_iter().find(|(_, known)| *known == digest);
    known.map_or("", |(name, _)| name)
}

fn rules(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("could not read the rules in `{}`", place::printed(path)))
}

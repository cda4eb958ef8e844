//! What a proof of OpenTimestamps claims of a statement, and which of it the blocks that the user names bear out.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use evidence::{Block, OtsClaim};
use serde::Serialize;

use crate::{clock, place, print};

/// What a proof claims.
#[derive(Serialize)]
pub(crate) struct Blocks {
    /// What is wrong with the proof itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
    claims: Vec<Claim>,
    /// Whether the blocks stand in the chain of Bitcoin: this is not known here.
    chain: &'static str,
}

/// The state of [`Blocks::chain`].
const NOT_CHECKED: &str = "not checked";

/// A claim, as far as it is understood.
#[derive(Serialize)]
struct Claim {
    kind: &'static str,
    /// The address of a calendar that promised a stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<String>,
    /// The number of a block of Bitcoin.
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    /// The merkle root that it must have, as it is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    merkle_root: Option<String>,
    /// Whether a block that was named has it; nothing where none of that number was named, or a step is not computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    agrees: Option<bool>,
    /// When the block was made, by the header that was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

/// Reads the proof of a statement, and holds it against the blocks that the user names.
pub(crate) fn of(statement: &str, proof: &Path, named: &[Block]) -> anyhow::Result<Blocks> {
    let bytes = std::fs::read(proof)
        .with_context(|| format!("could not read `{}`", place::printed(proof)))?;
    let wrong =
        |what: String| Ok(Blocks { wrong: Some(what), claims: Vec::new(), chain: NOT_CHECKED });
    match evidence::read_ots(&bytes) {
        Err(error) => wrong(error.to_string()),
        Ok(read) if read.sha256 != fixity::of(statement.as_bytes(), &[]).sha256 => {
            wrong("the proof is on something else".to_owned())
        }
        Ok(read) => {
            let claims = read.claims.into_iter().map(|claim| Claim::of(claim, named)).collect();
            Ok(Blocks { wrong: None, claims, chain: NOT_CHECKED })
        }
    }
}

impl Claim {
    fn of(claim: OtsClaim, named: &[Block]) -> Self {
        let other = Self {
            kind: "other",
            calendar: None,
            height: None,
            merkle_root: None,
            agrees: None,
            time: None,
        };
        match claim {
            OtsClaim::Pending { calendar } => {
                Self { kind: "pending", calendar: Some(calendar), ..other }
            }
            OtsClaim::Bitcoin { height, merkle_root } => {
                let blocks = || named.iter().filter(|block| block.height == height);
                let is_named = blocks().next().is_some();
                let all_have = |root| blocks().all(|block| block.merkle_root == root);
                let agrees = merkle_root.filter(|_| is_named).map(all_have);
                let time = blocks().find_map(|block| block.time).filter(|_| agrees == Some(true));
                Self {
                    kind: "bitcoin",
                    height: Some(height),
                    merkle_root: merkle_root.map(|root| root.to_string()),
                    agrees,
                    time: time.map(|seconds| clock::printed(i64::from(seconds) * 1_000_000_000)),
                    ..other
                }
            }
            OtsClaim::Other => other,
        }
    }

    fn line(&self) -> String {
        match (self.height, &self.merkle_root, self.agrees) {
            (Some(height), Some(root), Some(true)) => {
                let time = self
                    .time
                    .as_ref()
                    .map(|time| format!(", made at {time} by the header that you named"));
                format!(
                    "in block    {height} of Bitcoin, as you named it: merkle root {root}{}",
                    time.unwrap_or_default()
                )
            }
            (Some(height), Some(root), Some(false)) => {
                format!(
                    "NOT in block {height} of Bitcoin as you named it: its merkle root would be {root}"
                )
            }
            (Some(height), Some(root), None) => format!(
                "claimed     block {height} of Bitcoin, if its merkle root is {root}; ask somebody whom you trust, and name it: --block {height}=…"
            ),
            (Some(height), ..) => {
                format!(
                    "not read    a claim on block {height} of Bitcoin, by a digest that is not computed here"
                )
            }
            _ => match &self.calendar {
                Some(calendar) => format!("promised    by {}: no proof yet", print::line(calendar)),
                None => "not read    a claim of another kind".to_owned(),
            },
        }
    }
}

impl Blocks {
    /// Tells whether a block that was named bears the statement out, and none speaks against it.
    pub(crate) fn is_ok(&self) -> bool {
        let says = |answer| self.claims.iter().any(|claim| claim.agrees == Some(answer));
        says(true) && !says(false)
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        for line in self.wrong.iter().cloned().chain(self.claims.iter().map(Claim::line)) {
            writeln!(out, "{line}")?;
        }
        if self.is_ok() {
            writeln!(out, "that the block stands in the chain of Bitcoin is not checked here")?;
        } else {
            writeln!(out, "the proof bears out nothing so far")?;
        }
        Ok(())
    }
}

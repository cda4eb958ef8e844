//! What the tests of forms share.

use super::recorded::{Parsed, Recorded};
use crate::Error;

/// SHA-256 of nothing.
pub(super) const DIGEST: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

/// Returns the paths, in printed form, of what a reader recognised.
pub(super) fn paths_of(read: Option<Result<Parsed, Error>>) -> Result<Vec<String>, Error> {
    let parsed = read.expect("it is recognised")?;
    let printed = |entry: &Recorded| entry.locator.as_ref().map(ToString::to_string);
    Ok(parsed.recorded.iter().filter_map(printed).collect())
}

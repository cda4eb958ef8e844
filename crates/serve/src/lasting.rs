//! What is made once for each revision of the dossier.

use std::sync::{Mutex, PoisonError};

use answers::Dossier;

use crate::failure::Failure;

/// A value with the revision that it was made in.
pub(crate) struct Lasting<T>(Mutex<Option<(u64, T)>>);

impl<T> Default for Lasting<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Lasting<T> {
    /// Returns the value of the revision at hand, which `make` makes where it is not known; whoever asks meanwhile waits.
    pub(crate) fn of(
        &self,
        dossier: &Dossier,
        make: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let revision = dossier.revision()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, value)) = &*known
            && *of == revision
        {
            return Ok(value.clone());
        }
        let value = make()?;
        *known = Some((revision, value.clone()));
        Ok(value)
    }
}

//! Who reads the dossier: a bounded number of readers, each with the dossier open on its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use answers::Dossier;
use axum::http::StatusCode;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::site::Open;

/// How long a question waits for a reader.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may take; the reader goes on to its end, and is not free before.
const LONGEST: Duration = Duration::from_mins(1);

/// Readers of one dossier.
pub(crate) struct Readers {
    open: Open,
    seats: Arc<Semaphore>,
    idle: Mutex<Vec<Reader>>,
}

struct Reader {
    dossier: Dossier,
    /// The state of the dossier when it was opened.
    state: (u64, bool),
}

impl Readers {
    pub(crate) fn new(open: Open, seats: usize) -> Self {
        let seats = Arc::new(Semaphore::new(seats.clamp(1, 64)));
        Self { open, seats, idle: Mutex::default() }
    }

    /// Puts a question to the dossier, as soon as a reader is free.
    pub(crate) async fn ask<T: Send + 'static>(
        self: Arc<Self>,
        question: impl FnOnce(&Dossier) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let seat = tokio::time::timeout(PATIENCE, Arc::clone(&self.seats).acquire_owned());
        let Ok(Ok(seat)) = seat.await else {
            return Err(busy("too many questions at once; ask again"));
        };
        let reading = tokio::task::spawn_blocking(move || {
            let _seat = seat;
            let reader = self.reader()?;
            let answer = question(&reader.dossier);
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
            answer
        });
        match tokio::time::timeout(LONGEST, reading).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(broken)) => Err(Failure::broken(&broken)),
            Err(_) => Err(busy("the answer takes too long; ask for less")),
        }
    }

    /// Returns a reader that sees the dossier as it is now.
    fn reader(&self) -> Result<Reader, Failure> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = idle
            && reader.dossier.state()? == reader.state
        {
            return Ok(reader);
        }
        let dossier = (self.open)().map_err(|error| Failure::broken(&*error))?;
        let state = dossier.state()?;
        Ok(Reader { dossier, state })
    }
}

fn busy(message: &str) -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, message)
}

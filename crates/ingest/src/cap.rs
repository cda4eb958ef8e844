//! Bounds on what many threads have in hand at once.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A bound on something that many threads add to.
#[derive(Debug)]
pub(crate) struct Cap {
    most: u64,
    now: Mutex<u64>,
    lowered: Condvar,
}

impl Cap {
    pub(crate) fn new(most: u64) -> Self {
        Self { most, now: Mutex::new(0), lowered: Condvar::new() }
    }

    /// Adds `amount` unless the cap is reached.
    pub(crate) fn try_add(&self, amount: u64) -> bool {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = *now < self.most;
        if fits {
            *now += amount;
        }
        fits
    }

    /// Waits until there is room, then adds `amount`.
    pub(crate) fn add(&self, amount: u64) {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = self
            .lowered
            .wait_while(now, |now| *now >= self.most)
            .unwrap_or_else(PoisonError::into_inner);
        *now += amount;
    }

    /// Takes `amount` off again.
    pub(crate) fn remove(&self, amount: u64) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) -= amount;
        self.lowered.notify_one();
    }

    /// Waits until there is room, then adds `amount` until the guard is dropped.
    pub(crate) fn wait(self: &Arc<Self>, amount: u64) -> Waiting {
        self.add(amount);
        Waiting { cap: Arc::clone(self), amount }
    }
}

/// What was added to a cap, and is taken off when this is dropped.
pub(crate) struct Waiting {
    cap: Arc<Cap>,
    amount: u64,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.cap.remove(self.amount);
    }
}

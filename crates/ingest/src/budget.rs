//! How much one file on disk may yield with everything in it.

use std::sync::atomic::{AtomicU64, Ordering};

use item::LimitReason;

/// Containers within containers, the outermost counted.
pub(crate) const MOST_DEPTH: usize = 16;

/// What is left for the family of one file on disk. The limits grow with its size, so that an honest mailbox of any
/// size fits, and a bomb of a few kilobytes does not.
#[derive(Debug)]
pub(crate) struct Budget {
    inflated_bytes: AtomicU64,
    members: AtomicU64,
}

impl Budget {
    /// Makes the budget for a file of `size` bytes: 4 GiB and four times its size, and 200,000 members and one more
    /// for every 128 bytes.
    pub(crate) fn of(size: u64) -> Self {
        Self {
            inflated_bytes: AtomicU64::new((4 << 30) + size.saturating_mul(4)),
            members: AtomicU64::new(200_000 + size / 128),
        }
    }

    /// Returns the limits for one content of `size` bytes: a share of what is left.
    pub(crate) fn limits(&self, settings: &sandbox::Limits, size: u64) -> sandbox::Limits {
        let members = settings.members + size / 256;
        sandbox::Limits {
            members: members.min(self.members.load(Ordering::Relaxed)),
            inflated_bytes: self
                .inflated_bytes
                .load(Ordering::Relaxed)
                .min(settings.inflated_bytes.saturating_add(size.saturating_mul(4))),
            ..*settings
        }
    }

    /// Takes off what was taken off `trial`, a clone that was made when this budget stood at `before`.
    pub(crate) fn spend_like(&self, before: &Self, trial: &Self) {
        spend(&self.members, &before.members, &trial.members);
        spend(&self.inflated_bytes, &before.inflated_bytes, &trial.inflated_bytes);
    }

    /// Takes one member of `size` bytes off the budget, or says of what there is not that much left.
    pub(crate) fn take(&self, size: u64) -> Result<(), LimitReason> {
        if !take(&self.members, 1) {
            return Err(LimitReason::Members);
        }
        if !take(&self.inflated_bytes, size) {
            return Err(LimitReason::Inflation);
        }
        Ok(())
    }
}

impl Clone for Budget {
    fn clone(&self) -> Self {
        Self {
            inflated_bytes: AtomicU64::new(self.inflated_bytes.load(Ordering::Relaxed)),
            members: AtomicU64::new(self.members.load(Ordering::Relaxed)),
        }
    }
}

fn spend(from: &AtomicU64, before: &AtomicU64, after: &AtomicU64) {
    let spent = before.load(Ordering::Relaxed).saturating_sub(after.load(Ordering::Relaxed));
    let lower = |left: u64| Some(left.saturating_sub(spent));
    let lowered = from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, lower);
    debug_assert!(lowered.is_ok(), "the closure never declines");
}

fn take(from: &AtomicU64, amount: u64) -> bool {
    from.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(amount)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_runs_out_and_stays_out() {
        let budget = Budget::of(0);
        assert_eq!(budget.take(4 << 30), Ok(()));
        assert_eq!(budget.take(1), Err(LimitReason::Inflation));
        assert_eq!(budget.limits(&sandbox::Limits::default(), 0).inflated_bytes, 0);
    }
}

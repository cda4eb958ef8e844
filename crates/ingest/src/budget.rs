//! How much one file on disk may yield with everything in it.

/// What a file on disk may yield with everything in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FamilyLimits {
    /// Bytes of members that are opened, whatever the size of the file.
    pub inflated_bytes: u64,
    /// How many more for every byte of the file.
    pub inflated_for_each_byte: u64,
    /// Members, whatever the size of the file.
    pub members: u64,
    /// For how many bytes of the file there is one more; zero for none.
    pub bytes_for_each_member: u64,
    /// Containers within containers, the outermost counted.
    pub depth: usize,
}

impl FamilyLimits {
    /// Returns half of each limit but the depth.
    pub(crate) fn halved(&self) -> Self {
        Self {
            inflated_bytes: self.inflated_bytes / 2,
            inflated_for_each_byte: self.inflated_for_each_byte / 2,
            members: self.members / 2,
            bytes_for_each_member: self.bytes_for_each_member.saturating_mul(2),
            depth: self.depth,
        }
    }
}

impl Default for FamilyLimits {
    fn default() -> Self {
        Self {
            inflated_bytes: 4 << 30,
            inflated_for_each_byte: 4,
            members: 200_000,
            bytes_for_each_member: 128,
            depth: 16,
        }
    }
}

/// What is left for the family of one file on disk. It grows with the size of the file, so that an honest mailbox of
/// any size fits, and a bomb of a few kilobytes does not.
///
/// What was refused once stays refused, so that after the first refusal no more containers are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    inflated_bytes: u64,
    members: u64,
    depth: usize,
}

impl Budget {
    /// Makes the budget for a file of `size` bytes.
    pub fn new(limits: &FamilyLimits, size: u64) -> Self {
        let inflated = size.saturating_mul(limits.inflated_for_each_byte);
        let members = size.checked_div(limits.bytes_for_each_member).unwrap_or(0);
        Self {
            inflated_bytes: limits.inflated_bytes.saturating_add(inflated),
            members: limits.members.saturating_add(members),
            depth: limits.depth,
        }
    }

    /// Returns how deep containers may stand in containers.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Pays for one member; false where there is nothing left for it.
    pub fn pay_member(&mut self) -> bool {
        pay(&mut self.members, 1)
    }

    /// Pays for the bytes of a member that is to be opened; false where there is not that much left.
    pub fn pay_bytes(&mut self, bytes: u64) -> bool {
        pay(&mut self.inflated_bytes, bytes)
    }

    /// Pays for what was paid between two states of another budget; false where there is not that much left.
    pub(crate) fn pay_like(&mut self, before: &Self, after: &Self) -> bool {
        pay(&mut self.members, before.members - after.members)
            && self.pay_bytes(before.inflated_bytes - after.inflated_bytes)
    }
}

fn pay(left: &mut u64, amount: u64) -> bool {
    let after = left.checked_sub(amount);
    *left = after.unwrap_or(0);
    after.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_once_stays_refused() {
        let mut budget = Budget::new(
            &FamilyLimits { inflated_bytes: 10, members: 1, ..FamilyLimits::default() },
            0,
        );
        assert!(budget.pay_bytes(6));
        assert!(!budget.pay_bytes(5));
        assert!(!budget.pay_bytes(1));
        assert!(budget.pay_member() && !budget.pay_member());
    }

    #[test]
    fn a_budget_grows_with_its_file() {
        let limits = FamilyLimits::default();
        let (small, large) = (Budget::new(&limits, 0), Budget::new(&limits, 1 << 20));
        assert_eq!(large.inflated_bytes - small.inflated_bytes, 4 << 20);
        assert_eq!(large.members - small.members, 1 << 13);
        assert_eq!(Budget::new(&limits, u64::MAX).inflated_bytes, u64::MAX);
    }
}

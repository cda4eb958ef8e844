//! No path, no port (landlock(7)).

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetError, RulesetStatus, Scope,
};

/// The newest interface whose rights are asked for; an older kernel forbids those of them that it knows.
const NEWEST: ABI = ABI::V6;

/// Forbids every path and port, and signals and abstract sockets to other processes; returns whether the kernel does.
pub(super) fn forbid() -> bool {
    matches!(restrict(), Ok(status) if status != RulesetStatus::NotEnforced)
}

/// Handles every right and grants none: a worker is given its bytes and needs no path.
fn restrict() -> Result<RulesetStatus, RulesetError> {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?;
    Ok(rules.create()?.restrict_self()?.ruleset)
}

//! What keeps a program of another in: it reads programs, libraries and their data, and does nothing else to the machine.

use std::collections::BTreeMap;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetError, RulesetStatus, Scope, path_beneath_rules,
};
use seccompiler::SeccompCmpArgLen::Dword;
use seccompiler::SeccompCmpOp::MaskedEq;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
    apply_filter,
};

type Error = Box<dyn std::error::Error>;

/// The newest interface whose rights are asked for.
const NEWEST: ABI = ABI::V6;

/// Where systems keep programs, libraries and the data of both; what is not there is left out.
const SYSTEM: [&str; 12] = [
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/opt",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
    "/dev/urandom",
    "/dev/zero",
];

/// fchmodat2(2), which not every C library names yet.
const FCHMODAT2: i64 = 452;

/// Calls that no reader has a use for: the network, other processes, the kernel itself, leaving the group in which it is
/// killed, and changing what stands beside the content of a file.
const DENIED: &[i64] = &[
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_setsid,
    libc::SYS_setpgid,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_open_by_handle_at,
    // Times, owners, modes and attributes of files, which Landlock leaves open, even for what is only readable: a guest
    // that could set them would change evidence.
    libc::SYS_utimensat,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
];

/// The same by older calls, which newer machines do without.
#[cfg(target_arch = "x86_64")]
const DENIED_OF_OLD: &[i64] = &[
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
];
#[cfg(not(target_arch = "x86_64"))]
const DENIED_OF_OLD: &[i64] = &[];

/// Forbids every path but those of the system and the folder of `program`, which are read alone, and every port; returns
/// whether the kernel does.
pub(super) fn keep_from_paths(program: &Path) -> bool {
    matches!(restrict(program), Ok(status) if status != RulesetStatus::NotEnforced)
}

fn restrict(program: &Path) -> Result<RulesetStatus, RulesetError> {
    let read = AccessFs::from_read(NEWEST);
    let null: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::WriteFile;
    let own = program.parent().unwrap_or(program);
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .add_rules(path_beneath_rules(SYSTEM, read))?
        .add_rules(path_beneath_rules([own], read))?
        .add_rules(path_beneath_rules(["/dev/null"], null))?;
    Ok(rules.restrict_self()?.ruleset)
}

/// Lets the denied calls fail, and the start of another process where that is not granted; returns whether the kernel
/// does so.
pub(super) fn keep_from_calls(may_fork: bool) -> bool {
    apply(may_fork).is_ok()
}

fn apply(may_fork: bool) -> Result<(), Error> {
    // Its arguments stand in memory, where a filter does not see them; libraries take the older call.
    let unknown = program([(libc::SYS_clone3, Vec::new())].into(), libc::ENOSYS)?;
    let denied = program(denied(may_fork)?, libc::EPERM)?;
    apply_filter(&unknown)?;
    Ok(apply_filter(&denied)?)
}

fn program(rules: BTreeMap<i64, Vec<SeccompRule>>, errno: i32) -> Result<BpfProgram, Error> {
    let machine: TargetArch = std::env::consts::ARCH.try_into()?;
    let fails = SeccompAction::Errno(errno.unsigned_abs());
    Ok(SeccompFilter::new(rules, SeccompAction::Allow, fails, machine)?.try_into()?)
}

fn denied(may_fork: bool) -> Result<BTreeMap<i64, Vec<SeccompRule>>, Error> {
    let all = DENIED.iter().chain(DENIED_OF_OLD);
    let mut rules: BTreeMap<_, _> = all.map(|call| (*call, Vec::new())).collect();
    if !may_fork {
        let is_process = MaskedEq(u64::from(libc::CLONE_THREAD.unsigned_abs()));
        let a_process = SeccompCondition::new(0, Dword, is_process, 0)?;
        rules.insert(libc::SYS_clone, vec![SeccompRule::new(vec![a_process])?]);
        #[cfg(target_arch = "x86_64")]
        rules.extend([(libc::SYS_fork, Vec::new()), (libc::SYS_vfork, Vec::new())]);
    }
    Ok(rules)
}

//! The system calls that a worker may make (seccomp(2)); any other ends it.

use std::collections::BTreeMap;

use seccompiler::SeccompCmpArgLen::Dword;
use seccompiler::SeccompCmpOp::{Eq, MaskedEq};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
    apply_filter,
};

type Error = Box<dyn std::error::Error>;

/// Calls that are allowed whatever their arguments are: to take and give bytes over descriptors that are open already,
/// memory, time, threads' waits, and questions that reveal nothing.
const ALLOWED: &[i64] = &[
    // Bytes over what is open.
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_recvmsg,
    libc::SYS_recvfrom,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_ppoll,
    libc::SYS_fstat,
    // Memory.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Threads.
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_set_tid_address,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getcpu,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Signals that this process gets.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    // Time and chance.
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    // Questions about itself.
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_getrusage,
    libc::SYS_times,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_time,
];

/// Calls by path that libraries make for questions whose answer they can do without, such as how many processors there
/// are: they fail with `EACCES`, as Landlock lets them fail.
const REFUSED: &[i64] = &[
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    libc::SYS_ioctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
];

/// Calls whose arguments a filter cannot see, since they stand in memory; libraries take the older call where the kernel
/// does not know them (`ENOSYS`).
const UNKNOWN: &[i64] = &[libc::SYS_clone3, libc::SYS_openat2];

/// `PR_GET_AUXV`: what the kernel told this program when it started it, such as the size of a page (prctl(2), Linux 6.4).
const AUXILIARY: u64 = 0x4155_5856;

/// Bits of the flags of `open` without which a file is opened for reading alone.
const WRITES: u64 = (libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC) as u64;

/// Lets every call but those above end the process; returns whether the kernel does so.
pub(super) fn forbid() -> bool {
    apply().is_ok()
}

/// The list that ends the process comes last: it forbids to set up a filter. Where several filters know a call, the
/// kernel takes the strictest verdict (seccomp(2): kill before errno before allow).
fn apply() -> Result<(), Error> {
    let refused = program(refused()?, fails(libc::EACCES), SeccompAction::Allow)?;
    let unknown = program(always(UNKNOWN), fails(libc::ENOSYS), SeccompAction::Allow)?;
    let allowed = program(allowed()?, SeccompAction::Allow, SeccompAction::KillProcess)?;
    for filter in [refused, unknown, allowed] {
        apply_filter(&filter)?;
    }
    Ok(())
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn program(
    rules: Rules,
    matched: SeccompAction,
    other: SeccompAction,
) -> Result<BpfProgram, Error> {
    let machine: TargetArch = std::env::consts::ARCH.try_into()?;
    Ok(SeccompFilter::new(rules, other, matched, machine)?.try_into()?)
}

fn fails(errno: i32) -> SeccompAction {
    SeccompAction::Errno(errno.unsigned_abs())
}

/// A rule without conditions.
fn always(calls: &[i64]) -> Rules {
    calls.iter().map(|call| (*call, Vec::new())).collect()
}

fn refused() -> Result<Rules, Error> {
    let mut rules = always(REFUSED);
    rules.insert(libc::SYS_openat, vec![rule(2, MaskedEq(WRITES), 0)?]);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_open, vec![rule(1, MaskedEq(WRITES), 0)?]);
    let empty_path = u64::from(libc::AT_EMPTY_PATH.unsigned_abs());
    rules.insert(libc::SYS_newfstatat, vec![rule(3, MaskedEq(empty_path), 0)?]);
    rules.insert(libc::SYS_statx, vec![rule(2, MaskedEq(empty_path), 0)?]);
    Ok(rules)
}

/// What [`refused`] and [`UNKNOWN`] let fail has to be on this list, too: it is the strictest.
fn allowed() -> Result<Rules, Error> {
    let mut rules = always(ALLOWED);
    rules.extend(always(UNKNOWN));
    rules.extend(refused()?);
    // By descriptor alone: with a path they are refused.
    rules.extend(always(&[libc::SYS_newfstatat, libc::SYS_statx]));
    rules.extend(conditional()?);
    Ok(rules)
}

/// Calls that are allowed with some arguments.
fn conditional() -> Result<Rules, Error> {
    let own = u64::from(std::process::id());
    let execute = MaskedEq(number(libc::PROT_EXEC));
    let a_thread = number(libc::CLONE_THREAD);
    // Names of threads and of areas of memory, by which allocators show themselves to debuggers.
    let questions = [number(libc::PR_SET_NAME), number(libc::PR_SET_VMA), AUXILIARY];
    let questions = questions.map(|question| rule(0, Eq, question));
    let commands = [libc::F_GETFD, libc::F_SETFD, libc::F_GETFL, libc::F_DUPFD_CLOEXEC];
    let commands = commands.map(|command| rule(1, Eq, number(command)));
    Ok(BTreeMap::from([
        // No memory that can be written and then run.
        (libc::SYS_mmap, vec![rule(2, execute.clone(), 0)?]),
        (libc::SYS_mprotect, vec![rule(2, execute, 0)?]),
        (libc::SYS_clone, vec![rule(0, MaskedEq(a_thread), a_thread)?]),
        (libc::SYS_prctl, questions.into_iter().collect::<Result<_, _>>()?),
        // Limits of this process; the kernel lets it lower them alone.
        (libc::SYS_prlimit64, vec![rule(0, Eq, 0)?, rule(0, Eq, own)?]),
        // Signals to itself, by which it aborts.
        (libc::SYS_kill, vec![rule(0, Eq, own)?]),
        (libc::SYS_tgkill, vec![rule(0, Eq, own)?]),
        (libc::SYS_tkill, vec![rule(1, Eq, number(libc::SIGABRT))?]),
        (libc::SYS_fcntl, commands.into_iter().collect::<Result<_, _>>()?),
    ]))
}

fn rule(
    argument: u8,
    operator: seccompiler::SeccompCmpOp,
    value: u64,
) -> Result<SeccompRule, Error> {
    let condition = SeccompCondition::new(argument, Dword, operator, value)?;
    Ok(SeccompRule::new(vec![condition])?)
}

fn number(flag: i32) -> u64 {
    u64::from(flag.unsigned_abs())
}

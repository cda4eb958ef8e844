//! How much of the machine this process may have.

use std::io;
use std::path::Path;

use rustix::fs::statvfs;

/// Memory, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// What the machine has.
    pub total: u64,
    /// What could be had now without swapping, as the kernel estimates it.
    pub available: u64,
    /// What the control group of this process may have, if it is less than the machine has.
    pub group: Option<u64>,
}

impl Memory {
    /// Returns the most that this process and its workers may have together.
    pub fn most(&self) -> u64 {
        self.group.map_or(self.total, |group| group.min(self.total))
    }
}

/// Returns the memory of the machine and the limit of the control group, in either version of control groups.
pub fn memory() -> io::Result<Memory> {
    let stated = std::fs::read_to_string("/proc/meminfo")?;
    let size = |name| kilobytes(&stated, name).ok_or(io::ErrorKind::InvalidData);
    let (total, available) = (size("MemTotal:")?, size("MemAvailable:")?);
    let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let limits = group_files(&groups).filter_map(|path| std::fs::read_to_string(path).ok());
    let group = limits.filter_map(|limit| limit.trim().parse().ok()).min();
    Ok(Memory { total, available, group: group.filter(|group| *group < total) })
}

/// Returns the bytes that are free for this user in the file system of `folder`.
pub fn room(folder: &Path) -> io::Result<u64> {
    let system = statvfs(folder)?;
    Ok(system.f_bavail.saturating_mul(system.f_frsize))
}

fn kilobytes(stated: &str, name: &str) -> Option<u64> {
    let line = stated.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    number.checked_mul(1024)
}

/// Returns where the limits on memory may stand for the groups that `/proc/self/cgroup` lists: of each group and of
/// those above it (cgroups(7)).
fn group_files(groups: &str) -> impl Iterator<Item = String> {
    let lines = groups.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        Some((parts.next()?, parts.next()?))
    });
    lines.flat_map(|(controllers, path)| {
        let file = match controllers {
            "" => Some(("/sys/fs/cgroup", "memory.max")),
            _ if controllers.split(',').any(|one| one == "memory") => {
                Some(("/sys/fs/cgroup/memory", "memory.limit_in_bytes"))
            }
            _ => None,
        };
        let path = Path::new(path.trim_start_matches('/'));
        let above: Vec<_> = path.ancestors().filter_map(Path::to_str).collect();
        let join = |at: &str, (root, name)| format!("{root}/{at}/{name}");
        above.into_iter().filter_map(move |at| file.map(|file| join(at, file))).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_the_kernel_states_them() {
        let stated = "MemTotal:        2048 kB\nMemFree: 1 kB\nMemAvailable:  1024 kB\n";
        assert_eq!(kilobytes(stated, "MemAvailable:"), Some(1 << 20));
        assert_eq!(kilobytes(stated, "SwapTotal:"), None);
        assert_eq!(kilobytes("MemTotal: many kB", "MemTotal:"), None);
    }

    #[test]
    fn limits_are_looked_for_in_a_group_and_in_those_above_it_in_both_versions() {
        let files: Vec<_> = group_files("4:memory:/job/one\n3:cpu:/job\n0::/a\nnonsense").collect();
        assert_eq!(
            files,
            [
                "/sys/fs/cgroup/memory/job/one/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/job/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory//memory.limit_in_bytes",
                "/sys/fs/cgroup/a/memory.max",
                "/sys/fs/cgroup//memory.max",
            ]
        );
    }

    #[test]
    fn this_machine_has_memory_and_room() {
        let memory = memory().expect("Linux tells");
        assert!(memory.most() > 0 && memory.most() <= memory.total, "{memory:?}");
        assert!(room(Path::new("/")).is_ok());
        assert!(room(Path::new("/nonexistent")).is_err());
    }
}

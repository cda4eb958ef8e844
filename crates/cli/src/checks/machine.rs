//! How much the machine has.

use anyhow::{Context, anyhow};
use sandbox::machine::Memory;

use super::{Finding, Machine, State};

/// How many descriptors are tried, and should be there.
const DESCRIPTORS: usize = 1024;
/// With fewer than these not even one worker does well.
const FEWEST_DESCRIPTORS: usize = 64;
/// What the program itself takes beside its workers, roughly, in bytes.
const OWN_MEMORY: u64 = 512 << 20;

pub(crate) fn processors(_: &Machine) -> Finding {
    Finding::should(Ok(format!("{} for this program", crate::workers::processors())))
}

pub(crate) fn memory(_: &Machine) -> Finding {
    let memory = sandbox::machine::memory().context("could not ask for the memory");
    Finding::should(memory.and_then(|memory| enough(memory, jobs())))
}

fn jobs() -> u64 {
    crate::workers::processors() as u64
}

fn enough(memory: Memory, jobs: u64) -> anyhow::Result<String> {
    let each = sandbox::Settings::default().memory;
    let group =
        memory.group.map(|group| format!("; the control group allows {}", gigabytes(group)));
    let found = format!(
        "{}, {} of it free{}",
        gigabytes(memory.total),
        gigabytes(memory.available),
        group.unwrap_or_default()
    );
    if memory.most() >= jobs * each + OWN_MEMORY {
        return Ok(found);
    }
    Err(anyhow!("{found}; {jobs} workers at once may take {} each", gigabytes(each)))
}

pub(crate) fn descriptors(_: &Machine) -> Finding {
    match sandbox::offers::descriptors(DESCRIPTORS) {
        Ok(open) => Finding {
            state: enough_descriptors(open),
            found: format!("{open} could be opened at once, of {DESCRIPTORS} tried"),
        },
        Err(error) => Finding { state: State::Missing, found: error.to_string() },
    }
}

fn enough_descriptors(open: usize) -> State {
    match open {
        // The program has some open itself.
        _ if open + FEWEST_DESCRIPTORS >= DESCRIPTORS => State::Ok,
        _ if open >= FEWEST_DESCRIPTORS => State::Warning,
        _ => State::Missing,
    }
}

/// Returns a number of bytes in GB (10^9), or MB below that.
pub(crate) fn gigabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000_000;
    if tenths < 10 {
        format!("{} MB", bytes / 1_000_000)
    } else {
        format!("{}.{} GB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_group_that_allows_less_than_the_workers_may_take_is_a_warning() {
        let machine = Memory { total: 64 << 30, available: 60 << 30, group: None };
        assert!(enough(machine, 8).is_ok());
        let little = enough(Memory { group: Some(2 << 30), ..machine }, 8);
        let said = little.expect_err("eight workers may take 8 GiB").to_string();
        assert!(
            said.contains("control group allows 2.1 GB") && said.contains("8 workers"),
            "{said}"
        );
    }

    #[test]
    fn few_descriptors_are_a_warning_and_very_few_are_too_few() {
        assert_eq!(enough_descriptors(1_000), State::Ok);
        assert_eq!(enough_descriptors(500), State::Warning);
        assert_eq!(enough_descriptors(20), State::Missing);
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!([gigabytes(999_999_999), gigabytes(1_050_000_000)], ["999 MB", "1.0 GB"]);
    }
}

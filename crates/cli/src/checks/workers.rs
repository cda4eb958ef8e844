//! Whether a worker does its work, and is held to its limits.

use anyhow::bail;
use item::Outcome;
use sandbox::memory::Sealed;
use sandbox::{Source, Violation};

use super::{Finding, Machine};

const SAMPLE: &str = "Red Notice of Interpol, control number A-1234/5-2020.";

/// More than goes over the socket.
const LARGE: usize = 2 << 20;

pub(crate) fn answers(machine: &Machine) -> Finding {
    Finding::must(read(machine, Source::Inline(SAMPLE.as_bytes())).map(|mentions| {
        format!("a worker was started, read a text, and found {mentions} mentions in it")
    }))
}

pub(crate) fn takes_a_descriptor(machine: &Machine) -> Finding {
    Finding::must(by_descriptor(machine))
}

fn by_descriptor(machine: &Machine) -> anyhow::Result<String> {
    use std::os::fd::AsFd;
    let text = format!("{SAMPLE}\n").repeat(LARGE / SAMPLE.len());
    let sealed = Sealed::from_bytes(text.as_bytes())?;
    read(machine, Source::Descriptor(sealed.as_fd(), sealed.len()))?;
    Ok("a worker read 2 MiB through a descriptor".to_owned())
}

/// Returns how many mentions a worker found.
fn read(machine: &Machine, source: Source<'_>) -> anyhow::Result<usize> {
    let ran = sandbox::ask(&machine.program, source, "sample.txt")?;
    if ran.outcome != Outcome::Extracted || ran.mentions.is_empty() {
        bail!("a worker answered `{}` with {} mentions", ran.outcome, ran.mentions.len());
    }
    Ok(ran.mentions.len())
}

pub(crate) fn is_ended_over_time(machine: &Machine) -> Finding {
    Finding::must(tried(machine, Violation::Compute, "computed for ever"))
}

pub(crate) fn is_ended_over_memory(machine: &Machine) -> Finding {
    Finding::must(tried(machine, Violation::Grow, "took memory for ever"))
}

pub(crate) fn is_refused_memory(machine: &Machine) -> Finding {
    Finding::should(tried(machine, Violation::Demand, "demanded 1 GiB at once"))
}

/// Has a fresh worker try each act that no reader has a use for.
pub(crate) fn is_kept_from_acts(machine: &Machine) -> Finding {
    Finding::should(acts_are_prevented(machine))
}

fn acts_are_prevented(machine: &Machine) -> anyhow::Result<String> {
    let mut let_happen = Vec::new();
    for act in Violation::ACTS {
        if !act.was_prevented(sandbox::self_test(&machine.program, *act)?) {
            let_happen.push(format!("{act:?}"));
        }
    }
    if !let_happen.is_empty() {
        bail!("a worker was let {}", let_happen.join(", "));
    }
    Ok(format!("{} forbidden acts were tried and each prevented", Violation::ACTS.len()))
}

pub(crate) fn is_locked_from_paths(machine: &Machine) -> Finding {
    Finding::should(layer(machine, |lock| lock.paths, "no path and no port can be opened"))
}

pub(crate) fn is_locked_from_calls(machine: &Machine) -> Finding {
    Finding::should(layer(machine, |lock| lock.calls, "other system calls end a worker"))
}

pub(crate) fn has_namespaces(machine: &Machine) -> Finding {
    let own = "a worker has users and a network of its own";
    Finding::should(layer(machine, |lock| lock.namespaces, own))
}

fn layer(
    machine: &Machine,
    is_in_force: fn(&sandbox::Lock) -> bool,
    found: &str,
) -> anyhow::Result<String> {
    if !is_in_force(&sandbox::lock(&machine.program)?) {
        bail!("the kernel does not grant it to a worker");
    }
    Ok(found.to_owned())
}

fn tried(machine: &Machine, violation: Violation, did: &str) -> anyhow::Result<String> {
    let ended = sandbox::self_test(&machine.program, violation)?;
    if !violation.was_prevented(ended) {
        bail!("a worker that {did} was not ended for it: `{ended}`");
    }
    Ok(format!("a worker that {did} was ended: {ended}"))
}

//! `manual`: the help as manual pages, one for each command.

use anyhow::Context;

use crate::args::Manual;
use crate::{Ended, cases, place};

pub(crate) fn run(args: &Manual) -> anyhow::Result<Ended> {
    let writing =
        || format!("could not write manual pages into `{}`", place::printed(&args.folder));
    std::fs::create_dir_all(&args.folder).with_context(writing)?;
    clap_mangen::generate_to(cases::command(), &args.folder).with_context(writing)?;
    Ok(Ended::Done)
}

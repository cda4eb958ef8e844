//! Power that is lost at any moment of a run costs what was not committed, and nothing else.

use std::process::Command;

use crate::readme::root;

/// How many states of the disk are tried; `power.py` alone tries all of them.
const STATES: &str = "40";

#[test]
fn a_loss_of_power_leaves_a_dossier_from_which_the_next_run_goes_on() {
    let script = root().join("benches/robust/power.py");
    let mut command = Command::new("python3");
    let ran = command.arg(script).args([env!("CARGO_BIN_EXE_dossier"), STATES]);
    let Ok(ended) = ran.output() else {
        return println!("SKIPPED: power is not lost: there is no python3");
    };
    let printed = String::from_utf8_lossy(&ended.stdout);
    match ended.status.code() {
        Some(3) => println!("{printed}"),
        code => assert_eq!(code, Some(0), "{printed}{}", String::from_utf8_lossy(&ended.stderr)),
    }
}

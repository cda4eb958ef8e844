//! Kills the program at random moments while it indexes: `kills PROGRAM TROVE TIMES`.
#![allow(clippy::print_stdout, reason = "the figures are the result")]

use testkit::Bench;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, trove, times] = arguments.as_slice() else {
        println!("usage: kills PROGRAM TROVE TIMES");
        return;
    };
    let times = times.parse().expect("TIMES is a number");
    let program = std::fs::canonicalize(program).expect("PROGRAM is a path");
    let bench = Bench::new(program);
    std::fs::remove_dir(bench.trove()).expect("the trove is empty yet");
    let trove = std::fs::canonicalize(trove).expect("TROVE is a path");
    std::os::unix::fs::symlink(trove, bench.trove()).expect("links can be made");
    println!("{:#?}", testkit::kills::kill(&bench, times, 20_260_126));
}

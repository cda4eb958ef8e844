//! A worker and nothing else, for tests: the program itself is its own worker.

fn main() {
    sandbox::worker_main(std::env::args_os().nth(1).as_deref())
}

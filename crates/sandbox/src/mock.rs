//! A content that misbehaves as it says, for tests.
//!
//! It begins with `MOCK:`; each line after that is one act, done in order:
//!
//! | act | what happens |
//! |---|---|
//! | `text WORDS` | pushes a text |
//! | `children N SIZE` | pushes N children of SIZE bytes |
//! | `property WORDS` | pushes a title |
//! | `picture PAGE WIDTH HEIGHT SIZE` | pushes a picture of SIZE bytes |
//! | `hang` | sleeps for ever |
//! | `spin` | computes for ever |
//! | `allocate` | takes memory for ever, touching all of it |
//! | `demand` | asks for more memory at once than there can be |
//! | `overflow` | recurses for ever |
//! | `abort`, `panic`, `exit`, `fault` | does so |
//! | `garbage` | writes nonsense to the socket |
//! | `endless` | pushes texts until it is told to stop |
//! | `flood` | sends texts past the sink, for ever |
//! | `drip` | sends a sign of life now and then, for ever |
//! | `chatter` | writes to standard error for ever |
//! | `touch` | reads every page of the content and pushes its length |
//! | `descriptors` | pushes the numbers of the open descriptors |
//! | `write` | writes to a file |
//! | `unlock` | asks for the passwords and pushes them |
//! | `exit-if-used` | exits, unless this is the first item of the worker |

use std::hint::black_box;
use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use formats::{Child, Content, Error, Flow, Input, Picture, Sink};
use item::{Basis, Identified, Key, Layer, PartialReason, Place, Segment};

use crate::gather::Out;
use crate::violate;
use crate::wire::Outgoing;

const MAGIC: &[u8] = b"MOCK:";

/// Counts the items that this process identified.
static ITEMS: AtomicU32 = AtomicU32::new(0);

pub(crate) fn identify(bytes: &[u8]) -> Option<Identified> {
    ITEMS.fetch_add(1, Ordering::Relaxed);
    bytes.starts_with(MAGIC).then(|| Identified {
        format: "text".into(),
        basis: Basis::Signature,
        warnings: Vec::new(),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of an extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let end = input.bytes.iter().position(|byte| *byte == 0).unwrap_or(input.bytes.len());
    let acts = String::from_utf8_lossy(&input.bytes[MAGIC.len()..end]).into_owned();
    for act in acts.lines() {
        let (verb, rest) = act.trim().split_once(' ').unwrap_or((act.trim(), ""));
        if perform(verb, rest, input, sink) == Flow::Stop {
            break;
        }
    }
    Ok(())
}

#[expect(clippy::exit, clippy::print_stderr, reason = "it misbehaves")]
fn perform(verb: &str, rest: &str, input: &Input, sink: &mut dyn Sink) -> Flow {
    match verb {
        "text" => return sink.text(body(rest)),
        "children" => return children(rest, sink),
        "property" => sink.metadata(Key::TITLE, rest),
        "picture" => return picture(rest, sink),
        "hang" => std::thread::sleep(Duration::from_secs(1 << 20)),
        "spin" => violate::compute(),
        "allocate" => violate::grow(),
        "demand" => violate::demand(1 << 40),
        "overflow" => {
            black_box(recurse(1));
        }
        "abort" => std::process::abort(),
        "panic" => panic!("the mock panics"),
        "exit" => std::process::exit(0),
        "fault" => {
            let signal = rustix::process::Signal::ILL;
            let _ = rustix::process::kill_process(rustix::process::getpid(), signal);
            std::thread::sleep(Duration::from_secs(1 << 20));
        }
        "garbage" => {
            let _ = rustix::io::write(rustix::stdio::stdin(), &[0xa5; 4096]);
        }
        "endless" => while sink.text(body(&"endless ".repeat(1_000))) == Flow::Continue {},
        "flood" => flood(),
        "drip" => drip(),
        "chatter" => loop {
            eprintln!("{}", "chatter ".repeat(1_000));
        },
        "touch" => return sink.text(body(&touch(&input.bytes).to_string())),
        "descriptors" => return sink.text(body(&descriptors())),
        "unlock" => {
            let passwords: Vec<&str> = input.passwords.iter().collect();
            return sink.text(body(&passwords.join(" ")));
        }
        "write" => drop(violate::write()),
        "exit-if-used" if ITEMS.load(Ordering::Relaxed) > 1 => std::process::exit(0),
        _ => {}
    }
    Flow::Continue
}

fn body(words: &str) -> Segment {
    Segment::new(Place::Whole, Layer::Body, words)
}

fn children(rest: &str, sink: &mut dyn Sink) -> Flow {
    let mut numbers = rest.split(' ').map(|number| number.parse().unwrap_or(0));
    let (count, size) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    for number in 0..count {
        let child = Child { name: format!("{number}.txt").into_bytes(), ..Child::default() };
        let mut bytes = Cursor::new(vec![b'c'; size]);
        if sink.child(child, Content::Stream(&mut bytes)) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn picture(rest: &str, sink: &mut dyn Sink) -> Flow {
    let mut numbers = rest.split(' ').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let (page, width, height, size) = (next(), next(), next(), next());
    let bytes = vec![b'p'; usize::try_from(size).unwrap_or(0)].into();
    let picture = Picture { media_type: "image/png".into(), width, height, bytes };
    sink.picture(Place::Page(page), picture)
}

fn touch(bytes: &[u8]) -> usize {
    for page in bytes.chunks(4_096) {
        black_box(page[0]);
    }
    bytes.len()
}

#[expect(unsafe_code, reason = "the system's call to look at a descriptor by its number")]
fn descriptors() -> String {
    // SAFETY: only a number is asked about; nothing is read or closed.
    let is_open = |number: &i32| unsafe { libc::fcntl(*number, libc::F_GETFD) } >= 0;
    let open: Vec<_> = (0..1_000).filter(is_open).map(|number| number.to_string()).collect();
    open.join(" ")
}

#[expect(unconditional_recursion, reason = "it misbehaves")]
fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 64]);
    recurse(frame[7] + 1) + frame[3]
}

/// The socket, past the sink.
struct Raw;

impl Write for Raw {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdin(), bytes)?)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn flood() {
    let mut outgoing = Outgoing::new(Raw);
    loop {
        outgoing.text(&body(&"flood ".repeat(1_000)));
    }
}

fn drip() {
    let mut outgoing = Outgoing::new(Raw);
    outgoing.careful = true;
    loop {
        outgoing.partial(PartialReason::Damaged);
        std::thread::sleep(Duration::from_millis(50));
    }
}

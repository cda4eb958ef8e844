//! Prints the mentions in a text from standard input, or with `--time` how fast it is read.

use std::io::{self, Read, Write};
use std::time::Instant;

use item::{Layer, Place, Segment};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    if std::env::args().any(|argument| argument == "--time") {
        return time(&text);
    }
    let mut out = io::stdout().lock();
    for mention in entities::recognise(&text) {
        let (kind, normal, surface) = (&mention.kind, &mention.normal, &mention.surface);
        writeln!(
            out,
            "{}\t{}\t{kind}\t{normal}\t{surface:?}\t{}",
            mention.start, mention.end, mention.confidence
        )?;
    }
    Ok(())
}

fn time(text: &str) -> io::Result<()> {
    let warm = Instant::now();
    entities::recognise("first use reads the tables");
    let warm = warm.elapsed();
    let segments = [Segment::new(Place::Whole, Layer::Body, text)];
    let begin = Instant::now();
    let found = entities::Recogniser::new().mentions(&segments).len();
    let seconds = begin.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
    let rate = text.len() as f64 / seconds / 1e6;
    writeln!(
        io::stdout(),
        "tables {warm:?}; {} bytes, {found} mentions, {rate:.1} MB/s",
        text.len()
    )
}

//! scratch
#![allow(clippy::all, clippy::pedantic, clippy::print_stdout)]
use item::*;
use search::*;
use std::path::Path;
use std::time::Instant;
fn walk(dir: &Path, out: &mut Vec<std::path::PathBuf>) {
    let Ok(rd) = std::fs::read_dir(dir) else { return };
    for e in rd {
        let p = e.unwrap().path();
        if p.is_dir() { walk(&p, out) } else { out.push(p) }
    }
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e6
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let target: u64 = args.get(2).map_or(100_000_000, |a| a.parse().unwrap());
    let place = Path::new(&args[1]);
    let many: String = (b'a'..=b'z').map(|c| format!("*{}* ", c as char)).collect();
    let long: String = "the ".repeat(600);
    let ors: String = (0..480).map(|n| format!("name:\"John S{n}\" OR ")).collect();
    let queries: Vec<String> = vec![
        "the w/100 the w/100 the w/100 the".into(),
        "\"the the the the the the the the\"~100".into(),
        many,
        long,
        ors,
        "/.*.*.*.*x/".into(),
        "/(a|b|c|d|e)*[^z]{1,20}/".into(),
        "*".repeat(1000) + "x",
        "a*".repeat(300),
        "\"of the and to in is it for on\"~100".into(),
        "from:* -to:* OR -(the -and)".into(),
        "path:*.txt".into(),
        "a* w/100 b* w/100 c*".into(),
        "x~2 y~2 ab~2 cd~2".into(),
    ];
    let folder;
    if place.join("meta.json").exists() {
        folder = index::Folder::open(place).unwrap();
    } else {
        std::fs::create_dir_all(place).unwrap();
        folder = index::Folder::create(place).unwrap();
        let mut files = vec![];
        walk(Path::new("/work/shared/corpora"), &mut files);
        files.sort();
        let mut texts: Vec<(String, String)> = vec![];
        for f in files {
            let b = std::fs::read(&f).unwrap();
            if b.len() > 2_000_000 {
                continue;
            }
            if let Ok(s) = String::from_utf8(b) {
                texts.push((f.display().to_string(), s));
            }
        }
        println!("{} texts {} bytes", texts.len(), texts.iter().map(|t| t.1.len()).sum::<usize>());
        let t = Instant::now();
        let mut w = folder
            .writer(index::Options {
                threads: args.get(3).map_or(1, |a| a.parse().unwrap()),
                memory: 200_000_000,
            })
            .unwrap();
        let mut bytes = 0u64;
        let mut ord = 0u32;
        let mut prep = 0.0;
        while bytes < target {
            for (name, text) in &texts {
                if bytes >= target {
                    break;
                }
                let t0 = Instant::now();
                let mut e = Extraction::nothing(
                    Identified { format: "eml".into(), basis: Basis::None, warnings: vec![] },
                    Outcome::EXTRACTED,
                );
                for (n, chunk) in text.as_bytes().chunks(3000).enumerate() {
                    e.segments.push(Segment::new(
                        Place::Page(n as u32 + 1),
                        Layer::Body,
                        String::from_utf8_lossy(chunk).into_owned(),
                    ));
                }
                e.segments.push(Segment::new(
                    Place::Field("subject".into()),
                    Layer::Metadata,
                    "free money",
                ));
                e.metadata.insert(Key::SUBJECT, vec!["free money".into()]);
                e.metadata.insert(Key::FROM, vec![format!("John {ord} <a{ord}@example.com>")]);
                e.metadata.insert(
                    Key::SENT,
                    vec![format!("2002-{:02}-{:02}T10:00:00Z", ord % 12 + 1, ord % 28 + 1)],
                );
                for k in 0..60u32 {
                    let (kind, normal) = match k % 4 {
                        0 => ("person", format!("John Smith{}", (ord * 7 + k) % 9000)),
                        1 => ("email", format!("u{}@x.com", (ord + k * 31) % 20000)),
                        2 => (
                            "date",
                            format!(
                                "{}-{:02}-{:02}",
                                1990 + (ord + k) % 35,
                                (ord + k) % 12 + 1,
                                (ord * k) % 28 + 1
                            ),
                        ),
                        _ => ("org", format!("org {}", (ord * k) % 5000)),
                    };
                    e.mentions.push(Mention {
                        kind: kind.into(),
                        surface: normal.clone(),
                        normal,
                        start: 0,
                        end: 0,
                        segment: 0,
                        place: Place::Whole,
                        layer: Layer::Body,
                        confidence: 1.0,
                        alternatives: vec![],
                        keys: vec![],
                    });
                }
                prep += t0.elapsed().as_secs_f64();
                w.add_content(&ContentRecord::new(ord, &e)).unwrap();
                w.add_item(&ItemRecord {
                    ord,
                    content: Some(ord),
                    locator: Locator::new("", format!("{}/{ord}", &name[1..])),
                    size: Some(text.len() as u64),
                    modified: None,
                    outcome: Outcome::EXTRACTED,
                    blake3: None,
                    sha256: None,
                    tags: Default::default(),
                })
                .unwrap();
                ord += 1;
                bytes += text.len() as u64;
                if ord % 1000 == 0 {
                    w.commit("x").unwrap();
                }
            }
        }
        w.commit("done").unwrap();
        println!("indexed {ord} items {bytes} bytes in {:?} (prep {prep:.1})", t.elapsed());
        let t = Instant::now();
        w.finish().unwrap();
        println!("finish {:?}", t.elapsed());
    }
    let t = Instant::now();
    let reader = folder.reader().unwrap();
    let snap = reader.snapshot();
    println!("open {:?}", t.elapsed());
    let size: u64 =
        std::fs::read_dir(place).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
    println!("index size {size}, items {}", Index::occurrences(&*snap).items().len());
    for q in &queries {
        let parsed = parse(q);
        let mut times = vec![];
        let mut total = 0;
        for _ in 0..3 {
            let t = cpu();
            let f = search::search(
                &*snap,
                &parsed.query,
                &Request {
                    fold: true,
                    facets: vec!["person".into(), "format".into(), "date".into()],
                    ..Default::default()
                },
            )
            .unwrap();
            total = f.total;
            times.push(cpu() - t);
        }
        let cold = times[0];
        let mut warm = times[1..].to_vec();
        warm.sort_by(f64::total_cmp);
        let t = cpu();
        let m = matches(&*snap, &parsed.query).unwrap();
        println!(
            "{q:40} total {total:6} cold {cold:8.2} ms warm max {:8.2} ms; matches only {:8.2}",
            warm[warm.len() - 1],
            cpu() - t
        );
        let t = cpu();
        let _ = search::search(&*snap, &parsed.query, &Request::default()).unwrap();
        println!("      without facets {:.2}", cpu() - t);
        drop(m);
    }
}

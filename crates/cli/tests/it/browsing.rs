//! `serve` in a real browser: a newcomer's way through the bundled trove.
//!
//! With `DOSSIER_PAGE_DOSSIER` naming a dossier, [`figures_of_a_dossier`] prints how fast its pages are painted; with
//! `DOSSIER_PAGE_PICTURES` naming a folder, pictures of the pages are kept there.

use std::path::{Path, PathBuf};

use serde_json::Value;
use testkit::Bench;
use testkit::browser::{Browser, Setup};
use testkit::serving::Serving;

/// The red diffusions of one man, as the truth beside the trove tells them.
const CONTROLS: [&str; 2] = ["A-2741/3-2019", "A-11903/12-2019"];

fn bundled() -> (Bench, Serving) {
    let bench = crate::bench();
    let trove = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    let mut command = bench.command();
    command.arg("open").arg(trove).args(["-d", "leak.dossier", "--port", "0", "--json"]);
    let server = Serving::start(command);
    (bench, server)
}

/// Keeps a picture of the page where a folder for pictures is named.
fn keep(browser: &Browser, name: &str) {
    let Some(folder) = std::env::var_os("DOSSIER_PAGE_PICTURES") else { return };
    let picture = PathBuf::from(folder).join(format!("{name}.png"));
    std::fs::write(picture, decoded(&browser.picture())).expect("the folder is writable");
}

/// Reads base 64 (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let values = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    for (at, value) in values.enumerate() {
        bits = bits << 6 | u32::try_from(value).expect("there are 64 digits");
        if at % 4 > 0 {
            bytes.push(u8::try_from(bits >> (6 - 2 * (at % 4)) & 255).expect("it is masked"));
        }
    }
    bytes
}

/// Follows the link whose text begins with `text`.
fn follow(browser: &Browser, selector: &str, text: &str) {
    let links = browser.all(selector);
    let link = links.iter().find(|link| browser.text(link).starts_with(text));
    browser.leave_by(
        link.unwrap_or_else(|| panic!("no {text} among {selector}: {}", browser.source())),
    );
}

fn walk(setup: Setup, name: &str) {
    let Some(browser) = Browser::start(name, setup) else { return };
    let (_bench, server) = bundled();
    browser.go(&server.url);
    assert_eq!(
        browser.url(),
        format!("http://127.0.0.1:{}/", server.port),
        "no token stays behind"
    );
    // Three clicks: the red diffusions, of the man, one of them.
    follow(&browser, ".card a", "red-diffusion");
    assert!(browser.url().ends_with("/search?f=notice%3Ared-diffusion"), "{}", browser.url());
    follow(&browser, ".facets a", "PESTRIKOV Ivan");
    let found = browser.text(&browser.find("main"));
    assert!(found.contains("notice") && CONTROLS.iter().any(|control| found.contains(control)));
    // The click looks for the man in every script, and finds what typing his name finds.
    let by_name = server.json("/api/search?q=name:Pestrikov+notice:red-diffusion");
    let total = format!("in {} items", by_name["items"]);
    assert!(found.contains(&total), "{total}: {found}");
    browser.leave_by(&browser.find(".hit h2 a"));
    assert!(browser.text(&browser.find(".back")).contains("hit 1 of "));
    follow(&browser, ".back a", "Next hit");
    assert!(browser.text(&browser.find(".back")).contains("hit 2 of "));
    follow(&browser, ".back a", "Hit before");
    browser.click(&browser.find(".matches a"));
    assert!(browser.url().ends_with("#match-1") && browser.all("mark:target").len() == 1);
    let marked = browser.find("a.m.t-what");
    assert!(browser.text(&marked).len() > 3);
    browser.click(&browser.find(".cite summary"));
    let cite = browser.text(&browser.find(".cite code"));
    assert!(cite.contains("sha256:") && cite.contains(" bytes, "), "{cite}");
    // A mention leads to where else it stands.
    follow(&browser, ".named a", "red-diffusion");
    assert!(browser.all(".hit").len() > 5);
    // The search box, a facet, its undoing.
    browser.submit(&browser.find("#q"), "Пестриков");
    assert!(browser.url().contains("q=%D0%9F"), "{}", browser.url());
    browser.leave_by(&browser.find(".chips a"));
    assert!(browser.all(".hit mark").len() > 1, "{}", browser.source());
    assert!(browser.all(".chips a").is_empty());
    // A list that is pasted into the form, and the first place of a name that is found.
    browser.go(&format!("http://127.0.0.1:{}/batch", server.port));
    browser.type_into(&browser.find("textarea"), "Пестриков Иван\nNobody Nowhere");
    browser.leave_by(&browser.find(".filters button"));
    let answered = browser.text(&browser.find("main"));
    assert!(answered.contains("1 found, 1 absent"), "{answered}");
    // A tag that is put on a hit, the way back, and its undoing.
    browser.go(&format!("http://127.0.0.1:{}/search?q=Pestrikov", server.port));
    browser.leave_by(&browser.find(".hit h2 a"));
    let before = browser.url();
    browser.type_into(&browser.find("#kept label input"), "chapter one");
    browser.leave_by(&browser.find("#kept .change label + button"));
    assert_eq!(browser.url(), format!("{before}#kept"));
    assert!(
        browser.text(&browser.find("#kept li")).contains("chapter one"),
        "{}",
        browser.source()
    );
    follow(&browser, "#kept button", "Undo");
    assert!(browser.all("#kept li").is_empty(), "{}", browser.source());
    for page in [
        "/items",
        "/coverage",
        "/help",
        "/entities/person",
        "/who?name=Pestrikov",
        "/pivot",
        "/timeline",
        "/hidden",
        "/near",
        "/searches",
        "/mail",
        "/compare",
        "/nothing",
    ] {
        browser.go(&format!("http://127.0.0.1:{}{page}", server.port));
        assert!(!browser.text(&browser.find("h1")).is_empty(), "{page}");
    }
    let said = browser.console();
    // The page that is not there is the one error.
    let others: Vec<_> = said.iter().filter(|line| !line.contains("404")).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn arabic_reads_from_right_to_left_whatever_comes_first() {
    let Some(browser) = Browser::start("arabic on the page", Setup::default()) else { return };
    let bench = crate::bench();
    let trove = bench.folder().join("arabic");
    std::fs::create_dir(&trove).expect("the folder is new");
    let latin_first = "A-2741/3-2019 نشرة حمراء بحق السيد بيستريكوف إيفان فيكتوروفيتش.\n";
    let mention_first = "بيستريكوف إيفان فيكتوروفيتش مطلوب للتسليم\nA-2741/3-2019\n";
    let english = "The bureau asks for an arrest, see the word تعميم\n";
    let texts = [("تعميم.txt", latin_first), ("second.txt", mention_first), ("third.txt", english)];
    for (name, text) in texts {
        std::fs::write(trove.join(name), text).expect("the folder is writable");
    }
    let mut command = bench.command();
    command.arg("open").arg(&trove).args(["-d", "arabic.dossier", "--port", "0", "--json"]);
    let server = Serving::start(command);
    browser.go(&server.url);
    let site = format!("http://127.0.0.1:{}", server.port);
    browser.go(&format!("{site}/search?q=*"));
    // Names of files end in their extension, at the right.
    assert_eq!(browser.run(ENDS_LEFT_OF_ITS_DOT), Value::Array(Vec::new()));
    browser.go(&format!("{site}/search?q=A-2741/3-2019"));
    let directions = browser.run(
        "return [...document.querySelectorAll('.snippet')].map(e => getComputedStyle(e).direction)",
    );
    assert_eq!(directions, serde_json::json!(["rtl", "rtl"]));
    let found = server.json("/api/search?q=*");
    for hit in found["hits"].as_array().expect("hits are a list") {
        browser.go(&format!("{site}/items/{}", hit["id"].as_str().expect("it has an id")));
        let is_english = hit["locator"] == "third.txt";
        let starts = browser.run(STARTS);
        let wanted = if is_english { "left" } else { "right" };
        assert_eq!(starts, Value::from(wanted), "{}", hit["locator"]);
        keep(&browser, &format!("direction-{}", hit["locator"].as_str().unwrap_or_default()));
    }
}

/// Lists names of files whose extension is painted left of what stands before the dot.
const ENDS_LEFT_OF_ITS_DOT: &str = r"
return [...document.querySelectorAll('.hit .trail b')].filter(name => {
  const at = index => { const range = document.createRange(); range.setStart(name.firstChild, index);
    range.setEnd(name.firstChild, index + 1); return range.getBoundingClientRect().left };
  return at(name.textContent.length - 1) < at(0) }).map(name => name.textContent)";

/// Returns the side of the text that its first line touches.
const STARTS: &str = r"
const box = document.querySelector('.words'), range = document.createRange();
range.selectNodeContents(box);
const first = [...range.getClientRects()].filter(rect => rect.width > 0);
const top = Math.min(...first.map(rect => rect.top)), line = first.filter(rect => rect.top < top + 8);
const outer = box.getBoundingClientRect();
const left = Math.min(...line.map(rect => rect.left)) - outer.left;
const right = outer.right - Math.max(...line.map(rect => rect.right));
return left < right ? 'left' : 'right'";

#[test]
fn a_newcomer_finds_the_red_diffusions_of_one_man_in_three_clicks() {
    walk(Setup::default(), "the way of a newcomer");
}

#[test]
fn a_name_that_is_typed_is_found_in_every_script_and_the_page_counts_both() {
    let (_bench, server) = bundled();
    let typed = "/search?q=Pestrikow+Iwan";
    let answer = server.json(&format!("/api{typed}"));
    let as_name = &answer["as_name"];
    assert_eq!(answer["total"], 0, "{answer}");
    let page = server.get(typed).body;
    let count = format!("0 as typed · <b>{} as a name, in any script</b>", as_name["total"]);
    assert!(page.contains(&count), "{count}: {page}");
    let hits = page.matches("<li class=\"hit\"").count();
    assert_eq!(Some(hits), as_name["hits"].as_array().map(Vec::len));
    // Its hits are hits of the search for the name.
    let link = page.split("<h2>").nth(1).and_then(|rest| rest.split("href=\"").nth(1));
    let link = link.and_then(|rest| rest.split('"').next()).expect("a hit has a link");
    let item = server.get(&link.replace("&#38;", "&")).body;
    assert!(item.contains("<b>hit 1 of "), "{item}");
}

#[test]
fn the_same_way_is_open_without_script() {
    walk(Setup { without_script: true }, "the way of a newcomer without script");
}

#[test]
fn pages_fit_their_window_and_follow_the_wish_for_dark() {
    let Some(browser) = Browser::start("pages in every width", Setup::default()) else { return };
    let (_bench, server) = bundled();
    browser.go(&server.url);
    let hit =
        server.json("/api/search?q=layer:deleted+Secretariat&limit=1")["hits"][0]["id"].clone();
    let item = format!("/items/{}", hit.as_str().expect("there is a hit"));
    let pages = [
        ("start", "/"),
        ("search", "/search?q=Pestrikov&f=notice%3Ared-diffusion"),
        ("arabic", "/search?q=%D8%AA%D8%B9%D9%85%D9%8A%D9%85"),
        ("none", "/search?q=zork+bork"),
        ("item", &item),
        ("items", "/items?outcome=partial"),
        ("entities", "/entities/person"),
        ("who", "/who?name=Pestrikov"),
        ("batch", "/batch"),
        ("pivot", "/pivot?rows=country&columns=year"),
        ("timeline", "/timeline"),
        ("hidden", "/hidden"),
        ("near", "/near"),
        ("mail", "/mail"),
        ("compare", "/compare?a=mail/Brandt.msg&b=mail/re+list.eml"),
        ("matters", "/matters"),
        ("matter", "/matter?key=A-2741%2F3-2019"),
        ("coverage", "/coverage"),
        ("help", "/help"),
    ];
    for (scheme, is_dark) in [("light", false), ("dark", true)] {
        browser.prefer_colours(scheme);
        for (width, height) in [(1600, 1000), (1000, 900), (360, 740)] {
            browser.resize(width, height);
            for (name, path) in pages {
                browser.go(&format!("http://127.0.0.1:{}{path}", server.port));
                let wide = browser.run("return document.documentElement.scrollWidth");
                assert!(wide.as_u64() <= Some(width.into()), "{path} at {width}: {wide}");
                assert_eq!(is_dark_page(&browser), is_dark, "{path} in {scheme}");
                let faint = browser.run(FAINT);
                assert_eq!(faint, Value::Array(Vec::new()), "{path} in {scheme} at {width}");
                keep(&browser, &format!("{name}-{scheme}-{width}"));
            }
        }
    }
}

fn is_dark_page(browser: &Browser) -> bool {
    let colour = browser.run("return getComputedStyle(document.documentElement).backgroundColor");
    let colour = colour.as_str().unwrap_or_default().to_owned();
    let parts: Vec<u32> =
        colour.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    parts.iter().take(3).sum::<u32>() < 3 * 128
}

/// Lists texts whose contrast is below what WCAG 2.2 asks for at level AA: 4.5 to 1, or 3 to 1 where they are large.
const FAINT: &str = r"
const parse = text => {
  let m = text.match(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?/);
  if (m) return [m[1] * 255, m[2] * 255, m[3] * 255, m[4] === undefined ? 1 : +m[4]];
  m = text.match(/[\d.]+/g).map(Number);
  return [m[0], m[1], m[2], m[3] === undefined ? 1 : m[3]];
};
const light = c => { const f = x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4 };
  return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]) };
const behind = e => { const layers = [];
  for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); layers.push(c); if (c[3] === 1) break }
  let under = [255, 255, 255];
  for (const c of layers.reverse()) under = under.map((x, i) => c[i] * c[3] + x * (1 - c[3]));
  return under };
const faint = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest('.unseen, .skip, option')) continue;
  const style = getComputedStyle(e), size = parseFloat(style.fontSize);
  const a = light(parse(style.color)), b = light(behind(e));
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  if (ratio < (large ? 3 : 4.5)) faint.push(e.className + ' ' + e.tagName + ' ' + ratio.toFixed(2) + ' ' + walker.currentNode.data.slice(0, 30));
}
return faint.slice(0, 5)";

/// Not a test of the tests: it measures, and says what it measured. See `benches/runs`.
#[test]
#[ignore = "measures; run by hand with DOSSIER_PAGE_DOSSIER"]
fn figures_of_a_dossier() {
    let dossier = std::env::var_os("DOSSIER_PAGE_DOSSIER").expect("DOSSIER_PAGE_DOSSIER names one");
    let program = std::env::var_os("DOSSIER_PAGE_PROGRAM")
        .map_or_else(|| env!("CARGO_BIN_EXE_dossier").into(), PathBuf::from);
    let bench = Bench::new(program);
    let mut command = bench.command();
    command.arg("serve").arg("-d").arg(dossier).args(["--port", "0", "--json"]);
    let server = Serving::start(command);
    let browser = Browser::start("figures of a dossier", Setup::default()).expect("a browser");
    let site = format!("http://127.0.0.1:{}", server.port);
    println!("| page | first byte | first paint | loaded | kB |");
    println!("|---|---|---|---|---|");
    browser.go(&server.url);
    println!("| start, first of all | {}", timing(&browser));
    for path in [
        "/",
        "/search?q=report",
        "/search?q=%22red+notice%22+OR+invoice",
        "/search?q=*",
        "/search?q=name%3ASmith",
        "/search?q=agre*+sort",
        "/search?q=report&sort=-date",
        "/items",
        "/coverage",
        "/entities/person",
    ] {
        let mut rows: Vec<(f64, String)> = (0..9)
            .map(|_| {
                browser.go(&format!("{site}{path}"));
                (paint(&browser), timing(&browser))
            })
            .collect();
        rows.sort_by(|one, other| one.0.total_cmp(&other.0));
        println!(
            "| `{path}`, median of 9 | {} (most: {:.0} ms) |",
            rows[4].1.trim_end_matches(" |"),
            rows[8].0
        );
    }
    // From the press of Enter in the search box to the paint of the hits.
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            browser.go(&site);
            browser.submit(&browser.find("#q"), "agreement");
            paint(&browser)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "| typed `agreement`, Enter to paint, median of 9 | | {:.0} ms (most: {:.0} ms) | | |",
        times[4], times[8]
    );
}

/// Returns when the page was first painted, in milliseconds since the way to it began; -1 where it was not, in the end.
fn paint(browser: &Browser) -> f64 {
    const SCRIPT: &str =
        "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1";
    let asked = (0..200).map(|_| browser.run(SCRIPT).as_f64().unwrap_or(-1.0));
    asked.into_iter().find(|paint| *paint >= 0.0).unwrap_or(-1.0)
}

fn timing(browser: &Browser) -> String {
    let entry = browser.run("const n = performance.getEntriesByType('navigation')[0]; return [n.responseStart, n.loadEventEnd, n.decodedBodySize / 1000]");
    let number = |at: usize| entry[at].as_f64().unwrap_or(-1.0);
    format!(
        "{:.0} ms | {:.0} ms | {:.0} ms | {:.0} |",
        number(0),
        paint(browser),
        number(1),
        number(2)
    )
}

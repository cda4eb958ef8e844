//! `serve`: the dossier as a web page and an HTTP API, on this machine alone.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use evidence::Deed;
use serde::Serialize;
use serve::{AccessGuard, Options, Server, SiteOptions};

use crate::args::{Listen, Serve};
use crate::basis::Basis;
use crate::commands::desk::PageDesk;
use crate::commands::log;
use crate::commands::tag::put_down_by;
use crate::{Ended, interrupt, list, place, print};

/// The port that is taken unless another is asked for.
const PORT: u16 = 7878;

/// Where the server is, and what lets in.
#[derive(Serialize)]
struct Served<'s> {
    url: &'s str,
    key: &'s str,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Serve) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let server = bind(&folder, &args.listen)?;
    answer(server, args.json, false)?;
    Ok(Ended::Done)
}

/// Listens for questions about the dossier in a folder.
pub(crate) fn bind(folder: &Path, listen: &Listen) -> anyhow::Result<Server> {
    // What cannot be opened is said here, and not to the first who asks.
    drop(place::open_at(folder)?);
    log::note(folder, Deed::Served, "opened for a browser on this machine");
    match Server::bind(options(folder, listen, listen.port.unwrap_or(PORT))) {
        Err(serve::Error::Taken(port)) if listen.port.is_none() => {
            print::say(&format!("port {port} is in use by another program; taking a free one"));
            Ok(Server::bind(options(folder, listen, 0))?)
        }
        Err(taken @ serve::Error::Taken(_)) => {
            Err(taken).context("choose another port with --port, or any free one with --port 0")
        }
        bound => Ok(bound?),
    }
}

fn options(folder: &Path, listen: &Listen, port: u16) -> Options {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let name = folder.file_name().map(|name| place::printed(Path::new(name))).unwrap_or_default();
    let folder = folder.to_owned();
    let desk = (!listen.read_only).then(|| {
        let desk = PageDesk::new(folder.clone(), put_down_by(&listen.author));
        Box::new(desk) as Box<dyn serve::Desk>
    });
    Options {
        port,
        open: Box::new(move || place::open_at(&folder).map_err(Into::into)),
        readers: processors.clamp(2, 8),
        site: SiteOptions {
            title: name.strip_suffix(".dossier").unwrap_or(&name).to_owned(),
            label: label_of,
            list: |bytes, name, column, is_queries| {
                list::read_bytes(bytes, name, column, is_queries)
                    .map_err(|error| format!("{error:#}"))
            },
            basis: |dossier| Ok(Basis::of(dossier)?.lasting_line()),
            about: |dossier, query| Ok(Basis::of(dossier)?.of_export(query)),
            desk,
        },
    }
}

/// Returns what people call a value that is a code.
fn label_of(kind: &str, value: &str) -> Option<&'static str> {
    match kind {
        "country" | "ncb" => entities::country_name(value),
        "lang" => text::language_name(value),
        _ => None,
    }
}

/// Prints the link and answers until Ctrl-C; with `in_browser`, opens the link where there is a display.
pub(crate) fn answer(server: Server, json: bool, in_browser: bool) -> anyhow::Result<()> {
    interrupt::ends(server.stop())?;
    let guard = server.guard();
    let url = guard.link()?;
    print_link(&Served { url: &url, key: guard.key() }, json)?;
    if !json {
        let key = guard.key();
        print::say(&format!("for scripts: curl -H 'Authorization: Bearer {key}' {}", api(&url)));
    }
    if in_browser && place::has_display() {
        show(&url);
    }
    if std::io::stdin().is_terminal() {
        print::say("press Enter for another link, Ctrl-C to end");
        server.run_beside(|guard| links(&guard))?;
    } else {
        server.run()?;
    }
    Ok(())
}

/// Prints the first link; the lock on standard output ends here, as further links are printed on another thread.
fn print_link(served: &Served<'_>, json: bool) -> anyhow::Result<()> {
    let mut out = print::out();
    if json {
        print::json_line(&mut out, served)?;
    } else {
        writeln!(out, "{}", served.url)?;
    }
    Ok(out.flush()?)
}

fn api(url: &str) -> String {
    let site = url.split_once("/?").map_or(url, |(site, _)| site);
    format!("'{site}/api/search?q=…'")
}

fn show(url: &str) {
    if let Err(error) = sandbox::open_in_browser(url) {
        print::say(&format!("could not open a browser ({error}); open the link yourself"));
    }
}

/// Prints a new link for each line that is typed.
fn links(guard: &AccessGuard) {
    for line in std::io::stdin().lock().lines() {
        let (Ok(_), Ok(link)) = (line, guard.link()) else { return };
        let mut out = print::out();
        if writeln!(out, "{link}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

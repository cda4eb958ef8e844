//! `serve`, by raw requests: who is let in, what is refused, and that nothing of the dossier gets out.

use std::io::{Read, Write};

use serde_json::Value;
use testkit::Bench;
use testkit::serving::{Reply, Serving};
use testkit::terminal::Terminal;

/// Words that stand in the trove and nowhere in the program.
const SECRETS: [&str; 4] = ["Zorkwort", "zettel", "Pestrikov", "zork"];

/// A trove whose names and texts would like to be HTML.
fn hostile() -> Bench {
    let bench = crate::bench()
        .file("zettel.txt", "Zorkwort: the red diffusion against Ivan Pestrikov, A-2741/3-2019.\n")
        .file("copy/zettel.txt", "Zorkwort: the red diffusion against Ivan Pestrikov, A-2741/3-2019.\n")
        .file("<script>alert(1)</script>.txt", "Zorkwort <script>alert(2)</script> <img src=x onerror=alert(3)>\n")
        .file("a\"onmouseover=alert(4) b='.txt", "Zorkwort \" onfocus=alert(5) ' </textarea></title>\n")
        .file("rtl\u{202e}fdp.txt", "Zorkwort \u{202e}gnp.exe \u{1b}[2J red notice of Interpol\n")
        .file("mail.eml", "From: \"<b>Bold</b>\" <bold@example.org>\nSubject: <i>Zorkwort</i> & 'more'\nDate: Mon, 6 May 2019 10:00:00 +0000\n\nZorkwort: see <svg onload=alert(6)>\n");
    bench.run(["index", "trove"]).done();
    bench
}

fn serve(bench: &Bench) -> Serving {
    let mut command = bench.command();
    command.args(["serve", "--port", "0", "--json"]);
    Serving::start(command)
}

fn assert_nothing_leaks(reply: &Reply, what: &str) {
    let whole = format!("{reply:?}");
    for secret in SECRETS {
        assert!(!whole.contains(secret), "{what}: `{secret}` in {whole}");
    }
}

/// What is not for those outside: the title of the dossier, and which pages there are.
fn assert_is_outside(reply: &Reply, what: &str) {
    assert_nothing_leaks(reply, what);
    assert!(
        !reply.body.contains("<nav") && !reply.body.contains("class=\"which\""),
        "{what}: {reply:?}"
    );
}

#[test]
fn only_who_holds_the_link_or_the_key_is_let_in() {
    const GET: &str = "GET /search?q=Zorkwort HTTP/1.1\r\n";
    const BYE: &str = "Connection: close\r\n\r\n";
    let bench = hostile();
    let server = serve(&bench);
    let with_key = "Host: HOST\r\nAuthorization: Bearer KEY\r\n";
    let refused = [
        ("no token", 401, format!("{GET}Host: HOST\r\n{BYE}")),
        ("no token, start page", 401, format!("GET / HTTP/1.1\r\nHost: HOST\r\n{BYE}")),
        ("no token, unknown route", 401, format!("GET /nothing HTTP/1.1\r\nHost: HOST\r\n{BYE}")),
        (
            "no token, API",
            401,
            format!("GET /api/search?q=Zorkwort HTTP/1.1\r\nHost: HOST\r\n{BYE}"),
        ),
        (
            "no token, description",
            401,
            format!("GET /api/openapi.json HTTP/1.1\r\nHost: HOST\r\n{BYE}"),
        ),
        (
            "wrong token",
            401,
            format!("GET /?token={} HTTP/1.1\r\nHost: HOST\r\n{BYE}", "0".repeat(64)),
        ),
        ("empty token", 401, format!("GET /?token= HTTP/1.1\r\nHost: HOST\r\n{BYE}")),
        (
            "token elsewhere",
            401,
            format!("GET /search?q=Zorkwort&token=TOKEN HTTP/1.1\r\nHost: HOST\r\n{BYE}"),
        ),
        ("token as key", 401, format!("{GET}Host: HOST\r\nAuthorization: Bearer TOKEN\r\n{BYE}")),
        ("token as cookie", 401, format!("{GET}Host: HOST\r\nCookie: dossier-PORT=TOKEN\r\n{BYE}")),
        ("token by HEAD", 401, format!("HEAD /?token=TOKEN HTTP/1.1\r\nHost: HOST\r\n{BYE}")),
        (
            "wrong key",
            401,
            format!("{GET}Host: HOST\r\nAuthorization: Bearer {}\r\n{BYE}", "f".repeat(64)),
        ),
        ("empty key", 401, format!("{GET}Host: HOST\r\nAuthorization: Bearer \r\n{BYE}")),
        ("empty cookie", 401, format!("{GET}Host: HOST\r\nCookie: dossier-PORT=\r\n{BYE}")),
        ("basic", 401, format!("{GET}Host: HOST\r\nAuthorization: Basic KEY\r\n{BYE}")),
        (
            "wrong Host",
            421,
            format!("{GET}Host: evil.example\r\nAuthorization: Bearer KEY\r\n{BYE}"),
        ),
        (
            "Host rebound",
            421,
            format!("{GET}Host: evil.example:PORT\r\nAuthorization: Bearer KEY\r\n{BYE}"),
        ),
        (
            "Host with another port",
            421,
            format!("{GET}Host: 127.0.0.1:1\r\nAuthorization: Bearer KEY\r\n{BYE}"),
        ),
        (
            "Host without port",
            421,
            format!("{GET}Host: 127.0.0.1\r\nAuthorization: Bearer KEY\r\n{BYE}"),
        ),
        (
            "Host of any address",
            421,
            format!("{GET}Host: 0.0.0.0:PORT\r\nAuthorization: Bearer KEY\r\n{BYE}"),
        ),
        ("no Host", 400, format!("{GET}Authorization: Bearer KEY\r\n{BYE}")),
        (
            "two Hosts",
            400,
            format!("{GET}Host: HOST\r\nHost: evil.example\r\nAuthorization: Bearer KEY\r\n{BYE}"),
        ),
        (
            "whole address of another site",
            421,
            format!("GET http://evil.example/search?q=Zorkwort HTTP/1.1\r\n{with_key}{BYE}"),
        ),
        ("foreign Origin", 403, format!("{GET}{with_key}Origin: https://evil.example\r\n{BYE}")),
        ("null Origin", 403, format!("{GET}{with_key}Origin: null\r\n{BYE}")),
        (
            "Origin of another port",
            403,
            format!("{GET}{with_key}Origin: http://127.0.0.1:1\r\n{BYE}"),
        ),
        ("cross-site", 403, format!("{GET}{with_key}Sec-Fetch-Site: cross-site\r\n{BYE}")),
        (
            "same-site, another port",
            403,
            format!("{GET}{with_key}Sec-Fetch-Site: same-site\r\n{BYE}"),
        ),
        (
            "POST",
            405,
            format!("POST /search?q=Zorkwort HTTP/1.1\r\n{with_key}Content-Length: 0\r\n{BYE}"),
        ),
        ("DELETE", 405, format!("DELETE /items HTTP/1.1\r\n{with_key}{BYE}")),
        ("OPTIONS", 405, format!("OPTIONS /search HTTP/1.1\r\n{with_key}{BYE}")),
        ("CONNECT", 405, format!("CONNECT HOST HTTP/1.1\r\n{with_key}{BYE}")),
        ("old HTTP without Host", 400, "GET /search?q=Zorkwort HTTP/1.0\r\n\r\n".to_owned()),
        ("no HTTP", 400, "Zorkwort\r\n\r\n".to_owned()),
    ];
    for (what, status, request) in &refused {
        let reply = server.raw(request);
        assert_eq!(reply.status, *status, "{what}: {reply:?}");
        assert_is_outside(&reply, what);
        assert!(!reply.headers.contains_key("set-cookie"), "{what}");
    }
    let enter = "GET /?token=TOKEN HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n";
    let entered = server.raw(enter);
    assert_eq!((entered.status, entered.header("location")), (303, "/"));
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().expect("a cookie has a value");
    assert!(!cookie.contains(&server.token));
    let again = server.raw(enter);
    assert_eq!(again.status, 401, "a token works once");
    assert_nothing_leaks(&again, "token twice");
    let inside = format!("{GET}Host: HOST\r\nCookie: other=1; {cookie}\r\n{BYE}");
    assert!(server.raw(&inside).body.contains("Zorkwort"));
    let by_name = format!(
        "{GET}Host: localhost:PORT\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n{BYE}"
    );
    assert_eq!(server.raw(&by_name).status, 200);
    let twice = format!("GET /?token=TOKEN HTTP/1.1\r\nHost: HOST\r\nCookie: {cookie}\r\n{BYE}");
    assert_eq!(server.raw(&twice).status, 303, "who is inside stays inside");
}

#[test]
fn odd_requests_are_answered_in_kind() {
    let bench = hostile();
    let server = serve(&bench);
    let long = format!("/search?q={}", "x".repeat(20_000));
    let longer = format!("/search?q={}", "x".repeat(40_000));
    let asked: [(&str, u16); 29] = [
        ("/", 200),
        ("/search?q=Zorkwort", 200),
        ("/search", 200),
        ("/search?q=", 200),
        ("/search?q=%22open+(", 200),
        ("/search?q=%3Cscript%3Ealert(7)%3C/script%3E", 200),
        ("/search?q=%ff%fe%00%e2%80%ae", 200),
        ("/search?q=%zz%", 200),
        ("/search?q=a&f=nofield:x", 400),
        ("/search?q=a&after=%22", 400),
        ("/search?q=a&sort=upside-down", 400),
        ("/search?q=a&pagesize=3", 400),
        (&long, 400),
        (&longer, 414),
        ("/nothing", 404),
        ("/../../etc/passwd", 404),
        ("/items/../../../etc/passwd", 404),
        ("/items/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
        ("/items/%00", 404),
        ("/items/%ff", 400),
        ("/items/0123456789abcdef0123456789abcdef", 404),
        ("/items/zettel.txt", 404),
        ("/items/%3Cscript%3Ealert(8)%3C%2Fscript%3E", 404),
        ("/items?under=%5Cq", 400),
        ("/items?outcome=lost", 400),
        ("/items?layer=cake", 400),
        ("/entities/nobody", 404),
        ("/style.css", 200),
        ("/icon.svg", 200),
    ];
    for (path, status) in asked {
        let reply = server.get(path);
        let short = &path[..path.len().min(80)];
        assert_eq!(reply.status, status, "{short}: {}", &reply.body[..reply.body.len().min(300)]);
        assert!(!reply.body.contains("root:"), "{short}");
        assert_is_tame(&reply.body, short);
    }
    let api: [(&str, u16, &str); 13] = [
        ("/api/search", 400, "`q` is missing"),
        ("/api/search?q=a&pages=2", 400, "`pages` is no parameter here"),
        ("/api/search?q=a&limit=0", 400, "`limit` is a number from 1 to 1000"),
        ("/api/items/zettel.txt", 404, "there is no item `zettel.txt`"),
        ("/api/items/%00%0d%0aSet-Cookie:x", 404, "there is no item `\\x00\\x0d\\x0aSet-Cookie:x`"),
        ("/api/items?after=%5Cq", 400, "is no locator"),
        ("/api/entities/nobody", 404, "is no kind of mention"),
        ("/api/pivot?rows=colour&columns=year", 400, "`colour` is no kind, field or period"),
        ("/api/pivot?rows=year", 400, "`columns` is missing"),
        ("/api/batch", 400, "name 1 to 1000 names"),
        ("/api/hidden?layer=cellar", 400, "`cellar` is no layer"),
        ("/api/nothing", 404, "nothing at this address"),
        ("/api/items//text", 404, "there is no item ``"),
    ];
    for (path, status, message) in api {
        let reply = server.get(path);
        assert_eq!(reply.status, status, "{path}: {reply:?}");
        assert_eq!(reply.header("content-type"), "application/json", "{path}");
        let failure: Value = serde_json::from_str(&reply.body).expect("failures are JSON");
        assert_eq!(failure["status"], status, "{path}");
        let said = failure["error"].as_str().unwrap_or_default();
        assert!(said.contains(message), "{path}: {said}");
    }
    // The answer may be lost where the server closes before it has read everything.
    let longest = server.get(&format!("/search?q={}", "x".repeat(200_000)));
    assert!(matches!(longest.status, 0 | 414 | 431), "{longest:?}");
    let head = server.raw("HEAD /search?q=Zorkwort HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nConnection: close\r\n\r\n");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let old =
        server.raw("GET /api/coverage HTTP/1.0\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    assert_eq!(old.status, 200, "{old:?}");
}

/// Fails where something of the trove or the query became HTML, or a control of it is sent.
fn assert_is_tame(page: &str, what: &str) {
    for wild in ["<script", "<img", "<svg onload", "<i>Z", "<b>B", "\" onfocus="] {
        assert!(!page.contains(wild), "{what}: `{wild}` in {page}");
    }
    assert_eq!(page.matches("</textarea").count(), page.matches("<textarea").count(), "{what}");
    for control in ['\u{202e}', '\u{1b}', '\0'] {
        assert!(!page.contains(control), "{what}: {control:?}");
    }
}

#[test]
fn pages_show_every_hit_and_nothing_of_it_as_html() {
    let bench = hostile();
    let server = serve(&bench);
    let hits = server.json("/api/search?q=Zorkwort&duplicates=show");
    let hits = hits["hits"].as_array().expect("there are hits");
    assert_eq!(hits.len(), 6);
    let page = server.get("/search?q=Zorkwort&duplicates=show").body;
    assert_is_tame(&page, "hits");
    for hit in hits {
        let id = hit["id"].as_str().expect("a hit has an id");
        assert!(page.contains(&format!("href=\"/items/{id}?q=Zorkwort&#38;")), "{page}");
        let item = server.get(&format!("/items/{id}?q=Zorkwort"));
        assert_eq!(item.status, 200);
        assert_is_tame(&item.body, id);
        assert!(item.body.contains(">Zorkwort</mark>"), "{}", item.body);
        assert!(item.body.contains(hit["sha256"].as_str().expect("a hit has digests")));
    }
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/"), "{page}");
    assert!(page.contains("rtl\\xe2\\x80\\xaefdp.txt"), "{page}");
    assert!(page.contains("\\u{202e}gnp.exe"), "{page}");
    for list in [
        "/",
        "/items",
        "/coverage",
        "/entities/person",
        "/help",
        "/who?name=Pestrikov",
        "/batch",
        "/pivot?rows=from&columns=subject",
        "/timeline",
        "/hidden",
        "/near",
        "/searches",
        "/mail",
        "/compare?a=zettel.txt&b=mail.eml",
    ] {
        assert_is_tame(&server.get(list).body, list);
    }
}

/// Returns the form of a list as a browser sends it.
fn form(head: &str, fields: &[(&str, &str)]) -> String {
    form_to("/batch", head, fields)
}

fn form_to(path: &str, head: &str, fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        let name = match name.split_once('@') {
            Some((name, file)) => format!("{name}\"; filename=\"{file}"),
            None => (*name).to_owned(),
        };
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body: String = fields.iter().map(part).collect::<String>() + "--edge--\r\n";
    format!(
        "POST {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n{head}Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What a browser that is let in sends with a form of our own pages.
const OWN: &str =
    "Authorization: Bearer KEY\r\nOrigin: http://HOST\r\nSec-Fetch-Site: same-origin\r\n";

fn form_token(server: &Serving) -> String {
    let page = server.get("/batch").body;
    let token =
        page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    token.expect("the form holds a token").to_owned()
}

#[test]
fn a_list_is_asked_for_by_a_form_of_our_own_page_alone() {
    let bench = hostile();
    let server = serve(&bench);
    let token = form_token(&server);
    let fields =
        [("token", token.as_str()), ("names", "Ivan Pestrikov\r\nNobody Nowhere"), ("list@", "")];
    let reply = server.raw(&form(OWN, &fields));
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.body.contains("1 found, 1 absent. Absent means absent in what was searched."));
    assert!(reply.body.contains("Files root "), "{}", reply.body);
    assert_is_tame(&reply.body, "a list with answers");
    let key = "Authorization: Bearer KEY\r\n";
    let refused = [
        ("no Origin", 403, form(key, &fields)),
        ("null Origin", 403, form(&format!("{key}Origin: null\r\n"), &fields)),
        ("another port", 403, form(&format!("{key}Origin: http://127.0.0.1:1\r\n"), &fields)),
        ("no key", 401, form("Origin: http://HOST\r\n", &fields)),
        ("no token", 403, form(OWN, &fields[1..])),
        ("wrong token", 403, form(OWN, &[("token", "0"), ("names", "Ivan Pestrikov")])),
        ("another page", 405, form(OWN, &fields).replacen("/batch", "/who", 1)),
        ("no form", 400, form(OWN, &fields).replacen("multipart/form-data", "text/plain", 1)),
        ("cut short", 400, form(OWN, &fields).replace("--edge--", "--edge..")),
        ("too large", 413, form(OWN, &[("names", &"x".repeat(9 << 20))])),
    ];
    for (what, status, request) in refused {
        let reply = server.raw(&request);
        // The answer may be lost where the server closes before it has read everything.
        assert!(
            reply.status == status || (status == 413 && reply.status == 0),
            "{what}: {reply:?}"
        );
        match status {
            401 => assert_is_outside(&reply, what),
            _ => assert_nothing_leaks(&reply, what),
        }
    }
}

/// Returns the page of the item that a query finds, and what the forms on it send besides what is typed.
fn page_of(server: &Serving, query: &str) -> (String, Vec<(&'static str, String)>) {
    let id = server.json(&format!("/api/search?q={query}"))["hits"][0]["id"].clone();
    let id = id.as_str().expect("there is a hit").to_owned();
    let page = server.get(&format!("/items/{id}?q={query}")).body;
    let value = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
        let value = rest.and_then(|rest| rest.split('"').next()).expect("the form holds it");
        value.replace("&#38;", "&").replace("&#x2f;", "/")
    };
    let hidden = [("token", value("token")), ("item", id), ("to", value("to"))];
    (page, hidden.to_vec())
}

fn send(server: &Serving, head: &str, hidden: &[(&str, String)], typed: &[(&str, &str)]) -> Reply {
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    let fields: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
    server.raw(&form_to("/kept", head, &fields))
}

#[test]
fn tags_notes_and_lists_are_kept_from_the_page_of_an_item_and_taken_back_there() {
    let bench = hostile();
    let server = serve(&bench);
    let (page, hidden) = page_of(&server, "onerror");
    assert!(page.contains("Tags, notes, lists") && !page.contains(">Undo<"), "{page}");
    let make = |typed: &[(&str, &str)]| send(&server, OWN, &hidden, typed);
    let tag = [("act", "tag"), ("with", " <b>story</b> ")];
    for _ in 0..2 {
        let reply = make(&tag);
        assert_eq!(reply.status, 303, "{reply:?}");
        assert_eq!(reply.header("location"), format!("{}#kept", hidden[2].1));
    }
    let (page, _) = page_of(&server, "onerror");
    assert_is_tame(&page, "a page with a tag");
    assert!(page.contains("Undo</button>") && page.contains("&#60;b&#62;story"), "{page}");
    assert_eq!(server.json("/api/search?q=tag:%22%3Cb%3Estory%3C/b%3E%22")["total"], 1);
    let note = [("act", "note"), ("with", "first line\r\nsecond"), ("quote", "alert(2)")];
    assert_eq!(make(&note).status, 303);
    assert_eq!(make(&[("act", "list"), ("with", "Chapter 3")]).status, 303);
    let kept = bench.run(["notes", "--json"]).done();
    let lines: Vec<Value> =
        kept.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let has = |key: &str, value: &str| lines.iter().filter(|line| line[key] == value).count();
    assert_eq!((has("tag", "<b>story</b>"), has("note", "first line\nsecond")), (1, 1), "{kept}");
    assert_eq!((has("quote", "alert(2)"), has("list", "Chapter 3")), (1, 1), "{kept}");
    // A form of a note that is gone does not take away the one that has its number now.
    let written = lines.iter().find(|line| line["note"].is_string()).expect("there is a note");
    let (number, time) = (written["number"].to_string(), written["time"].as_str().expect("a time"));
    let remove = [("act", "remove-note"), ("with", &number[..]), ("time", time)];
    assert_eq!(make(&remove).status, 303);
    assert_eq!(make(&[("act", "note"), ("with", "another")]).status, 303);
    let again = make(&remove);
    assert!(again.status == 409 && again.body.contains("not there any more"), "{again:?}");
    assert!(bench.run(["notes"]).done().contains(&format!("note {number}")));
    assert_eq!(make(&[("act", "list"), ("with", "Chapter 3")]).status, 303);
    assert_eq!(make(&[("act", "unlist"), ("with", "Chapter 3")]).status, 303);
    assert_eq!(make(&[("act", "list"), ("with", "Chapter 3")]).status, 303);
    // What was undone cannot be undone again by the same form.
    let (page, _) = page_of(&server, "onerror");
    let undo = page.split("value=\"undo\"").nth(1).expect("something can be undone");
    let time = undo.split("name=\"with\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let undo = [("act", "undo"), ("with", time.expect("the form holds the time"))];
    assert_eq!(make(&undo).status, 303);
    let again = make(&undo);
    assert_eq!(again.status, 409);
    assert!(again.body.contains("something else was done meanwhile"), "{}", again.body);
    assert!(!bench.run(["notes", "--json"]).done().contains("Chapter 3"));
    assert_eq!(make(&[("act", "untag"), ("with", "<b>story</b>")]).status, 303);
    assert_eq!(server.json("/api/search?q=tag:%22%3Cb%3Estory%3C/b%3E%22")["total"], 0);
    bench.run(["verify", "--self"]).done();
}

#[test]
fn names_are_decided_on_where_they_are_listed_and_the_decision_is_taken_back_there() {
    let bench = crate::bench()
        .file("one.txt", "The lawyer Ivan Pestrikov asked for the file.\n")
        .file("two.txt", "Адвокат Иван Пестриков запросил дело.\n");
    bench.run(["index", "trove"]).done();
    let server = serve(&bench);
    let at = "/who?name=Pestrikov";
    let page = server.get(at).body;
    assert!(page.contains("Decide on two of these names") && !page.contains(">2. "), "{page}");
    let hidden = [("token", form_token(&server)), ("to", at.to_owned())];
    let names = [("act", "not"), ("one", "Ivan Pestrikov"), ("other", "Иван Пестриков")];
    let reply = send(&server, OWN, &hidden, &names);
    assert_eq!((reply.status, reply.header("location")), (303, "/who?name=Pestrikov#kept"));
    let page = server.get(at).body;
    assert!(page.contains(">2. ") && page.contains("Undo</button>"), "{page}");
    let time = page.split("name=\"with\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let undo = [("act", "undo"), ("with", time.expect("the form holds the time"))];
    assert_eq!(send(&server, OWN, &hidden, &undo).status, 303);
    assert!(!server.get(at).body.contains(">2. "));
    let one = [("act", "same"), ("one", "Ivan Pestrikov"), ("other", "ivan pestrikov")];
    let reply = send(&server, OWN, &hidden, &one);
    assert!(reply.status == 409 && reply.body.contains("one name and not two"), "{reply:?}");
}

#[test]
fn what_a_page_cannot_keep_is_explained_and_nothing_is_kept_for_others() {
    let bench = hostile();
    let server = serve(&bench);
    let (_, hidden) = page_of(&server, "onerror");
    let tag = [("act", "tag"), ("with", "story")];
    for (typed, status, words) in [
        (&[("act", "tag"), ("with", " ")][..], 409, "a tag is a line"),
        (&[("act", "note"), ("with", "x"), ("quote", "nowhere there")], 409, "do not stand there"),
        (&[("act", "remove-note"), ("with", "9")], 409, "the note is not there any more"),
        (&[("act", "burn"), ("with", "x")], 400, "asks for nothing that is known"),
    ] {
        let reply = send(&server, OWN, &hidden, typed);
        assert_eq!(reply.status, status, "{reply:?}");
        assert!(reply.body.contains(words), "{words}: {}", reply.body);
    }
    let key = "Authorization: Bearer KEY\r\n";
    let foreign = format!("{key}Origin: http://127.0.0.1:1\r\n");
    let without = [("token", "0".to_owned()), hidden[1].clone(), hidden[2].clone()];
    for (what, status, reply) in [
        ("no Origin", 403, send(&server, key, &hidden, &tag)),
        ("another port", 403, send(&server, &foreign, &hidden, &tag)),
        ("no key", 401, send(&server, "Origin: http://HOST\r\n", &hidden, &tag)),
        ("wrong token", 403, send(&server, OWN, &without, &tag)),
        ("no item", 404, send(&server, OWN, &[hidden[0].clone(), ("item", "0".repeat(32))], &tag)),
    ] {
        assert_eq!(reply.status, status, "{what}: {reply:?}");
    }
    // A form cannot send the browser elsewhere.
    let long = format!("/search?q={}", "x".repeat(100_000));
    for to in ["//example.org/", "/search?q=a\r\nX: b", "/search?q=\u{202e}", &long] {
        let elsewhere = [hidden[0].clone(), hidden[1].clone(), ("to", to.to_owned())];
        let reply = send(&server, OWN, &elsewhere, &[("act", "untag"), ("with", "story")]);
        assert_eq!(reply.header("location"), format!("/items/{}#kept", hidden[1].1), "{to:?}");
    }
    assert_eq!(server.json("/api/search?q=tag:story")["total"], 0);
    let mut command = bench.command();
    command.args(["serve", "--port", "0", "--json", "--read-only"]);
    let read_only = Serving::start(command);
    assert!(!read_only.get(&format!("/items/{}", hidden[1].1)).body.contains("action=\"/kept\""));
    let other = [("token", form_token(&read_only)), hidden[1].clone()];
    assert_eq!(send(&read_only, OWN, &other, &tag).status, 403);
}

#[test]
fn a_list_that_is_uploaded_keeps_its_columns_and_one_that_cannot_be_asked_is_explained() {
    let bench = hostile();
    let server = serve(&bench);
    let token = form_token(&server);
    let table = "Ref,Whom\n<i>7</i>,Ivan Pestrikov\n";
    let send = |column: &str| {
        server.raw(&form(OWN, &[("token", &token), ("list@list.csv", table), ("column", column)]))
    };
    let unclear = send("").body;
    assert!(unclear.contains("no heading states which column to ask for"), "{unclear}");
    let answered = send("whom").body;
    assert!(answered.contains("<th><bdi>Ref</bdi></th><th><bdi>Whom</bdi></th>"), "{answered}");
    assert!(
        answered.contains("1 found, 0 absent") && answered.contains("zettel.txt"),
        "{answered}"
    );
    assert_is_tame(&answered, "an uploaded list");
    let empty = server.raw(&form(OWN, &[("token", &token), ("names", " ")])).body;
    assert!(empty.contains("paste names, a name a line"), "{empty}");
    let long = "Ivan Pestrikov\n".repeat(1_001);
    let long = server.raw(&form(OWN, &[("token", &token), ("names", &long)])).body;
    assert!(long.contains("the list has 1001 lines"), "{long}");
}

#[test]
fn what_is_found_is_saved_as_a_file_that_no_browser_shows() {
    let bench = hostile();
    let server = serve(&bench);
    let page = server.get("/search?q=Zorkwort").body;
    assert!(page.contains("href=\"/export?format=xlsx&#38;q=Zorkwort\""), "{page}");
    for (form, name) in [
        ("csv", "dossier.csv"),
        ("xlsx", "dossier.xlsx"),
        ("mentions", "dossier.mentions.csv"),
        ("jsonl", "dossier.jsonl"),
        ("ftm", "dossier.ftm.json"),
        ("graphml", "dossier.graphml"),
        ("html", "dossier.html"),
    ] {
        let reply = server.get(&format!("/export?format={form}&q=Zorkwort"));
        assert_eq!(reply.status, 200, "{form}: {reply:?}");
        let wanted = format!("attachment; filename=\"{name}\"");
        assert_eq!(reply.header("content-disposition"), wanted);
        assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
        assert!(form == "xlsx" || reply.body.contains("Zorkwort"), "{form}: {}", reply.body);
    }
    let html = server.get("/export?format=html&q=Zorkwort").body;
    assert_is_tame(&html, "one page");
    assert_eq!(server.get("/export?format=zip").status, 400);
    let found = crate::json(&bench.run(["search", "Zorkwort", "--json"]).done());
    let id = found["hits"][0]["id"].as_str().expect("it is found");
    bench.run(["note", id, &"long ".repeat(8_000)]).done();
    let cut = server.get("/export?format=xlsx&q=Zorkwort");
    let name = "attachment; filename=\"dossier-shortened.xlsx\"";
    assert_eq!(
        cut.header("content-disposition"),
        name,
        "a cell takes no more than 32,767 characters"
    );
    let outside = "GET /export?q=Zorkwort HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n";
    assert_eq!(server.raw(outside).status, 401);
    let token = form_token(&server);
    let fields = [("token", token.as_str()), ("names", "Ivan Pestrikov"), ("as", "csv")];
    let list = server.raw(&form(OWN, &fields));
    assert_eq!(list.header("content-disposition"), "attachment; filename=\"dossier-list.csv\"");
    assert!(list.body.contains("\"found\""), "{}", list.body);
}

#[test]
fn what_is_counted_on_a_page_leads_to_what_was_counted() {
    let bench = hostile();
    let server = serve(&bench);
    let pivot = server.get("/pivot?rows=notice&columns=control").body;
    let cell = "href=\"/search?f=notice%3Ared-diffusion&#38;f=control%3AA-2741%2F3-2019\">2</a>";
    assert!(pivot.contains(cell) && pivot.contains("Files root "), "{pivot}");
    let found = server.get("/search?f=notice%3Ared-diffusion&f=control%3AA-2741%2F3-2019").body;
    assert!(found.contains("in 2 items"), "{found}");
    let timeline = server.get("/timeline?by=day&q=from:bold").body;
    assert!(timeline.contains("<title>2019-05-06: 1 items</title>"), "{timeline}");
    assert!(
        timeline.contains("href=\"/search?q=from%3Abold&#38;f=date%3A2019-05-06\""),
        "{timeline}"
    );
    assert_eq!(server.get("/pivot?rows=colour").status, 400);
    assert_eq!(server.get("/hidden?layer=cellar").status, 400);
    assert_eq!(server.get("/timeline?by=century").status, 400);
}

#[test]
fn each_form_of_a_name_leads_to_that_spelling() {
    let bench = hostile();
    let server = serve(&bench);
    let who = server.get("/who?name=Pestrikov").body;
    assert!(who.contains("href=\"/search?f=person%3AIvan+Pestrikov\""), "{who}");
    let chip = server.get("/search?f=name%3AIvan+Pestrikov").body;
    assert!(chip.contains("href=\"/who?name=Ivan+Pestrikov\">all forms of the name"), "{chip}");
    assert!(server.get("/who?name=Nobody+Nowhere").body.contains("Nobody of that name"));
}

#[test]
fn pages_of_hits_are_turned_to_by_number() {
    let bench =
        (0..165).fold(crate::bench(), |bench, at| bench.file(format!("{at:03}.txt"), "Zorkwort"));
    bench.run(["index", "trove"]).done();
    let server = serve(&bench);
    let asked = "/search?q=Zorkwort&sort=locator&duplicates=show";
    let fifth = server.get(&format!("{asked}&n=81")).body;
    let numbers = |page: &str| -> Vec<String> {
        let hits = page.split("<small class=\"n\">").skip(1);
        hits.filter_map(|hit| Some(hit.split_once('<')?.0.to_owned())).collect()
    };
    assert_eq!(numbers(&fifth), (81..=100).map(|at| at.to_string()).collect::<Vec<_>>());
    assert!(fifth.contains("080.txt") && fifth.contains("099.txt") && !fifth.contains("100.txt"));
    assert!(fifth.contains("<b aria-current=\"page\">5</b>"), "{fifth}");
    for (number, first) in [(2, "&#38;n=21"), (8, "&#38;n=141"), (9, "&#38;n=161"), (1, "")] {
        let link = format!("{}{first}\" aria-label=\"page {number}\"", asked.replace('&', "&#38;"));
        assert!(fifth.contains(&link), "{link}: {fifth}");
    }
    let last = server.get(&format!("{asked}&n=161")).body;
    assert_eq!(numbers(&last).len(), 5);
    assert!(!last.contains("Next page"), "{last}");
    assert_eq!(
        server.json(&format!("/api{asked}&page=9"))["hits"].as_array().map(Vec::len),
        Some(5)
    );
    assert_eq!(server.get("/search?q=Zorkwort&n=0").status, 400);
}

#[test]
fn values_are_picked_by_their_letters() {
    let bench = crate::bench()
        .file("a.txt", "Mr Ivan Petrov wrote to Mr Émile Durand.")
        .file("b.txt", "Mr Pavel Sidorov and Mr Ivan Petrov. Red notice, Russia.");
    bench.run(["index", "trove"]).done();
    let server = serve(&bench);
    let all = server.get("/entities/person").body;
    assert!(all.contains("First letters") && all.contains("/entities/person?initial=E"), "{all}");
    let beginning = server.get("/entities/person?initial=E").body;
    assert!(beginning.contains("Émile Durand") && !beginning.contains("Petrov"), "{beginning}");
    let containing = server.get("/entities/person?containing=SIDOR").body;
    assert!(containing.contains("Pavel Sidorov") && !containing.contains("Durand"), "{containing}");
    assert_eq!(server.json("/api/entities/person?containing=petrov")["total"], 1);
    assert!(!server.get("/entities/country").body.contains("First letters"));
    let listed = bench.run(["entities", "person", "--containing", "durand"]).done();
    assert!(listed.contains("Émile Durand") && listed.lines().count() == 1, "{listed}");
}

#[test]
fn a_click_on_a_facet_narrows_and_another_one_undoes_it() {
    let bench = hostile();
    let server = serve(&bench);
    let page = server.get("/search?q=Zorkwort").body;
    let narrow = "/search?q=Zorkwort&amp;f=notice%3Ared-diffusion".replace("&amp;", "&#38;");
    assert!(page.contains(&format!("href=\"{narrow}\"")), "{page}");
    let narrowed = server.get("/search?q=Zorkwort&f=notice%3Ared-diffusion").body;
    assert!(
        narrowed.contains("<span class=\"n\">1</span> hit <small>in 2 items</small>"),
        "{narrowed}"
    );
    assert!(
        narrowed.contains("<code dir=\"auto\">notice:red-diffusion Zorkwort</code>"),
        "{narrowed}"
    );
    assert!(
        narrowed.contains("href=\"/search?q=Zorkwort\" title=\"Take this away\""),
        "{narrowed}"
    );
    assert!(narrowed.contains("the same content in 1 more place"), "{narrowed}");
}

#[test]
fn every_answer_forbids_what_a_page_does_not_need() {
    let bench = hostile();
    let server = serve(&bench);
    for path in
        ["/", "/search?q=Zorkwort", "/api/coverage", "/style.css", "/nothing", "/api/nothing"]
    {
        for reply in [
            server.get(path),
            server.raw(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n")),
        ] {
            let policy = reply.header("content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; style-src 'self';"),
                "{path}: {policy}"
            );
            assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script"));
            assert!(!policy.contains("unsafe") && !policy.contains('*'));
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("referrer-policy"), "same-origin");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
            assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
            assert!(!reply.headers.contains_key("access-control-allow-origin"));
        }
    }
}

#[test]
fn it_listens_on_the_loopback_address_alone() {
    let bench = hostile();
    let server = serve(&bench);
    let port = format!(":{:04X}", server.port);
    let listening = |table: &str| -> Vec<String> {
        let table = std::fs::read_to_string(format!("/proc/{}/net/{table}", server.pid()));
        let table = table.unwrap_or_default();
        let cells = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
        let open = cells.filter(|cells| cells.get(3) == Some(&"0A") && cells[1].ends_with(&port));
        open.map(|cells| cells[1].to_owned()).collect()
    };
    assert_eq!(listening("tcp"), [format!("0100007F{port}")]);
    assert_eq!(listening("tcp6"), [""; 0]);
    let sockets = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).expect("it is our child");
    let targets = sockets.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let sockets = targets.filter(|target| target.to_string_lossy().starts_with("socket:"));
    // The listener, and the pair by which signals wake the program.
    assert!(sockets.count() <= 3);
}

#[test]
fn slow_and_silent_clients_keep_nobody_waiting() {
    let bench = hostile();
    let server = serve(&bench);
    let slow: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: 127").expect("the server listens");
            stream
        })
        .collect();
    assert_eq!(server.get("/search?q=Zorkwort").status, 200);
    let mut first = slow.into_iter().next().expect("there are many");
    let mut answer = Vec::new();
    let _read = first.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "a request that does not end has no answer");
}

#[test]
fn many_may_ask_at_once() {
    let bench = hostile();
    let server = serve(&bench);
    std::thread::scope(|scope| {
        let asking = (0..24).map(|_| scope.spawn(|| server.get("/search?q=Zorkwort").status));
        let asking: Vec<_> = asking.collect();
        assert!(asking.into_iter().all(|one| one.join().expect("nobody panics") == 200));
    });
}

#[test]
fn what_is_indexed_meanwhile_is_seen() {
    let bench = hostile();
    let server = serve(&bench);
    assert_eq!(server.json("/api/search?q=Nachzettel")["total"], 0);
    bench.write("later.txt", "Nachzettel");
    bench.run(["index", "trove"]).done();
    assert_eq!(server.json("/api/search?q=Nachzettel")["total"], 1);
}

#[test]
fn ctrl_c_ends_it_quietly() {
    let bench = hostile();
    assert_eq!(serve(&bench).signal("-INT"), 0);
    assert_eq!(serve(&bench).signal("-TERM"), 0);
}

#[test]
fn a_port_that_is_in_use_is_said() {
    let bench = hostile();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let error = bench.run(["serve", "--port", &port]).failed(2);
    assert!(error.contains("is in use by another program"), "{error}");
    assert!(error.contains("--port 0"), "{error}");
}

#[test]
fn open_indexes_and_serves_in_one_step() {
    let bench = crate::bench().file("note.txt", "Zorkwort");
    let mut command = bench.command();
    command.args(["open", "trove", "--port", "0", "--json", "--jobs", "1"]);
    let server = Serving::start(command);
    assert_eq!(server.json("/api/search?q=Zorkwort")["total"], 1);
    assert!(bench.dossier().is_dir());
}

#[test]
#[allow(clippy::disallowed_methods, reason = "tests run the program that judges the description")]
fn requests_made_of_the_description_are_answered_as_it_says() {
    let judge = || std::process::Command::new("schemathesis");
    if judge().arg("--version").output().is_err() {
        return println!("SKIPPED: the API is not tried by schemathesis: it is not installed");
    }
    let bench = hostile();
    let server = serve(&bench);
    let key = format!("Authorization: Bearer {}", server.key);
    let asked = judge()
        .args(["run", &format!("http://127.0.0.1:{}/api/openapi.json", server.port), "-H", &key])
        .args([
            "--max-examples",
            "12",
            "--seed",
            "1",
            "--generation-database",
            "none",
            "--no-color",
        ])
        // What has the form of a name or of a cursor may still be none that there is.
        .args(["--exclude-checks", "positive_data_acceptance", "--warnings", "off"])
        .current_dir(bench.folder())
        .output()
        .expect("it was there a moment ago");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stdout));
}

#[test]
fn every_answer_is_as_the_description_says() {
    let bench = hostile();
    let server = serve(&bench);
    let description = server.json("/api/openapi.json");
    let paths = description["paths"].as_object().expect("there are paths");
    let id =
        server.json("/api/search?q=Pestrikov")["hits"][0]["id"].as_str().expect("a hit").to_owned();
    let matter = server.json("/api/matters")["matters"][0]["key"].clone();
    let matter = format!("?key={}", matter.as_str().expect("there is a matter"));
    for (path, route) in paths {
        let query = match path.as_str() {
            "/api/matter" => &matter,
            "/api/search" => "?q=Zorkwort&limit=3&facets=notice,person",
            "/api/items/{id}/text" => "?q=red",
            "/api/items" => "?limit=2",
            "/api/batch" => "?name=Pestrikov&name=Nobody",
            "/api/pivot" => "?rows=notice&columns=year&measure=contents",
            "/api/compare" => "?a=zettel.txt&b=mail.eml",
            "/api/near" => "?similarity=10",
            "/api/timeline" => "?by=month&q=Pestrikov",
            _ => "",
        };
        let asked = path.replace("{id}", &id).replace("{kind}", "person");
        let answer = server.json(&format!("{asked}{query}"));
        let schema = &route["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        check(&answer, schema, &description, path);
        for parameter in route["get"]["parameters"].as_array().expect("a list") {
            assert!(
                parameter["name"].is_string() && parameter["schema"].is_object(),
                "{parameter}"
            );
        }
    }
    assert_eq!(paths.len(), 20, "a route is named here: {:?}", paths.keys());
    let failure = serde_json::from_str(&server.get("/api/nothing").body).expect("JSON");
    check(&failure, &description["components"]["schemas"]["Failure"], &description, "failure");
}

/// Fails where `value` is not as `schema` says, or has a field that the schema does not know.
fn check(value: &Value, schema: &Value, whole: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').expect("references stay in the document");
        let named = whole.pointer(pointer).unwrap_or_else(|| panic!("{at}: no {reference}"));
        return check(value, named, whole, at);
    }
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        assert!(choices.iter().any(|choice| is_of_type(value, choice, whole)), "{at}: {value}");
        return;
    }
    assert!(is_of_type(value, schema, whole), "{at}: {value} is no {}", schema["type"]);
    if let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        for (name, field) in fields {
            let known =
                known.get(name).unwrap_or_else(|| panic!("{at}: `{name}` is not described"));
            check(field, known, whole, &format!("{at}.{name}"));
        }
        for needed in schema["required"].as_array().into_iter().flatten() {
            assert!(
                fields.contains_key(needed.as_str().unwrap_or("")),
                "{at}: {needed} is missing"
            );
        }
    } else if let Some(fields) =
        value.as_object().filter(|_| schema["additionalProperties"].is_object())
    {
        for (name, field) in fields {
            check(field, &schema["additionalProperties"], whole, &format!("{at}.{name}"));
        }
    }
    for (number, element) in value.as_array().into_iter().flatten().enumerate() {
        if schema["items"].is_object() {
            check(element, &schema["items"], whole, &format!("{at}[{number}]"));
        }
    }
}

fn is_of_type(value: &Value, schema: &Value, whole: &Value) -> bool {
    if let Some(pointer) = schema["$ref"].as_str().and_then(|one| one.strip_prefix('#')) {
        return whole.pointer(pointer).is_some_and(|named| is_of_type(value, named, whole));
    }
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match &schema["type"] {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().any(|name| name.as_str().is_some_and(is)),
        _ => true,
    }
}

#[test]
fn enter_gives_another_link() {
    let bench = crate::bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    let Some(mut terminal) = Terminal::start(&bench, 100, "serve --port 0") else { return };
    terminal.wait_for("press Enter", 1);
    for links in 2..=3 {
        terminal.press("\n");
        terminal.wait_for("/?token=", links);
    }
    let seen = terminal.seen();
    let links: std::collections::BTreeSet<&str> =
        seen.split_whitespace().filter(|word| word.contains("/?token=")).collect();
    assert_eq!(links.len(), 3, "a link lets in once: {seen}");
    terminal.press("\x03");
    assert!(terminal.end().0.success());
}

/// Returns the hits on the page of a query, as they stand, and what the forms on it send besides what is typed.
fn hits_of(server: &Serving, query: &str) -> (String, Vec<String>, Vec<(&'static str, String)>) {
    let page = server.get(&format!("/search?q={query}")).body;
    let ids = page.split("<li class=\"hit\" id=\"hit-").skip(1);
    let ids: Vec<String> = ids.map(|rest| rest[..32].to_owned()).collect();
    let hidden = vec![("token", form_token(server)), ("to", format!("/search?q={query}"))];
    (page, ids, hidden)
}

#[test]
fn hits_are_starred_and_a_list_is_put_in_order_and_remarked_on_where_it_is_shown() {
    let bench = hostile();
    bench.run(["list", "<b>story", "zettel.txt", "mail.eml", "rtl\\xe2\\x80\\xaefdp.txt"]).done();
    let server = serve(&bench);
    let query = "list:%22%3Cb%3Estory%22";
    let order = || bench.run(["list", "<b>story", "--json"]).done();
    let locators = || crate::column(&order(), "locator");
    let (page, ids, hidden) = hits_of(&server, query);
    assert_is_tame(&page, "a list");
    assert!(page.contains("<b>as listed</b>") && ids.len() == 3, "{page}");
    let make = |id: &str, typed: &[(&str, &str)]| {
        let fields = [hidden.clone(), vec![("item", id.to_owned())]].concat();
        let reply = send(&server, OWN, &fields, typed);
        assert_eq!(reply.status, 303, "{reply:?}");
        reply.header("location").to_owned()
    };
    let list = ("with", "<b>story");
    let to = make(&ids[2], &[("act", "up"), list]);
    assert_eq!(to, format!("/search?q={query}#hit-{}", ids[2]));
    assert_eq!(locators()[0..2], ["zettel.txt", "rtl\\xe2\\x80\\xaefdp.txt"]);
    make(&ids[0], &[("act", "down"), list]);
    assert_eq!(locators()[1], "zettel.txt");
    make(&ids[1], &[("act", "first"), list]);
    assert_eq!(locators(), ["mail.eml", "rtl\\xe2\\x80\\xaefdp.txt", "zettel.txt"]);
    // At the end, nothing moves.
    make(&ids[1], &[("act", "up"), list]);
    make(&ids[0], &[("act", "down"), list]);
    assert_eq!(locators()[2], "zettel.txt");
    make(&ids[0], &[("act", "remark"), list, ("remark", " <i>ends</i> ")]);
    assert!(order().contains("\"remark\":\"<i>ends</i>\""), "{}", order());
    let (page, shown, _) = hits_of(&server, query);
    assert_is_tame(&page, "a list with a remark");
    assert_eq!(shown[2], ids[0], "{page}");
    make(&ids[0], &[("act", "remark"), list, ("remark", "")]);
    assert!(!order().contains("remark"), "{}", order());
    make(&ids[0], &[("act", "tag"), ("with", "star")]);
    assert_eq!(server.json("/api/search?q=tag:star")["items"], 2, "copies share it");
    let (page, ..) = hits_of(&server, "tag:star");
    assert!(page.contains("★") && !page.contains("as listed"), "{page}");
    make(&ids[0], &[("act", "untag"), ("with", "star")]);
    assert_eq!(server.json("/api/search?q=tag:star")["total"], 0);
    let kept = server.get("/searches").body;
    assert_is_tame(&kept, "the lists");
    assert!(kept.contains("&#60;b&#62;story"), "{kept}");
    // What is not on the list is not put there by a form for its place.
    let fields = [hidden.clone(), vec![("item", ids[1].clone())]].concat();
    bench.run(["list", "<b>story", "mail.eml", "--remove"]).done();
    assert_eq!(
        send(&server, OWN, &fields, &[("act", "remark"), list, ("remark", "x")]).status,
        409
    );
}

#[test]
fn counts_state_what_they_rest_on_as_on_the_command_line() {
    let bench = hostile();
    let server = serve(&bench);
    for (path, command) in [
        ("/api/timeline?by=month", &["timeline", "--by", "month", "--format", "json"][..]),
        ("/api/pivot?rows=format&columns=year", &["pivot", "format", "year", "--format", "json"]),
    ] {
        let mut printed = crate::json(&bench.run(command).done());
        let mut answered = server.json(path);
        for answer in [&mut printed, &mut answered] {
            let asked_at =
                answer["basis"].as_object_mut().and_then(|basis| basis.remove("asked_at"));
            assert!(asked_at.is_some(), "{answer}");
        }
        assert_eq!(printed, answered, "{path}");
    }
}

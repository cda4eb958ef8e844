//! Debian's Chromium without a window, driven through `ChromeDriver`: the `WebDriver` protocol is JSON over HTTP on
//! loopback, so a client of this size does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The name by which `WebDriver` wraps the id of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long the browser may take for one command.
const PATIENCE: Duration = Duration::from_mins(1);

/// A browser with one window; it ends when this is dropped.
#[derive(Debug)]
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: tempfile::TempDir,
}

/// An element of a page.
#[derive(Clone, Debug)]
pub struct Element(String);

/// How a browser is set up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setup {
    /// Whether scripts of pages are turned off.
    pub without_script: bool,
}

impl Browser {
    /// Starts a browser, or says loudly that a test is skipped without one.
    pub fn start(test: &str, setup: Setup) -> Option<Self> {
        let installed = ["/usr/bin/chromium", "/usr/bin/chromedriver"];
        if !installed.iter().all(|program| Path::new(program).exists()) {
            crate::announce(&format!(
                "SKIPPED: {test}: no browser; install the packages chromium and chromium-driver"
            ));
            return None;
        }
        let profile = tempfile::tempdir().expect("a temporary folder can be made");
        let (driver, port) = start_driver();
        let mut browser = Self { driver, port, session: String::new(), profile };
        browser.open_session(setup);
        Some(browser)
    }

    fn open_session(&mut self, setup: Setup) {
        let profile = format!("--user-data-dir={}", self.profile.path().to_string_lossy());
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            &profile,
        ];
        let scripts = if setup.without_script { 2 } else { 1 };
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": "/usr/bin/chromium",
                "args": flags,
                "prefs": { "profile.managed_default_content_settings.javascript": scripts },
            },
        } } });
        let session = self.ask("POST", "/session", Some(&wanted));
        self.session = text(&session["sessionId"]);
    }

    /// Goes to an address and waits until the page is loaded.
    pub fn go(&self, url: &str) {
        self.command("POST", "/url", Some(&json!({ "url": url })));
    }

    /// Returns the address of the page.
    pub fn url(&self) -> String {
        text(&self.command("GET", "/url", None))
    }

    /// Returns the first element that a CSS selector names, or fails the test.
    pub fn find(&self, selector: &str) -> Element {
        self.all(selector).into_iter().next().unwrap_or_else(|| {
            panic!("nothing on {} is `{selector}`: {}", self.url(), self.source())
        })
    }

    /// Returns every element that a CSS selector names.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.command("POST", "/elements", Some(&wanted));
        let ids = found.as_array().into_iter().flatten().map(|one| text(&one[ELEMENT]));
        ids.map(Element).collect()
    }

    /// Returns the text that an element shows.
    pub fn text(&self, element: &Element) -> String {
        text(&self.command("GET", &format!("/element/{}/text", element.0), None))
    }

    /// Clicks an element that leads to no other page.
    pub fn click(&self, element: &Element) {
        self.command("POST", &format!("/element/{}/click", element.0), Some(&json!({})));
    }

    /// Clicks an element that leads to another page, and waits for that.
    pub fn leave_by(&self, element: &Element) {
        self.leave(|| self.click(element));
    }

    /// Types into an element.
    pub fn type_into(&self, element: &Element, keys: &str) {
        let keys = json!({ "text": keys });
        self.command("POST", &format!("/element/{}/value", element.0), Some(&keys));
    }

    /// Types into an element of a form, presses Enter, and waits for the page that answers.
    pub fn submit(&self, element: &Element, keys: &str) {
        self.leave(|| self.type_into(element, &format!("{keys}\u{e007}")));
    }

    /// Waits until what `act` does has put another page in the place of this one: the driver itself waits only where the
    /// browser has begun to load it by then.
    fn leave(&self, act: impl FnOnce()) {
        let page = self.find("html");
        act();
        let begun = Instant::now();
        while self.is_there(&page) {
            assert!(begun.elapsed() < PATIENCE, "{} stays where it is", self.url());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Tells whether an element is one of the page.
    fn is_there(&self, element: &Element) -> bool {
        let path = format!("/session/{}/element/{}/name", self.session, element.0);
        self.exchange("GET", &path, "").expect("the driver answers").starts_with("HTTP/1.1 200")
    }

    /// Runs a script from outside the page and returns what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", Some(&json!({ "script": script, "args": [] })))
    }

    /// Sends a command of Chromium's own protocol.
    pub fn chromium(&self, command: &str, parameters: &Value) -> Value {
        let wanted = json!({ "cmd": command, "params": parameters });
        self.command("POST", "/goog/cdp/execute", Some(&wanted))
    }

    /// Makes pages see a wish for a dark or a light page.
    pub fn prefer_colours(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.chromium("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Sets the width and height of the page, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.chromium("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Returns the whole page as a PNG picture in base 64.
    pub fn picture(&self) -> String {
        let wanted = json!({ "captureBeyondViewport": true });
        text(&self.chromium("Page.captureScreenshot", &wanted)["data"])
    }

    /// Returns what the console says since it was asked last: errors of pages, and what their policy kept out.
    pub fn console(&self) -> Vec<String> {
        let said = self.command("POST", "/se/log", Some(&json!({ "type": "browser" })));
        said.as_array().into_iter().flatten().map(|line| text(&line["message"])).collect()
    }

    /// Returns the HTML of the page.
    pub fn source(&self) -> String {
        text(&self.command("GET", "/source", None))
    }

    fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    /// Asks the driver and returns the value of its answer.
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = self.exchange(method, path, &body).expect("the driver answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
        let answer: Value = serde_json::from_str(body).expect("the driver speaks JSON");
        assert!(head.starts_with("HTTP/1.1 200"), "{method} {path}: {answer}");
        answer["value"].clone()
    }

    fn exchange(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let start = head.len();
            if reader.read_line(&mut head)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = head[start..].to_ascii_lowercase();
            if let Some(given) = line.strip_prefix("content-length:") {
                length = given.trim().parse().unwrap_or(0);
            }
        }
        // The driver keeps the connection open.
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok(head + &String::from_utf8_lossy(&body))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Also after a failed test: a driver that is killed leaves its browser behind.
        let _closed = self.exchange("DELETE", &format!("/session/{}", self.session), "");
        let _killed = self.driver.kill();
        let _reaped = self.driver.wait();
    }
}

#[allow(clippy::disallowed_methods, reason = "tests start a browser")]
fn start_driver() -> (Child, u16) {
    let mut driver = Command::new("/usr/bin/chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the driver starts");
    let out = driver.stdout.take().expect("it was asked to be piped");
    let port = BufReader::new(out).lines().map_while(Result::ok).find_map(|line| {
        let port = line.split_once("started successfully on port ")?.1;
        port.trim_end_matches('.').parse().ok()
    });
    (driver, port.expect("the driver says its port"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

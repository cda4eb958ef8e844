//! A `dossier serve` that is running, and raw requests to it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that is running; it ends when this is dropped.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// The link that lets one browser in.
    pub url: String,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The one-time token of the link.
    pub token: String,
    /// What scripts send.
    pub key: String,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status; 0 where the connection was closed without an answer.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, what is no UTF-8 replaced.
    pub body: String,
}

impl Serving {
    /// Starts a command that prints the link and the key as one line of JSON, the last line of its output so far.
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        let mut child = command.spawn().expect("the program starts");
        let out = child.stdout.take().expect("it was asked to be piped");
        let lines = BufReader::new(out).lines().map(|line| line.expect("results are UTF-8"));
        let line = lines.into_iter().find(|line| line.contains("\"url\""));
        let served: serde_json::Value =
            serde_json::from_str(&line.expect("a link is printed")).expect("it is JSON");
        let text = |name: &str| served[name].as_str().unwrap_or_default().to_owned();
        let url = text("url");
        let (site, token) = url.split_once("/?token=").expect("the link holds a token");
        let port = site.rsplit(':').next().and_then(|port| port.parse().ok());
        let (port, token) = (port.expect("the link holds a port"), token.to_owned());
        Self { child, port, token, key: text("key"), url }
    }

    /// Sends a request byte by byte as it is given and reads to the end of the answer.
    ///
    /// `HOST`, `KEY` and `TOKEN` in it stand for those of this server.
    pub fn raw(&self, request: &str) -> Reply {
        let request = request
            .replace("HOST", &format!("127.0.0.1:{}", self.port))
            .replace("PORT", &self.port.to_string())
            .replace("KEY", &self.key)
            .replace("TOKEN", &self.token);
        self.send(request.as_bytes())
    }

    /// Sends bytes and reads to the end of the answer.
    pub fn send(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // A server may answer and close before it has read everything.
        let _written = stream.write_all(request);
        let mut answer = Vec::new();
        let _read = stream.read_to_end(&mut answer);
        Reply::parse(&answer)
    }

    /// Opens a connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("the time is not zero");
        stream
    }

    /// Gets a path with the key.
    pub fn get(&self, path: &str) -> Reply {
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Gets a path with the key, as JSON, after checking that there is an answer.
    pub fn json(&self, path: &str) -> serde_json::Value {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        serde_json::from_str(&reply.body).expect("the answer is JSON")
    }

    /// The number of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name and returns the exit status; -1 where a signal ended it.
    #[allow(clippy::disallowed_methods, reason = "tests signal the program as a user would")]
    pub fn signal(mut self, name: &str) -> i32 {
        let sent = Command::new("kill").args([name, &self.pid().to_string()]).status();
        assert!(sent.expect("kill starts").success());
        self.child.wait().expect("it is our child").code().unwrap_or(-1)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Reply {
    fn parse(answer: &[u8]) -> Self {
        let head_end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = answer.split_at(head_end.unwrap_or(answer.len()));
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let body = body.get(4..).unwrap_or_default();
        let body = String::from_utf8_lossy(body).into_owned();
        Self { status: status.unwrap_or(0), headers, body }
    }

    /// Returns a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

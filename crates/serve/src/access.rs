//! Who is let in: Host, Origin, token, cookie and key of every request, before anything else is looked at.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use axum::middleware::Next;

use crate::failure::Failure;
use crate::page::FORMS;
use crate::params::LONGEST_ADDRESS;
use crate::secret::Secret;
use crate::{refusal, reply};

/// How many browsers may be let in at once; the one that came first is forgotten for one more.
const MOST_SESSIONS: usize = 16;
/// What is shown to anybody: it is the same for every dossier.
const PUBLIC: [&str; 2] = ["/style.css", "/icon.svg"];

const NO_ENTRY: &str = "this page opens with the link that `dossier serve` printed; each link works once: press Enter in its terminal for another, or start it again";

/// Lets requests in, or not.
pub struct AccessGuard {
    port: u16,
    key: Secret,
    /// The token of the link that was given out last, until it is used.
    token: Mutex<Option<Secret>>,
    sessions: Mutex<Vec<Secret>>,
}

impl AccessGuard {
    pub(crate) fn new(port: u16) -> Result<Self, getrandom::Error> {
        let key = Secret::new()?;
        Ok(Self { port, key, token: Mutex::default(), sessions: Mutex::default() })
    }

    /// Makes a link that lets one browser in, once; the one given out before, if it was not used, is void.
    pub fn link(&self) -> Result<String, std::io::Error> {
        let token = Secret::new().map_err(std::io::Error::other)?;
        let link = format!("http://127.0.0.1:{}/?token={}", self.port, token.as_str());
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(link)
    }

    /// Returns what scripts send as `Authorization: Bearer KEY`.
    pub fn key(&self) -> &str {
        self.key.as_str()
    }

    /// Takes a token, once, and returns the cookie for it.
    fn enter(&self, given: &str) -> Result<Option<String>, getrandom::Error> {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !token.as_ref().is_some_and(|token| token.is(given)) {
            return Ok(None);
        }
        let session = Secret::new()?;
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.cookie_name(),
            session.as_str()
        );
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= MOST_SESSIONS {
            sessions.remove(0);
        }
        sessions.push(session);
        *token = None;
        Ok(Some(cookie))
    }

    /// Cookies do not tell ports apart: each server has a name of its own.
    fn cookie_name(&self) -> String {
        format!("dossier-{}", self.port)
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(given) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
            return self.key.is(given.trim());
        }
        let name = self.cookie_name();
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let cookies =
            headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs =
            cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
        let mut given = pairs.filter(|(known, _)| known.trim() == name).map(|(_, value)| value);
        given.any(|value| sessions.iter().any(|session| session.is(value.trim())))
    }

    /// Refuses what no browser on this machine would send of its own accord.
    fn check(&self, request: &Request) -> Result<(), Failure> {
        let uri = request.uri();
        if address_length(uri) > LONGEST_ADDRESS {
            return Err(Failure::new(StatusCode::URI_TOO_LONG, "the address is too long"));
        }
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(only), None) => only.to_str().unwrap_or_default(),
            _ => return Err(Failure::bad("a request has one Host")),
        };
        let authority = uri.authority().map_or(host, |authority| authority.as_str());
        if !self.is_own_host(host) || !self.is_own_host(authority) {
            let message = "this server answers to 127.0.0.1 and localhost alone";
            return Err(Failure::new(StatusCode::MISDIRECTED_REQUEST, message));
        }
        if self.is_foreign(request.headers()) {
            let message = "another site sent this request; open the page itself";
            return Err(Failure::new(StatusCode::FORBIDDEN, message));
        }
        match *request.method() {
            Method::GET | Method::HEAD => Ok(()),
            Method::POST if takes_form(uri.path()) => {
                // Every browser names the page that a form was sent from (Fetch standard, section 3.2).
                let is_named = request.headers().contains_key(header::ORIGIN);
                let message = "a form is sent from a page of this server";
                is_named.then_some(()).ok_or(Failure::new(StatusCode::FORBIDDEN, message))
            }
            _ => {
                let message = "this address is only read: GET and HEAD";
                Err(Failure::new(StatusCode::METHOD_NOT_ALLOWED, message))
            }
        }
    }

    fn is_own_host(&self, host: &str) -> bool {
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
        matches!(name, "127.0.0.1" | "localhost") && port.parse() == Ok(self.port)
    }

    fn is_foreign(&self, headers: &HeaderMap) -> bool {
        let is_own_origin = |value: &HeaderValue| {
            let origin = value.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
            origin.is_some_and(|host| self.is_own_host(host))
        };
        let site = HeaderName::from_static("sec-fetch-site");
        let is_own_site =
            |value: &HeaderValue| matches!(value.as_bytes(), b"none" | b"same-origin");
        !headers.get_all(header::ORIGIN).iter().all(is_own_origin)
            || !headers.get_all(site).iter().all(is_own_site)
    }
}

/// Tells whether a page at this path has a form that is posted.
fn takes_form(path: &str) -> bool {
    FORMS.iter().any(|form| form.path == path)
}

fn address_length(uri: &Uri) -> usize {
    uri.path_and_query().map_or(0, |address| address.as_str().len())
}

/// What stands at the door: it sees every request first and every answer last.
pub(crate) async fn admit_or_refuse(
    State(guard): State<Arc<AccessGuard>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let mut response = match admit(&guard, &request) {
        Ok(Entry::Pass) => next.run(request).await,
        Ok(Entry::Redirect(cookie)) => redirect(cookie.as_deref()),
        Err(failure) => refusal::reply(&path, None, &failure),
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = if takes_form(&path) { "GET, HEAD, POST" } else { "GET, HEAD" };
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    }
    reply::protect(response.headers_mut());
    response
}

enum Entry {
    Pass,
    Redirect(Option<String>),
}

fn admit(guard: &AccessGuard, request: &Request) -> Result<Entry, Failure> {
    guard.check(request)?;
    let is_known = guard.knows(request.headers());
    if let Some(token) = token(request.uri()).filter(|_| request.method() == Method::GET) {
        let cookie = guard.enter(&token).map_err(|error| Failure::broken(&error))?;
        if cookie.is_some() || is_known {
            return Ok(Entry::Redirect(cookie));
        }
    }
    if is_known || PUBLIC.contains(&request.uri().path()) {
        return Ok(Entry::Pass);
    }
    Err(Failure::new(StatusCode::UNAUTHORIZED, NO_ENTRY))
}

/// Returns the token of a link.
fn token(uri: &Uri) -> Option<String> {
    let query = uri.query().filter(|_| uri.path() == "/")?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "token").map(|(_, value)| value.into_owned())
}

/// Sends the browser on to the start page, so that the token stays in no address bar.
fn redirect(cookie: Option<&str>) -> Response<Body> {
    let mut response = reply::see("/");
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

//! What every answer carries, and how pages and JSON are sent.

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};

/// Nothing but our own style sheet and pictures is loaded, no script runs, and no other page may hold this one.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With `no-referrer` a browser would name no origin with a form (Fetch standard, section 3.2).
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "interest-cohort=(), browsing-topics=()"),
];

/// Adds the headers that every answer carries.
pub(crate) fn protect(headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

pub(crate) fn of(
    status: StatusCode,
    media_type: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// What a form is answered with.
pub(crate) enum Answer {
    Page(String),
    File(File),
    /// Another page, at this address, which the browser asks for by itself.
    See(String),
}

/// A file that a browser saves and never shows.
#[derive(Debug)]
pub(crate) struct File {
    /// What it is called: plain letters, nothing of the trove.
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Hands a file over as an attachment (RFC 6266).
pub(crate) fn file(file: File) -> Response<Body> {
    let mut response = of(StatusCode::OK, file.media_type, file.bytes);
    if let Ok(disposition) =
        HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// Sends a browser on to another page of this server (RFC 9110, section 15.4.4).
pub(crate) fn see(address: &str) -> Response<Body> {
    let mut response = of(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

pub(crate) fn html(status: StatusCode, page: String) -> Response<Body> {
    of(status, "text/html; charset=utf-8", page)
}

pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    of(status, "application/json", body)
}

//! How a request that has no answer is answered.

use axum::body::Body;
use axum::http::Response;

use crate::failure::Failure;
use crate::{page, reply};

/// Reports why there is no answer: as JSON beneath `/api/`, as a page elsewhere; the title of the dossier is for those who
/// were let in.
pub(crate) fn reply(path: &str, title: Option<&str>, failure: &Failure) -> Response<Body> {
    if path == "/api" || path.starts_with("/api/") {
        let body = serde_json::json!({
            "status": failure.status.as_u16(),
            "error": failure.message,
        });
        return reply::json(failure.status, body.to_string().into_bytes());
    }
    reply::html(failure.status, page::failure(title, failure))
}

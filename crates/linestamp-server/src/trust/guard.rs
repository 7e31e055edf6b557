//! What every request passes: the check of its origin, and the headers of every answer.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use linestamp_client::{Logger, error};

use super::caller::is_open;
use crate::app::Shared;
use crate::problem::{Code, Problem};

/// Scripts, styles and data come from the service itself and from nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// The headers of every answer, unless it has its own.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// The layer around everything.
pub(crate) async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let own = request
        .extensions()
        .get::<Logger>()
        .map(|own| (own.clone(), request.uri().path().to_owned()));
    let mut response = match admit(&shared, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let status = response.status();
    shared.metrics.answered(status);
    if let (Some((own, path)), true) = (own, status.is_server_error()) {
        error!(own, event = "request_failed", status = status.as_u16(), "{path} failed: {status}");
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    response
}

fn admit(shared: &Shared, request: &Request) -> Result<(), Problem> {
    if is_open(shared)? && is_foreign(request.headers(), request.uri()) {
        let detail = "without tokens the service answers to this machine alone, by its own address: \
                      make a token with `linestamp token create`";
        return Err(Problem::new(Code::Foreign, detail));
    }
    Ok(())
}

/// Whether a request was meant for another host, was passed on for another, or comes from a page of
/// another.
fn is_foreign(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    if ["forwarded", "x-forwarded-for"].iter().any(|name| headers.contains_key(*name)) {
        return true;
    }
    let Some(host) = host.filter(|host| is_here(host)) else { return true };
    text(header::ORIGIN).is_some_and(|origin| {
        let of = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        of.is_none_or(|of| !of.eq_ignore_ascii_case(host))
    })
}

/// Whether an authority, with or without a port, is this machine by its own names.
fn is_here(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

//! Errors as HTTP tells them: RFC 9457's problem details.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use linestamp_store::StoreError;
use serde::Serialize;

use crate::trust::TokenError;

/// An answer that says what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// The kind of error, as a word for programs.
    pub(crate) code: &'static str,
    /// The status of HTTP.
    #[serde(serialize_with = "number")]
    pub(crate) status: StatusCode,
    /// What is wrong and what to do.
    pub(crate) detail: String,
    /// Which characters of the filter are to blame: the first, and the one behind the last, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<(usize, usize)>,
    /// After how many seconds to try again; sent as `Retry-After` as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u64>,
}

fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of a status.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Problem {
        Problem { code, status, detail: detail.into(), at: None, retry_after: None }
    }

    /// The service is at fault.
    pub(crate) fn failed(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail)
    }

    /// The caller may not do that.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not_found", detail)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        let (status, code, retry_after) = match &error {
            StoreError::Full(_) => (StatusCode::INSUFFICIENT_STORAGE, "full", Some(30)),
            StoreError::Busy(_) => (StatusCode::TOO_MANY_REQUESTS, "busy", Some(1)),
            StoreError::TooSlow(_) => (StatusCode::REQUEST_TIMEOUT, "too_slow", None),
            StoreError::Closed => (StatusCode::SERVICE_UNAVAILABLE, "closed", Some(5)),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "store_failed", None),
        };
        Problem { retry_after, ..Problem::new(status, code, error.to_string()) }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Problem {
        // Which file it is concerns who runs the service, not who calls it.
        let detail = match error {
            TokenError::Io(..) | TokenError::Unreadable(..) => {
                "the tokens cannot be read".to_owned()
            }
            other => other.to_string(),
        };
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "tokens_failed", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status, self.retry_after);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

//! Errors as HTTP tells them: RFC 9457's problem details.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use linestamp_store::StoreError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::trust::TokenError;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $status:literal;)+) => {
        /// The kinds of errors, as a word for programs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// The status that tells of it.
            pub(crate) const fn status(self) -> u16 {
                match self {
                    $(Code::$name => $status,)+
                }
            }

            /// What it means, in a line.
            pub(crate) fn about(self) -> &'static str {
                match self {
                    $(Code::$name => concat!($($doc),+).trim(),)+
                }
            }
        }
    };
}

codes! {
    /// Something that the address says cannot be done.
    BadRequest = 400;
    /// The filter is none; `at` says which characters are to blame.
    Filter = 400;
    /// The body is not what it has to be, or not packed as it says.
    BadBody = 400;
    /// No token came, or one that there is not.
    Unauthorized = 401;
    /// The token has not the scope, or is bound to a workspace.
    Forbidden = 403;
    /// The page's session changes nothing without its word in `X-Linestamp-CSRF`.
    Csrf = 403;
    /// There are no tokens, and the request was meant for another host or comes from another page.
    Foreign = 403;
    /// There is no such thing, or the caller may not know of it.
    NotFound = 404;
    /// That cannot be done with what is at this address; `Allow` says what can.
    NotAllowed = 405;
    /// The body came too slowly, or the question takes too long: narrow its time or its filter.
    TooSlow = 408;
    /// More came at once than may.
    TooLarge = 413;
    /// The body has another type or packing than those that are taken.
    Unsupported = 415;
    /// As much is under way as may be: try again later.
    Busy = 429;
    /// Who calls asked more often than it may.
    TooOften = 429;
    /// The service failed.
    Failed = 500;
    /// The store failed.
    StoreFailed = 500;
    /// The tokens cannot be read.
    TokensFailed = 500;
    /// The service's clock is out of range.
    Clock = 500;
    /// The store cannot do that.
    NotSupported = 501;
    /// The service ends.
    Closed = 503;
    /// The disk is full.
    Full = 507;
}

/// An answer that says what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// The kind of error, as a word for programs.
    pub(crate) code: Code,
    /// The status of HTTP.
    pub(crate) status: u16,
    /// What is wrong and what to do.
    pub(crate) detail: String,
    /// Which characters of the filter are to blame: the first, and the one behind the last, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<(usize, usize)>,
    /// After how many seconds to try again; sent as `Retry-After` as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u64>,
}

impl Problem {
    /// A problem of a kind.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Problem {
        Problem { code, status: code.status(), detail: detail.into(), at: None, retry_after: None }
    }

    /// The service is at fault.
    pub(crate) fn failed(detail: impl Into<String>) -> Problem {
        Problem::new(Code::Failed, detail)
    }

    /// The caller may not do that.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::new(Code::Forbidden, detail)
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(Code::NotFound, detail)
    }

    /// The status that tells of it.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        let (code, retry_after) = match &error {
            StoreError::Full(_) => (Code::Full, Some(30)),
            StoreError::Busy(_) => (Code::Busy, Some(1)),
            StoreError::TooSlow(_) => (Code::TooSlow, None),
            StoreError::Closed => (Code::Closed, Some(5)),
            StoreError::NotSupported(_) => (Code::NotSupported, None),
            _ => (Code::StoreFailed, None),
        };
        Problem { retry_after, ..Problem::new(code, error.to_string()) }
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
        Problem::new(Code::TokensFailed, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status(), self.retry_after);
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

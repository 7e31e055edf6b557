//! What an answer means by its status. Pure functions of status, `Retry-After`, body and time.

use std::time::{Duration, SystemTime};

use crate::verdict::Verdict;

/// How much of a body a reason repeats.
const SHOWN: usize = 200;

/// An answer, as far as it matters.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// The `Retry-After` header, where there is one.
    pub retry_after: Option<&'a str>,
    /// The body; empty where it could not be read.
    pub body: &'a [u8],
    /// When it came: `Retry-After` may be a date.
    pub now: SystemTime,
}

/// What the status of an answer means.
///
/// | status | verdict |
/// |---|---|
/// | 2xx | confirmed |
/// | 408, 425, 429, 5xx but 501 and 505 | again, not before `Retry-After` (seconds or a date) |
/// | 413 | too large: halves |
/// | 3xx, 401, 402, 403, 404, 405, 407, 410, 421, 451, 501, 505 and whatever is below 200 | held: the address or the credentials are wrong, not the records |
/// | any other | refused: halves, until the record is found |
#[must_use]
pub fn by_status(answer: &Answer<'_>) -> Verdict {
    let reason = || answer.reason();
    match answer.status {
        200..=299 => Verdict::Confirmed,
        413 => Verdict::TooLarge { reason: reason() },
        0..=199 | 300..=399 | 401..=405 | 407 | 410 | 421 | 451 | 501 | 505 => {
            Verdict::Held { reason: reason() }
        }
        408 | 425 | 429 | 500.. => answer.again(),
        _ => Verdict::Refused { reason: reason() },
    }
}

impl Answer<'_> {
    /// Send again, not before `Retry-After`.
    pub(crate) fn again(&self) -> Verdict {
        Verdict::Retry { reason: self.reason(), after: self.after() }
    }

    /// A success whose body is cut off or is not what the protocol says: whether it took the
    /// records is not known.
    pub(crate) fn unreadable(&self) -> Verdict {
        let reason = format!("the body of a success cannot be read ({})", self.reason());
        Verdict::Retry { reason, after: None }
    }

    /// Whether there is nothing in the body.
    pub(crate) fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// `Retry-After` in either form; a date that is past asks for no wait.
    pub(crate) fn after(&self) -> Option<Duration> {
        let text = self.retry_after?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(self.now).unwrap_or_default())
    }

    /// Status and the start of the body, on one line.
    pub(crate) fn reason(&self) -> String {
        let start = &self.body[..self.body.len().min(SHOWN * 4)];
        self.reason_of(&String::from_utf8_lossy(start))
    }

    /// Status and the start of a text, on one line.
    pub(crate) fn reason_of(&self, text: &str) -> String {
        match short(text).as_str() {
            "" => format!("status {}", self.status),
            text => format!("status {}: {text}", self.status),
        }
    }
}

/// The start of a text, on one line.
pub(crate) fn short(text: &str) -> String {
    let text: String = text.chars().take(SHOWN).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

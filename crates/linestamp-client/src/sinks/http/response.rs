//! What an answer means. A pure function of status, `Retry-After`, body and time.

use std::time::{Duration, SystemTime};

use serde::Deserialize;

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

/// How answers are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answers {
    /// By the status alone.
    #[default]
    Status,
    /// A success may name records that were not taken, by their index in the request:
    /// `{"rejected":[{"index":3,"reason":"no such column"},{"index":5,"retry":true}]}`. One with
    /// `retry` is sent again, the others go to the dead letter. A success whose body is cut off or
    /// something else than JSON is asked again; an empty body confirms all.
    Items,
}

/// What an answer to that many records means.
///
/// | status | verdict |
/// |---|---|
/// | 2xx | confirmed; by the body with [`Answers::Items`] |
/// | 408, 425, 429, 5xx but 501 and 505 | again, not before `Retry-After` (seconds or a date) |
/// | 413 | too large: halves |
/// | 3xx, 401, 402, 403, 404, 405, 407, 410, 421, 451, 501, 505 and whatever is below 200 | held: the address or the credentials are wrong, not the records |
/// | any other | refused: halves, until the record is found |
#[must_use]
pub fn classify(answer: &Answer<'_>, answers: Answers, records: usize) -> Verdict {
    let reason = || reason(answer);
    match answer.status {
        200..=299 if answers == Answers::Items => items(answer, records),
        200..=299 => Verdict::Confirmed,
        413 => Verdict::TooLarge { reason: reason() },
        0..=199 | 300..=399 | 401..=405 | 407 | 410 | 421 | 451 | 501 | 505 => {
            Verdict::Held { reason: reason() }
        }
        408 | 425 | 429 | 500.. => Verdict::Retry { reason: reason(), after: after(answer) },
        _ => Verdict::Refused { reason: reason() },
    }
}

/// `Retry-After` in either form; a date that is past asks for no wait.
fn after(answer: &Answer<'_>) -> Option<Duration> {
    let text = answer.retry_after?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(answer.now).unwrap_or_default())
}

fn reason(answer: &Answer<'_>) -> String {
    let start = &answer.body[..answer.body.len().min(SHOWN * 4)];
    let text: String = String::from_utf8_lossy(start).chars().take(SHOWN).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.as_str() {
        "" => format!("status {}", answer.status),
        text => format!("status {}: {text}", answer.status),
    }
}

#[derive(Deserialize)]
struct Items {
    #[serde(default)]
    rejected: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: usize,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    retry: bool,
}

fn items(answer: &Answer<'_>, records: usize) -> Verdict {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::Confirmed;
    }
    let Ok(items) = serde_json::from_slice::<Items>(answer.body) else {
        let reason = format!("the body of a success cannot be read ({})", reason(answer));
        return Verdict::Retry { reason, after: None };
    };
    let (mut refused, mut again) = (Vec::new(), Vec::new());
    for item in items.rejected.into_iter().filter(|item| item.index < records) {
        if item.retry {
            again.push(item.index);
        } else {
            let reason = item.reason.unwrap_or_else(|| "no reason given".to_owned());
            refused.push((item.index, reason));
        }
    }
    match (refused.is_empty(), again.is_empty()) {
        (true, true) => Verdict::Confirmed,
        _ => Verdict::Partial { refused, again },
    }
}

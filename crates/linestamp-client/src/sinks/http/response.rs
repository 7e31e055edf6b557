//! What an answer means. A pure function of status, `Retry-After`, body and time.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

/// How answers are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answers {
    /// By the status alone.
    #[default]
    Status,
    /// A success may name records that were not taken, by their index in the request:
    /// `{"rejected":[{"index":3,"reason":"no such column"},{"index":5,"retry":true}]}`. One with
    /// `retry` is sent again, the others go to the dead letter; of one that is named more than once, a single
    /// `retry` counts. A success whose body is cut off or
    /// something else than JSON is asked again; an empty body confirms all.
    Items,
}

/// What an answer to that many records means: by its status, as [`by_status`] has it, and with
/// [`Answers::Items`] a success by its body.
#[must_use]
pub fn classify(answer: &Answer<'_>, answers: Answers, records: usize) -> Verdict {
    match answer.status {
        200..=299 if answers == Answers::Items => items(answer, records),
        _ => by_status(answer),
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
    if answer.is_empty() {
        return Verdict::Confirmed;
    }
    let Ok(items) = serde_json::from_slice::<Items>(answer.body) else {
        return answer.unreadable();
    };
    // The reason of each; none for one that is sent again.
    let mut named: BTreeMap<usize, Option<String>> = BTreeMap::new();
    for item in items.rejected.into_iter().filter(|item| item.index < records) {
        let reason = item.reason.unwrap_or_else(|| "no reason given".to_owned());
        let fate = named.entry(item.index).or_insert(Some(reason));
        if item.retry {
            *fate = None;
        }
    }
    let (mut refused, mut again) = (Vec::new(), Vec::new());
    for (index, reason) in named {
        match reason {
            Some(reason) => refused.push((index, reason)),
            None => again.push(index),
        }
    }
    match (refused.is_empty(), again.is_empty()) {
        (true, true) => Verdict::Confirmed,
        _ => Verdict::Partial { refused, again },
    }
}

//! What an answer means.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

#[derive(Deserialize)]
struct Account {
    stored: usize,
    duplicates: usize,
    #[serde(default)]
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Refused {
    index: usize,
    field: String,
    reason: String,
}

/// What an answer to that many records means.
///
/// | answer | verdict |
/// |---|---|
/// | 2xx whose account adds up | confirmed, but for those that it refuses, with field and reason |
/// | 2xx whose account is cut off, unreadable, or does not add up | again: nothing is doubled by that |
/// | 413 | too large: halves |
/// | 429, 507 (the disk is full), other 5xx but 501 and 505 | again, not before `Retry-After` |
/// | the rest | by the status |
#[must_use]
pub fn classify(answer: &Answer<'_>, records: usize) -> Verdict {
    if !(200..=299).contains(&answer.status) {
        return by_status(answer);
    }
    let Ok(account) = serde_json::from_slice::<Account>(answer.body) else {
        return answer.unreadable();
    };
    let named = account.refused.len();
    let refused: BTreeSet<_> = account.refused.iter().map(|refused| refused.index).collect();
    let sum = account.stored.checked_add(account.duplicates).and_then(|sum| sum.checked_add(named));
    // A record that is named twice leaves another one without a fate.
    let is_exact = refused.len() == named && refused.iter().all(|index| *index < records);
    if sum != Some(records) || !is_exact {
        return answer.unreadable();
    }
    if named == 0 {
        return Verdict::Confirmed;
    }
    let refused = account.refused.into_iter();
    let refused = refused.map(|item| (item.index, format!("{}: {}", item.field, item.reason)));
    Verdict::Partial { refused: refused.collect(), again: Vec::new() }
}

//! What an answer means.
//!
//! Source: the reference of `_bulk` (<https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk>):
//! 200 with `errors` and `items`, in the order of the actions, each with its operation's `status`
//! and `error{type,reason}`; 429 of an item is to be sent again, 409 is a conflict of versions.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

#[derive(Deserialize)]
struct Bulk {
    errors: bool,
    items: Vec<HashMap<String, Item>>,
}

#[derive(Deserialize)]
struct Item {
    status: u16,
    #[serde(default)]
    error: Value,
}

/// What an answer to that many records means.
///
/// | answer | verdict |
/// |---|---|
/// | 2xx, `errors` is false | confirmed |
/// | 2xx, an item with 2xx, or 409 (it is there already) | that record is confirmed |
/// | 2xx, an item with 408, 429, 5xx | that record again |
/// | 2xx, an item with 401, 403, 404 (no such index, or one that is blocked) | that record again; held where it is all of them |
/// | 2xx, an item with another status: 400, … | that record is refused, with the error's type and reason |
/// | 2xx with a body that is cut off, or has another number of items | again |
/// | any other status | by the status |
#[must_use]
pub fn classify(answer: &Answer<'_>, records: usize) -> Verdict {
    if !(200..=299).contains(&answer.status) {
        return by_status(answer);
    }
    let Ok(bulk) = serde_json::from_slice::<Bulk>(answer.body) else {
        return answer.unreadable();
    };
    if bulk.items.len() != records {
        return answer.unreadable();
    }
    if !bulk.errors {
        return Verdict::Confirmed;
    }
    let (mut refused, mut again, mut locked) = (Vec::new(), Vec::new(), None);
    let (mut locked_out, count) = (0, bulk.items.len());
    for (index, item) in bulk.items.into_iter().enumerate() {
        let Some(item) = item.into_values().next() else { return answer.unreadable() };
        match item.status {
            200..=299 | 409 => {}
            401 | 403 | 404 => {
                locked_out += 1;
                again.push(index);
                locked.get_or_insert_with(|| reason(&item));
            }
            408 | 429 | 500.. => again.push(index),
            _ => refused.push((index, reason(&item))),
        }
    }
    match locked {
        Some(reason) if locked_out == count => Verdict::Held { reason },
        _ if refused.is_empty() && again.is_empty() => Verdict::Confirmed,
        _ => Verdict::Partial { refused, again },
    }
}

fn reason(item: &Item) -> String {
    let text = |name: &str| item.error.get(name).and_then(Value::as_str).unwrap_or("no reason");
    let said = match &item.error {
        Value::String(text) => text.clone(),
        _ => format!("{}: {}", text("type"), text("reason")),
    };
    format!("status {}: {}", item.status, crate::sinks::transport::short(&said))
}

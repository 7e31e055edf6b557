//! A composable index template, for Elasticsearch and for `OpenSearch`, which differ in how a JSON
//! object of any keys is held without a field a key. The document's `_id` is the record's id, which makes a second
//! attempt a conflict rather than a second document.

use serde_json::{Map, Value, json};

use crate::column::{Column, Kind};
use crate::metadata::MAX_DEPTH;
use crate::record::COLUMNS;

/// The indices that it is for.
const PATTERN: &str = "linestamp-logs*";

/// Lucene takes terms of at most 32,766 bytes, and a character may have four of them; a document
/// with a longer one would be refused, so longer ones are kept without being indexed.
const LONGEST_TERM: u32 = 8191;

/// Which of the two.
#[derive(Clone, Copy)]
pub(super) enum Flavour {
    Elasticsearch,
    OpenSearch,
}

pub(super) fn template(flavour: Flavour) -> Value {
    let properties: Map<_, _> =
        COLUMNS.iter().map(|column| (column.name.to_owned(), property(column, flavour))).collect();
    json!({
        "index_patterns": [PATTERN],
        // Above the templates that Elasticsearch brings.
        "priority": 500,
        "template": {
            "mappings": {
                // Every key has a column: another one is a mistake of the sender's.
                "dynamic": "strict",
                "properties": properties,
            },
        },
        "_meta": { "description": "Linestamp log records, by `linestamp schema`" },
    })
}

fn property(column: &Column, flavour: Flavour) -> Value {
    match column.kind {
        Kind::Text if column.name == "message" => json!({ "type": "text" }),
        Kind::Text if !column.indexed => {
            json!({ "type": "keyword", "index": false, "ignore_above": LONGEST_TERM })
        }
        Kind::Text | Kind::Level | Kind::Environment => json!({ "type": "keyword" }),
        Kind::Timestamp => json!({ "type": "date", "format": "epoch_millis" }),
        Kind::Json => match flavour {
            // The column itself is a level too.
            Flavour::Elasticsearch => json!({
                "type": "flattened",
                "depth_limit": MAX_DEPTH + 1,
                "ignore_above": LONGEST_TERM,
            }),
            Flavour::OpenSearch => json!({ "type": "flat_object" }),
        },
    }
}

//! JSON Schema of a record on the wire, in its canonical form: what it accepts, an intake with a
//! service and an environment accepts, unless the metadata is too deep or too large. An intake takes
//! more: aliases, camel case, numbers for text.

use serde_json::{Map, Value, json};

use crate::column::{Column, Kind, Presence};
use crate::environment::Environment;
use crate::level::Level;
use crate::record::COLUMNS;
use crate::timestamp::Timestamp;

pub(super) fn schema() -> Value {
    let properties: Map<_, _> =
        COLUMNS.iter().map(|column| (column.name.to_owned(), property(column))).collect();
    let required: Vec<_> = COLUMNS
        .iter()
        .filter(|column| column.presence == Presence::Required)
        .map(|column| column.name)
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Linestamp log record",
        "description": "A record as it is sent. Other keys are kept in the metadata.",
        "type": "object",
        "properties": properties,
        "required": required,
    })
}

/// JSON Schema of the values of one column.
pub(crate) fn property(column: &Column) -> Value {
    let mut property = match column.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Timestamp => {
            json!({ "type": "integer", "minimum": 0, "maximum": Timestamp::MAX.millis() })
        }
        Kind::Level => json!({ "enum": Level::ALL.map(Level::as_str) }),
        Kind::Environment => json!({ "enum": Environment::ALL.map(Environment::as_str) }),
        Kind::Json => json!({ "type": "object" }),
    };
    property["description"] = column.doc().into();
    if let Some(limit) = column.limit {
        property["maxLength"] = limit.into();
    }
    if column.name == "id" {
        property["minLength"] = 1.into();
    }
    property
}

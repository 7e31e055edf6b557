//! Schemas that no type of the program has: of what is taken in, and of the names of columns.

use std::borrow::Cow;

use linestamp_schema::{COLUMNS, Column, Presence};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::asked::is_countable;

/// A record as it is sent.
struct NewRecord;

/// The records of a request as JSON: one, or an array of them.
pub(crate) struct Records;

impl JsonSchema for NewRecord {
    fn schema_name() -> Cow<'static, str> {
        "NewRecord".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties: Map<String, Value> =
            COLUMNS.iter().map(|column| (column.name.to_owned(), column.json_schema())).collect();
        // The service fills in an id and a time; who sends, says the rest.
        let is_said = |column: &&Column| match column.presence {
            Presence::Required => true,
            Presence::Filled => !matches!(column.name, "id" | "timestamp"),
            Presence::Optional => false,
        };
        let required: Vec<&str> =
            COLUMNS.iter().filter(is_said).map(|column| column.name).collect();
        json_schema!({
            "type": "object",
            "description": "A record as it is sent. Other keys are kept in the metadata, and other \
                spellings are taken too, such as `traceId` or the level `fatal`: see schema.md. \
                `environment` may be left out where the service has one configured.",
            "properties": properties,
            "required": required,
        })
    }
}

impl JsonSchema for Records {
    fn schema_name() -> Cow<'static, str> {
        "NewRecords".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<NewRecord>();
        let most = crate::ingest::MOST_RECORDS;
        json_schema!({ "oneOf": [one, { "type": "array", "items": one, "maxItems": most }] })
    }
}

/// The name of a column whose values can be counted.
pub(crate) fn countable_column(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> =
        COLUMNS.iter().filter(|column| is_countable(column)).map(|column| column.name).collect();
    json_schema!({ "type": "string", "enum": names })
}

/// Some of them, with commas between them.
pub(crate) fn countable_columns(generator: &mut SchemaGenerator) -> Schema {
    let (one, most) = (countable_column(generator), crate::read::MOST_COLUMNS);
    json_schema!({ "type": "array", "items": one, "minItems": 1, "maxItems": most })
}

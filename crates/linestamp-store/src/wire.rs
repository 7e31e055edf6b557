//! Serde for a stored record: its columns as they are on the wire, and beside them what the store added.

use linestamp_schema::{LogRecord, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::stored::{Seq, Skew, Stored};

#[derive(Serialize)]
struct Shown<'r> {
    seq: Seq,
    received_at: i64,
    /// How its clock was off, if it was far off.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Skew>,
    #[serde(flatten)]
    record: &'r LogRecord,
}

#[derive(Deserialize)]
struct Read {
    seq: Seq,
    received_at: i64,
    /// It follows from the times; named here, so that it does not become metadata.
    #[serde(rename = "clock")]
    _clock: Option<Skew>,
    #[serde(flatten)]
    record: LogRecord,
}

/// The record's columns, and `seq`, `received_at` in milliseconds since 1970, and `clock`, which is
/// `ahead` or `behind`, where it was far off.
impl Serialize for Stored {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (received_at, clock) = (self.received_at.millis(), self.skew());
        Shown { seq: self.seq, received_at, clock, record: &self.record }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Stored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        let received_at = Timestamp::from_millis(read.received_at)
            .ok_or_else(|| D::Error::custom("`received_at` is out of range"))?;
        Ok(Stored { seq: read.seq, received_at, record: read.record })
    }
}

/// As it is written: the columns of the schema, and what the store added.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Stored {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Record".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        use linestamp_schema::COLUMNS;
        use serde_json::json;

        let mut properties = serde_json::Map::from_iter([
            (
                "seq".to_owned(),
                json!({
                    "type": "integer", "minimum": 1,
                    "description": "Its place in the order of arrival, each given away once."
                }),
            ),
            (
                "received_at".to_owned(),
                json!({
                    "type": "integer", "minimum": 0, "maximum": Timestamp::MAX.millis(),
                    "description": "When it arrived by the service's clock, in milliseconds since 1970."
                }),
            ),
            ("clock".to_owned(), generator.subschema_for::<Skew>().to_value()),
        ]);
        properties
            .extend(COLUMNS.iter().map(|column| (column.name.to_owned(), column.json_schema())));
        let always = COLUMNS.iter().filter(|column| column.is_always_there());
        let required: Vec<&str> =
            ["seq", "received_at"].into_iter().chain(always.map(|column| column.name)).collect();
        schemars::json_schema!({
            "type": "object",
            "description": "A record as it is kept.",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }
}

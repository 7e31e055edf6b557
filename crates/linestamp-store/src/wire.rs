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

//! The items of a batch.

use linestamp_schema::LogRecord;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::sinks::transport::Encoded;

/// An array of items.
pub(super) fn items(records: &[LogRecord]) -> serde_json::Result<Encoded> {
    Encoded::array(records, |body, record| serde_json::to_writer(body, &Item(record)))
}

struct Item<'a>(&'a LogRecord);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0;
        let mut item = serializer.serialize_map(None)?;
        record.entries(&mut item)?;
        item.serialize_entry("status", record.level.as_str())?;
        item.serialize_entry("ddsource", "linestamp")?;
        item.serialize_entry("ddtags", &tags(record))?;
        if let Some(instance) = &record.instance_id {
            item.serialize_entry("hostname", instance)?;
        }
        item.end()
    }
}

fn tags(record: &LogRecord) -> String {
    let mut tags = format!("env:{}", record.environment.as_str());
    if let Some(version) = &record.version {
        // A comma would begin another tag.
        tags = format!("{tags},version:{}", version.replace(',', "_"));
    }
    tags
}

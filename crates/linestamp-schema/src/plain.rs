//! The usual record: an object in which each key is a column's name and each value has that column's
//! form. It is read straight from its JSON; whatever else comes is left to [`crate::intake`]'s rules, which
//! make the same of what is read here.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};

use crate::record::Cells;

/// The columns of an object that needs no more than to be read.
pub(crate) fn cells(json: &[u8]) -> Option<Cells> {
    let mut json = serde_json::Deserializer::from_slice(json);
    let cells = json.deserialize_map(Plain).ok()?;
    json.end().ok()?;
    Some(cells)
}

struct Plain;

impl<'de> Visitor<'de> for Plain {
    type Value = Cells;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("columns in their forms")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Cells, A::Error> {
        let mut cells = Cells::default();
        // A key with an escape is none of ours as it stands.
        while let Some(name) = object.next_key::<&str>()? {
            cells.read(name, &mut object)?;
        }
        Ok(cells)
    }
}

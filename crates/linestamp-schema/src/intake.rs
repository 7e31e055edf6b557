//! From any JSON value to a record, or to the reason why not.
//!
//! Input: a JSON value and the moment. Output: a complete record in which every value that was sent
//! is found again. The rules:
//!
//! - Each column is taken by its name, else by its name in camel case (`traceId`) if the value there
//!   fits. Null is absent.
//! - A value is brought into its column's form ([`crate::settle`]); where that changes it, what was
//!   sent is kept in the metadata under the column's name.
//! - What is absent is filled in: service and environment from the configuration, timestamp and id
//!   from the moment.
//! - Every other key goes to the metadata. Where two would share a key there, those of the sent
//!   metadata stay, and the other is kept under `key_2`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::column::Column;
use crate::environment::Environment;
use crate::id::Moment;
use crate::metadata;
use crate::plain;
use crate::record::{COLUMNS, LogRecord, column, columns};
use crate::refusal::{Refusal, Why};
use crate::settle::{Settled, check, name_of, settle};
use crate::timestamp::Timestamp;

/// Takes records in, with what they need not say themselves.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    service: Option<String>,
    environment: Option<Environment>,
}

impl Intake {
    /// An intake that fills in no service and no environment: records have to name theirs.
    #[must_use]
    pub fn new() -> Intake {
        Intake::default()
    }

    /// The service of records that name none.
    #[must_use]
    pub fn service(mut self, service: impl Into<String>) -> Intake {
        self.service = Some(service.into());
        self
    }

    /// The environment of records that name none.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Intake {
        self.environment = Some(environment);
        self
    }

    /// Makes a record of what came over the wire.
    ///
    /// # Errors
    ///
    /// Where it is no object, a column is missing or has a value that cannot be mapped, or
    /// something is too large. The refusal names the field.
    pub fn read(&self, wire: Value, moment: Moment) -> Result<LogRecord, Refusal> {
        self.take(wire, Some(moment))
    }

    /// Makes a record of the text of a JSON object whose keys are the names of columns and whose values have
    /// their forms, in a third of the time that [`read`](Intake::read) takes; `None` for any other text,
    /// whatever [`read`](Intake::read) makes of that. Where the record names no timestamp or no id, `fill` gives
    /// the moment, and an id if it is not to be made of the moment.
    pub fn read_plain(
        &self,
        json: &[u8],
        fill: impl FnOnce() -> (Moment, Option<String>),
    ) -> Option<LogRecord> {
        let mut cells = plain::cells(json)?;
        if let (None, Some(service)) = (&cells.service, &self.service) {
            check(columns::service(), service).ok()?;
            cells.service = Some(service.clone());
        }
        cells.environment = cells.environment.or(self.environment);
        if cells.timestamp.is_none() || cells.id.is_none() {
            let (moment, id) = fill();
            let timestamp = *cells.timestamp.get_or_insert(moment.now);
            if cells.id.is_none() {
                let id = id.unwrap_or_else(|| moment.id_at(timestamp));
                check(columns::id(), &id).ok()?;
                cells.id = Some(id);
            }
        }
        cells.complete()
    }

    /// As [`read`](Intake::read); without a moment the record has to have its id and timestamp.
    pub(crate) fn take(&self, wire: Value, moment: Option<Moment>) -> Result<LogRecord, Refusal> {
        let mut sent = match wire {
            Value::Object(sent) => sent,
            other => return Err(Refusal::new("record", Why::NotAnObject(name_of(&other)))),
        };
        let (mut columns, originals) = columns_of(&mut sent)?;
        self.fill(&mut columns, moment)?;
        let cells = COLUMNS.iter().map(|column| columns.remove(column.name));
        let mut record = LogRecord::of_cells(cells)?;
        for (key, value) in originals {
            metadata::keep(&mut record.metadata, key, value);
        }
        // Sorted, so that the same record gives the same keys whatever order a map has.
        for (key, value) in sent.into_iter().collect::<BTreeMap<_, _>>() {
            metadata::keep(&mut record.metadata, &key, value);
        }
        metadata::check(&record.metadata)?;
        Ok(record)
    }

    /// Fills in what nobody sent.
    fn fill(&self, columns: &mut Values, moment: Option<Moment>) -> Result<(), Refusal> {
        let environment = self.environment.map(|environment| environment.as_str().into());
        fill(columns, "service", self.service.as_deref().map(Value::from))?;
        fill(columns, "environment", environment)?;
        let Some(moment) = moment else { return Ok(()) };
        fill(columns, "timestamp", Some(moment.now.millis().into()))?;
        let said = columns.get("timestamp").and_then(Value::as_i64);
        let timestamp = said.and_then(Timestamp::from_millis).unwrap_or(moment.now);
        fill(columns, "id", Some(moment.id_at(timestamp).into()))
    }
}

/// Gives a column a value unless it has one; a configured value has to keep the rules too.
fn fill(columns: &mut Values, name: &str, value: Option<Value>) -> Result<(), Refusal> {
    if let (false, Some(value), Some(column)) = (columns.contains_key(name), value, column(name)) {
        columns.insert(name.to_owned(), settle(column, value)?.value);
    }
    Ok(())
}

/// Values by the names of their columns.
type Values = Map<String, Value>;

/// The originals of what was mapped, by the names of their columns.
type Originals = Vec<(&'static str, Value)>;

/// Takes the columns out of what was sent, in the form that they have.
fn columns_of(sent: &mut Values) -> Result<(Values, Originals), Refusal> {
    let mut columns = Map::new();
    let mut originals = Vec::new();
    for column in COLUMNS {
        let settled = match take(sent, column.name) {
            Some(value) => settle(column, value)?,
            None => match in_camel_case(sent, column) {
                Some(settled) => settled,
                None => continue,
            },
        };
        columns.insert(column.name.to_owned(), settled.value);
        originals.extend(settled.original.map(|original| (column.name, original)));
    }
    Ok((columns, originals))
}

/// A column under its other spelling, if the value fits. If not, the key is one that we do not know.
fn in_camel_case(sent: &mut Values, column: &Column) -> Option<Settled> {
    let key = column.camel_case();
    let value = take(sent, &key)?;
    match settle(column, value.clone()) {
        Ok(settled) => Some(settled),
        Err(_) => {
            sent.insert(key, value);
            None
        }
    }
}

/// Removes a key; null is absent.
fn take(sent: &mut Map<String, Value>, key: &str) -> Option<Value> {
    sent.remove(key).filter(|value| !value.is_null())
}

//! What a record says, in OpenTelemetry's terms, borrowed from the record.

use std::borrow::Cow;

use linestamp_schema::{COLUMNS, CallSite, CellRef, Column, LogRecord, OpenTelemetry};
use serde_json::{Map, Value};

/// A value: `AnyValue`.
#[derive(Debug)]
pub(super) enum Any<'a> {
    None,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(Cow<'a, str>),
    Array(&'a [Value]),
    Object(&'a Map<String, Value>),
}

impl<'a> From<&'a Value> for Any<'a> {
    fn from(value: &'a Value) -> Any<'a> {
        match value {
            Value::Null => Any::None,
            Value::Bool(is) => Any::Bool(*is),
            Value::Number(number) => match (number.as_i64(), number.is_f64()) {
                (Some(integer), _) => Any::Integer(integer),
                (None, true) => Any::Double(number.as_f64().unwrap_or_default()),
                (None, false) => Any::Text(number.to_string().into()),
            },
            Value::String(text) => Any::Text(text.into()),
            Value::Array(items) => Any::Array(items),
            Value::Object(map) => Any::Object(map),
        }
    }
}

impl<'a> From<CellRef<'a>> for Any<'a> {
    fn from(cell: CellRef<'a>) -> Any<'a> {
        match cell {
            CellRef::Text(text) => Any::Text(text.into()),
            CellRef::Timestamp(time) => Any::Integer(time.millis()),
            CellRef::Json(map) => Any::Object(map),
        }
    }
}

/// An attribute: `KeyValue`.
pub(super) type Attribute<'a> = (Cow<'a, str>, Any<'a>);

/// Neighbours of one resource share it: that keeps the order.
pub(super) fn neighbours(records: &[LogRecord]) -> impl Iterator<Item = &[LogRecord]> {
    records.chunk_by(have_one_resource)
}

fn have_one_resource(one: &LogRecord, other: &LogRecord) -> bool {
    let is_said = |column: &&Column| matches!(column.open_telemetry, OpenTelemetry::Resource(_));
    COLUMNS.iter().filter(is_said).all(|column| one.get(column) == other.get(column))
}

/// The attributes of the resource that neighbours share.
pub(super) fn resource(neighbours: &[LogRecord]) -> impl Iterator<Item = Attribute<'_>> {
    let cells = neighbours.first().into_iter().flat_map(LogRecord::cells);
    cells.filter_map(|(column, cell)| match column.open_telemetry {
        OpenTelemetry::Resource(name) => Some((name.into(), cell?.into())),
        _ => None,
    })
}

/// What a record says, but for its resource: `LogRecord`.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    /// Nanoseconds, which end in 2554; what is later counts as their end. No collector is in between that
    /// observed it later.
    pub(super) time: u64,
    pub(super) severity_number: u8,
    pub(super) severity_text: &'a str,
    pub(super) body: Option<Any<'a>>,
    pub(super) attributes: Vec<Attribute<'a>>,
    pub(super) trace_id: Option<[u8; 16]>,
    pub(super) event_name: &'a str,
}

impl<'a> Said<'a> {
    /// Reads another record; the room for attributes stays.
    pub(super) fn read(&mut self, record: &'a LogRecord) {
        let mut attributes = std::mem::take(&mut self.attributes);
        attributes.clear();
        *self = Said { attributes, ..Said::default() };
        for (column, cell) in record.cells() {
            let Some(cell) = cell else { continue };
            match (column.open_telemetry, cell) {
                (OpenTelemetry::Resource(_), _) => {}
                (OpenTelemetry::Attribute(name), cell) => self.attribute(name, cell),
                (OpenTelemetry::Field(name), cell) => self.field(name, record, cell),
                (OpenTelemetry::CallSite, CellRef::Text(text)) => self.call_site(text),
                (OpenTelemetry::Each, CellRef::Json(map)) => self.each(map),
                // The one is a text, the other an object.
                (OpenTelemetry::CallSite | OpenTelemetry::Each, _) => {}
            }
        }
    }

    fn attribute(&mut self, name: &'static str, value: impl Into<Any<'a>>) {
        self.attributes.push((name.into(), value.into()));
    }

    fn field(&mut self, name: &str, record: &LogRecord, cell: CellRef<'a>) {
        match (name, cell) {
            ("timeUnixNano", CellRef::Timestamp(time)) => {
                self.time = time.millis().unsigned_abs().saturating_mul(1_000_000);
            }
            ("severityNumber", CellRef::Text(word)) => {
                self.severity_number = record.level.severity_number();
                self.severity_text = word;
            }
            ("eventName", CellRef::Text(event)) => self.event_name = event,
            ("traceId", CellRef::Text(id)) => match trace_id(id) {
                Some(bytes) => self.trace_id = Some(bytes),
                None => self.attribute("linestamp.trace.id", cell),
            },
            // The body.
            _ => self.body = Some(cell.into()),
        }
    }

    fn call_site(&mut self, location: &'a str) {
        let Ok(site) = location.parse::<CallSite>() else {
            self.attribute("linestamp.source.location", CellRef::Text(location));
            return;
        };
        // The location begins with it.
        let file = location.get(..site.file().len()).unwrap_or_default();
        self.attribute("code.file.path", CellRef::Text(file));
        self.attribute("code.line.number", Any::Integer(site.line().get().into()));
        if let Some(column) = site.column() {
            self.attribute("code.column.number", Any::Integer(column.get().into()));
        }
    }

    /// Each key as it is, but for those that a column has taken: keys have to be unique.
    fn each(&mut self, map: &'a Map<String, Value>) {
        let columns = self.attributes.len();
        for (key, value) in map {
            let is_taken = self.attributes[..columns].iter().any(|(taken, _)| taken == key);
            let mut name = Cow::Borrowed(key.as_str());
            while is_taken && map.contains_key(&*name) {
                name = format!("linestamp.metadata.{name}").into();
            }
            self.attributes.push((name, value.into()));
        }
    }
}

/// 32 hexadecimal digits, not all zero. In lower case only: bytes would forget the case.
fn trace_id(text: &str) -> Option<[u8; 16]> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 32 || !text.bytes().all(is_hex) {
        return None;
    }
    let number = u128::from_str_radix(text, 16).ok().filter(|number| *number != 0)?;
    Some(number.to_be_bytes())
}

//! The messages as protocol buffers, written straight from the records: making the official messages
//! first would copy each text once more, into memory of its own, which takes several times as long.
//!
//! Numbers and kinds of fields are those of `opentelemetry/proto/logs/v1/logs.proto`, version 1; their order
//! and what is left out are as in any encoder's output.

use linestamp_schema::LogRecord;

use super::said::{Any, Said, neighbours, resource};
use super::{SCOPE, SCOPE_VERSION};

/// About how many bytes a record takes.
const USUAL: usize = 512;

/// How a field's value is written.
#[derive(Clone, Copy)]
enum Kind {
    Varint = 0,
    Fixed64 = 1,
    /// With its length before it.
    Bytes = 2,
}

/// Writes an `ExportLogsServiceRequest`.
pub(super) fn request(records: &[LogRecord]) -> Vec<u8> {
    let mut out = Vec::with_capacity(records.len() * USUAL);
    let mut said = Said::default();
    for records in neighbours(records) {
        nested(&mut out, 1, |out| resource_logs(out, records, &mut said));
    }
    out
}

fn resource_logs<'a>(out: &mut Vec<u8>, records: &'a [LogRecord], said: &mut Said<'a>) {
    nested(out, 1, |out| {
        resource(records).for_each(|(key, value)| key_value(out, 1, &key, &value));
    });
    nested(out, 2, |out| {
        nested(out, 1, |out| {
            text(out, 1, SCOPE);
            text(out, 2, SCOPE_VERSION);
        });
        for record in records {
            said.read(record);
            nested(out, 2, |out| log_record(out, said));
        }
    });
}

fn log_record(out: &mut Vec<u8>, said: &Said<'_>) {
    fixed64(out, 1, said.time);
    if said.severity_number != 0 {
        field(out, 2, Kind::Varint);
        varint(out, said.severity_number.into());
    }
    text(out, 3, said.severity_text);
    if let Some(body) = &said.body {
        nested(out, 5, |out| any_value(out, body));
    }
    for (key, value) in &said.attributes {
        key_value(out, 6, key, value);
    }
    if let Some(id) = &said.trace_id {
        bytes(out, 9, id);
    }
    fixed64(out, 11, said.time);
    text(out, 12, said.event_name);
}

fn key_value(out: &mut Vec<u8>, number: u8, key: &str, value: &Any<'_>) {
    nested(out, number, |out| {
        text(out, 1, key);
        nested(out, 2, |out| any_value(out, value));
    });
}

/// One of several fields, which is written also where it is empty.
fn any_value(out: &mut Vec<u8>, value: &Any<'_>) {
    match value {
        Any::None => {}
        Any::Text(text) => bytes(out, 1, text.as_bytes()),
        Any::Bool(is) => {
            field(out, 2, Kind::Varint);
            varint(out, u64::from(*is));
        }
        Any::Integer(integer) => {
            field(out, 3, Kind::Varint);
            varint(out, integer.cast_unsigned());
        }
        Any::Double(double) => {
            field(out, 4, Kind::Fixed64);
            out.extend(double.to_le_bytes());
        }
        Any::Array(items) => nested(out, 5, |out| {
            for item in *items {
                nested(out, 1, |out| any_value(out, &item.into()));
            }
        }),
        Any::Object(map) => nested(out, 6, |out| {
            for (key, value) in *map {
                key_value(out, 1, key, &value.into());
            }
        }),
    }
}

/// A message in a field of another.
fn nested(out: &mut Vec<u8>, number: u8, write: impl FnOnce(&mut Vec<u8>)) {
    field(out, number, Kind::Bytes);
    // Most are so short that a byte says how long.
    out.push(0);
    let start = out.len();
    write(out);
    let end = out.len();
    if end - start < 0x80 {
        out[start - 1] = (end - start) as u8;
        return;
    }
    // The others make room: the length comes behind them first.
    varint(out, (end - start) as u64);
    let mut length = [0; 10];
    let bytes = out.len() - end;
    length[..bytes].copy_from_slice(&out[end..]);
    out.copy_within(start..end, start - 1 + bytes);
    out[start - 1..][..bytes].copy_from_slice(&length[..bytes]);
    out.pop();
}

fn text(out: &mut Vec<u8>, number: u8, text: &str) {
    if !text.is_empty() {
        bytes(out, number, text.as_bytes());
    }
}

fn bytes(out: &mut Vec<u8>, number: u8, value: &[u8]) {
    field(out, number, Kind::Bytes);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn fixed64(out: &mut Vec<u8>, number: u8, value: u64) {
    if value != 0 {
        field(out, number, Kind::Fixed64);
        out.extend(value.to_le_bytes());
    }
}

/// A field's number and kind. Of numbers up to 15, which all of these are, it takes a byte.
fn field(out: &mut Vec<u8>, number: u8, kind: Kind) {
    out.push(number << 3 | kind as u8);
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

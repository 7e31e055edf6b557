//! Where each column goes in OpenTelemetry's log data model, for whoever maps records outside of
//! Linestamp. Names are those of the semantic conventions, fields those of OTLP's JSON.

use serde_json::{Map, Value, json};

use crate::column::{Column, OpenTelemetry};
use crate::level::Level;
use crate::record::COLUMNS;

pub(super) fn mapping() -> Value {
    let columns: Map<_, _> =
        COLUMNS.iter().map(|column| (column.name.to_owned(), place(column))).collect();
    json!({
        "description": "Where each column of a Linestamp record goes in an OpenTelemetry log record.",
        "columns": columns,
    })
}

fn place(column: &Column) -> Value {
    match column.open_telemetry {
        OpenTelemetry::Field("severityNumber") => {
            let numbers: Map<_, _> = Level::ALL
                .iter()
                .map(|level| (level.as_str().to_owned(), level.severity_number().into()))
                .collect();
            json!({ "field": "severityNumber", "values": numbers, "text": "severityText" })
        }
        OpenTelemetry::Field("timeUnixNano") => {
            json!({ "field": "timeUnixNano", "factor": 1_000_000 })
        }
        OpenTelemetry::Field("traceId") => json!({
            "field": "traceId",
            "if": "32 hexadecimal digits, not all zero",
            "else": { "attribute": "linestamp.trace.id" },
        }),
        OpenTelemetry::Field(name) => json!({ "field": name }),
        OpenTelemetry::Attribute(name) => json!({ "attribute": name }),
        OpenTelemetry::Resource(name) => json!({ "resource": name }),
        OpenTelemetry::CallSite => json!({
            "if": "file, colon and line; a colon and column may follow",
            "attributes": {
                "file": "code.file.path",
                "line": "code.line.number",
                "column": "code.column.number",
            },
            "else": { "attribute": "linestamp.source.location" },
        }),
        OpenTelemetry::Each => json!({ "attributes": "each key as it is" }),
    }
}

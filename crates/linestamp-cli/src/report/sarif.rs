//! SARIF 2.1.0, which code scanning services read.

use std::io;

use linestamp_transform::{Position, Severity};
use serde_json::{Value, json};

use super::{Run, Screen, unstamped, unstamped_help, unstamped_message};
use crate::finding::{Finding, Rule};
use crate::scan::FileReport;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes one log with one run.
pub(crate) fn write(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    let mut results = Vec::new();
    for file in &run.scan.files {
        let told = run.told(file, screen);
        results.extend(told.map(|(finding, severity)| result(file, finding, severity)));
        results.extend(unstamped(file, run.kind).map(|(site, record)| {
            let text =
                format!("{}: {}", unstamped_message(site, record), unstamped_help(record.outcome));
            entry(file, Rule::Unstamped, "error", &text, Some((site.position, site.position)))
        }));
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver() },
            "invocations": [{ "executionSuccessful": !run.scan.failed() }],
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    screen.report(|out| {
        serde_json::to_writer_pretty(&mut *out, &log)?;
        out.write_all(b"\n")
    })
}

fn driver() -> Value {
    let rules: Vec<Value> = Rule::all()
        .map(|rule| json!({ "id": rule.name(), "shortDescription": { "text": rule.summary() } }))
        .collect();
    json!({
        "name": "linestamp",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules,
    })
}

fn result(file: &FileReport, finding: &Finding, severity: Severity) -> Value {
    let level = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let text = match &finding.help {
        Some(help) => format!("{}: {help}", finding.message),
        None => finding.message.clone(),
    };
    let place = finding.place.as_ref().map(|place| (place.start, place.end));
    entry(file, finding.rule, level, &text, place)
}

fn entry(
    file: &FileReport,
    rule: Rule,
    level: &str,
    text: &str,
    place: Option<(Position, Position)>,
) -> Value {
    let mut location = json!({
        "artifactLocation": { "uri": uri(&file.shown), "uriBaseId": "%SRCROOT%" }
    });
    if let Some((start, end)) = place {
        let mut region = json!({
            "startLine": start.line.get(),
            "startColumn": start.column.get(),
        });
        if end != start {
            region["endLine"] = end.line.get().into();
            region["endColumn"] = end.column.get().into();
        }
        location["region"] = region;
    }
    json!({
        "ruleId": rule.name(),
        "ruleIndex": Rule::all().position(|other| other == rule),
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": location }],
    })
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~@+!$&'()*,;=".contains(&byte) {
            uri.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("@acme/a b/[id]/ü.ts"), "@acme/a%20b/%5Bid%5D/%C3%BC.ts");
        assert_eq!(uri("c:x.ts"), "c%3Ax.ts");
    }
}

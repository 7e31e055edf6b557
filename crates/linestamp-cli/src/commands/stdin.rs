//! `--stdin-filepath`: one file from standard input to standard output, for editors and pipes.

use std::io::Read as _;
use std::path::Path;
use std::time::Instant;

use linestamp_transform::{Action, MapRequest, Source, SourceMapOption, Transformed, transform};

use super::Ended;
use crate::failure::{Failure, plain};
use crate::finding::{Finding, Rule};
use crate::project::Project;
use crate::report::{self, Kind, Run, Screen};
use crate::scan::{FileReport, Scan, findings};
use crate::sidecar;
use crate::status::Status;

/// Reads, handles and writes the text.
pub(crate) fn run(project: &Project, path: &Path, action: Action, screen: &Screen) -> Ended {
    let begin = Instant::now();
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(format!("cannot read standard input: {}", plain(&error))))?;
    let real = real(path)?;
    let name = project.names.in_stamps(&real);
    let shown = super::rewrite::naming(screen.format())(&project.names, &real);
    let mut report = FileReport::new(name.clone(), shown);
    let mut scan = Scan::default();
    scan.tally.scanned = 1;
    let through = project.off
        || project.selection.is_declaration(&real)
        || !project.selection.admits(&name)
        || !project.settings.may_hold_sites(&bytes);
    if !through && !project.selection.is_source(&real) {
        report.findings.push(Finding::not_source(project.selection.extensions()));
    } else if !through {
        match std::str::from_utf8(&bytes) {
            Err(_) => {
                report.findings.push(Finding::error(Rule::NotUtf8, "the input is not UTF-8 text"))
            }
            Ok(text) => {
                let done = ask(project, &real, &name, text, action);
                scan.tally.counts = done.plan.counts();
                report.findings = findings(done.plan.diagnostics, text);
                report.changed = done.code.is_some();
                scan.tally.changed = u64::from(report.changed);
                report.sites = done.plan.sites;
                if let Some(code) = done.code {
                    bytes = code.into_bytes();
                }
            }
        }
    }
    let failed = report.findings.iter().any(Finding::is_error);
    if !failed {
        report::output(|out| out.write_all(&bytes))?;
    }
    scan.files.push(report);
    let run = Run { scan: &scan, kind: Kind::Done, elapsed: begin.elapsed() };
    report::write_messages(&run, screen)?;
    Ok(if failed { Status::Failed } else { Status::Done })
}

/// The path without links, of a file that need not be there.
fn real(path: &Path) -> Result<std::path::PathBuf, Failure> {
    crate::names::real(path).map_err(|error| {
        Failure::new(format!("cannot use the path: {}", plain(&error)))
            .at(path.display().to_string())
    })
}

fn ask(project: &Project, real: &Path, name: &str, text: &str, action: Action) -> Transformed {
    let bounds = real.parent().unwrap_or(real);
    let sidecar = sidecar::find(real, bounds, text);
    let source = Source { path: name, text, map: sidecar.as_ref().map(|map| map.text.as_str()) };
    // There is one stream to write to, so a map can only go into the text.
    let request = match project.source_map {
        SourceMapOption::Inline => MapRequest::Inline,
        SourceMapOption::None | SourceMapOption::External => MapRequest::None,
    };
    transform(&source, &project.settings, action, request)
}

//! One thread's share of a scan.

use std::fs::File;
use std::path::Path;
use std::sync::PoisonError;

use linestamp_migrate::migrate_accepting;
use linestamp_transform::{Action, MapRequest, Severity, Source, SourceMapOption, transform};

use super::answer::Answer;
use super::buffer::Buffer;
use super::{Dropped, FileReport, FoundFile, Job, Question, Scan, Shared};
use crate::failure::plain;
use crate::finding::{Finding, Rule};
use crate::sidecar::{self, Sidecar};
use crate::sink::Change;

/// Handles files one after another; what it found out is added to the results when it is dropped.
pub(crate) struct Worker<'a> {
    shared: Shared<'a>,
    buffer: Buffer,
    own: Scan,
}

impl<'a> Worker<'a> {
    pub(super) fn new(shared: Shared<'a>) -> Worker<'a> {
        Worker { shared, buffer: Buffer::new(), own: Scan::default() }
    }

    /// Handles a file of the tree, if it is source.
    pub(crate) fn file(&mut self, path: &Path) {
        let selection = &self.shared.job.project.selection;
        let file = FoundFile { tree: self.shared.tree, path };
        // A link that is named goes by the name of what it leads to.
        if selection.is_source(self.shared.tree.real()) {
            self.source(path);
        } else {
            self.tell(file, vec![Finding::not_source(selection.extensions())]);
        }
    }

    /// Handles a source file of the tree.
    pub(crate) fn source(&mut self, path: &Path) {
        let file = FoundFile { tree: self.shared.tree, path };
        let Job { project, sink, progress, .. } = self.shared.job;
        progress.step();
        if sink.leaves_out(file) {
            return;
        }
        if project.selection.has_globs()
            && !project.selection.admits(&project.names.in_stamps(&file.real()))
        {
            self.own.tally.excluded += 1;
            return;
        }
        if let Some(seen) = self.shared.seen
            && sink.is_once_per_file()
            && !seen.lock().unwrap_or_else(PoisonError::into_inner).insert(file.real())
        {
            // Counted all the same: the named path has a source file.
            self.own.tally.scanned += 1;
            return;
        }
        self.own.tally.scanned += 1;
        let mut buffer = std::mem::replace(&mut self.buffer, Buffer::empty());
        let read = file.open().and_then(|mut handle| {
            let bytes = buffer.read(&mut handle)?;
            self.bytes(file, &handle, bytes);
            Ok(())
        });
        match read {
            Ok(()) => {}
            Err(error) => {
                let message = format!("cannot read the file: {}", plain(&error));
                self.tell(file, vec![Finding::error(Rule::Unreadable, message)]);
            }
        }
        self.buffer = buffer;
    }

    fn bytes(&mut self, file: FoundFile<'_>, handle: &File, bytes: &[u8]) {
        let Job { project, sink, question, .. } = self.shared.job;
        let way_back = if project.off { None } else { sink.way_back(file) };
        let may_concern = match question {
            Question::Stamps(_) => !project.off && project.settings.may_hold_sites(bytes),
            Question::Migration(..) => true,
        };
        let wants_map = way_back.is_some() && std::str::from_utf8(bytes).is_ok();
        if !may_concern && !wants_map {
            if let Err(error) = sink.unchanged(file, handle, bytes) {
                self.tell(file, vec![unwritable(&error)]);
            }
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => self.text(file, handle, text, way_back.as_deref()),
            Err(error) => {
                let message =
                    format!("the file is not UTF-8 text from byte {}", error.valid_up_to());
                let help = "save it as UTF-8, or leave it out with --exclude";
                self.tell(file, vec![Finding::error(Rule::NotUtf8, message).with_help(help)]);
            }
        }
    }

    fn text(&mut self, file: FoundFile<'_>, handle: &File, text: &str, way_back: Option<&str>) {
        let Job { project, naming, sink, .. } = self.shared.job;
        let real = file.real();
        let path = project.names.in_stamps(&real);
        let sidecar = sidecar::find(&real, file.tree.bounds(), text);
        let done = self.ask(&path, text, sidecar.as_ref(), way_back);
        let mut report = FileReport::new(path, naming(&project.names, &real));
        self.own.tally.counts.merge(&done.counts);
        if done.failed {
            sink.failed(file);
        } else {
            let map = done.map.as_deref();
            let change = Change { file, handle, old: text, map, sidecar: sidecar.as_ref() };
            let put = match &done.code {
                None => sink.unchanged(file, handle, text.as_bytes()).map(|()| None),
                Some(new) => sink.changed(&change, new),
            };
            match put {
                Ok(output) => report.output = output,
                Err(error) => report.findings.push(unwritable(&error)),
            }
            report.changed = done.code.is_some() && report.findings.is_empty();
            self.own.tally.changed += u64::from(report.changed);
        }
        report.findings.extend(done.findings);
        report.calls = done.calls;
        if let Some(text) = done.code.filter(|_| report.changed && !done.dropped.is_empty()) {
            self.own.dropped.push(Dropped { path: real, text, modules: done.dropped });
        }
        if self.shared.job.keep_sites {
            report.sites = done.sites;
        }
        if report.tells() {
            self.own.files.push(report);
        }
    }

    fn ask(
        &self,
        path: &str,
        text: &str,
        sidecar: Option<&Sidecar>,
        way_back: Option<&str>,
    ) -> Answer {
        match self.shared.job.question {
            Question::Stamps(action) => self.stamps(path, text, sidecar, way_back, action),
            Question::Migration(settings, accepted) => {
                let accepts = |span| accepted.holds(path, span);
                Answer::of_calls(migrate_accepting(path, text, settings, &accepts), text)
            }
        }
    }

    fn stamps(
        &self,
        path: &str,
        text: &str,
        sidecar: Option<&Sidecar>,
        way_back: Option<&str>,
        action: Action,
    ) -> Answer {
        let Job { project, sink, .. } = self.shared.job;
        let source = Source { path, text, map: sidecar.map(|sidecar| sidecar.text.as_str()) };
        let wanted = if sink.wants_maps() { project.source_map } else { SourceMapOption::None };
        let file = sidecar::name(path, sidecar);
        let request = match (way_back, wanted) {
            (Some(from), _) => MapRequest::Copy { from },
            (None, SourceMapOption::None) => MapRequest::None,
            (None, SourceMapOption::Inline) => MapRequest::Inline,
            (None, SourceMapOption::External) => MapRequest::External { file: &file },
        };
        Answer::of_stamps(transform(&source, &project.settings, action, request), text)
    }

    fn tell(&mut self, file: FoundFile<'_>, findings: Vec<Finding>) {
        let Job { project, naming, sink, .. } = self.shared.job;
        if findings.iter().any(Finding::is_error) {
            sink.failed(file);
        }
        let real = file.real();
        let (path, shown) = (project.names.in_stamps(&real), naming(&project.names, &real));
        self.own.files.push(FileReport { findings, ..FileReport::new(path, shown) });
    }

    /// A walk gives links as they are. One that leads out of the tree is said to be left alone,
    /// if anything could have been found behind it; the others lead to what the walk finds anyway.
    pub(crate) fn link(&mut self, path: &Path) {
        let target = path.canonicalize();
        let (Ok(target), false) = (target, self.shared.job.sink.reports_links()) else { return };
        let promising = target.is_dir() || self.shared.job.project.selection.is_source(path);
        if promising && !target.starts_with(self.shared.tree.bounds()) {
            let finding = Finding::warning(
                Rule::NotCopied,
                "the link leads out of the tree; it is not followed",
            )
            .with_help("name the path behind it, if it is to be handled too");
            self.tell(FoundFile { tree: self.shared.tree, path }, vec![finding]);
        }
    }

    /// Tells of what the walk could not look at.
    pub(crate) fn error(&mut self, error: &ignore::Error) {
        let message = error.io_error().map_or_else(|| error.to_string(), plain);
        let path = error_path(error).unwrap_or(self.shared.tree.typed());
        let finding = Finding::error(Rule::Unreadable, format!("cannot be read: {message}"));
        self.shared.job.sink.incomplete();
        self.tell(FoundFile { tree: self.shared.tree, path }, vec![finding]);
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        let own = std::mem::take(&mut self.own);
        self.shared.results.lock().unwrap_or_else(PoisonError::into_inner).merge(own);
    }
}

fn unwritable(error: &std::io::Error) -> Finding {
    Finding {
        severity: Severity::Error,
        ..Finding::error(Rule::Unwritable, format!("cannot write the file: {}", plain(error)))
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}

//! What a build from the copy will take, followed from its first file: nothing of it may stay
//! unstamped.
//!
//! Input: where builds begin. Output: a finding for each import that leads to a source instead of
//! its copy, and for each file with records that nobody stamped. Packages in `node_modules` are left
//! alone, links to the project's own are not.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use linestamp_transform::{Action, ByteSpan, LineTable, Outcome, Source, imports, plan};

use super::resolve::Resolver;
use super::services::Service;
use super::settings::Entry;
use crate::excerpt::Place;
use crate::finding::{Finding, Rule};
use crate::project::Project;
use crate::scan::LEFT_ALONE;

/// What would stay unstamped, by the real path of the file that it is about.
pub(crate) fn unstamped(
    project: &Project,
    service: &Service,
    entries: &[Entry],
) -> Vec<(PathBuf, Finding)> {
    let mut found = Vec::new();
    for entry in entries {
        // Without its first file, wrangler fails by itself.
        let Ok(main) = entry.main.canonicalize() else { continue };
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut reach = Reach {
            project,
            resolver: Resolver::new(entry),
            sources: real(&service.sources),
            copy: real(&service.copy),
            seen: HashSet::from([main.clone()]),
            next: vec![main],
            found: Vec::new(),
        };
        while let Some(file) = reach.next.pop() {
            reach.file(&file);
        }
        for (path, finding) in reach.found {
            let same = |(other, known): &(PathBuf, Finding)| {
                *other == path && known.message == finding.message && known.place == finding.place
            };
            if !found.iter().any(same) {
                found.push((path, finding));
            }
        }
    }
    found
}

struct Reach<'a> {
    project: &'a Project,
    resolver: Resolver<'a>,
    sources: PathBuf,
    copy: PathBuf,
    seen: HashSet<PathBuf>,
    next: Vec<PathBuf>,
    found: Vec<(PathBuf, Finding)>,
}

impl Reach<'_> {
    fn file(&mut self, file: &Path) {
        if !self.project.selection.is_source(file) {
            return;
        }
        let Ok(text) = std::fs::read_to_string(file) else { return };
        let original = self.original(file);
        if let Some(finding) = self.records(file, &original, &text) {
            self.found.push((original.clone(), finding));
        }
        // The original imports the same, and is what a person can look at.
        let shown = if original == file { Ok(text) } else { std::fs::read_to_string(&original) };
        let Ok(text) = shown else { return };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        // A text that cannot be parsed was told of, if it matters.
        for import in imports(&name, &text).unwrap_or_default() {
            let Some(target) = self.resolver.resolve(file, &import.specifier) else { continue };
            if target.starts_with(&self.sources) {
                self.found
                    .push((original.clone(), self.past(&import.specifier, &text, import.span)));
            } else if !is_installed(&target) && self.seen.insert(target.clone()) {
                self.next.push(target);
            }
        }
    }

    /// The file that a file is a copy of, or itself.
    fn original(&self, file: &Path) -> PathBuf {
        let inside = file.strip_prefix(&self.copy).map(|inside| self.sources.join(inside));
        inside.ok().filter(|original| original.is_file()).unwrap_or_else(|| file.to_owned())
    }

    /// An import that leads past the copy.
    fn past(&self, specifier: &str, text: &str, span: ByteSpan) -> Finding {
        let message = format!("`{specifier}` leads to the sources, past their stamped copy");
        let help = "import it by a relative path or an alias of the tsconfig, which leads into the \
                    copy; an `alias` of wrangler's configuration has to name the copy's file";
        let mut finding = Finding::error(Rule::StaysUnstamped, message).with_help(help);
        finding.place = Some(Place::new(text, &LineTable::new(text), span));
        finding
    }

    /// The records of a file that have no stamp and should.
    fn records(&self, file: &Path, original: &Path, text: &str) -> Option<Finding> {
        let Project { settings, selection, names, .. } = self.project;
        let path = names.in_stamps(original);
        if !settings.may_hold_sites(text.as_bytes()) || !selection.admits(&path) {
            return None;
        }
        let plan = plan(&Source::new(&path, text), settings, Action::Inject { refresh: false });
        let unstamped = |outcome| matches!(outcome, Outcome::Stamped | Outcome::Wrapped);
        let site = plan
            .sites
            .iter()
            .find(|site| site.records.iter().any(|record| unstamped(record.outcome)))?;
        let message = format!("the record of `{}` stays without a stamp", site.target);
        let help = if file.starts_with(&self.copy) {
            "an ignore file keeps it from being stamped: name it there no more, or leave it out with \
             `exclude`"
        } else {
            "it is no part of the copied sources: build with `linestamp run -- wrangler …`, which \
             stamps packages too, let its package offer a stamped copy of its own, or leave it out \
             with `exclude`"
        };
        let mut finding = Finding::error(Rule::StaysUnstamped, message).with_help(help);
        if original == file {
            let name = ByteSpan { start: site.offset, end: site.offset };
            finding.place = Some(Place::new(text, &LineTable::new(text), name));
        }
        Some(finding)
    }
}

/// Whether a real path lies in a package that was installed, not linked.
fn is_installed(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == LEFT_ALONE)
}

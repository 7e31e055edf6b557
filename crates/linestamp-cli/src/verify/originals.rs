//! The originals of a built file, and what should be stamped in them.
//!
//! Input: a source as the map names it. Output: the file that it means, its text, and each record
//! with the stamp that it should carry in the build.

use std::ops::Range;
use std::path::{Path, PathBuf};

use linestamp_transform::{
    Action, ByteSpan, LineTable, Outcome, Plan, Position, Site, Source, plan,
};

use crate::names::normalised;
use crate::project::Project;
use crate::scan::LEFT_ALONE;

/// A record that should carry a stamp.
pub(super) struct Wanted {
    /// The true stamp.
    pub(super) stamp: String,
    /// The call as the settings write it.
    pub(super) target: String,
    /// The bytes to show to a person.
    pub(super) span: ByteSpan,
    /// The record itself.
    pub(super) record: Range<Position>,
    /// The record and the name that is called.
    pub(super) call: Range<Position>,
    /// Whether the call has other records, so that it may be there without this one.
    pub(super) one_of_several: bool,
}

/// Where the file of a source is: its real path, as far as there is one.
pub(super) fn place(source: &str, folder: &Path, root: &Path) -> Option<PathBuf> {
    let source = source.split(['?', '#']).next().unwrap_or(source).replace('\\', "/");
    let path = match source.split_once("://") {
        Some(("file", path)) => PathBuf::from(path),
        // `webpack://app/./src/a.ts`: relative to the project.
        Some((_, rest)) => root.join(rest.split_once('/').map_or(rest, |(_, path)| path)),
        None if source.starts_with('\0') || source.is_empty() => return None,
        None => folder.join(&source),
    };
    let path = normalised(&path);
    if path.components().any(|part| part.as_os_str() == LEFT_ALONE) {
        return None;
    }
    Some(path.canonicalize().unwrap_or(path))
}

/// The records of an original that should carry a stamp, and how many others there are.
pub(super) fn wanted(
    project: &Project,
    path: &str,
    (text, lines): (&str, &LineTable),
    plan: &Plan,
) -> (Vec<Wanted>, u64) {
    // An original that is stamped itself does not say with which value: taking out does.
    let present = plan.counts().get(Outcome::Present) > 0;
    let stripped = present.then(|| {
        linestamp_transform::plan(&Source::new(path, text), &project.settings, Action::Strip)
    });
    let mut wanted = Vec::new();
    let mut others = 0;
    for site in &plan.sites {
        for record in &site.records {
            let stamp = match record.outcome {
                Outcome::Stamped | Outcome::Wrapped | Outcome::Stale => record.stamp.clone(),
                Outcome::Present => stripped.as_ref().and_then(|plan| own(plan, record.span)),
                _ => None,
            };
            let Some(stamp) = stamp else {
                others += 1;
                continue;
            };
            let at = |offset: usize| lines.position(text, offset);
            let end = at(record.span.end);
            wanted.push(Wanted {
                stamp,
                target: site.target.clone(),
                span: shown(text, site),
                record: at(record.span.start)..end,
                call: at(site.offset.min(record.span.start))..end,
                one_of_several: record.label.is_some(),
            });
        }
    }
    (wanted, others)
}

/// The stamp that a record of a stamped text has.
fn own(stripped: &Plan, span: ByteSpan) -> Option<String> {
    let records = stripped.sites.iter().flat_map(|site| &site.records);
    let mut same = records.filter(|record| record.span == span);
    same.find(|record| record.outcome == Outcome::Stripped)?.stamp.clone()
}

/// The name that is called.
fn shown(text: &str, site: &Site) -> ByteSpan {
    let name = text[site.offset..].chars().take_while(|c| c.is_alphanumeric() || *c == '_');
    let length = name.map(char::len_utf8).sum::<usize>().max(1);
    ByteSpan { start: site.offset, end: site.offset + length }
}

/// Plans an original.
pub(super) fn planned(project: &Project, path: &str, text: &str) -> Plan {
    plan(&Source::new(path, text), &project.settings, Action::Inject { refresh: false })
}

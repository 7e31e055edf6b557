//! Whether a finished build holds the stamps that its originals ask for.
//!
//! Input: the files that a build tool wrote, with their source maps. Output: the findings for each
//! original, and numbers. Rules: the engine plans each original; a record counts where the map
//! says that anything was made from it, so that what the tool dropped does not; its stamp has to
//! stand in a literal that the map leads back to the record.

mod bundle;
mod files;
mod originals;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use files::BuiltFiles;

use crate::finding::{Finding, Rule};
use crate::mirror::Copies;
use crate::project::Project;
use crate::scan::{FileReport, Naming, Scan};

/// Numbers for the summary. A record counts once for each built file that holds it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    /// How many built files were checked.
    pub(crate) files: u64,
    /// How many originals of theirs hold sites.
    pub(crate) originals: u64,
    /// How many records have their stamp.
    pub(crate) stamped: u64,
    /// How many have none.
    pub(crate) missing: u64,
    /// How many have another one.
    pub(crate) wrong: u64,
    /// How many the build left out.
    pub(crate) dropped: u64,
    /// How many carry no stamp by the originals themselves: dynamic ones that are skipped, own
    /// values, what cannot be reached.
    pub(crate) unstampable: u64,
}

impl Tally {
    /// How many records should have a stamp, in the build or not.
    fn wanted(&self) -> u64 {
        self.stamped + self.missing + self.wrong + self.dropped
    }
}

/// A check under way.
pub(crate) struct Check<'a> {
    project: &'a Project,
    naming: Naming,
    copies: Copies,
    findings: BTreeMap<PathBuf, Vec<Finding>>,
    /// Numbers so far.
    pub(crate) tally: Tally,
}

impl<'a> Check<'a> {
    /// A check of nothing yet.
    pub(crate) fn new(project: &'a Project, naming: Naming) -> Check<'a> {
        Check {
            project,
            naming,
            copies: Copies::default(),
            findings: BTreeMap::new(),
            tally: Tally::default(),
        }
    }

    /// Whether records have no stamp or a wrong one, or none is in the build.
    pub(crate) fn found(&self) -> bool {
        self.tally.missing + self.tally.wrong > 0 || self.shows_none()
    }

    /// Whether the originals hold records and the build holds no stamp.
    fn shows_none(&self) -> bool {
        self.tally.wanted() > 0 && self.tally.stamped == 0
    }

    /// Adds what there is to tell about a file, which is given by its real path.
    fn tell(&mut self, file: &Path, finding: Finding) {
        let known = self.findings.entry(file.to_owned()).or_default();
        // Two bundles of one original have the same to tell.
        let same =
            |other: &Finding| other.message == finding.message && other.place == finding.place;
        if !known.iter().any(same) {
            known.push(finding);
        }
    }

    /// The findings, by file. `shown` is what the user named.
    pub(crate) fn finish(mut self, shown: &str, scan: &mut Scan) -> Tally {
        for (real, mut findings) in std::mem::take(&mut self.findings) {
            findings.sort_by_key(|finding| finding.place.as_ref().map(|place| place.start));
            let path = self.project.names.in_stamps(&real);
            let shown = (self.naming)(&self.project.names, &real);
            scan.files.push(FileReport { findings, ..FileReport::new(path, shown) });
        }
        if self.shows_none() && self.tally.missing + self.tally.wrong == 0 {
            let message = "the originals hold records, and no call of them is in the build";
            let help = "check that the build has source maps with columns, and that it is the one you mean";
            scan.add(
                shown.to_owned(),
                Finding::warning(Rule::NothingBuilt, message).with_help(help),
            );
        }
        self.tally
    }
}

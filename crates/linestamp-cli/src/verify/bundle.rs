//! One built file against its originals.

use std::path::Path;

use linestamp_transform::built::{BuiltStamp, stamps};
use linestamp_transform::{LineTable, Position};

use super::Check;
use super::files::Built;
use super::originals::{self, Wanted};
use crate::excerpt::Place;
use crate::finding::{Finding, Rule};
use crate::scan::findings;

/// A stamp in the build with the two places by which it is traced back.
struct Traced {
    value: String,
    places: [Position; 2],
}

/// What became of a record.
enum Fate {
    Stamped,
    Missing,
    Wrong(String),
    Dropped,
}

impl Check<'_> {
    /// Checks a built file, which is given by its real path.
    pub(crate) fn file(&mut self, path: &Path) {
        match Built::read(path) {
            Ok(built) => self.built(path, &built),
            Err(finding) => self.tell(path, finding),
        }
    }

    fn built(&mut self, path: &Path, built: &Built) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let field = self.project.settings.field();
        let stamps = match stamps(&name, &built.text, field) {
            Ok(stamps) => traced(&built.text, stamps),
            Err(diagnostic) => {
                let told = findings(vec![*diagnostic], &built.text);
                told.into_iter().for_each(|finding| self.tell(path, finding));
                return;
            }
        };
        self.tally.files += 1;
        let built_name = (self.naming)(&self.project.names, path);
        for (index, (source, content)) in built.map.sources().enumerate() {
            let Some(real) = originals::place(source, &built.folder, self.project.names.root())
            else {
                continue;
            };
            // A stamped copy has the stamps of the sources.
            let path = self.project.names.in_stamps(&self.copies.original(&real));
            let selection = &self.project.selection;
            if !selection.is_source(&real) || !selection.admits(&path) {
                continue;
            }
            let on_disk = || std::fs::read_to_string(&real).ok();
            match content.map(str::to_owned).or_else(on_disk) {
                Some(text) => {
                    self.original(&real, &path, &text, (index, built, &stamps, &built_name))
                }
                None => {
                    let message =
                        format!("the text of this original of {built_name} is nowhere to be found");
                    let help = "build with the sources in the map (`sourcesContent`)";
                    self.tell(&real, Finding::error(Rule::Unreadable, message).with_help(help));
                }
            }
        }
    }

    fn original(
        &mut self,
        real: &Path,
        path: &str,
        text: &str,
        (source, built, stamps, built_name): (usize, &Built, &[Traced], &str),
    ) {
        if !self.project.settings.may_hold_sites(text.as_bytes()) {
            return;
        }
        let plan = originals::planned(self.project, path, text);
        if plan.failed() {
            let told = findings(plan.diagnostics, text);
            told.into_iter().for_each(|finding| self.tell(real, finding));
            return;
        }
        let lines = LineTable::new(text);
        let (wanted, others) = originals::wanted(self.project, path, (text, &lines), &plan);
        self.tally.originals += u64::from(!plan.sites.is_empty());
        self.tally.unstampable += others;
        for wanted in wanted {
            let (rule, message) = match fate(&wanted, source, built, stamps) {
                Fate::Stamped => {
                    self.tally.stamped += 1;
                    continue;
                }
                Fate::Dropped => {
                    self.tally.dropped += 1;
                    continue;
                }
                Fate::Missing => {
                    self.tally.missing += 1;
                    let message = format!("`{}` has no stamp in {built_name}", wanted.target);
                    (Rule::NoStamp, message)
                }
                Fate::Wrong(value) => {
                    self.tally.wrong += 1;
                    let stamp = &wanted.stamp;
                    let message =
                        format!("the stamp in {built_name} is {value}, the call is at {stamp}");
                    (Rule::WrongStamp, message)
                }
            };
            let mut finding = Finding::warning(rule, message).with_help(help(rule));
            finding.place = Some(Place::new(text, &lines, wanted.span));
            self.tell(real, finding);
        }
    }
}

fn help(rule: Rule) -> &'static str {
    match rule {
        Rule::WrongStamp => {
            "stamp before anything else moves lines, from the file as it is now, and build again"
        }
        _ => "let the build take the stamped files: see docs/verify.md for what keeps it from that",
    }
}

fn traced(text: &str, stamps: Vec<BuiltStamp>) -> Vec<Traced> {
    let lines = LineTable::new(text);
    let at = |offset: usize| lines.position(text, offset);
    let places = |stamp: &BuiltStamp| [at(stamp.offset), at(stamp.literal)];
    stamps.into_iter().map(|stamp| Traced { places: places(&stamp), value: stamp.value }).collect()
}

fn fate(wanted: &Wanted, source: usize, built: &Built, stamps: &[Traced]) -> Fate {
    let map = &built.map;
    let comes_from = |place: &Position| map.comes_from(*place, source, &wanted.call);
    let mut other = None;
    for stamp in stamps {
        // A look at the value is cheaper than one at the map; most stamps are another record's.
        let equal = stamp.value == wanted.stamp;
        if (equal || other.is_none()) && stamp.places.iter().any(comes_from) {
            if equal {
                return Fate::Stamped;
            }
            other = Some(stamp.value.clone());
        }
    }
    let part = if wanted.one_of_several { &wanted.record } else { &wanted.call };
    match other {
        _ if !map.reaches(source, part) => Fate::Dropped,
        Some(value) => Fate::Wrong(value),
        None => Fate::Missing,
    }
}

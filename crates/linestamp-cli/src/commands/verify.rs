//! `linestamp verify`: whether a finished build holds its stamps.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use super::{Ended, open_trees};
use crate::args::{Format, VerifyArgs};
use crate::finding::{Finding, Rule};
use crate::project::Project;
use crate::report::{self, Kind, Run, Screen};
use crate::scan::{Scan, Tree};
use crate::status::Status;
use crate::verify::{BuiltFiles, Check, Tally};

/// Runs the subcommand.
pub(crate) fn run(args: &VerifyArgs) -> Ended {
    let begin = Instant::now();
    let screen = Screen::new(&args.output);
    let project = Project::new(&args.project, start(&args.project.files.paths), None)?;
    if screen.is_verbose() {
        super::rewrite::tell_project(&project, &screen)?;
    }
    let files = BuiltFiles::new(&args.skip)?;
    let mut scan = Scan::default();
    let trees = open_trees(&project.paths, &mut scan);
    let mut check = Check::new(&project, super::rewrite::naming(screen.format()));
    trees.iter().for_each(|tree| tree_of(tree, &files, &mut check, &mut scan));
    let found = check.found();
    let named = project.paths.first().map_or_else(String::new, |path| path.display().to_string());
    let tally = check.finish(&named, &mut scan);
    scan.sort();
    let run = Run { scan: &scan, kind: Kind::Check { strict: false }, elapsed: begin.elapsed() };
    report::write_messages(&run, &screen)?;
    if screen.format() == Format::Human && !screen.is_quiet() {
        screen.report(|out| summary(out, &tally))?;
    }
    Ok(match (scan.failed(), found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Found,
        (false, false) => Status::Done,
    })
}

/// Where the search for the configuration begins: a build may be written anywhere, and belongs to
/// the project in the current folder then.
fn start(paths: &[std::path::PathBuf]) -> &Path {
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let inside = |path: &&Path| match (path.canonicalize(), &current) {
        (Ok(real), Ok(current)) => real.starts_with(current),
        _ => false,
    };
    paths.first().map(std::path::PathBuf::as_path).filter(inside).unwrap_or(Path::new("."))
}

fn tree_of(tree: &Tree, files: &BuiltFiles, check: &mut Check<'_>, scan: &mut Scan) {
    let shown = tree.typed().display().to_string();
    match files.below(tree) {
        Ok(found) if found.is_empty() => {
            let message = "there is no script here, so nothing was checked";
            let help = "name the folder that the build writes to; scripts end in js, mjs, cjs";
            scan.add(shown, Finding::error(Rule::Unreadable, message).with_help(help));
        }
        Ok(found) => found.iter().for_each(|file| check.file(file)),
        Err(error) => {
            let message = format!("cannot be read: {error}");
            scan.add(shown, Finding::error(Rule::Unreadable, message));
        }
    }
}

fn summary(out: &mut dyn Write, tally: &Tally) -> std::io::Result<()> {
    let rows = [
        ("built", tally.files, "files"),
        ("from", tally.originals, "originals with sites"),
        ("records", tally.stamped, "stamped"),
        ("", tally.missing, "without their stamp"),
        ("", tally.wrong, "with a wrong stamp"),
        ("", tally.dropped, "left out of the build"),
        ("", tally.unstampable, "that carry none by the originals"),
    ];
    let always = 3;
    let width = rows.iter().map(|row| row.1.to_string().len()).max().unwrap_or(1);
    for (index, (title, number, words)) in rows.into_iter().enumerate() {
        if index < always || number > 0 {
            writeln!(out, "{title:>9}  {number:>width$} {words}")?;
        }
    }
    Ok(())
}

//! `linestamp migrate`: from the calls of an old logger to records.

use std::path::Path;
use std::time::Instant;

use linestamp_migrate::Settings;

use super::rewrite::{self, Task};
use super::{Ended, doubtful, open_trees};
use crate::args::{Format, MigrateArgs};
use crate::failure::{Failure, plain};
use crate::finding::{Finding, Rule};
use crate::interrupt::{self, interrupted};
use crate::packages::{Doomed, Migrated, Plan};
use crate::project::Project;
use crate::report::{self, Kind, Run, Screen};
use crate::scan::{Accepted, FileReport, Question, Scan};
use crate::sink::{InPlace, Nowhere, Patch, Sink, patch};

/// Runs the subcommand.
pub(crate) fn run(args: &MigrateArgs) -> Ended {
    let begin = Instant::now();
    let arguments = args.project();
    let project = Project::new(&arguments, arguments.files.first(), None)?;
    let options = args.over(project.migrate.clone());
    let settings = Settings::new(&options)
        .map_err(|error| Failure::new(error.to_string()).with_help(error.help()))?;

    let package = args
        .delete_package
        .as_deref()
        .map(|folder| Doomed::find(folder, project.names.root(), &settings))
        .transpose()?;
    let patches = Patch(&project.names);
    let (sink, kind): (&dyn Sink, Kind) = match args.output.format {
        _ if args.write => (&InPlace, Kind::Done),
        Format::Human => (&patches, Kind::DryRun),
        Format::Json | Format::Github | Format::Sarif => (&Nowhere, Kind::DryRun),
    };
    let mut screen = Screen::new(&args.output);
    if kind == Kind::DryRun && args.output.format == Format::Human {
        screen = screen.with_result_on_output();
    }
    let mut accepted = Accepted::default();
    if args.interactive {
        doubtful::needs_terminal()?;
        accepted =
            doubtful::ask(&scanned(&project, &settings, &accepted, &screen, &Nowhere), &screen)?;
    }
    if args.write {
        interrupt::catch();
    }
    let mut scan = scanned(&project, &settings, &accepted, &screen, sink);
    if !interrupted() {
        let packages = Packages { project: &project, kind, screen: &screen };
        packages.clean(package, &mut scan);
    }
    scan.sort();
    rewrite::print_patch(&scan)?;
    let run = Run { scan: &scan, kind, elapsed: begin.elapsed() };
    report::write_migration(&run, &screen)?;
    rewrite::ended(&run, &screen)
}

/// What becomes of the files.
fn scanned(
    project: &Project,
    settings: &Settings,
    accepted: &Accepted,
    screen: &Screen,
    sink: &dyn Sink,
) -> Scan {
    let mut scan = Scan::default();
    let trees = open_trees(&project.paths, &mut scan);
    let question = Question::Migration(settings, accepted);
    Task { project, question, screen, keep_sites: false }.scan(sink, &trees, &mut scan);
    scan.sort();
    scan
}

/// What becomes of the packages around the files.
struct Packages<'a> {
    project: &'a Project,
    kind: Kind,
    screen: &'a Screen,
}

impl Packages<'_> {
    /// Takes out what nothing needs any more, or tells of it.
    fn clean(&self, delete: Option<Doomed>, scan: &mut Scan) {
        let mut plan = Plan::default();
        let is_written = self.kind == Kind::Done;
        let migrated = Migrated { dropped: &scan.dropped };
        if let Some(doomed) = delete {
            plan.delete(doomed, self.project.names.root(), &migrated);
        }
        plan.remove_dependencies(&migrated);
        if is_written && let Err((file, error)) = plan.carry_out() {
            let message = format!("cannot be changed: {}", plain(&error));
            plan.findings.push((file, Finding::error(Rule::Unwritable, message)));
        }
        self.tell(plan, scan);
    }

    fn tell(&self, plan: Plan, scan: &mut Scan) {
        for (file, text) in plan.texts() {
            let mut report = self.report(file);
            report.changed = true;
            report.output = (self.kind == Kind::DryRun && self.screen.format() == Format::Human)
                .then(|| patch(&self.project.names.shown(file), &text.old, &text.new));
            scan.tally.changed += 1;
            scan.files.push(report);
        }
        for (lock, command) in plan.locks() {
            let message = "the lock file does not match the manifests any more";
            let finding = Finding::warning(Rule::StaleLock, message);
            self.add(&lock, finding.with_help(format!("run `{command}`")), scan);
        }
        if let Some(folder) = &plan.folder {
            let done = if self.kind == Kind::Done { "is deleted" } else { "would be deleted" };
            let message = format!("the package {done}, with all of its files");
            self.add(folder, Finding::warning(Rule::Deleted, message), scan);
        }
        for (file, finding) in plan.findings {
            self.add(&file, finding, scan);
        }
    }

    fn add(&self, file: &Path, finding: Finding, scan: &mut Scan) {
        let mut report = self.report(file);
        report.findings.push(finding);
        scan.files.push(report);
    }

    fn report(&self, file: &Path) -> FileReport {
        let names = &self.project.names;
        FileReport::new(names.in_stamps(file), rewrite::naming(self.screen.format())(names, file))
    }
}

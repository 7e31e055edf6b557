//! `linestamp sites`: every record's place and outcome.

use std::path::Path;
use std::time::Instant;

use linestamp_transform::Action;

use super::{Ended, open_trees};
use crate::args::{Format, SitesArgs};
use crate::project::Project;
use crate::report::{Kind, Progress, Run, Screen, list_sites};
use crate::scan::{self, Job, Scan};
use crate::sink::Nowhere;
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &SitesArgs) -> Ended {
    let begin = Instant::now();
    let screen = Screen::new(&args.output);
    let first = args.project.paths.first().map_or(Path::new("."), |path| path.as_path());
    let project = Project::new(&args.project, first, None)?;
    if screen.is_verbose() {
        super::rewrite::tell_project(&project, &screen)?;
    }
    let mut scan = Scan::default();
    let trees = open_trees(&project.paths, &mut scan);
    let progress =
        if screen.is_quiet() { Progress::hidden() } else { Progress::start(trees.len()) };
    let found = scan::run(
        &Job {
            project: &project,
            action: Action::Inject { refresh: args.refresh },
            sink: &Nowhere,
            naming: super::rewrite::naming(screen.format()),
            keep_sites: matches!(screen.format(), Format::Human | Format::Json),
            progress: &progress,
        },
        &trees,
    );
    drop(progress);
    scan.merge(found);
    scan.sort();
    list_sites(&Run { scan: &scan, kind: Kind::DryRun, elapsed: begin.elapsed() }, &screen)?;
    Ok(if scan.failed() { Status::Failed } else { Status::Done })
}

//! `linestamp sites`: every record's place and outcome.

use std::time::Instant;

use linestamp_transform::Action;

use super::rewrite::{Task, tell_project};
use super::{Ended, open_trees};
use crate::args::{Format, SitesArgs};
use crate::project::Project;
use crate::report::{Kind, Run, Screen, list_sites};
use crate::scan::{Question, Scan};
use crate::sink::Nowhere;
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &SitesArgs) -> Ended {
    let begin = Instant::now();
    let screen = Screen::new(&args.output);
    let project = Project::new(&args.project, args.project.files.first(), None)?;
    if screen.is_verbose() {
        tell_project(&project, &screen)?;
    }
    let mut scan = Scan::default();
    let trees = open_trees(&project.paths, &mut scan);
    let task = Task {
        project: &project,
        question: Question::Stamps(Action::Inject { refresh: args.refresh }),
        screen: &screen,
        keep_sites: matches!(screen.format(), Format::Human | Format::Json),
    };
    task.scan(&Nowhere, &trees, &mut scan);
    scan.sort();
    list_sites(&Run { scan: &scan, kind: Kind::DryRun, elapsed: begin.elapsed() }, &screen)?;
    Ok(if scan.failed() { Status::Failed } else { Status::Done })
}

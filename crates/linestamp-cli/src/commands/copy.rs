//! `linestamp inject --wrangler`: the copy that wrangler builds from, checked as a whole.

use std::path::Path;
use std::time::Instant;

use linestamp_transform::{Action, Outcome, SourceMapOption};

use super::rewrite::{Task, naming, tell_project};
use super::{Ended, open_trees};
use crate::args::{Format, InjectArgs, Mode};
use crate::failure::{Failure, Stop, plain};
use crate::interrupt::{self, interrupted};
use crate::mirror::Manner;
use crate::names::relative;
use crate::project::{Project, switched_off};
use crate::report::{self, Kind, Run, Screen};
use crate::scan::{Question, Scan};
use crate::status::Status;
use crate::wrangler::{self, Command, Service};

/// Runs the subcommand for each service that it means.
pub(crate) fn run(arguments: &InjectArgs) -> Ended {
    let args = &arguments.rewrite;
    let screen = Screen::new(&args.output);
    let Mode::OutDir { folder: out, .. } = args.mode() else {
        return Err(Failure::new("--wrangler needs --out-dir").into());
    };
    let [path] = &args.project.files.paths[..] else {
        return Err(Failure::new("--wrangler takes one PATH, the folder of a service's sources")
            .with_help("write `linestamp inject src --out-dir .linestamp --wrangler`")
            .into());
    };
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let current = current
        .map_err(|error| Failure::new(format!("there is no current folder: {}", plain(&error))))?;
    let off = switched_off();
    if off {
        screen.note("LINESTAMP=off: the input passes through as it is")?;
    }
    interrupt::catch();
    let project = Project::new(&args.project, Path::new("."), None)?;
    let root = project.names.root();
    let command = Command { current: &current, root, path, out: &out };
    let mut worst = Status::Done;
    for service in wrangler::find(&command)? {
        let mut args = args.project.clone();
        args.files.paths = vec![relative(&current, &service.sources).into()];
        let mut project = Project::new(&args, &args.files.paths[0], Some(SourceMapOption::Inline))?;
        project.off = off;
        let action = Action::Inject { refresh: arguments.refresh };
        worst = worst.max(one(&project, action, &service, &current, &screen)?);
    }
    Ok(worst)
}

fn one(
    project: &Project,
    action: Action,
    service: &Service,
    current: &Path,
    screen: &Screen,
) -> Ended {
    let begin = Instant::now();
    if screen.is_verbose() {
        tell_project(project, screen)?;
    }
    let mut scan = Scan::default();
    let mut entries = Vec::new();
    for configuration in &service.configurations {
        let (findings, begun) = wrangler::check(service, configuration);
        for finding in findings {
            scan.add(relative(current, &configuration.file), finding);
        }
        entries.extend(begun);
    }
    let trees = open_trees(&project.paths, &mut scan);
    let generated = wrangler::generated(service, &entries)?;
    let root = project.names.root().to_owned();
    let manner = Manner { for_wrangler: true, root, generated, ..Manner::default() };
    let question = Question::Stamps(action);
    let task = Task { project, question, screen, keep_sites: screen.format() == Format::Json };
    let copy = relative(current, &service.copy);
    task.mirror(Path::new(&copy), manner, &trees, &mut scan)?;
    if !project.off && !interrupted() {
        let naming = naming(screen.format());
        for (real, finding) in wrangler::unstamped(project, service, &entries) {
            scan.add(naming(&project.names, &real), finding);
        }
    }
    scan.sort();
    let run = Run { scan: &scan, kind: Kind::Done, elapsed: begin.elapsed() };
    report::write_messages(&run, screen)?;
    summary(project, &scan, &copy, screen)?;
    Ok(match () {
        () if interrupted() => Status::Interrupted,
        () if scan.failed() => Status::Failed,
        () => Status::Done,
    })
}

/// One line: wrangler shows it at each build, for each worker.
fn summary(project: &Project, scan: &Scan, copy: &str, screen: &Screen) -> Result<(), Stop> {
    if screen.format() == Format::Human && !screen.is_quiet() {
        let counted = [Outcome::Stamped, Outcome::Wrapped];
        let records: u64 = counted.map(|outcome| scan.tally.counts.get(outcome)).iter().sum();
        let from = project.paths[0].display();
        let records = report::counted(records, "record");
        screen.report(|out| writeln!(out, "{copy}: {records} stamped, from {from}"))?;
    }
    Ok(())
}

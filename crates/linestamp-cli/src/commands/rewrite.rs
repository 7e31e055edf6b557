//! `linestamp inject` and `linestamp strip`: the same work, in two directions.

use std::path::Path;
use std::time::Instant;

use linestamp_transform::Action;

use super::{Ended, open_trees, stdin, watch};
use crate::args::{Format, Mode, RewriteArgs};
use crate::failure::{Failure, Stop, plain};
use crate::interrupt::{self, interrupted};
use crate::mirror::{Manner, Mirror};
use crate::names::Names;
use crate::project::{Project, switched_off};
use crate::report::{self, Kind, Progress, Run, Screen};
use crate::scan::{self, Job, Naming, Question, Scan, Tree};
use crate::sink::{InPlace, Nowhere, Patch, Sink};
use crate::status::Status;

/// Runs either subcommand.
pub(crate) fn run(args: &RewriteArgs, action: Action) -> Ended {
    let mode = args.mode();
    let mut screen = Screen::new(&args.output);
    if matches!(mode, Mode::Diff | Mode::Stdin { .. }) {
        screen = screen.with_result_on_output();
    }
    let off = switched_off() && matches!(action, Action::Inject { .. });
    if off {
        screen.note("LINESTAMP=off: the input passes through as it is")?;
    }
    let map = args.source_map.map(Into::into);
    let first = match &mode {
        Mode::Stdin { path } => path.as_path(),
        _ => args.project.files.first(),
    };
    let load = || {
        let mut project = Project::new(&args.project, first, map)?;
        project.off = off;
        Ok(project)
    };
    if matches!(mode, Mode::Write | Mode::OutDir { .. }) {
        interrupt::catch();
    }
    match &mode {
        Mode::Stdin { path } => stdin::run(&load()?, path, action, &screen),
        Mode::OutDir { folder, .. } if args.watch => {
            watch::run(&load, folder, &screen, |project| once(project, &mode, action, &screen))
        }
        _ => once(&load()?, &mode, action, &screen),
    }
}

/// Handles all files once and reports.
pub(crate) fn once(project: &Project, mode: &Mode, action: Action, screen: &Screen) -> Ended {
    let begin = Instant::now();
    if screen.is_verbose() {
        tell_project(project, screen)?;
    }
    let mut scan = Scan::default();
    let trees = open_trees(&project.paths, &mut scan);
    let kind = kind(mode);
    let question = Question::Stamps(action);
    let task = Task { project, question, screen, keep_sites: keeps_sites(kind, screen.format()) };
    match mode {
        Mode::Write => task.scan(&InPlace, &trees, &mut scan),
        Mode::Diff => task.scan(&Patch(&project.names), &trees, &mut scan),
        Mode::OutDir { folder, only_changed } => {
            let root = project.names.root().to_owned();
            let manner = Manner { only_changed: *only_changed, root, ..Manner::default() };
            task.mirror(folder, manner, &trees, &mut scan)?;
        }
        Mode::DryRun | Mode::Check { .. } | Mode::Stdin { .. } => {
            task.scan(&Nowhere, &trees, &mut scan);
        }
    }
    scan.sort();
    if *mode == Mode::Diff {
        print_patch(&scan)?;
    }
    let run = Run { scan: &scan, kind, elapsed: begin.elapsed() };
    report::write(&run, screen)?;
    ended(&run, screen)
}

/// How a run ends that may have been interrupted.
pub(super) fn ended(run: &Run<'_>, screen: &Screen) -> Ended {
    if interrupted() {
        screen.note("interrupted; what was written is whole, the rest was not handled")?;
    }
    Ok(match () {
        () if interrupted() => Status::Interrupted,
        () if run.scan.failed() => Status::Failed,
        () if run.found() => Status::Found,
        () => Status::Done,
    })
}

fn kind(mode: &Mode) -> Kind {
    match mode {
        Mode::Check { strict } => Kind::Check { strict: *strict },
        Mode::Write | Mode::OutDir { .. } => Kind::Done,
        Mode::DryRun | Mode::Diff | Mode::Stdin { .. } => Kind::DryRun,
    }
}

pub(super) fn keeps_sites(kind: Kind, format: Format) -> bool {
    format == Format::Json || matches!(kind, Kind::Check { .. })
}

/// A scan, whatever is asked and wherever the results go.
pub(super) struct Task<'a> {
    pub(super) project: &'a Project,
    pub(super) question: Question<'a>,
    pub(super) screen: &'a Screen,
    pub(super) keep_sites: bool,
}

impl Task<'_> {
    pub(super) fn scan(&self, sink: &dyn Sink, trees: &[Tree], scan: &mut Scan) {
        let quiet = self.screen.is_quiet();
        let progress = if quiet { Progress::hidden() } else { Progress::start(trees.len()) };
        let found = scan::run(&self.job(sink, &progress), trees);
        scan.merge(found);
    }

    /// Makes a copy of the trees.
    pub(super) fn mirror(
        &self,
        folder: &Path,
        manner: Manner,
        trees: &[Tree],
        scan: &mut Scan,
    ) -> Result<(), Failure> {
        let mirror = Mirror::open(folder, trees, manner)?;
        if trees.len() < self.project.paths.len() {
            // A path is missing; what it gave to the copy is not gone for good.
            mirror.incomplete();
        }
        mirror.add_generated().map_err(|error| {
            Failure::new(format!("cannot write into the copy: {}", plain(&error)))
                .at(folder.display().to_string())
        })?;
        self.scan(&mirror, trees, scan);
        let naming = naming(self.screen.format());
        for (real, finding) in mirror.copy_others(trees, self.project.threads) {
            scan.add(naming(&self.project.names, &real), finding);
        }
        mirror.finish()
    }

    fn job<'a>(&'a self, sink: &'a dyn Sink, progress: &'a Progress) -> Job<'a> {
        Job {
            project: self.project,
            question: self.question,
            sink,
            naming: naming(self.screen.format()),
            keep_sites: self.keep_sites,
            progress,
        }
    }
}

/// What a report calls a file: what a person can open, or what a service can find.
pub(crate) fn naming(format: Format) -> Naming {
    match format {
        Format::Human => Names::shown,
        Format::Json => Names::in_stamps,
        Format::Github | Format::Sarif => Names::in_repository,
    }
}

pub(super) fn print_patch(scan: &Scan) -> Result<(), Stop> {
    report::output(|out| {
        for patch in scan.files.iter().filter_map(|file| file.output.as_ref()) {
            out.write_all(patch.as_bytes())?;
        }
        Ok(())
    })?;
    Ok(())
}

pub(crate) fn tell_project(project: &Project, screen: &Screen) -> Result<(), Stop> {
    match project.config_files.split_first() {
        None => screen.note("no configuration; the defaults count")?,
        Some((file, bases)) => {
            let bases = bases.iter().map(|base| format!(", which extends {}", project.shown(base)));
            let bases: String = bases.collect();
            screen.note(&format!("configuration: {}{bases}", project.shown(file)))?;
        }
    }
    let calls: Vec<&str> = project.settings.calls().collect();
    screen.note(&format!("targets: {}", calls.join(", ")))?;
    Ok(())
}

//! Build tools with a plugin and without, and other plugins that do the like.
//!
//! Each arm is a build of 5,000 modules in a process of its own, the tool's own start included.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::Course;
use crate::measure::{Arm, Timing, race};
use crate::tree::{Calls, make_application};
use crate::{places, table, tools};

/// One application and what is put into its build.
struct Heat {
    tool: &'static str,
    /// One module in so many logs; none where it is 0.
    every: usize,
    /// Each plugin with the calls that it looks for, and what its ratio may come to.
    plugins: &'static [(&'static str, Calls)],
    limit: Limit,
}

/// What our ratio to the plain build may come to at most.
enum Limit {
    Time(f64),
    Processor(f64),
}

const OURS: (&str, Calls) = ("linestamp", Calls::Logs);
const MAGIC: (&str, Calls) = ("magic-string", Calls::Logs);
const EVLOG: (&str, Calls) = ("evlog", Calls::Evlog);
const TURBO: (&str, Calls) = ("unplugin-turbo-console", Calls::Console);

const HEATS: [Heat; 5] = [
    Heat { tool: "esbuild", every: 10, plugins: &[OURS, MAGIC, TURBO], limit: Limit::Time(1.25) },
    Heat { tool: "esbuild", every: 100, plugins: &[OURS, MAGIC], limit: Limit::Time(1.12) },
    Heat { tool: "esbuild", every: 0, plugins: &[OURS, MAGIC], limit: Limit::Time(1.08) },
    Heat { tool: "rolldown", every: 10, plugins: &[OURS, MAGIC], limit: Limit::Processor(1.03) },
    Heat {
        tool: "vite",
        every: 10,
        plugins: &[OURS, MAGIC, EVLOG, TURBO],
        limit: Limit::Processor(1.03),
    },
];

/// Builds the npm package and races it.
pub(super) fn run(course: &Course) -> Result<()> {
    tools::need("node", "install Node 20.19 or newer")?;
    let folder = places::own().join("plugins");
    tools::npm_install(&folder)?;
    build_package()?;
    println!("### In build tools, 5,000 modules\n");
    let mut rows = Vec::new();
    for heat in &HEATS {
        heat.run(&folder, course.rounds.div_ceil(2), &mut rows)?;
    }
    let head =
        ["build", "plugin", "median", "time, plain is 1", "processor", "at most", "peak memory"];
    table::print(&head, &rows);
    println!(
        "### What each makes of the same calls\n\n{}",
        tools::said(&folder.join("correct.js"), &[])?
    );
    println!(
        "### What each entry adds to a start\n\n{}",
        tools::said(&folder.join("start.js"), &[])?
    );
    Ok(())
}

impl Heat {
    fn run(&self, folder: &Path, rounds: usize, rows: &mut Vec<Vec<String>>) -> Result<()> {
        let script = folder.join("build.js");
        let arm = |name: &str, calls| -> Result<Arm<'static>> {
            let tree = application(self.every, calls)?;
            Ok(Arm::new(name, "node")
                .arg(script.to_string_lossy())
                .args([self.tool, name])
                .arg(tree.to_string_lossy()))
        };
        let plain = [arm("none", Calls::Logs)];
        let plugins = self.plugins.iter().map(|&(name, calls)| arm(name, calls));
        let arms = plain.into_iter().chain(plugins).collect::<Result<Vec<_>>>()?;
        let timings = race(&arms, rounds)?;
        for timing in &timings {
            rows.push(self.row(timing, &timings[0]));
        }
        Ok(())
    }

    fn row(&self, own: &Timing, plain: &Timing) -> Vec<String> {
        let logging = match self.every {
            0 => "none logs".to_owned(),
            every => format!("1 in {every} logs"),
        };
        let (time, processor) = (own.ratio(plain), own.processor_ratio(plain));
        let (reached, limit, of) = match self.limit {
            Limit::Time(limit) => (time, limit, ""),
            Limit::Processor(limit) => (processor, limit, " processor"),
        };
        let missed = if reached > limit { ", missed" } else { "" };
        let judged = own.name == OURS.0;
        vec![
            format!("{}, {logging}", self.tool),
            own.name.clone(),
            table::time(own.median()),
            format!("{time:.2}"),
            format!("{processor:.2}"),
            if judged { format!("{limit:.2}{of}{missed}") } else { String::new() },
            table::mebibytes(own.memory),
        ]
    }
}

/// The application's folder, which is made unless it is there.
fn application(every: usize, calls: Calls) -> Result<PathBuf> {
    let tree = places::bench().join(format!("application-{every}-{calls:?}").to_lowercase());
    if !tree.join("linestamp.toml").is_file() {
        make_application(&tree, every, calls)?;
    }
    Ok(tree)
}

/// Builds the npm package in its folder, with the addon as users get it.
fn build_package() -> Result<()> {
    let package = places::repository().join("crates/linestamp-node");
    tools::npm_install(&package)?;
    let steps: [&[&str]; 2] =
        [&["node", "scripts/addon.mjs", "--release"], &["npm", "run", "build:js"]];
    for step in steps {
        let mut command = Command::new(step[0]);
        command.args(&step[1..]).current_dir(&package).stdout(std::process::Stdio::null());
        let status = command.status().with_context(|| format!("cannot run {}", step[0]))?;
        ensure!(status.success(), "`{}` fails", step.join(" "));
    }
    Ok(())
}

//! Other tools, moving the same files from the same logger to records.
//!
//! Each script is what a team would write in an afternoon: it looks for calls of what is called `logger` or `log`, and
//! imports `env`. What they make of it is compared with what Linestamp makes, record by record.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{Course, peers::race_on_copies};
use crate::measure::Arm;
use crate::{places, table, tools, tree};

/// Races the tools and compares what they have written.
pub(super) fn run(course: &Course) -> Result<()> {
    tools::need("node", "install Node 20.19 or newer")?;
    let folder = places::own().join("peers");
    tools::npm_install(&folder)?;
    println!("### From an old logger\n");
    let script = |file: &str| folder.join("migrate").join(file).to_string_lossy().into_owned();
    let program = |name: &str| folder.join("node_modules/.bin").join(name);
    let arms = [
        course.linestamp(&["migrate", "--add-import", "--write"]),
        Arm::new("ast-grep", program("ast-grep"))
            .args(["scan", "--update-all", "--rule"])
            .arg(script("ast-grep.yml")),
        Arm::new("jscodeshift", program("jscodeshift"))
            .args(["--parser=ts", "--extensions=ts", "--silent", "--transform"])
            .arg(script("jscodeshift.cjs")),
    ];
    let finished = race_on_copies(course, &places::before(), "migrate", arms)?;
    let (first, ours) = &finished[0];
    let all = (tree::MODULES * tree::CALLS) as u64;
    let compare = folder.join("migrate/compare.js");
    ensure!(compared(&compare, ours, ours)? == [all, 0], "a call was left");
    let mut rows = Vec::new();
    for (timing, copy) in &finished {
        let [as_ours, otherwise] = compared(&compare, ours, copy)?;
        rows.push(vec![
            timing.name.clone(),
            table::time(timing.median()),
            format!("{:.1}", timing.ratio(first)),
            format!("{as_ours} of {all}"),
            otherwise.to_string(),
            table::mebibytes(timing.memory),
        ]);
    }
    let head = ["tool", "median", "ratio to linestamp", "records as ours", "others", "memory"];
    table::print(&head, &rows);
    Ok(())
}

/// How many records of a tree are those that Linestamp has written, and how many are others.
fn compared(script: &Path, ours: &Path, theirs: &Path) -> Result<[u64; 2]> {
    let said: Value = serde_json::from_str(&tools::said(script, &[ours, theirs])?)?;
    let count = |name: &str| said[name].as_u64().context("the comparison says no number");
    ensure!(count("unparsed")? == 0, "what a tool has written does not parse");
    Ok([count("both")?, count("other")?])
}

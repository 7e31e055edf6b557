//! Other tools, doing the same rewrite of the same files in place.
//!
//! Each script is what a team would write in an afternoon: it looks for `env.LOGS.write` as it is
//! spelled, at the end of any chain, and puts the field last in the literal.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::{Course, write::renew_from};
use crate::measure::{Arm, Timing, race};
use crate::{places, table, tools, tree};

const FIELD: &str = "source_location: ";

/// Races the peers and counts what each has found.
pub(super) fn run(course: &Course) -> Result<()> {
    tools::need("node", "install Node 20.19 or newer")?;
    let folder = places::own().join("peers");
    tools::npm_install(&folder)?;
    println!("### Against other tools\n");
    let script = |file: &str| folder.join(file).to_string_lossy().into_owned();
    let node = |name: &str, file: &str| Arm::new(name, "node").arg(script(file));
    let ast_grep = Arm::new("ast-grep", folder.join("node_modules/.bin/ast-grep"))
        .args(["scan", "--update-all", "--rule"])
        .arg(script("ast-grep.yml"));
    let arms = [
        course.linestamp(&["inject", "--write"]),
        ast_grep,
        node("oxc-parser and magic-string", "oxc.js"),
        node("TypeScript's transformer", "typescript.js"),
        node("Babel plugin", "babel.js"),
    ];
    let finished = race_on_copies(course, &places::dense(), "peer", arms)?;
    let true_sites = tree::MODULES * tree::CALLS;
    let mut rows = Vec::new();
    for (timing, copy) in &finished {
        rows.push(vec![
            timing.name.clone(),
            table::time(timing.median()),
            format!("{:.1}", timing.ratio(&finished[0].0)),
            format!("{} of {true_sites}", stamps(copy)?),
            table::mebibytes(timing.memory),
        ]);
    }
    table::print(&["tool", "median", "ratio to linestamp", "sites found", "memory"], &rows);
    Ok(())
}

/// Races tools that each rewrite a copy of a tree; gives what they took, and where their copies are.
pub(super) fn race_on_copies<const N: usize>(
    course: &Course,
    tree: &Path,
    name: &str,
    arms: [Arm<'_>; N],
) -> Result<Vec<(Timing, PathBuf)>> {
    let copies: Vec<_> = (0..N).map(|index| places::scratch(&format!("{name}-{index}"))).collect();
    let arms: Vec<Arm<'_>> = arms
        .into_iter()
        .zip(&copies)
        .map(|(arm, copy)| arm.arg(copy.to_string_lossy()).before(|| renew_from(tree, copy)))
        .collect();
    let timings = race(&arms, course.rounds.div_ceil(3))?;
    drop(arms);
    Ok(timings.into_iter().zip(copies).collect())
}

/// How many stamps there are in a tree.
fn stamps(tree: &Path) -> Result<usize> {
    let mut found = 0;
    for entry in ignore::WalkBuilder::new(tree).standard_filters(false).build() {
        let path = entry?.into_path();
        if path.is_file() {
            found += fs::read_to_string(path)?.matches(FIELD).count();
        }
    }
    ensure!(found > 0, "nothing was stamped");
    Ok(found)
}

//! Against a search for the one word that every site has.

use anyhow::Result;

use super::{Course, Row, print};
use crate::measure::{Arm, race};
use crate::{places, tools};

/// `linestamp sites` against ripgrep, where few files log and where one in ten does.
pub(super) fn run(course: &Course) -> Result<()> {
    tools::need("rg", "apt-get install ripgrep, or cargo install ripgrep")?;
    println!("### Against `{}`\n", tools::version("rg".as_ref()));
    let mut ends = Vec::new();
    for (what, tree, limit) in [
        ("3,300 files, 1 in 100 logs", places::sparse(), 0.75),
        ("3,300 files, 1 in 10 logs", places::tenth(), 1.0),
    ] {
        let tree = tree.to_string_lossy().into_owned();
        let arms = [
            course.linestamp(&["sites"]).arg(&tree),
            Arm::new("rg -c LOGS -g '*.{ts,tsx,mts,cts}'", "rg")
                .args(["-c", "LOGS", "-g", "*.{ts,tsx,mts,cts}"])
                .arg(&tree),
        ];
        ends.push((what, race(&arms, course.rounds)?, limit));
    }
    let rows = ends.iter().map(|(what, timings, limit)| Row {
        what,
        own: &timings[0],
        other: &timings[1],
        limit: Some(*limit),
    });
    print(&rows.collect::<Vec<_>>());
    Ok(())
}

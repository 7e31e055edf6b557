//! Against nothing but SWC's parser, where every file has to be understood.

use anyhow::Result;

use super::{Course, Row, print};
use crate::measure::{Arm, race};
use crate::{places, tools};

/// `linestamp sites` against a parse of the same files on as many threads, with the allocator that
/// `linestamp` has and with the system's.
pub(super) fn run(course: &Course) -> Result<()> {
    println!("### Against a bare parse\n");
    let tree = places::dense().to_string_lossy().into_owned();
    let bare = |name: &str, program| Arm::new(name, program).arg("parse").arg(&tree);
    let arms = [
        course.linestamp(&["sites"]).arg(&tree),
        bare("bare parse, mimalloc", tools::build("linestamp-bench", "linestamp-bench-mimalloc")?),
        bare("bare parse, system allocator", std::env::current_exe()?),
    ];
    let timings = race(&arms, course.rounds)?;
    let row =
        |other, limit| Row { what: "2,000 modules, 10 calls each", own: &timings[0], other, limit };
    print(&[row(&timings[1], None), row(&timings[2], Some(1.15))]);
    Ok(())
}

//! Against a plain copy of the same files.

use anyhow::Result;

use super::{Course, Row, print};
use crate::measure::{Arm, race};
use crate::places;

/// `linestamp inject --out-dir` into a new folder, against `cp -r` and a copy on two threads.
pub(super) fn run(course: &Course) -> Result<()> {
    println!("### Against a plain copy\n");
    let from = places::sparse().to_string_lossy().into_owned();
    let [stamped, copied, parallel] = ["stamped", "copied", "parallel"].map(places::scratch);
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let arms = [
        course
            .linestamp(&["inject", "--out-dir"])
            .args([&*text(&stamped), &*from])
            .before(|| places::fresh(&stamped)),
        Arm::new("cp -r", "cp")
            .args(["-r", &*format!("{from}/."), &*text(&copied)])
            .before(|| places::fresh(&copied)),
        Arm::new("copy on all cores", std::env::current_exe()?)
            .args(["copy", &*from, &*text(&parallel)])
            .before(|| places::fresh(&parallel)),
    ];
    let timings = race(&arms, course.rounds)?;
    let row =
        |other, limit| Row { what: "3,300 files, 1 in 100 logs", own: &timings[0], other, limit };
    print(&[row(&timings[1], Some(1.3)), row(&timings[2], None)]);
    Ok(())
}

//! Against `sed -i`, which writes every file and understands nothing.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Course, Row, print};
use crate::measure::{Arm, race};
use crate::{arms, places, tools};

/// `linestamp inject --write`, with maps and without, against sed.
pub(super) fn run(course: &Course) -> Result<()> {
    tools::need("sed", "install GNU sed")?;
    println!("### Against `sed -i`\n");
    let [with_maps, plain, sed] = ["maps", "plain", "sed"].map(places::scratch);
    let contestants = [
        inject(course, &["inject", "--write", "--source-map", "external"], &with_maps),
        inject(course, &["inject", "--write"], &plain),
        Arm::new("sed -i", "sed")
            .args(["-i", "s/LOGS\\.write({/&source_location: 'here',/"])
            .args(files(&sed)?.iter().map(|file| file.to_str().unwrap_or_default()))
            .before(|| renew(&sed)),
    ];
    let timings = race(&contestants, course.rounds)?;
    let row =
        |own, limit| Row { what: "2,000 modules, 10 calls each", own, other: &timings[2], limit };
    print(&[row(&timings[0], Some(3.0)), row(&timings[1], None)]);
    Ok(())
}

fn inject<'a>(course: &Course, args: &[&str], tree: &'a Path) -> Arm<'a> {
    course.linestamp(args).arg(tree.to_string_lossy()).before(|| renew(tree))
}

/// Makes a fresh copy of the dense tree.
fn renew(copy: &Path) -> Result<()> {
    renew_from(&places::dense(), copy)
}

/// Makes a fresh copy of a tree.
pub(super) fn renew_from(tree: &Path, copy: &Path) -> Result<()> {
    places::fresh(copy)?;
    arms::copy(tree, copy)
}

/// The files that a copy of the dense tree will have.
fn files(copy: &Path) -> Result<Vec<PathBuf>> {
    renew(copy)?;
    let walk = ignore::WalkBuilder::new(copy).standard_filters(false).build();
    Ok(walk.flatten().map(ignore::DirEntry::into_path).filter(|path| path.is_file()).collect())
}

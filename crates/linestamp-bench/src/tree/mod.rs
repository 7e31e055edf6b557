//! The inputs of the races, the same ones on every machine.

mod application;
mod dense;
mod published;

use anyhow::Result;

use crate::places::{self, name};

pub(crate) use application::{Calls, make as make_application};
pub(crate) use dense::{BEFORE, CALLS, MODULES, RECORDS, make as make_dense, module};

/// Makes all trees anew.
pub(crate) fn make_all() -> Result<()> {
    let packages = published::install()?;
    for (tree, every) in [(places::sparse(), 100), (places::tenth(), 10)] {
        let counts = published::make(&packages, &tree, every)?;
        println!("{}: {} files, {} of which log", name(&tree), counts.files, counts.logging);
    }
    for (tree, templates) in [(places::dense(), &RECORDS), (places::before(), &BEFORE)] {
        dense::make(&tree, MODULES, templates)?;
        println!("{}: {MODULES} files, {CALLS} calls each", name(&tree));
    }
    Ok(())
}

/// Makes the trees that are not there yet.
pub(crate) fn make_missing() -> Result<()> {
    let trees = [places::sparse(), places::tenth(), places::dense(), places::before()];
    let there = trees.iter().all(|tree| tree.is_dir());
    if there { Ok(()) } else { make_all() }
}

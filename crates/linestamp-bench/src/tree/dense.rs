//! Modules of which each one logs all the time, with records or through an old logger.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::places;

/// How many modules the tree has.
pub(crate) const MODULES: usize = 2_000;

/// How many calls each module has; a test counts them.
pub(crate) const CALLS: usize = 10;

/// Modules as a team writes them, for one kind of thing, `__name__`.
pub(crate) type Templates = [&'static str; 4];

/// Modules that write records.
pub(crate) const RECORDS: Templates = [
    include_str!("../../modules/executor.ts"),
    include_str!("../../modules/route.ts"),
    include_str!("../../modules/queue.ts"),
    include_str!("../../modules/store.ts"),
];

/// Modules that call a logger of the team's own.
pub(crate) const BEFORE: Templates = [
    include_str!("../../modules/before/executor.ts"),
    include_str!("../../modules/before/route.ts"),
    include_str!("../../modules/before/queue.ts"),
    include_str!("../../modules/before/store.ts"),
];

const THINGS: [&str; 8] =
    ["invoice", "shipment", "account", "ticket", "upload", "device", "payment", "report"];

/// Makes a tree of so many modules, forty to a folder.
pub(crate) fn make(tree: &Path, modules: usize, templates: &Templates) -> Result<()> {
    places::fresh(tree)?;
    for number in 0..modules {
        let folder = tree.join(format!("service-{:02}/src", number / 40));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("module-{number:04}.ts")), module(number, templates))?;
    }
    Ok(())
}

/// The text of one module.
pub(crate) fn module(number: usize, templates: &Templates) -> String {
    let template = templates[number % templates.len()];
    let thing = THINGS[number / templates.len() % THINGS.len()];
    let capital = format!("{}{}", thing[..1].to_uppercase(), &thing[1..]);
    template
        .replace("__name__", &format!("{thing}{number}"))
        .replace("__Name__", &format!("{capital}{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_module_has_its_calls() {
        for number in 0..RECORDS.len() {
            let [records, before] = [&RECORDS, &BEFORE].map(|templates| module(number, templates));
            for text in [&records, &before] {
                assert!(!text.contains("__"), "a placeholder is left in module {number}");
            }
            assert_eq!(records.matches("write({").count(), CALLS, "in module {number}");
        }
    }
}

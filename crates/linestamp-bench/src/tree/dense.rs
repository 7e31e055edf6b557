//! Modules of which each one logs all the time.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::fresh;

/// How many modules the tree has.
pub(crate) const MODULES: usize = 2_000;

/// How many calls each module has; a test counts them.
pub(crate) const CALLS: usize = 10;

/// Modules as a team writes them, for one kind of thing, `__name__`.
const TEMPLATES: [&str; 4] = [
    include_str!("../../modules/executor.ts"),
    include_str!("../../modules/route.ts"),
    include_str!("../../modules/queue.ts"),
    include_str!("../../modules/store.ts"),
];

const THINGS: [&str; 8] =
    ["invoice", "shipment", "account", "ticket", "upload", "device", "payment", "report"];

/// Makes a tree of so many modules, forty to a folder.
pub(crate) fn make(tree: &Path, modules: usize) -> Result<()> {
    fresh(tree)?;
    for number in 0..modules {
        let folder = tree.join(format!("service-{:02}/src", number / 40));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("module-{number:04}.ts")), module(number))?;
    }
    Ok(())
}

/// The text of one module.
pub(crate) fn module(number: usize) -> String {
    let template = TEMPLATES[number % TEMPLATES.len()];
    let thing = THINGS[number / TEMPLATES.len() % THINGS.len()];
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
        for number in 0..TEMPLATES.len() {
            let module = module(number);
            assert!(!module.contains("__"), "a placeholder is left in module {number}");
            assert_eq!(module.matches("write({").count(), CALLS, "in module {number}");
        }
    }
}

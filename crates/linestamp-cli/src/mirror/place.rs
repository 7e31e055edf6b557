//! Whether a folder may take the copy: never where the input would be written over.

use std::path::{Path, PathBuf};

use super::manifest;
use crate::failure::Failure;
use crate::scan::Tree;

/// Refuses a folder that is an input, holds one, or is a part of one that is no copy already; and
/// inputs whose copies would fall on each other.
pub(crate) fn check(folder: &Path, trees: &[Tree]) -> Result<(), Failure> {
    let shown = folder.display().to_string();
    let refuse = |title: &str, help: &str| Err(Failure::new(title).at(&*shown).with_help(help));
    if folder.exists() && !folder.is_dir() {
        return refuse("the output folder is a file", "name another folder");
    }
    let out = future_real(folder);
    for tree in trees {
        let over = if tree.is_folder() {
            tree.real().starts_with(&out)
        } else {
            tree.real().file_name().is_some_and(|name| out.join(name) == tree.real())
        };
        if over {
            return refuse(
                "the output folder is the input, or holds it",
                "name a folder of its own, such as --out-dir target/stamped",
            );
        }
        let new = !out.exists() || manifest::is_empty_folder(&out) || manifest::is_in(&out);
        if tree.is_folder() && out.starts_with(tree.real()) && !new {
            return refuse(
                "the output folder is a part of the input",
                "name a folder that is new or empty, or one that holds an earlier copy",
            );
        }
    }
    distinct_names(trees)
}

fn distinct_names(trees: &[Tree]) -> Result<(), Failure> {
    for (index, tree) in trees.iter().enumerate() {
        let name = tree.real().file_name();
        if let Some(other) = trees[..index].iter().find(|other| other.real().file_name() == name) {
            return Err(Failure::new("two paths have the same name in the output folder")
                .at(tree.typed().display().to_string())
                .with_help(format!(
                    "the other is {}; run once for each",
                    other.typed().display()
                )));
        }
    }
    Ok(())
}

/// The real path that a folder has, or will have when it is made.
fn future_real(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    for existing in absolute.ancestors() {
        if let Ok(real) = existing.canonicalize() {
            let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
            return crate::names::normalised(&real.join(rest));
        }
    }
    absolute
}

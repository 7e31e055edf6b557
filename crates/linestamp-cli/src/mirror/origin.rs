//! From a file in a copy to the file that it is a copy of.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::manifest::{self, Origins};
use crate::names::{normalised, relative};
use crate::scan::Tree;

/// What a copy's manifest says of its trees; nothing where that would name folders out of the root.
pub(super) fn of(folder: &Path, trees: &[Tree], root: &Path) -> Origins {
    let inside = |path: &Path| !root.as_os_str().is_empty() && path.starts_with(root);
    let several = trees.len() > 1;
    let place = |tree: &Tree| {
        let named = several || !tree.is_folder();
        let name = tree.real().file_name().filter(|_| named);
        name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    let known = trees.iter().filter(|tree| inside(folder) && inside(tree.real()));
    known.map(|tree| (place(tree), relative(folder, tree.real()))).collect()
}

/// The copies that were met so far.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    known: RefCell<HashMap<PathBuf, Rc<Origins>>>,
}

impl Copies {
    /// The file that a file, given by its real path, is a copy of, or itself.
    pub(crate) fn original(&self, real: &Path) -> PathBuf {
        real.ancestors()
            .skip(1)
            .find_map(|folder| self.found(folder, real))
            .unwrap_or_else(|| real.to_owned())
    }

    fn found(&self, folder: &Path, real: &Path) -> Option<PathBuf> {
        let mut known = self.known.borrow_mut();
        let origins = known
            .entry(folder.to_owned())
            .or_insert_with_key(|folder| manifest::origins(folder).into())
            .clone();
        let inside = real.strip_prefix(folder).ok()?;
        origins.iter().find_map(|(place, way)| {
            let rest = inside.strip_prefix(place).ok()?;
            let tree = normalised(&folder.join(way));
            Some(if rest.as_os_str().is_empty() { tree } else { tree.join(rest) })
        })
    }
}

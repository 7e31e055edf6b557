//! How a copy is made, and what does not go into it.

use std::path::{Path, PathBuf};

/// How a copy is made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// Whether to leave out what does not change.
    pub(crate) only_changed: bool,
    /// Whether wrangler builds from the copy, and a test runner may come across it: tests stay out,
    /// and each source file has a map that names its original.
    pub(crate) for_wrangler: bool,
    /// The top of the project. A copy below it knows of what it is a copy; any other would have to
    /// name this machine's folders.
    pub(crate) root: PathBuf,
    /// Files without an original: their places in the copy, and their texts.
    pub(crate) generated: Vec<(PathBuf, String)>,
}

/// Whether a file, by its path in the tree, is a test to a runner that looks for tests everywhere:
/// `a.test.ts`, `a.spec.js`, and all that lies in `__tests__`.
pub(crate) fn is_test(inside: &Path) -> bool {
    let in_folder = inside.components().any(|part| part.as_os_str() == "__tests__");
    let stem = inside.file_stem().map(Path::new).and_then(Path::extension);
    in_folder || stem.is_some_and(|word| word == "test" || word == "spec")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_names() {
        for name in ["a.test.ts", "b/c.spec.mjs", "__tests__/helper.ts"] {
            assert!(is_test(Path::new(name)), "{name}");
        }
        for name in ["test.ts", "latest.ts", "a.tests.ts", "spec/a.ts"] {
            assert!(!is_test(Path::new(name)), "{name}");
        }
    }
}

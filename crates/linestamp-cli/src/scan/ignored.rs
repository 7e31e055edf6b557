//! Whether the ignore files above a named path would hide the path itself.
//!
//! `linestamp inject dist` means `dist`, also where the repository ignores it; then the ignore
//! files above it have nothing to say about what is in it either.

use std::path::Path;

use ignore::gitignore::Gitignore;

/// A name for a file that is not there: what hides it hides the whole folder.
const ANY_FILE: &str = "linestamp-probe";

/// Whether an ignore file above the path hides it or all that is in it.
pub(crate) fn by_parents(real: &Path) -> bool {
    let probe = real.join(ANY_FILE);
    for folder in real.ancestors().skip(1) {
        for name in [".ignore", ".gitignore"] {
            let file = folder.join(name);
            if !file.is_file() {
                continue;
            }
            // A file that cannot be parsed whole still counts with the lines that can.
            let (rules, _) = Gitignore::new(file);
            let found = rules.matched_path_or_any_parents(&probe, false);
            if !found.is_none() {
                return found.is_ignore();
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_hidden_by_its_name_or_its_contents() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        std::fs::write(top.join(".gitignore"), "/dist\n/out/*\n*.js\n").unwrap();
        for (path, hidden) in
            [("dist", true), ("dist/deep", true), ("out", true), ("src", false), ("a/dist", false)]
        {
            assert_eq!(by_parents(&top.join(path)), hidden, "{path}");
        }
    }
}

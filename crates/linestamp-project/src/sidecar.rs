//! The source map that lies beside a file.
//!
//! Input: `app.js` that ends with `//# sourceMappingURL=app.js.map`, or just has an `app.js.map`
//! beside it. Output: that file's text, for the engine to compose with.

use std::path::{Path, PathBuf};

use memchr::memmem;

use crate::names::normalised;

/// The word in a map comment.
const COMMENT: &str = "sourceMappingURL=";

/// A map in a file of its own.
#[derive(Debug)]
pub struct Sidecar {
    /// Where it is, by the real path of the file that it belongs to.
    pub path: PathBuf,
    /// How the comment spells it.
    url: String,
    /// The JSON.
    pub text: String,
}

/// Looks for the map of a file, which is given by its real path. A comment that leads out of
/// `bounds` is not followed: what is written there would be out of the tree.
#[must_use]
pub fn find(real: &Path, bounds: &Path, text: &str) -> Option<Sidecar> {
    let (url, path) = match comment(text) {
        Some(url) if url.contains(':') || url.starts_with('/') => return None,
        Some(url) => {
            let path = normalised(&real.parent()?.join(url));
            if !path.starts_with(bounds) {
                return None;
            }
            (url.to_owned(), path)
        }
        None => {
            let url = map_name(&real.file_name()?.to_string_lossy());
            let path = real.with_file_name(&url);
            (url, path)
        }
    };
    let text = std::fs::read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
    Some(Sidecar { path, url, text })
}

/// How the comment of a file is to name its map: as it does already, or `run.ts.map`.
#[must_use]
pub fn name(path: &str, sidecar: Option<&Sidecar>) -> String {
    match sidecar {
        Some(sidecar) => sidecar.url.clone(),
        None => map_name(path.rsplit_once('/').map_or(path, |(_, name)| name)),
    }
}

/// The name of a map beside a file.
#[must_use]
pub fn map_name(file: &str) -> String {
    format!("{file}.map")
}

/// The URL of the last map comment.
#[must_use]
pub fn comment(text: &str) -> Option<&str> {
    // Most files have none, which the search from the front tells several times as fast.
    memmem::find(text.as_bytes(), COMMENT.as_bytes())?;
    let at = memmem::rfind(text.as_bytes(), COMMENT.as_bytes())?;
    let before = &text[..at];
    if !["//# ", "//@ ", "/*# ", "/*@ "].iter().any(|opening| before.ends_with(opening)) {
        return None;
    }
    let url = &text[at + COMMENT.len()..];
    let end = url.find(|c: char| c.is_whitespace() || c == '*').unwrap_or(url.len());
    Some(&url[..end]).filter(|url| !url.is_empty())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn the_last_comment_counts() {
        let text = "//# sourceMappingURL=a.map\nx\n/*# sourceMappingURL=b.map */\n";
        assert_eq!(comment(text), Some("b.map"));
        assert_eq!(comment("'sourceMappingURL=a.map'"), None);
    }

    #[test]
    fn a_map_out_of_the_tree_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        std::fs::create_dir(top.join("in")).unwrap();
        std::fs::write(top.join("a.js.map"), "{}").unwrap();
        let found = |bounds: &Path| {
            find(&top.join("in/a.js"), bounds, "//# sourceMappingURL=../a.js.map").is_some()
        };
        assert!(found(top));
        assert!(!found(&top.join("in")));
    }
}

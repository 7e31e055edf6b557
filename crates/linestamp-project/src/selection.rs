//! Which files count as source.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use linestamp_transform::Options;

use crate::failure::Failure;

/// The extensions that count as source unless others are given.
const EXTENSIONS: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

/// Extensions and globs, compiled.
#[derive(Debug)]
pub struct Selection {
    extensions: Vec<String>,
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Selection {
    /// Compiles what the options say.
    ///
    /// # Errors
    ///
    /// An extension or a glob that cannot be one.
    pub fn new(options: &Options) -> Result<Selection, Failure> {
        let extensions = match &options.ext {
            None => EXTENSIONS.map(str::to_owned).to_vec(),
            Some(list) => list.iter().map(|ext| extension(ext)).collect::<Result<_, _>>()?,
        };
        if extensions.is_empty() {
            return Err(Failure::new("`ext` is an empty list, so nothing counts as source")
                .with_help("name an extension such as \"ts\", or leave `ext` out"));
        }
        Ok(Selection {
            extensions,
            include: globs("include", options.include.as_deref())?,
            exclude: globs("exclude", options.exclude.as_deref())?,
        })
    }

    /// Whether a file is source by its name. Declarations are not: they run nowhere.
    #[must_use]
    pub fn is_source(&self, path: &Path) -> bool {
        let name = file_name(path);
        // A name that begins with its only dot has no extension.
        let Some(dot @ 1..) = memchr::memrchr(b'.', name) else { return false };
        let extension = &name[dot + 1..];
        self.extensions.iter().any(|known| extension == known.as_bytes()) && !is_declaration(name)
    }

    /// Whether a file declares types and nothing else, so that it is never touched.
    #[must_use]
    pub fn is_declaration(&self, path: &Path) -> bool {
        is_declaration(file_name(path))
    }

    /// Whether globs decide, so that a file's path has to be known.
    #[must_use]
    pub fn has_globs(&self) -> bool {
        self.include.is_some() || self.exclude.is_some()
    }

    /// Whether the globs let a file through, given its path relative to the root.
    #[must_use]
    pub fn admits(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.is_match(path))
            && !self.exclude.as_ref().is_some_and(|globs| globs.is_match(path))
    }

    /// The extensions that count as source, without the dot.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

fn extension(text: &str) -> Result<String, Failure> {
    let plain = text.trim().trim_start_matches('.');
    if plain.is_empty() || plain.contains(['/', '\\', '.', '*']) {
        return Err(Failure::new(format!("\"{text}\" is not a file name extension"))
            .with_help("write it without dots and stars, such as \"ts\""));
    }
    Ok(plain.to_owned())
}

/// The folder whose packages are left alone unless they are named.
pub const PACKAGES: &str = "node_modules";

/// Whether a file is in no package of `node_modules`, or in one of those that are named.
#[must_use]
pub fn is_admitted_package(path: &Path, named: &[String]) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let Some(at) = parts.iter().rposition(|part| part == PACKAGES) else { return true };
    let package = match parts.get(at + 1..) {
        Some([scope, name, ..]) if scope.starts_with('@') => format!("{scope}/{name}"),
        Some([name, ..]) => name.to_string(),
        _ => return false,
    };
    named.contains(&package)
}

/// The bytes of a path behind the last separator. The walk asks for the name of all that it finds,
/// and the standard library's answer takes a path apart to see about `.` and `..`, which a walk does
/// not give.
#[must_use]
pub fn file_name(path: &Path) -> &[u8] {
    let bytes = path.as_os_str().as_encoded_bytes();
    let separator = bytes.iter().rposition(|&byte| std::path::is_separator(byte.into()));
    &bytes[separator.map_or(0, |at| at + 1)..]
}

/// `types.d.ts`, `types.d.mts`, `types.d.cts`, and `styles.d.css.ts`.
fn is_declaration(name: &[u8]) -> bool {
    let Some(stem) = [&b".ts"[..], b".mts", b".cts"].iter().find_map(|ext| name.strip_suffix(*ext))
    else {
        return false;
    };
    let mut parts = stem.rsplit(|&byte| byte == b'.');
    let last = parts.next();
    // A name that begins with the dot has nothing that could be declared.
    (last == Some(b"d") && parts.next().is_some())
        || (name.ends_with(b".ts") && parts.next() == Some(b"d") && parts.next().is_some())
}

/// Globs as in an ignore file: one without a slash matches in every folder, and one that matches a
/// folder matches all that is in it. `key` is what the list is called, for the error.
///
/// # Errors
///
/// A glob that cannot be one.
pub fn globs(key: &str, list: Option<&[String]>) -> Result<Option<GlobSet>, Failure> {
    let Some(list) = list.filter(|list| !list.is_empty()) else { return Ok(None) };
    let refuse = |error: globset::Error| {
        Failure::new(format!("`{key}`: {error}"))
            .with_help("`*` stands for a part of a name, `**` for any folders")
    };
    let mut set = GlobSetBuilder::new();
    for glob in list {
        let anchored = glob.starts_with('/') || glob.trim_end_matches('/').contains('/');
        let plain = glob.strip_prefix("./").unwrap_or(glob).trim_matches('/');
        let plain = if anchored { plain.to_owned() } else { format!("**/{plain}") };
        for glob in [plain.clone(), format!("{plain}/**")] {
            set.add(GlobBuilder::new(&glob).literal_separator(true).build().map_err(refuse)?);
        }
    }
    set.build().map(Some).map_err(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(include: &[&str], exclude: &[&str]) -> Selection {
        let list = |globs: &[&str]| Some(globs.iter().map(|&glob| glob.to_owned()).collect());
        let options =
            Options { include: list(include), exclude: list(exclude), ..Options::default() };
        Selection::new(&options).expect("the globs are valid")
    }

    #[test]
    fn declarations_are_no_source() {
        let selection = selection(&[], &[]);
        for name in ["a.ts", "a.b.ts", "a.d.js", "d.ts", "a.tsx", "a.cjs"] {
            assert!(selection.is_source(Path::new(name)), "{name}");
        }
        for name in ["a.d.ts", "a.d.mts", "a.d.cts", "a.d.css.ts", "a.json", "ts", "a"] {
            assert!(!selection.is_source(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn globs_are_those_of_an_ignore_file() {
        let tests = selection(&[], &["*.test.ts", "src/generated/"]);
        assert!(!tests.admits("src/deep/a.test.ts"));
        assert!(!tests.admits("src/generated/b/c.ts"));
        assert!(tests.admits("lib/src/generated/c.ts"));
        let only = selection(&["services/*/src"], &[]);
        assert!(only.admits("services/logs/src/a/b.ts"));
        assert!(!only.admits("services/logs/test/a.ts"));
    }

    #[test]
    fn a_star_is_no_extension() {
        let ext = |text: &str| {
            Selection::new(&Options { ext: Some(vec![text.into()]), ..Options::default() })
        };
        assert!(ext("*.ts").is_err());
        assert!(ext(".vue").is_ok_and(|selection| selection.is_source(Path::new("a.vue"))));
    }
}

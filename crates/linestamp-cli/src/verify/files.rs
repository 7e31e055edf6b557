//! The scripts that a build wrote, and their maps.

use std::path::{Path, PathBuf};

use globset::GlobSet;
use ignore::WalkBuilder;
use linestamp_project::globs;
use linestamp_transform::built::SourceMap;

use crate::failure::{Failure, plain};
use crate::finding::{Finding, Rule};
use crate::names::{normalised, slashed};
use crate::scan::{LEFT_ALONE, Tree};
use crate::sidecar;

/// What build tools call their scripts.
const SCRIPTS: [&str; 3] = ["js", "mjs", "cjs"];

/// The remedy for a script that cannot be traced back.
const MAP_HELP: &str = "build with source maps (`sourcemap: true`, `--sourcemap`; \
    `wrangler deploy --dry-run --outdir` writes one), or leave the file out with --skip";

/// Finds the scripts of a build.
pub(crate) struct BuiltFiles {
    skip: Option<GlobSet>,
}

impl BuiltFiles {
    /// All but what matches the globs.
    pub(crate) fn new(skip: &[String]) -> Result<BuiltFiles, Failure> {
        Ok(BuiltFiles { skip: globs("--skip", Some(skip))? })
    }

    /// The real paths of the scripts in a tree, in order. Ignore files do not count: what is built
    /// is what they usually hide.
    pub(crate) fn below(&self, tree: &Tree) -> Result<Vec<PathBuf>, ignore::Error> {
        if !tree.is_folder() {
            return Ok(vec![tree.real().to_owned()]);
        }
        let walk = WalkBuilder::new(tree.real())
            .standard_filters(false)
            .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != LEFT_ALONE)
            .build();
        let mut found = Vec::new();
        for entry in walk {
            let entry = entry?;
            let path = entry.path();
            let script =
                path.extension().is_some_and(|ext| SCRIPTS.iter().any(|known| ext == *known));
            let file = entry.file_type().is_some_and(|kind| kind.is_file());
            let inside = path.strip_prefix(tree.real()).unwrap_or(path);
            let skipped = self.skip.as_ref().is_some_and(|skip| skip.is_match(slashed(inside)));
            if file && script && !skipped {
                found.push(path.to_owned());
            }
        }
        found.sort();
        Ok(found)
    }
}

/// A script with its map.
pub(super) struct Built {
    pub(super) text: String,
    pub(super) map: SourceMap,
    /// The folder that the map's sources are relative to.
    pub(super) folder: PathBuf,
}

impl Built {
    /// Reads a script, which is given by its real path, and its map.
    pub(super) fn read(path: &Path) -> Result<Built, Finding> {
        let unreadable = |what: String| Finding::error(Rule::Unreadable, what);
        let text = std::fs::read_to_string(path)
            .map_err(|error| unreadable(format!("cannot read the file: {}", plain(&error))))?;
        let folder = path.parent().unwrap_or(path).to_owned();
        let url = sidecar::comment(&text).map(str::to_owned);
        if let Some(map) = url.as_deref().and_then(SourceMap::from_data_url) {
            let map = map.map_err(|error| broken("the source map in the file", &error))?;
            return Ok(Built { text, map, folder });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let relative = url.filter(|url| !url.contains(':') && !url.starts_with('/'));
        let beside = normalised(&folder.join(relative.unwrap_or_else(|| sidecar::map_name(&name))));
        let shown = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let json = match std::fs::read_to_string(&beside) {
            Ok(json) => json,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let message = "the file has no source map, so its calls cannot be traced back";
                return Err(Finding::error(Rule::NoMap, message).with_help(MAP_HELP));
            }
            Err(error) => return Err(broken(&format!("the source map {shown}"), &plain(&error))),
        };
        let map = SourceMap::parse(&json)
            .map_err(|error| broken(&format!("the source map {shown}"), &error))?;
        let folder = beside.parent().unwrap_or(&folder).to_owned();
        Ok(Built { text, map, folder })
    }
}

fn broken(what: &str, error: &str) -> Finding {
    Finding::error(Rule::NoMap, format!("{what} cannot be read: {error}"))
        .with_help("build again, or leave the file out with --skip")
}

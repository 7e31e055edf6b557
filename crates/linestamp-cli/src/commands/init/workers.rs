//! The services that wrangler builds: their configurations get the custom build, and an ignore file
//! its copy.

use std::io;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, plain};
use crate::wrangler::{COPY, Configuration, Setup, set_up as edited};
use crate::write;

/// Sets up each service; says what was done.
pub(super) fn set_up(folder: &Path, files: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut said = Vec::new();
    let mut any = false;
    for file in files {
        let shown = file.display().to_string();
        let configuration = match Configuration::read(file, &shown) {
            Ok(configuration) => configuration,
            Err(failure) => {
                said.push(format!("left {shown} alone: {failure}"));
                continue;
            }
        };
        let unwritable = |error: io::Error| {
            Failure::new(format!("cannot change the file: {}", plain(&error))).at(&*shown)
        };
        let text = std::fs::read_to_string(file).map_err(unwritable)?;
        match edited(&configuration, &text) {
            Setup::Ready => {
                any = true;
                said.push(format!("{shown} builds from a stamped copy already"));
            }
            Setup::Changed(new) => {
                any = true;
                replace(file, &new).map_err(unwritable)?;
                said.push(format!("changed {shown}: it builds from a stamped copy, {COPY}"));
            }
            Setup::Left(why) => said.push(format!("left {shown} alone: {why}")),
        }
    }
    if any {
        let path = folder.join(".gitignore");
        let added = ignore(&path).map_err(|error| {
            Failure::new(format!("cannot change the file: {}", plain(&error)))
                .at(path.display().to_string())
        })?;
        if added {
            said.push(format!("changed {}: {COPY} is ignored", path.display()));
        }
    }
    Ok(said)
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    let permissions = std::fs::metadata(file)?.permissions();
    // A link stays one.
    write::replace(&file.canonicalize()?, text.as_bytes(), Some(&permissions))
}

/// Adds the copy to an ignore file, if it is not there.
fn ignore(path: &Path) -> io::Result<bool> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let names = |line: &str| line.trim().trim_start_matches("**/").trim_matches('/') == COPY;
    if text.lines().any(names) {
        return Ok(false);
    }
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{text}{end}{COPY}\n");
    if path.exists() {
        replace(path, &text)?
    } else {
        write::replace(path, text.as_bytes(), None)?
    }
    Ok(true)
}

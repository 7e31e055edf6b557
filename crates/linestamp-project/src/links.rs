//! Where a path leads when its links are followed.

use std::io::Result;
use std::path::{Path, PathBuf};

/// The path without links, of what is there.
#[cfg(not(target_os = "wasi"))]
pub(crate) fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize()
}

/// The path without links, of what is there; absolute, as all are that come from a host. The standard
/// library does not know this there.
#[cfg(target_os = "wasi")]
pub(crate) fn canonical(path: &Path) -> Result<PathBuf> {
    use std::io::{Error, ErrorKind};
    use std::path::Component;

    /// As many as Linux follows.
    const MOST_LINKS: usize = 40;

    let mut real = PathBuf::from("/");
    let mut links = 0;
    // What is still to be walked, the next part last.
    let mut rest: Vec<PathBuf> = Vec::new();
    let push = |rest: &mut Vec<PathBuf>, path: &Path| {
        rest.extend(path.components().rev().map(|part| PathBuf::from(part.as_os_str())));
    };
    push(&mut rest, path);
    while let Some(part) = rest.pop() {
        match part.components().next() {
            Some(Component::RootDir) => real = PathBuf::from("/"),
            Some(Component::ParentDir) => {
                real.pop();
            }
            Some(Component::Normal(name)) => {
                real.push(name);
                if real.symlink_metadata()?.is_symlink() {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(Error::from(ErrorKind::InvalidInput));
                    }
                    let to = real.read_link()?;
                    real.pop();
                    push(&mut rest, &to);
                }
            }
            _ => {}
        }
    }
    Ok(real)
}
